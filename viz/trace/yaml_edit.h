#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wardtwin::viz {

/// Changes one value of a scenario's text and nothing else: comments, order and spacing stay.
/// `path` is like "network.wifi.access_points.ap_1.at"; keys may stand in blocks or in braces.
/// Nothing if the text has no such key (it may come from a `base:` file or be a default).
std::optional<std::string> set_value(const std::string& text, std::string_view path,
                                     const std::string& value);
/// The value as written, without comment; nothing likewise.
std::optional<std::string> get_value(const std::string& text, std::string_view path);

}  // namespace wardtwin::viz
