#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

#include "scenarios/recording/event.h"

/// Recordings: text, one message a line, fields between tabs; README.md of this folder has the
/// format. What a twin hears live and what a run writes is the same.
namespace wardtwin::recording {

inline constexpr std::string_view kHeader = "wardtwin recording 1";  ///< first line begins so

/// The line without its end.
std::string line_of(const Event& event);
/// False where it is no such line; then `why` says what is wrong with it.
bool read_line(std::string_view line, Event& event, std::string& why);

/// Appends to a file. A line is on its way to the disk when flush() returns, so a program that is
/// killed loses at most a line that it had not finished, which the reader leaves out.
class Writer {
 public:
  /// Makes the file, or goes on with one that is there. `midnight`: us since 1970 of the midnight
  /// from which times count; 0: of no particular day. Throws RunError where it cannot be written or
  /// is no recording.
  explicit Writer(const std::string& path, std::int64_t midnight = 0);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void write(const Event& event);
  void flush();

 private:
  std::string path_;
  std::FILE* file_ = nullptr;
};

/// us since 1970 of the midnight from which a recording counts; 0: of no particular day, or no such
/// file.
std::int64_t midnight_of(const std::string& path);

/// Every event of a file in its order. A last line without its end is left out. Throws InputError at
/// what is no recording, with the line's number.
void read(const std::string& path, const std::function<void(const Event&)>& take);

}  // namespace wardtwin::recording
