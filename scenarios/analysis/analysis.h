#pragma once

#include <string>
#include <vector>

#include "network_models/topology/reliability.h"
#include "scenarios/analysis/coverage.h"

/// What the shape of a hospital's network and the failure rates of its parts say, without a run.
///
/// Model       Devices at beds that send alarms are served while a live way leads from an access
///             point in reach (or their switch) through their gateway or its standby to the alarm
///             manager's server; topology/reliability.h says what parts need.
/// Valid for   Networks as compiled: any hospital with a gateway or a server.
/// Leaves out  Devices of nurses; times to fail over are added by rate x time, not within the
///             structure; servers' software.
/// Checked by  tests/scenario/analysis_test.cpp
namespace wardtwin::analysis {

struct Options {
  std::uint64_t samples = 200'000;
  std::size_t ways = 3;  ///< alternatives listed per ward
};

/// Devices of one unit that need the same.
struct Place {
  topology::Service service;
  std::uint32_t unit = 0;
  std::uint32_t devices = 0, alarm_streams = 0;
  std::vector<flow::BedIndex> beds;  ///< sorted
};

enum class Cause { part, connection, power, shared, site };

/// One event and what it takes away.
struct Finding {
  Cause cause = Cause::part;
  std::string name;
  bool cut = false;  ///< articulation point or bridge of the graph
  std::size_t beds = 0, devices = 0, alarm_streams = 0;
  double minutes = 0;  ///< a year that it lasts, on average
  std::vector<std::string> units;
};

struct WayFound {
  Time latency{0};
  std::vector<std::string> nodes;
};

struct Ward {
  std::string name;
  std::size_t beds = 0, devices = 0, alarm_streams = 0, entries = 0, gateways = 0;
  double max_flow = 0;           ///< bit/s from its entries to the alarm manager's server
  std::vector<std::string> cut;  ///< the links that bound it
  std::size_t edge_disjoint = 0, node_disjoint = 0;
  std::vector<WayFound> ways;  ///< from its busiest entry through its gateway, shortest first
  // Minutes a year that an alarm-sending device cannot reach the alarm manager.
  double exact = 0, exact_left_out = 0, worst = 0;
  bool exact_complete = true;
  Interval sampled{0, 0, 0};
  double failing_over = 0;  ///< while redundancy takes over; not part of those above
};

struct HotSpot {
  std::string node;
  double betweenness = 0;
};

struct Analysis {
  std::string scenario;
  std::size_t nodes = 0, links = 0, connections = 0, components = 0;
  std::vector<Finding> findings;  ///< most beds first
  std::vector<Ward> wards;
  std::vector<HotSpot> hot_spots;  ///< most first
  std::vector<std::string> notes;  ///< redundancy on paper, whole sentences
};

/// Throws InputError if the scenario has no network behind its radio.
Analysis analyse(const compiler::Hospital& hospital, const Options& options = {});

/// The parts of the hospital as independent components, each node and link in the graph's order.
topology::System system_of(const compiler::Hospital& hospital);
std::vector<Place> places_of(const compiler::Hospital& hospital);

std::string text(const Analysis& analysis);
/// One object of both; either may be absent (nullptr).
std::string json(const Analysis* analysis, const Coverage* coverage);

}  // namespace wardtwin::analysis

namespace wardtwin {

template <>
inline constexpr auto words<analysis::Cause> =
    std::array{Word{analysis::Cause::part, "part"}, Word{analysis::Cause::connection, "connection"},
               Word{analysis::Cause::power, "power"}, Word{analysis::Cause::shared, "common cause"},
               Word{analysis::Cause::site, "site"}};

}  // namespace wardtwin
