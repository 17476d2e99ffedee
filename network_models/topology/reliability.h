#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network_models/topology/topology.h"
#include "sim/base/random.h"
#include "sim/base/statistics.h"

/// How much of the time a place reaches its server, from how much of the time each part is down.
///
/// Model       Parts are up or down, independently of each other; what fails together is a component
///             of its own that several parts need (power feeds, ducts, sites). A place is served if
///             a live way leads from one of its entries through one of its gateways to the server.
/// Valid for   Parts that are up most of the time; redundancy that acts at once (add failover times
///             by failover rate x failover time).
/// Leaves out  Repair crews, load-dependent failures, parts whose failure makes others fail.
/// Checked by  tests/validation/backbone/reliability_test.cpp
namespace wardtwin::topology {

using ComponentIndex = std::uint32_t;
using FeedIndex = std::uint32_t;

struct Component {
  std::string name;
  double unavailability = 0;  ///< share of time down
};

/// What a node or link of the graph needs to work.
struct Needs {
  std::vector<ComponentIndex> all;  ///< itself, ducts, sites
  std::vector<FeedIndex> feeds;     ///< any of them; empty: its power does not fail
};

struct Feed {
  std::string name;
  std::vector<ComponentIndex> all;
  std::vector<FeedIndex> fed_by;  ///< any of them; empty: none is needed
};

struct System {
  Graph graph;
  std::vector<Component> components;
  std::vector<Needs> nodes, links;  ///< as in the graph
  std::vector<Feed> feeds;          ///< above before below

  ComponentIndex add(std::string name, double unavailability);
};

/// What one place needs.
struct Service {
  std::vector<NodeIndex> entries;   ///< access points in reach, or the switch it is plugged into
  std::vector<NodeIndex> gateways;  ///< any of them must be on the way; empty: none is needed
  NodeIndex server = kNowhere;

  friend auto operator<=>(const Service&, const Service&) = default;
};

enum class State : std::uint8_t { up, down, unknown };

/// Components whose being up serves the place, given the states of some (unknown counts as up);
/// nothing if it cannot be served.
std::optional<std::vector<ComponentIndex>> witness(const System& system, const Service& service,
                                                   const std::vector<State>& states);
bool served(const System& system, const Service& service, const std::vector<State>& states);

/// Share of time not served, by factoring along ways: exact but for `left_out`, the probability of
/// the branches that were cut short because they are less likely than `least`.
struct Exact {
  double unavailability = 0;
  double left_out = 0;  ///< the truth is between unavailability and their sum
  std::uint64_t branches = 0;
  bool complete = true;  ///< false: more than `most_branches` were needed, nothing is known
};
Exact exact_unavailability(const System& system, const Service& service, double least = 1e-15,
                           std::uint64_t most_branches = 2'000'000);

/// Services by index with their weights, which sum to 1.
using Weighted = std::vector<std::pair<std::uint32_t, double>>;

/// Weighted share of services not served, of each group, by drawing states of all components.
/// States with everything up are not drawn but counted by their probability. 95 % intervals.
std::vector<Interval> sampled_unavailability(const System& system,
                                             const std::vector<Service>& services,
                                             const std::vector<Weighted>& groups,
                                             std::uint64_t samples, Seed seed);

}  // namespace wardtwin::topology
