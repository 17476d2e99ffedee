#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scenarios/compiler/node.h"
#include "scenarios/compiler/problems.h"
#include "sim/base/distribution.h"
#include "sim/base/time.h"
#include "sim/base/units.h"

/// Readers of single values. Each tells the context what is wrong and then returns nothing.
namespace wardtwin::compiler {

/// What a reader must know of a field. The unit "clock" means a time of day (`22:00`).
struct FieldSpec {
  std::string_view name;
  std::string_view unit;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

/// Strong types of sim/base/units.h.
template <class T>
concept Quantity =
    std::same_as<T, Decibels> || std::same_as<T, Dbm> || std::same_as<T, Milliwatts> ||
    std::same_as<T, Hertz> || std::same_as<T, BitsPerSecond> || std::same_as<T, Metres>;
template <Quantity T>
constexpr std::string_view natural_unit() {
  if constexpr (std::same_as<T, Decibels>) return "dB";
  if constexpr (std::same_as<T, Dbm>) return "dBm";
  if constexpr (std::same_as<T, Milliwatts>) return "mW";
  if constexpr (std::same_as<T, Hertz>) return "Hz";
  if constexpr (std::same_as<T, BitsPerSecond>) return "bit/s";
  return "m";
}

std::optional<double> read_number(const Node&, const FieldSpec&, std::string_view unit, Context&);
std::optional<std::int64_t> read_whole(const Node&, const FieldSpec&, Context&);
std::optional<Time> read_time(const Node&, const FieldSpec&, Context&);
void read_switch(const Node&, const FieldSpec&, bool&, Context&);
void read_text(const Node&, const FieldSpec&, std::string&, Context&);
void read_position(const Node&, const FieldSpec&, Position&, Context&);
void read_law(const Node&, const FieldSpec&, Distribution&, Context&);
std::optional<std::size_t> find_word(const Node&, const FieldSpec&,
                                     std::span<const std::string_view> words, Context&);

bool expect_map(const Node&, const FieldSpec&, Context&);
bool expect_list(const Node&, const FieldSpec&, Context&,
                 std::optional<std::size_t> length = std::nullopt);
bool expect_scalar(const Node&, const FieldSpec&, std::string_view what, Context&);
/// An entry with nothing behind its ':' is an error.
bool has_value(const Entry&, Context&);
/// Names are letters, digits, '_' and '-': they stand in paths and in results.
bool check_name(const Entry&, Context&);
void unknown_key(const Entry&, std::span<const std::string_view> allowed, Context&);
/// Tells which of `names` the map does not have. True if it has all.
bool require(const Node& map, const Place& at, std::initializer_list<std::string_view> names,
             Context&);

/// "1 to 100", "at least 0 s", "at most 30 dBm".
std::string range_words(double low, double high, std::string_view unit);

}  // namespace wardtwin::compiler
