#include "viz/trace/fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

#include <fmt/format.h>

namespace wardtwin::viz {
namespace {

std::vector<std::string> parts(std::string_view text, char by) {
  std::vector<std::string> out{""};
  for (const char c : text) {
    if (c == by)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

std::optional<double> number(const std::string& text) {
  double v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return v;
}

bool is_wildcard(const std::string& part) {
  return !part.empty() && std::ranges::all_of(part, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// How many of a field's units one of a written unit is; nothing: not known, so ranges say nothing.
std::optional<double> factor(const std::string& written, const std::string& of_field) {
  if (written == of_field || (written.empty() && of_field == "1")) return 1;
  struct Unit {
    const char *base, *word;
    double factor;
  };
  static constexpr std::array kUnits{
      Unit{"s", "us", 1e-6}, Unit{"s", "ms", 1e-3},        Unit{"s", "min", 60},
      Unit{"s", "h", 3600},  Unit{"s", "d", 86400},        Unit{"1", "%", 0.01},
      Unit{"m", "cm", 0.01}, Unit{"B", "kB", 1e3},         Unit{"B", "MB", 1e6},
      Unit{"W", "mW", 1e-3}, Unit{"bit/s", "Mbit/s", 1e6}, Unit{"bit/s", "Gbit/s", 1e9}};
  for (const Unit& u : kUnits)
    if (of_field == u.base && written == u.word) return u.factor;
  return {};
}

}  // namespace

std::vector<FieldInfo> read_fields(const std::string& text) {
  std::vector<FieldInfo> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const auto c = parts(line, '\t');
    if (c.size() != 9 || c[0] == "path") continue;
    out.push_back({c[0], c[1], number(c[2]), number(c[3]), c[4], c[5], c[6], c[7], c[8]});
  }
  return out;
}

const FieldInfo* field_of(const std::vector<FieldInfo>& all, std::string_view path) {
  auto asked = parts(path, '.');
  if (asked.size() == 1) asked.insert(asked.begin(), "scenario");  // of the head
  for (const FieldInfo& f : all) {
    const auto own = parts(f.path, '.');
    if (own.size() == asked.size() &&
        std::equal(own.begin(), own.end(), asked.begin(),
                   [](const auto& a, const auto& b) { return a == b || is_wildcard(a); }))
      return &f;
  }
  return nullptr;
}

std::string about_field(const FieldInfo& f) {
  std::string out = f.path + "\n" + f.doc;
  if (!f.words.empty()) {
    std::string words = f.words;
    for (std::size_t at = 0; (at = words.find('|', at)) != std::string::npos; at += 2)
      words.replace(at, 1, ", ");
    out += "\nWords: " + words;
  }
  if (!f.unit.empty() && f.unit != "1" && f.words.empty()) out += "\nUnit: " + f.unit;
  if (f.low || f.high)
    out += fmt::format("\nRange: {} to {}", f.low ? fmt::format("{:g}", *f.low) : "any",
                       f.high ? fmt::format("{:g}", *f.high) : "any");
  if (!f.default_text.empty()) out += "\nDefault: " + f.default_text;
  if (!f.default_text.empty())
    out += "\nSource: " + f.mark + (f.source.empty() ? "" : ": " + f.source);
  return out;
}

std::optional<Written> read_written(std::string_view text) {
  Written w;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), w.value);
  if (error != std::errc{} || !std::isfinite(w.value)) return {};
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.data()));
  std::string_view rest = text.substr(digits.size());
  if (!rest.empty() && rest[0] != ' ') return {};  // 02:00, 802.11n
  while (!rest.empty() && rest[0] == ' ') rest.remove_prefix(1);
  if (rest.find_first_of(" ,:()[]{}") != std::string_view::npos) return {};
  w.unit = rest;
  w.whole = w.unit.empty() && digits.find_first_of(".eE") == std::string_view::npos;
  return w;
}

std::string write_written(const Written& w) {
  if (w.whole) return fmt::format("{:.0f}", w.value);
  std::string number = fmt::format("{:.4g}", w.value);
  return w.unit.empty() ? number : number + " " + w.unit;
}

SliderRange slider_span(const Written& w, const FieldInfo* f) {
  const double a = std::abs(w.value);
  SliderRange s = a == 0        ? SliderRange{0, 10}
                  : w.value > 0 ? SliderRange{a / 4, a * 4}
                                : SliderRange{-a * 2, 0};
  if (w.whole) s = {std::floor(s.low), std::max(std::ceil(s.high), std::floor(s.low) + 4)};
  const auto by = f ? factor(w.unit, f->unit) : std::nullopt;
  if (by && f->low) s.low = std::max(s.low, *f->low / *by);
  if (by && f->high) s.high = std::min(s.high, *f->high / *by);
  if (s.high <= s.low) s.high = s.low + 1;
  return s;
}

}  // namespace wardtwin::viz
