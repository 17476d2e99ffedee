#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wardtwin::viz {

/// Changes one value of a scenario's text and nothing else: comments, order and spacing stay.
/// `path` is like "network.wifi.access_points.ap_1.at"; keys may stand in blocks or in braces.
/// Nothing if the text has no such key (it may come from a `base:` file or be a default).
std::optional<std::string> set_value(const std::string& text, std::string_view path,
                                     const std::string& value);
/// The value as written, without comment; nothing likewise.
std::optional<std::string> get_value(const std::string& text, std::string_view path);

/// Sets the value, or writes the key as the last one of its map where it is missing. Nothing if
/// there is no such map; a key of the top level can always be written.
std::optional<std::string> put_value(const std::string& text, std::string_view path,
                                     const std::string& value);
/// The same, and writes what is missing of the maps on the way, in braces: what a variant changes of its
/// base. Nothing if something on the way is there and is no map.
std::optional<std::string> lay_value(const std::string& text, std::string_view path,
                                     const std::string& value);
/// Writes `item` (one line, such as "{ at: 02:00, what: ap_7 }") as the last one of the list at
/// `path`, which may be a block, in brackets, or missing from a map that is there.
std::optional<std::string> add_item(const std::string& text, std::string_view path,
                                    const std::string& item);
/// The items of that list as written, without comments behind them.
std::vector<std::string> items_of(const std::string& text, std::string_view path);

/// One value of a map, by its path.
struct Leaf {
  std::string path, value;
};
/// Every value of the text that is no map, in its order: single words and numbers, and lists whole.
std::vector<Leaf> leaves_of(const std::string& text);

}  // namespace wardtwin::viz
