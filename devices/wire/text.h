#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Small parts of text that several formats share.
namespace wardtwin::wire {

/// UTC instants, ns since 1970, to the millisecond: "20260131120000.123+0000".
void put_basic_instant(std::string& out, std::int64_t at);
/// "2026-01-31T12:00:00.123Z".
void put_extended_instant(std::string& out, std::int64_t at);

/// Whether brackets of a JSON text nest deeper than a parser that recurses should be given.
bool nests_deeper(std::string_view json, int levels);
/// Appends `text` as it stands between the quotes of a JSON string.
void put_json_text(std::string& out, std::string_view text);

}  // namespace wardtwin::wire
