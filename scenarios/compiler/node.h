#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// A scenario file as a tree that remembers where every key and value was written.
namespace wardtwin::compiler {

/// One file, or one `--set` of the command line.
struct Source {
  std::string path;                ///< as the user wrote it
  std::string text;                ///< whole, without byte order mark
  std::vector<std::size_t> lines;  ///< offset of the first byte of each line
  bool command_line = false;       ///< a --set: messages show `path` and no line
  int order = 0;                   ///< messages are sorted by it

  std::string_view line(std::uint32_t number) const;  ///< 1-based, without its end
};

/// Where something was written. Lines and columns count from 1; columns are bytes.
struct Place {
  const Source* source = nullptr;
  std::uint32_t line = 1, column = 1, length = 1;
  std::uint32_t copy = 0;  ///< of a template; 0: written there and meant there
};

struct Entry;

struct Node {
  enum class Kind : std::uint8_t { null, scalar, list, map };
  Kind kind = Kind::null;
  bool quoted = false;  ///< a scalar in quotes is text and nothing else
  std::string text;     ///< of a scalar
  Place at;
  std::vector<Node> items;     ///< of a list
  std::vector<Entry> entries;  ///< of a map, in the order written

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }
  bool is_null() const { return kind == Kind::null; }

  const Node* find(std::string_view key) const;  ///< null if it is no map or has no such key
  Node* find(std::string_view key);
  const Entry* entry(std::string_view key) const;

  static Node scalar(std::string text);
  static Node list(std::vector<Node> items = {});
  static Node map();
  Node& set(std::string_view key, Node value);  ///< adds or replaces an entry of a map
};

struct Entry {
  std::string key;
  Place key_at;
  Node value;
};

/// "a number with a unit", "a list", "a map", "nothing": for messages.
std::string_view shape_of(const Node& node);

/// Equal in content; places and quotes do not count.
bool same_content(const Node& a, const Node& b);

}  // namespace wardtwin::compiler
