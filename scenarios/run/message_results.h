#pragma once

#include "scenarios/compiler/hospital.h"
#include "sim/flow/flow_statistics.h"
#include "sim/flow/message_log.h"
#include "sim/results/history.h"

namespace wardtwin::run {

/// Rooms are places; a device stands in that of its bed or of its own place, or carried, in none.
flow::MessageLog::Setup message_places(const compiler::Hospital& hospital);

/// What the log and the losses of all stages say of messages. `row_of_alarm`: by alarm, its row in the
/// file; kNone: it has none.
void collect_messages(const compiler::Hospital& hospital, const flow::MessageLog& log,
                      const flow::FlowStatistics& all,
                      const std::vector<std::uint32_t>& row_of_alarm, results::Messages& out);

}  // namespace wardtwin::run
