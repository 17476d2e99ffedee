#pragma once

#include <span>
#include <string>
#include <vector>

#include "scenarios/report/text_parts.h"
#include "sim/results/live.h"
#include "sim/results/summary.h"

/// The sections of the report, in flow order. Each takes the results of the first design and gives
/// markup; one without data is a sentence that names what fills it.
namespace wardtwin::html {

using report::Source;
using namespace results;

std::string answer(const Source& s);  ///< question, verdicts, what to know before trusting
std::string requirements(const Source& s);
std::string patients(const Source& s);  ///< pathways: patients, waits
std::string occupancy(const Source& s);
std::string staff(const Source& s);
std::string flow_delays(const Source& s);
std::string network_load(const Source& s);
std::string floor_maps(const Source& s);
std::string alarm_delivery(const Source& s);
std::string failures(const Source& s);
std::string batteries(const Source& s);
std::string costs(const Source& s);
/// What a drive measured; only where there was one.
std::string real_endpoints(const Source& s, const Live& live);
std::string method(const Source& s);
std::string provenance(const Source& s);

/// What the parts share.
std::string clock_time(const Source& s, double minutes);  ///< of day, at so many minutes of the run
/// Value of a top-level line "key: value" of the scenario as run; empty if there is none.
std::string setting(const Source& s, const std::string& key);

/// Distribution function over replications at points of time: mean and 95 % interval.
struct Distribution {
  std::vector<double> at_s, mean, low, high;
};
/// `missing` of each replication never came, so the curve ends below 1.
Distribution distribution(std::span<const Delays> per_replication);

}  // namespace wardtwin::html
