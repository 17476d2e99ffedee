#pragma once

#include "viz/trace/alarms.h"

/// Single patients: those whose way from coming to leaving the file keeps.
namespace wardtwin::viz {

enum class WayOrder : std::uint8_t { time, longest, longest_wait };
struct WayFilter {
  std::string words;  ///< patient, pathway, step, resource or ending contains it; no case
  WayOrder order = WayOrder::longest_wait;
  friend bool operator==(const WayFilter&, const WayFilter&) = default;
};
/// Rows of History::patients.ways that pass.
std::vector<std::uint32_t> list(const Trace& trace, const WayFilter& filter);

/// Stages of one way, in order; rows of History::patients.stages.
std::span<const flow::PatientStage> stages_of(const Trace& trace, std::uint32_t way);
/// Until it left, or the end of what is shown.
Time in_system(const Trace& trace, std::uint32_t way);
/// Of that, in any line.
Time waiting_time(const Trace& trace, std::uint32_t way);
/// The longest stage of waiting: its number in stages_of(); nothing where it never waited.
std::optional<std::size_t> longest_wait(const Trace& trace, std::uint32_t way);
/// "walk_in 17".
std::string way_name(const Trace& trace, std::uint32_t way);
/// "waits for doctor (assessment)", "assessment".
std::string stage_words(const Trace& trace, const flow::PatientStage& stage);

/// Its stages (their lengths sum exactly to the time in system) and what each wait queued behind: who
/// had the resource as it came, who was before it in the line, and how many were served meanwhile.
Why why_patient(const Trace& trace, std::uint32_t way);

}  // namespace wardtwin::viz
