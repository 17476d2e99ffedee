#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What is wrong with imported files, and reading them whole within limits.
namespace wardtwin::importing {

inline constexpr std::size_t kLargestFile = 64u << 20;   ///< bytes
inline constexpr std::size_t kMostRecords = 1'000'000;   ///< messages, lines or shapes of a file
inline constexpr std::size_t kLongestField = 64u << 10;  ///< bytes

struct Place {
  std::string file;
  std::size_t line = 0;  ///< from 1; 0: the file as a whole
  std::string field;     ///< as the format names it, such as PV1-3; may be empty
};

/// Problems of all files of an import. A record with a problem is left out; all others count.
class Problems {
 public:
  void add(const Place& at, std::string_view what);
  std::size_t count() const { return count_; }
  /// `file:line: field: what`, one a line, at most a hundred of them.
  std::string text() const;

 private:
  std::vector<std::string> kept_;
  std::size_t count_ = 0;
};

struct File {
  std::string path, text;
};

/// The whole file without a byte order mark. False (and a problem) if it cannot be read, is larger
/// than the limit or is not UTF-8.
bool read_file(const std::string& path, File& out, Problems& problems);

/// A name as scenarios write them from any text: letters, digits and '_', at most 64; never empty.
std::string scenario_name(std::string_view text, std::string_view if_empty);
/// Text for one line of a comment: no control characters, cut to 80 bytes.
std::string comment_text(std::string_view text);

}  // namespace wardtwin::importing
