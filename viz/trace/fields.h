#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the scenario language says of its fields, as `wardtwin list fields` prints it: the same
/// tables that check a scenario and make `wardtwin explain`.
namespace wardtwin::viz {

struct FieldInfo {
  std::string path;  ///< "people.units.NAME.staff.night"; words in capitals stand for any name
  std::string unit;  ///< "s", "m", "1"; empty: none
  std::optional<double> low, high;
  std::string default_text, words, doc, mark, source;
};

/// Reads that text; lines that are no field are left out.
std::vector<FieldInfo> read_fields(const std::string& text);
/// Of a value at this path of a scenario; null: the tables have no such field.
const FieldInfo* field_of(const std::vector<FieldInfo>& all, std::string_view path);
/// Doc, unit, range, default and source in a few lines.
std::string about_field(const FieldInfo& f);

/// A number with its unit as scenarios write it: "4 h", "1.5 %", "0.9". Nothing for other words.
struct Written {
  double value = 0;
  std::string unit;
  bool whole = false;  ///< written without point and unit
};
std::optional<Written> read_written(std::string_view text);
std::string write_written(const Written& w);

/// Ends of a slider for a number: a quarter and four times of what is written (0 and 10 about
/// zero), no further than the field allows.
struct SliderRange {
  double low = 0, high = 1;
};
SliderRange slider_span(const Written& w, const FieldInfo* f);

}  // namespace wardtwin::viz
