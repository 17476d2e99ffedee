#include "scenarios/report/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace wardtwin::report {
namespace {

// Digits after the point so that `value` has three significant ones.
int decimals(double value) {
  const double size = std::abs(value);
  if (size == 0 || !std::isfinite(size)) return 0;
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(size) + 1e-9)), 0, 6);
}

// The half width needs two significant digits, and the value no more than those.
int decimals_with(double value, double half) {
  if (!(half > 0)) return decimals(value);
  const int of_half = std::clamp(1 - static_cast<int>(std::floor(std::log10(half) + 1e-9)), 0, 6);
  return std::min(of_half, std::max(decimals(value), 1));
}

std::string with_unit(const Interval& v, double scale, const std::string& unit) {
  if (std::isnan(v.mean)) return "-";
  if (std::isinf(v.mean)) return "never";
  const double value = v.mean * scale, half = v.half_width() * scale;
  const bool known = std::isfinite(half);
  const int places = known ? decimals_with(value, half) : decimals(value);
  std::string text = fmt::format("{:.{}f}", value, places);
  if (known) text += fmt::format(" ± {:.{}f}", half, places);
  return unit.empty() ? text : text + " " + unit;
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::string number(double value) { return with_unit({value, kNan, kNan}, 1, ""); }

std::string count(double value) {
  if (!std::isfinite(value)) return "-";
  std::string digits = fmt::format("{:.0f}", value);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ' ');
  return digits;
}

std::string duration(const Interval& s) {
  const double size = std::abs(s.mean);
  if (size == 0) return "0 s";
  if (size < 0.9995e-6) return with_unit(s, 1e9, "ns");
  if (size < 0.9995e-3) return with_unit(s, 1e6, "us");
  if (size < 0.9995) return with_unit(s, 1e3, "ms");
  if (size < 119.5) return with_unit(s, 1, "s");
  if (size < 7170) return with_unit(s, 1.0 / 60, "min");
  return with_unit(s, 1.0 / 3600, "h");
}

std::string duration(double seconds) {
  std::string text = duration(Interval{seconds, kNan, kNan});
  // "24.0 h" is "24 h"
  if (const auto at = text.find(".0 "); at != std::string::npos) text.erase(at, 2);
  return text;
}

std::string percent(const Interval& share) { return with_unit(share, 100, "%"); }
std::string watts(double w) {
  if (std::isnan(w)) return "-";
  return w < 1e-3 ? number(w * 1e6) + " uW" : w < 1 ? number(w * 1e3) + " mW" : number(w) + " W";
}

std::string percent(double share) { return percent(Interval{share, kNan, kNan}); }
std::string number(const Interval& value) { return with_unit(value, 1, ""); }

std::string in_unit(double value, const std::string& unit) {
  if (std::isinf(value)) return "no bound";
  if (unit == "s") return duration(value);
  if (unit == "1") return fmt::format("{:.4g} %", 100 * value);
  if (unit.empty()) return fmt::format("{:.4g}", value);
  return fmt::format("{:.4g} {}", value, unit);
}

std::size_t width(const std::string& utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string Table::text() const {
  std::vector<std::size_t> widths(rows_[0].size(), 0);
  for (const auto& row : rows_)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width(row[c]));
  std::size_t rest = 2;
  for (std::size_t c = 1; c < widths.size(); ++c) rest += widths[c] + 2;
  constexpr std::size_t kLine = 100;
  widths[0] = std::min(widths[0], rest + 12 > kLine ? std::size_t{12} : kLine - rest);

  std::string out;
  for (const auto& row : rows_) {
    std::string line = "  ";
    for (std::size_t c = 0; c < row.size(); ++c) {
      std::string cell = row[c];
      if (c == 0 && width(cell) > widths[0]) {  // a line of its own rather than cut
        out += line + cell + "\n";
        cell.clear();
      }
      const std::string pad(widths[c] - std::min(widths[c], width(cell)), ' ');
      if (c == 0)
        line.append(cell).append(pad);
      else
        line.append("  ").append(pad).append(cell);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace wardtwin::report
