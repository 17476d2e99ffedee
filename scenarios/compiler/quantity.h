#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/base/distribution.h"
#include "sim/base/time.h"

/// Quantities as scenarios write them (`200 ms`, `-67 dBm`, `92 %`, `22:00`) and back.
namespace wardtwin::compiler {

/// A number and the unit's word behind it ("" if there is none).
struct Written {
  double number = 0;
  std::string_view unit;
};
/// nullopt if the text does not start with a number. Infinity and nan are no numbers.
std::optional<Written> split_quantity(std::string_view text);

/// Number of `unit` in the written quantity, or nullopt if the word is none of that dimension.
/// `unit` is a field's: "s", "Hz", "bit/s", "B", "m", "dBm", "dB", "mW", "1", or any other word,
/// which then must be written as it stands.
std::optional<double> in_unit(const Written& written, std::string_view unit);

/// True if values with this unit must carry one ("1" and "" may stand alone).
bool needs_unit(std::string_view unit);
/// The words a value with this unit may carry, smallest first: "ns, us, ms, s, min, h, d, wk".
std::string unit_words(std::string_view unit);
/// "a time", "a data rate", ...
std::string_view dimension_name(std::string_view unit);
/// "a data rate" for kbit/s, whichever field it stands at; "" if the word is no unit at all.
std::string_view dimension_of_word(std::string_view word);

/// Shortest text that reads back as exactly this value: 0.2, "s" -> "200 ms".
std::string write_quantity(double value, std::string_view unit);
std::string write_time(Time t);

/// `02:00`, `22:00:30`, `day 2 02:00`: time since midnight of day 1.
std::optional<Time> read_clock(std::string_view text);
std::string write_clock(Time t);

/// Up to three ways to give a bare number a unit, those inside the range first: "24 s, 24 min or 24
/// h".
std::string suggest_units(std::string_view number, std::string_view unit, double low, double high);

/// `exponential(mean 9.6 h)` and its like, or a bare quantity. On failure `problem` says what is
/// wrong and `advice` what to write.
struct DistributionText {
  std::optional<Distribution> value;
  std::string problem, advice;
};
DistributionText read_distribution(std::string_view text, std::string_view unit);
/// Text that reads back as exactly this law.
std::string write_distribution(const Distribution& d, std::string_view unit);

std::string_view trim(std::string_view s);

}  // namespace wardtwin::compiler
