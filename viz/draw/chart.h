#pragma once

#include <imgui.h>

#include <optional>
#include <string>
#include <vector>

#include "viz/trace/series.h"

namespace wardtwin::viz {

struct ChartMarks {
  Time now{0};
  const Trace* trace = nullptr;  ///< its faults are shaded
  std::string name;              ///< of the chart, for scripts and exported files
};

struct ChartAnswer {
  std::optional<Time> clicked;  ///< the time under the mouse when it was pressed
  bool save_csv = false, save_picture = false;
};

/// Lines over time with the band between least and largest, axes with units, legend, cursor and a
/// tooltip of all values under the mouse. Fills `size`.
ChartAnswer draw_chart(const Plot& plot, Time from, Time to, ImVec2 size, const ChartMarks& marks);

/// When something was down, and how many parts at once: [from, until) in order of time, `down` > 0.
struct Outage {
  Time from{0}, until{0};
  int down = 0;
};
std::vector<Outage> outages_of(const std::vector<results::Fault>& faults);
/// Darker the more are down, but never so dark that what lies on it could not be read.
ImU32 color_of_outage(int down);

/// A round step so that `span` has about `most` ticks: 1, 2 or 5 times a power of ten.
double tick_step(double span, int most);
/// Likewise for time of day: 1, 2, 5, 10, 15, 30 s or min, 1, 2, 3, 6, 12 h, 1 d.
Time time_tick_step(Time span, int most);

}  // namespace wardtwin::viz
