#pragma once

#include "viz/trace/alarms.h"

/// Single messages: those that the file keeps of the run's many.
namespace wardtwin::viz {

enum class MessageOrder : std::uint8_t { time, slowest };
struct MessageFilter {
  std::array<bool, 3> end{true, true, true};  ///< by results::MessageEnd
  bool only_alarms = false;                   ///< those that carried one
  Time slower_than{0};                        ///< 0: any, also those that did not arrive
  Time from{0}, to = kNever;                  ///< made then
  std::string words;                          ///< device, flow, room or cause contains it; no case
  MessageOrder order = MessageOrder::time;
  friend bool operator==(const MessageFilter&, const MessageFilter&) = default;
};
/// Rows of Messages::sample that pass.
std::vector<std::uint32_t> list(const Trace& trace, const MessageFilter& filter);

/// From its making to the end of its way; kNever: it did not get there.
Time took(const results::MessageRecord& message);
/// How many messages each row stands for that carried no alarm; 0: the file keeps none.
std::uint64_t one_in(const Trace& trace);
std::string flow_of(const Trace& trace, const results::MessageRecord& message);

/// Its stages (their lengths sum exactly to the whole), what was down meanwhile and what it queued
/// behind: how many messages were in the same stage, from the sample, and the queues of that minute.
Why why_message(const Trace& trace, std::uint32_t row);

/// "gateway_1 had 12 messages waiting": mean of the minute around `at`; empty: none, or not known.
std::string queue_at(const Trace& trace, std::uint32_t gateway, Time at);
/// "the air of ap_3 was in use 12 %" likewise.
std::string air_at(const Trace& trace, std::uint32_t access_point, Time at);

}  // namespace wardtwin::viz
