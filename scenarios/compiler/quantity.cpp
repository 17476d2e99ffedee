#include "scenarios/compiler/quantity.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <span>
#include <vector>

#include <fmt/format.h>

namespace wardtwin::compiler {
namespace {

// value in the dimension's base unit = number * up / down; two factors, so that 35 us is exactly 35
// / 1e6
struct Unit {
  std::string_view word;
  double up, down;
};
struct Dimension {
  std::string_view name;
  std::vector<Unit> units;  // smallest first
};

const std::vector<Dimension>& dimensions() {
  static const std::vector<Dimension> all{
      {"a time",
       {{"ns", 1, 1e9},
        {"us", 1, 1e6},
        {"ms", 1, 1e3},
        {"s", 1, 1},
        {"min", 60, 1},
        {"h", 3600, 1},
        {"d", 86400, 1},
        {"wk", 604800, 1}}},
      {"a length", {{"mm", 1, 1e3}, {"cm", 1, 1e2}, {"m", 1, 1}, {"km", 1e3, 1}}},
      {"a frequency", {{"Hz", 1, 1}, {"kHz", 1e3, 1}, {"MHz", 1e6, 1}, {"GHz", 1e9, 1}}},
      {"a data rate",
       {{"bit/s", 1, 1}, {"kbit/s", 1e3, 1}, {"Mbit/s", 1e6, 1}, {"Gbit/s", 1e9, 1}}},
      {"an amount of data",
       {{"B", 1, 1},
        {"kB", 1e3, 1},
        {"KiB", 1024, 1},
        {"MB", 1e6, 1},
        {"MiB", 1048576, 1},
        {"GB", 1e9, 1},
        {"GiB", 1073741824, 1}}},
      {"a power in dBm", {{"dBm", 1, 1}}},
      {"a ratio in dB", {{"dB", 1, 1}}},
      {"a power", {{"uW", 1, 1e6}, {"mW", 1, 1e3}, {"W", 1, 1}, {"kW", 1e3, 1}}},
      {"a share", {{"%", 1, 1e2}, {"1", 1, 1}}},
      {"an energy", {{"J", 1, 1}, {"kJ", 1e3, 1}, {"Wh", 3600, 1}, {"kWh", 3.6e6, 1}}},
      {"a speed", {{"m/s", 1, 1}, {"km/h", 1, 3.6}}},
      {"an area", {{"m2", 1, 1}}},
      {"a number per time", {{"1/d", 1, 86400}, {"1/h", 1, 3600}, {"1/min", 1, 60}, {"1/s", 1, 1}}},
  };
  return all;
}

const Dimension* dimension_of(std::string_view word, const Unit** unit = nullptr) {
  for (const Dimension& d : dimensions())
    for (const Unit& u : d.units)
      if (u.word == word) {
        if (unit) *unit = &u;
        return &d;
      }
  return nullptr;
}

std::string with_unit(std::string number, std::string_view unit) {
  if (unit == "1" || unit.empty()) return number;
  return fmt::format("{} {}", number, unit);
}

// plain digits where they are short, exponents where they are not
std::string shortest(double v) {
  std::string general = fmt::format("{}", v);
  if (general.find('e') == std::string::npos) {
    if (general.ends_with(".0")) general.resize(general.size() - 2);
    return general;
  }
  const std::string plain = fmt::format("{:.0f}", v);
  double back = 0;
  std::from_chars(plain.data(), plain.data() + plain.size(), back);
  return back == v && plain.size() <= 20 ? plain : general;
}

}  // namespace

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t' || s.front() == '\n'))
    s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\n'))
    s.remove_suffix(1);
  return s;
}

std::optional<Written> split_quantity(std::string_view text) {
  text = trim(text);
  const bool plus = text.starts_with('+');
  if (plus) text.remove_prefix(1);
  const std::string_view digits = text.starts_with('-') && !plus ? text.substr(1) : text;
  if (digits.empty() || !((digits[0] >= '0' && digits[0] <= '9') || digits[0] == '.'))
    return std::nullopt;
  Written w;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), w.number);
  if (error != std::errc{} || !std::isfinite(w.number)) return std::nullopt;
  w.unit = trim(text.substr(static_cast<std::size_t>(end - text.data())));
  return w;
}

std::optional<double> in_unit(const Written& w, std::string_view unit) {
  if (unit == "1" || unit.empty()) {
    if (w.unit.empty()) return w.number;
    if (unit == "1" && w.unit == "%") return w.number / 100;
    return std::nullopt;
  }
  if (w.unit == unit) return w.number;
  if (unit == "dBm" && (w.unit == "mW" || w.unit == "W") && w.number > 0)
    return 10 * std::log10(w.number * (w.unit == "W" ? 1e3 : 1));
  const Unit *from = nullptr, *to = nullptr;
  const Dimension* a = dimension_of(w.unit, &from);
  if (!a || a != dimension_of(unit, &to) || w.unit == "1") return std::nullopt;
  const double up = from->up * to->down, down = from->down * to->up;
  const double value = std::fmod(up, down) == 0   ? w.number * (up / down)
                       : std::fmod(down, up) == 0 ? w.number / (down / up)
                                                  : w.number * up / down;
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

bool needs_unit(std::string_view unit) { return !unit.empty() && unit != "1"; }

std::string unit_words(std::string_view unit) {
  if (unit == "dBm") return "dBm, mW, W";
  const Dimension* d = dimension_of(unit);
  if (!d) return std::string(unit);
  std::string out;
  for (const Unit& u : d->units)
    if (u.word != "1") out += fmt::format("{}{}", out.empty() ? "" : ", ", u.word);
  return out;
}

std::string_view dimension_name(std::string_view unit) {
  if (unit.empty() || unit == "1") return "a number without unit";
  const Dimension* d = dimension_of(unit);
  return d ? d->name : "a number";
}

std::string_view dimension_of_word(std::string_view word) {
  const Dimension* d = word == "1" ? nullptr : dimension_of(word);
  return d ? d->name : "";
}

std::string write_quantity(double value, std::string_view unit) {
  if (unit == "clock") return write_clock(from_seconds(value));
  std::string best = with_unit(shortest(value), unit);
  const Dimension* d = dimension_of(unit);
  if (!d || unit == "1" || unit == "" || value == 0 || !std::isfinite(value)) return best;
  const auto cost = [](std::string_view s) {
    const std::string_view number = s.substr(0, s.find(' '));
    const bool point = number.find('.') != number.npos, exponent = number.find('e') != number.npos;
    return number.size() - (point ? 1 : 0) + (number.starts_with("0.") ? 2 : 0) +
           (exponent ? 10 : 0);
  };
  const Unit* to = nullptr;
  dimension_of(unit, &to);
  for (const Unit& u : d->units) {
    if (u.word == "wk" || u.word == "cm" || u.word == "1") continue;
    if (u.word == "d" && value < 10 * u.up) continue;  // people say 24 h
    const double scaled = value * (to->up * u.down) / (to->down * u.up);
    // 15 digits drop the last bit's noise; exactness is then tried
    std::string text =
        with_unit(shortest(std::strtod(fmt::format("{:.15g}", scaled).c_str(), nullptr)), u.word);
    const auto back = split_quantity(text);
    if (back && in_unit(*back, unit) == value && std::abs(scaled) >= 1 && cost(text) < cost(best))
      best = std::move(text);
  }
  return best;
}

std::string write_time(Time t) {
  struct Step {
    std::string_view word;
    std::int64_t ns;
  };
  constexpr std::array<Step, 6> steps{{{"h", 3'600'000'000'000},
                                       {"min", 60'000'000'000},
                                       {"s", 1'000'000'000},
                                       {"ms", 1'000'000},
                                       {"us", 1'000},
                                       {"ns", 1}}};
  if (t.count() == 0) return "0 s";
  for (const Step& s : steps)
    if (t.count() % s.ns == 0) return fmt::format("{} {}", t.count() / s.ns, s.word);
  return fmt::format("{} ns", t.count());
}

std::optional<Time> read_clock(std::string_view text) {
  text = trim(text);
  std::int64_t day = 1;
  const auto number = [&](std::int64_t& out, std::size_t most) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    const auto used = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || used > most || text[0] == '-') return false;
    text.remove_prefix(used);
    return true;
  };
  if (text.starts_with("day ")) {
    text.remove_prefix(4);
    if (!number(day, 5) || day < 1 || !text.starts_with(' ')) return std::nullopt;
    text = trim(text);
  }
  std::int64_t h = 0, m = 0, s = 0;
  if (!number(h, 2) || !text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  if (text.size() < 2 || !number(m, 2)) return std::nullopt;
  if (text.starts_with(':')) {
    text.remove_prefix(1);
    if (text.size() < 2 || !number(s, 2)) return std::nullopt;
  }
  if (!text.empty() || h > 23 || m > 59 || s > 59) return std::nullopt;
  return std::chrono::hours(24 * (day - 1) + h) + std::chrono::minutes(m) + std::chrono::seconds(s);
}

std::string write_clock(Time t) {
  const std::int64_t s = t.count() / 1'000'000'000;
  std::string out = s >= 86400 ? fmt::format("day {} ", s / 86400 + 1) : "";
  out += fmt::format("{:02}:{:02}", s / 3600 % 24, s / 60 % 60);
  return s % 60 ? fmt::format("{}:{:02}", out, s % 60) : out;
}

std::string suggest_units(std::string_view number, std::string_view unit, double low, double high) {
  const Dimension* d = dimension_of(unit);
  const auto w = split_quantity(number);
  if (!d || !w) return fmt::format("{} {}", number, unit);
  std::vector<std::string> fitting;
  for (const Unit& u : d->units) {
    if (u.word == "wk" || u.word == "cm" || u.word == "KiB" || u.word == "MiB" || u.word == "GiB")
      continue;
    const auto v = in_unit({w->number, u.word}, unit);
    if (v && *v >= low && *v <= high) fitting.push_back(fmt::format("{} {}", number, u.word));
  }
  if (fitting.empty()) return fmt::format("{} {}", number, unit);
  // the middle ones are the likely ones
  const std::size_t from = fitting.size() > 3 ? (fitting.size() - 3 + 1) / 2 : 0;
  const std::size_t n = std::min<std::size_t>(3, fitting.size());
  std::string out;
  for (std::size_t i = 0; i < n; ++i)
    out += fmt::format("{}{}", i == 0 ? "" : i + 1 == n ? " or " : ", ", fitting[from + i]);
  return out;
}

}  // namespace wardtwin::compiler
