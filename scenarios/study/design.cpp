#include "scenarios/study/design.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "scenarios/compiler/quantity.h"
#include "sim/base/error.h"
#include "sim/base/random.h"

namespace wardtwin::study {
namespace {

constexpr std::size_t kMostPoints = 10'000;

[[noreturn]] void refuse(const std::string& text, const std::string& what) {
  throw InputError(fmt::format(
      "--vary '{}': {}\n  Write --vary path.to.key=a,b,c or --vary path.to.key=2..6.", text, what));
}

// Commas inside brackets and quotes belong to the value: at=[1 m, 2 m, 0 m].
std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  char quote = 0;
  for (const char c : text) {
    if (quote)
      quote = c == quote ? 0 : quote;
    else if (c == '"' || c == '\'')
      quote = c;
    else if (c == '[' || c == '{' || c == '(')
      ++depth;
    else if (c == ']' || c == '}' || c == ')')
      --depth;
    if (c == ',' && depth == 0 && !quote)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  for (std::string& p : parts) p = std::string(compiler::trim(p));
  return parts;
}

bool is_whole(double x) { return std::floor(x) == x && std::abs(x) < 1e15; }

// "2..6" and "5 m..20 m"; false where it is no range.
bool read_range(const std::string& text, const std::string& written, Factor& f) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return false;
  const auto low = compiler::split_quantity(compiler::trim(std::string_view(text).substr(0, dots)));
  const auto high =
      compiler::split_quantity(compiler::trim(std::string_view(text).substr(dots + 2)));
  if (!low || !high) return false;
  if (!low->unit.empty() && low->unit != high->unit)
    refuse(written, "both ends need the same unit");
  if (!(low->number < high->number)) refuse(written, "the first end must be below the second");
  f.low = low->number;
  f.high = high->number;
  if (!high->unit.empty()) f.unit = fmt::format(" {}", high->unit);
  f.whole = high->unit.empty() && is_whole(f.low) && is_whole(f.high);
  return true;
}

std::string value_at(const Factor& f, double share) {
  if (!f.levels.empty()) {
    const auto n = static_cast<double>(f.levels.size());
    return f.levels[static_cast<std::size_t>(std::min(n - 1, std::floor(share * n)))];
  }
  if (f.whole) {
    const double n = f.high - f.low + 1;
    return fmt::format("{:.0f}", f.low + std::min(n - 1, std::floor(share * n)));
  }
  return fmt::format("{:.9g}{}", f.low + share * (f.high - f.low), f.unit);
}

std::vector<std::string> levels_of(const Factor& f) {
  if (!f.levels.empty()) return f.levels;
  if (!f.whole)
    refuse(f.path, "a range of numbers that are not whole has no levels; use --design lhs");
  std::vector<std::string> all;
  if (f.high - f.low >= static_cast<double>(kMostPoints)) refuse(f.path, "the range is too long");
  for (double x = f.low; x <= f.high; ++x) all.push_back(fmt::format("{:.0f}", x));
  return all;
}

}  // namespace

Factor read_factor(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) refuse(text, "there is no 'path='");
  Factor f;
  f.path = std::string(compiler::trim(text.substr(0, equals)));
  const std::string values = text.substr(equals + 1);
  if (read_range(values, text, f)) return f;
  f.levels = split(values);
  for (const std::string& v : f.levels)
    if (v.empty()) refuse(text, "a value is empty");
  if (f.levels.size() < 2) refuse(text, "one value does not vary; --set gives a fixed one");
  return f;
}

std::vector<Point> factorial(std::span<const Factor> factors) {
  std::vector<Point> points(1);
  for (const Factor& f : factors) {
    const std::vector<std::string> levels = levels_of(f);
    if (points.size() * levels.size() > kMostPoints)
      throw InputError(
          fmt::format("the design has more than {} points\n  Vary fewer settings, or "
                      "sample them with --design lhs --samples N.",
                      kMostPoints));
    std::vector<Point> more;
    for (const Point& p : points)
      for (const std::string& level : levels) {
        more.push_back(p);
        more.back().values.push_back(level);
      }
    points = std::move(more);
  }
  return points;
}

std::vector<Point> latin_hypercube(std::span<const Factor> factors, int samples,
                                   std::uint64_t seed) {
  const auto n = static_cast<std::uint32_t>(samples);
  std::vector<Point> points(n);
  for (const Factor& f : factors) {
    Stream random({seed, 0}, name_key(f.path), Purpose::placement);
    std::vector<std::uint32_t> part(n);
    std::iota(part.begin(), part.end(), 0u);
    for (std::uint32_t i = n; i > 1; --i) std::swap(part[i - 1], part[random.below(i)]);
    for (std::uint32_t i = 0; i < n; ++i)
      points[i].values.push_back(value_at(f, (part[i] + random.uniform()) / n));
  }
  return points;
}

std::vector<std::string> settings(std::span<const Factor> factors, const Point& point) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < factors.size(); ++i)
    out.push_back(factors[i].path + "=" + point.values[i]);
  return out;
}

}  // namespace wardtwin::study
