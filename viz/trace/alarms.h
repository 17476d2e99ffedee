#pragma once

#include "viz/trace/trace.h"

/// One alarm taken apart, and many of them listed.
namespace wardtwin::viz {

/// The way from one thing that happened to the next, in order of time.
struct Step {
  std::string from,
      to;  ///< words of AlarmStage, the first `from` is "onset"; of a patient: empty, what it did
  Time at{0};  ///< when `to` was reached
  Time length{0};
};

/// What stood in the way during a step.
struct Circumstance {
  std::size_t step = 0;
  std::string text;
};

struct Why {
  std::vector<Step> steps;  ///< their lengths sum exactly to `total`
  Time total{0};            ///< from onset to the last stage reached
  std::size_t longest = 0;  ///< step
  std::vector<Circumstance> circumstances;
  std::string ending;  ///< one sentence: how it ended
};

/// `row` of trace.logs().alarms.
Why why(const Trace& trace, std::size_t row);

enum class AlarmOrder : std::uint8_t { time, to_handset, to_bedside, bed };
struct AlarmFilter {
  std::array<bool, 3> priority{true, true, true};
  bool only_late = false, only_lost = false;
  Time from{0}, to = kNever;
  std::string words;  ///< bed, device or kind contains it; no case
  AlarmOrder order = AlarmOrder::time;
};
/// Rows of the log that pass, in the order asked for (longest first; what never came is longest).
std::vector<std::uint32_t> list(const Trace& trace, const AlarmFilter& filter);

std::string duration_text(Time t);  ///< "4.2 s", "17 min", "-" for kNever
bool late(const Trace& trace, const flow::Alarm& alarm);

}  // namespace wardtwin::viz
