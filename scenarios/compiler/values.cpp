#include "scenarios/compiler/values.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/compiler/binding.h"
#include "scenarios/compiler/quantity.h"

namespace wardtwin::compiler {
namespace {

std::string quote(const FieldSpec& f) {
  return f.name.empty() ? std::string("this") : fmt::format("'{}'", f.name);
}

std::string cut(std::string_view text) {
  if (text.size() <= 60) return std::string(text);
  std::size_t end = 57;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return fmt::format("{}...", text.substr(0, end));
}

// What is wrong with a text that should be a quantity of this unit.
void not_a_quantity(const Node& n, const FieldSpec& f, std::string_view unit, Context& c) {
  const std::string_view text = trim(n.text);
  const auto w = split_quantity(text);
  const std::string range = fmt::format("Allowed: {}.", range_words(f.low, f.high, unit));
  if (!w) {
    const bool digits = !text.empty() && text.find_first_of("0123456789") <= 1;
    const bool unbounded = digits || text.find("inf") != text.npos || text.find("nan") != text.npos;
    c.error(n.at,
            fmt::format("{}: '{}' is not {}", quote(f), cut(text),
                        unbounded ? "a number that can be simulated" : "a number"),
            {needs_unit(unit) ? fmt::format("Write {} such as {}.", dimension_name(unit),
                                            suggest_units("5", unit, f.low, f.high))
                              : range});
  } else if (w->unit.empty()) {
    c.error(n.at, fmt::format("{} needs a unit", quote(f)),
            {fmt::format("Write {}?", suggest_units(text, unit, f.low, f.high)),
             fmt::format("Its unit is one of {}.", unit_words(unit))});
  } else if (!needs_unit(unit)) {
    c.error(
        n.at,
        fmt::format("{} takes no unit, and '{}' stands behind the number", quote(f), cut(w->unit)),
        {fmt::format(
            "{} is {}.", quote(f),
            unit == "1" && f.high <= 1 ? "a share such as 92 % or 0.92" : "a plain number")});
  } else {
    const std::string_view other = dimension_of_word(w->unit);
    c.error(n.at,
            other.empty() ? fmt::format("{}: '{}' is not a unit", quote(f), cut(w->unit))
                          : fmt::format("{} is {}, and {} is {}", quote(f), dimension_name(unit),
                                        cut(text), other),
            {fmt::format("Its unit is one of {}.", unit_words(unit))});
  }
}

bool in_range(double v, const Node& n, const FieldSpec& f, std::string_view unit, Context& c) {
  // bounds are written in decimals, values come from products: a last bit is no mistake
  const auto slack = [](double bound) {
    return std::isfinite(bound) ? 1e-12 * std::abs(bound) : 0.0;
  };
  if (v >= f.low - slack(f.low) && v <= f.high + slack(f.high)) return true;
  std::vector<std::string> advice{fmt::format("Allowed: {}.", range_words(f.low, f.high, unit))};
  if (unit == "1" && f.low >= 0 && f.low < 1 && f.high <= 1 && v > 1 && v <= 100)
    advice.push_back(fmt::format("Write {} %?", write_quantity(v, "")));
  c.error(n.at,
          fmt::format("{} is {}, which is too {}", quote(f), cut(trim(n.text)),
                      v < f.low ? "small" : "large"),
          std::move(advice));
  return false;
}

}  // namespace

std::string range_words(double low, double high, std::string_view unit) {
  const bool from = std::isfinite(low) && std::abs(low) < 1e300;
  const bool to = std::isfinite(high) && std::abs(high) < 1e300;
  if (from && low == high) return fmt::format("{} only", write_quantity(low, unit));
  if (from && to)
    return fmt::format("{} to {}", write_quantity(low, unit), write_quantity(high, unit));
  if (from) return fmt::format("at least {}", write_quantity(low, unit));
  if (to) return fmt::format("at most {}", write_quantity(high, unit));
  return needs_unit(unit) ? std::string(dimension_name(unit)) : "any number";
}

std::optional<double> read_number(const Node& n, const FieldSpec& f, std::string_view unit,
                                  Context& c) {
  if (!expect_scalar(n, f, dimension_name(unit), c)) return std::nullopt;
  const auto w = split_quantity(n.text);
  const auto v = w ? in_unit(*w, unit) : std::nullopt;
  if (!v) {
    not_a_quantity(n, f, unit, c);
    return std::nullopt;
  }
  if (!in_range(*v, n, f, unit, c)) return std::nullopt;
  return *v == 0 ? 0.0 : *v;  // no minus zero
}

std::optional<std::int64_t> read_whole(const Node& n, const FieldSpec& f, Context& c) {
  // digits alone are read exactly, beyond what a double holds
  const std::string_view text = trim(n.text);
  std::int64_t exact = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exact);
  if (n.is_scalar() && !needs_unit(f.unit) && error == std::errc{} &&
      end == text.data() + text.size())
    return in_range(static_cast<double>(exact), n, f, f.unit, c) ? std::optional(exact)
                                                                 : std::nullopt;
  const auto v = read_number(n, f, f.unit, c);
  if (!v) return std::nullopt;
  if (*v != std::floor(*v) || std::abs(*v) > 9e15) {
    c.error(n.at, fmt::format("{} is a whole number, and {} is not", quote(f), cut(text)),
            {fmt::format("Write {}.", write_quantity(std::round(*v), f.unit))});
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*v);
}

std::optional<Time> read_time(const Node& n, const FieldSpec& f, Context& c) {
  if (f.unit == "clock") {
    if (!expect_scalar(n, f, "a time of day", c)) return std::nullopt;
    const auto t = read_clock(n.text);
    if (!t)
      c.error(n.at, fmt::format("{}: '{}' is not a time of day", quote(f), cut(trim(n.text))),
              {"Write 02:00 or 22:00:30 (00:00 to 23:59:59); day 2 02:00 is a day later."});
    return t;
  }
  if (n.is_scalar() && read_clock(n.text)) {
    c.error(n.at, fmt::format("{} is a length of time, and {} is a time of day", quote(f), n.text),
            {fmt::format("Write {}.", write_time(*read_clock(n.text)))});
    return std::nullopt;
  }
  FieldSpec bounded = f;
  bounded.low = std::max(f.low, -9.2e9);  // what int64 nanoseconds hold
  bounded.high = std::min(f.high, 9.2e9);
  const auto s = read_number(n, bounded, "s", c);
  return s ? std::optional(from_seconds(*s)) : std::nullopt;
}

void read_switch(const Node& n, const FieldSpec& f, bool& out, Context& c) {
  if (!expect_scalar(n, f, "yes or no", c)) return;
  const std::string_view t = n.text;
  if (t == "yes" || t == "true" || t == "on") {
    out = true;
  } else if (t == "no" || t == "false" || t == "off") {
    out = false;
  } else {
    c.error(n.at, fmt::format("{} is yes or no, and '{}' is neither", quote(f), cut(t)));
  }
}

void read_text(const Node& n, const FieldSpec& f, std::string& out, Context& c) {
  if (!expect_scalar(n, f, "a word", c)) return;
  if (n.text.size() > 1000)
    c.error(n.at, fmt::format("{} has {} characters; 1000 are allowed", quote(f), n.text.size()));
  else
    out = n.text;
}

void Custom<flow::Code>::read(const Node& n, const FieldSpec& f, flow::Code& out, Context& c) {
  if (expect_scalar(n, f, shape, c)) out.text = n.text;
}

Node Custom<flow::Code>::write(const flow::Code& code, const FieldSpec&) {
  return Node::scalar(code.text);
}

void read_position(const Node& n, const FieldSpec& f, Position& out, Context& c) {
  if (!expect_list(n, f, c, 3)) return;
  const FieldSpec one{f.name, "m", std::max(f.low, -1e5), std::min(f.high, 1e5)};
  const auto x = read_number(n.items[0], one, "m", c), y = read_number(n.items[1], one, "m", c),
             z = read_number(n.items[2], one, "m", c);
  if (x && y && z) out = {*x, *y, *z};
}

void read_law(const Node& n, const FieldSpec& f, Distribution& out, Context& c) {
  if (!expect_scalar(n, f, "a distribution", c)) return;
  const std::size_t law = n.text.find('(');
  if (law == std::string::npos && split_quantity(n.text)) {
    if (const auto v = read_number(n, f, f.unit, c)) out = Distribution::constant(*v);
    return;
  }
  const DistributionText d = read_distribution(n.text, f.unit);
  if (!d.value) {
    c.error(n.at, fmt::format("{}: {}", quote(f), d.problem), {d.advice});
    return;
  }
  const double mean = d.value->mean();
  if (!std::isfinite(mean) || !std::isfinite(d.value->variance()) || mean < f.low ||
      mean > f.high) {
    c.error(n.at,
            fmt::format("{}: the mean of {} is {}", quote(f), cut(n.text),
                        write_quantity(mean, f.unit)),
            {fmt::format("Allowed: {}.", range_words(f.low, f.high, f.unit))});
    return;
  }
  using Law = Distribution::Law;
  const bool starts_at_first = d.value->law == Law::uniform || d.value->law == Law::triangular;
  if (starts_at_first && d.value->p[0] < f.low) {
    c.error(n.at, fmt::format("{}: {} draws values below {}", quote(f), cut(n.text),
                              write_quantity(f.low, f.unit)));
    return;
  }
  const double floor = out.lowest;  // a bound belongs to the field, not to its text
  out = *d.value;
  out.lowest = out.law == Law::normal ? std::max({floor, f.low, out.lowest}) : floor;
}

std::optional<std::size_t> find_word(const Node& n, const FieldSpec& f,
                                     std::span<const std::string_view> words, Context& c) {
  if (!expect_scalar(n, f, "a word", c)) return std::nullopt;
  const auto it = std::find(words.begin(), words.end(), n.text);
  if (it != words.end()) return static_cast<std::size_t>(it - words.begin());
  if (c.full()) return std::nullopt;
  c.error(n.at, fmt::format("{}: unknown word '{}'", quote(f), cut(n.text)),
          {did_you_mean(n.text, words), fmt::format("Allowed: {}.", join(words, 40))});
  return std::nullopt;
}

bool expect_scalar(const Node& n, const FieldSpec& f, std::string_view what, Context& c) {
  if (n.is_scalar() && !n.text.empty()) return true;
  c.error(n.at, fmt::format("{} is {}, and this is {}", quote(f), what,
                            n.is_scalar() ? "an empty text" : shape_of(n)));
  return false;
}

bool expect_map(const Node& n, const FieldSpec& f, Context& c) {
  if (n.is_map()) return true;
  c.error(n.at,
          f.name.empty() ? fmt::format("a map is needed here, and this is {}", shape_of(n))
                         : fmt::format("{} is a map, and this is {}", quote(f), shape_of(n)),
          {"Write { key: value, ... } or one 'key: value' a line, indented."});
  return false;
}

bool expect_list(const Node& n, const FieldSpec& f, Context& c, std::optional<std::size_t> length) {
  if (!n.is_list()) {
    c.error(
        n.at, fmt::format("{} is a list, and this is {}", quote(f), shape_of(n)),
        {n.is_scalar() ? fmt::format("Write [{}].", cut(n.text)) : "Write [first, second, ...]."});
    return false;
  }
  if (length && n.items.size() != *length) {
    c.error(n.at,
            fmt::format("{} has {} values, and here are {}", quote(f), *length, n.items.size()));
    return false;
  }
  return true;
}

bool has_value(const Entry& e, Context& c) {
  if (!e.value.is_null()) return true;
  c.error(e.key_at, fmt::format("'{}' has no value", e.key), {"Write one, or leave the line out."});
  return false;
}

bool check_name(const Entry& e, Context& c) {
  const auto fine = [](char ch) {
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
           ch == '_' || ch == '-';
  };
  if (e.key.size() <= 64 && std::all_of(e.key.begin(), e.key.end(), fine)) return true;
  c.error(e.key_at, fmt::format("'{}' cannot be a name", cut(e.key)),
          {"Names are up to 64 letters, digits, '_' and '-', such as ward_2_east."});
  return false;
}

void unknown_key(const Entry& e, std::span<const std::string_view> allowed, Context& c) {
  if (c.full()) return;
  c.error(e.key_at, fmt::format("unknown key '{}'", cut(e.key)),
          {did_you_mean(e.key, allowed), fmt::format("Allowed here: {}.", join(allowed, 60))});
}

bool require(const Node& map, const Place& at, std::initializer_list<std::string_view> names,
             Context& c) {
  if (!map.is_map()) return false;
  std::vector<std::string_view> missing;
  for (const std::string_view name : names)
    if (!map.find(name)) missing.push_back(name);
  if (missing.empty()) return true;
  c.error(at, fmt::format("{} missing here: {}", missing.size() == 1 ? "a key is" : "keys are",
                          join(missing)));
  return false;
}

}  // namespace wardtwin::compiler
