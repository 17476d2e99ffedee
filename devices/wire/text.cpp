#include "devices/wire/text.h"

#include <chrono>

#include <fmt/format.h>

namespace wardtwin::wire {
namespace {

void put_instant(std::string& out, std::int64_t at,
                 fmt::format_string<int, unsigned, unsigned, long, long, long, long> form) {
  using namespace std::chrono;
  const sys_time<milliseconds> t(floor<milliseconds>(nanoseconds(at)));
  const auto day = floor<days>(t);
  const year_month_day d(day);
  const hh_mm_ss time(t - day);
  fmt::format_to(std::back_inserter(out), form, static_cast<int>(d.year()),
                 static_cast<unsigned>(d.month()), static_cast<unsigned>(d.day()),
                 time.hours().count(), time.minutes().count(), time.seconds().count(),
                 time.subseconds().count());
}

}  // namespace

void put_basic_instant(std::string& out, std::int64_t at) {
  put_instant(out, at, "{:04}{:02}{:02}{:02}{:02}{:02}.{:03}+0000");
}

void put_extended_instant(std::string& out, std::int64_t at) {
  put_instant(out, at, "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z");
}

// Quotes hide brackets.
bool nests_deeper(std::string_view json, int levels) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '\\' && quoted)
      ++i;
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && (c == '{' || c == '[') && ++depth > levels)
      return true;
    else if (!quoted && (c == '}' || c == ']'))
      --depth;
  }
  return false;
}

void put_json_text(std::string& out, std::string_view text) {
  for (const char c : text)
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < ' ')
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
}

}  // namespace wardtwin::wire
