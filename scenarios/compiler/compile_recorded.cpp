#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "scenarios/compiler/compile.h"

// Recorded patients: a table `patient,at,unit`, `at` in seconds from the start of the run, `unit` one
// of the scenario or `leave` or `die`. Units that the scenario has not are places without a bed.
namespace wardtwin::compiler {
namespace {

constexpr std::size_t kMostLines = 5'000'000;
constexpr std::string_view kHeader = "patient,at,unit";

struct Line {
  std::string_view patient, unit;
  Time at{0};
};

// The three cells of a line; a problem in words if they are not.
std::string read_line(std::string_view text, Line& line) {
  const auto a = text.find(','), b = text.find(',', a + 1);
  if (a == text.npos || b == text.npos || text.find(',', b + 1) != text.npos)
    return "three values are needed: patient, at and unit";
  line.patient = text.substr(0, a);
  line.unit = text.substr(b + 1);
  double at = 0;
  const std::string_view number = text.substr(a + 1, b - a - 1);
  const auto end = number.data() + number.size();
  if (const auto r = std::from_chars(number.data(), end, at); r.ec != std::errc{} || r.ptr != end)
    return fmt::format("'{}' is no number of seconds", number.substr(0, 40));
  if (!(at >= 0 && at < 3e9)) return fmt::format("{} s is not within a run", number);
  if (line.patient.empty() || line.unit.empty()) return "patient and unit may not be empty";
  line.at = from_seconds(at);
  return "";
}

struct Way {
  people::RecordedWay way;
  Time last{0};
  bool over = false;
};

/// Adds one line to its patient's way.
std::string go_on(Way& w, const Line& line, const std::map<std::string_view, std::size_t>& units) {
  if (w.over) return fmt::format("patient '{}' has left already", line.patient);
  if (line.at < w.last)
    return fmt::format("patient '{}' goes back in time: {:.6g} s after {:.6g} s", line.patient,
                       seconds(line.at), seconds(w.last));
  w.last = line.at;
  w.over = line.unit == "leave" || line.unit == "die";
  if (w.over) {
    w.way.leaves = line.at;
    w.way.dies = line.unit == "die";
    return "";
  }
  if (const auto unit = units.find(line.unit); unit != units.end())
    w.way.legs.push_back({line.at, unit->second});
  else if (!w.way.legs.empty())
    return fmt::format("'{}' is no unit of the scenario, and patient '{}' goes there from one",
                       line.unit, line.patient);
  return "";
}

}  // namespace

void compile_recorded(Compilation& c) {
  const Place& at = c.at("people.recorded");
  const std::filesystem::path folder = std::filesystem::path(at.source->path).parent_path();
  const std::string file = (folder / c.people.recorded).string();
  std::ifstream in(file, std::ios::binary);
  std::string text;
  if (!in || !std::getline(in, text))
    return c.error("people.recorded", fmt::format("'{}' cannot be read", c.people.recorded),
                   {"Its place is told from the folder of the scenario."});
  if (text.ends_with('\r')) text.pop_back();
  if (text != kHeader)
    return c.error("people.recorded",
                   fmt::format("'{}' does not begin with '{}'", c.people.recorded, kHeader),
                   {"`wardtwin import hl7 FILES --replay FILE` writes such a table."});
  std::map<std::string_view, std::size_t> units;
  for (std::size_t u = 0; u < c.people.units.size(); ++u) units[c.people.units[u].name] = u;
  std::map<std::string, std::size_t, std::less<>> index;
  std::vector<Way> ways;
  for (std::size_t number = 2; std::getline(in, text) && number < kMostLines; ++number) {
    if (text.ends_with('\r')) text.pop_back();
    if (text.empty()) continue;
    Line line;
    std::string problem = read_line(text, line);
    if (problem.empty()) {
      const auto [it, fresh] = index.try_emplace(std::string(line.patient), ways.size());
      if (fresh)
        ways.push_back({{name_key("recorded/" + it->first), {}, kNever, false}, {}, false});
      problem = go_on(ways[it->second], line, units);
    }
    if (!problem.empty())
      c.error("people.recorded", fmt::format("{}:{}: {}", c.people.recorded, number, problem));
  }
  for (Way& w : ways)
    if (!w.way.legs.empty()) c.hospital.patients.recorded.push_back(std::move(w.way));
  std::ranges::stable_sort(c.hospital.patients.recorded, {},
                           [](const people::RecordedWay& w) { return w.legs.front().at; });
}

}  // namespace wardtwin::compiler
