#pragma once

#include "viz/trace/trace.h"

/// All logs of a run as one list in order of time.
namespace wardtwin::viz {

enum class EventKind : std::uint8_t { alarm, lost, fault, path, radio, bed, nurse };
inline constexpr std::size_t kEventKinds = 7;
const char* word_of_event(EventKind kind);
const char* meaning_of_event(EventKind kind);

/// A row of one of the logs; what it says is put together when it is shown.
struct Event {
  Time at{0};
  EventKind kind = EventKind::alarm;
  std::uint8_t part = 0;  ///< alarm: stage, fault: 0 begins, 1 ends; else 0
  std::uint32_t row = 0;  ///< of the log it is from
  std::uint32_t bed = flow::kNone, device = flow::kNone, nurse = flow::kNone;  ///< whom it is about
};

/// Every event of the trace's replication, in order of time; of one instant in the order of kinds.
std::vector<Event> events_of(const Trace& trace);
/// Which part of the hospital: a bed, device, nurse or failed part.
std::string subject_of(const Trace& trace, const Event& e);
std::string text_of(const Trace& trace, const Event& e);

struct EventFilter {
  std::array<bool, kEventKinds> kind{true, true, true, true, true, true, true};
  std::string words;  ///< subject or text contains it; no case
  Time from{0}, to = kNever;
};
/// Places in `all` of those that pass.
std::vector<std::uint32_t> filter(const Trace& trace, const std::vector<Event>& all,
                                  const EventFilter& f);

/// An instant at which a requirement of the scenario does not hold.
struct Breach {
  Time at{0};
  std::size_t requirement = 0;  ///< row of results().requirements
  std::string text;
};
/// Those of requirements about the way of alarms, lost alarms, blind monitors and airtime, in order
/// of time. `others` names the requirements that have no instants: they are about the whole run.
struct Breaches {
  std::vector<Breach> list;
  std::vector<std::string> others;
};
Breaches breaches_of(const Trace& trace);

}  // namespace wardtwin::viz
