#pragma once

#include <cstdint>
#include <vector>

#include "network_models/faults/defs.h"
#include "sim/base/random.h"

/// When each part of the network is down during one run, drawn before it starts.
///
/// Model       Parts fail at exponential times while up and come back after a drawn repair that
///             waits for a free crew, first come first served. Shared causes take their parts down
///             with them; a part whose feeds are all dark, or whose carrier is down, is down. What
///             overlaps is one outage.
/// Valid for   Failures that do not depend on what the network carries.
/// Leaves out  Crews for shared causes, feeds and written faults; wear; spares.
/// Checked by  tests/unit/backbone/plan_test.cpp
namespace wardtwin::faults {

using PartIndex = std::uint32_t;

struct Outage {
  PartIndex part = 0;
  Time at{0}, until = kNever;

  friend auto operator<=>(const Outage&, const Outage&) = default;
};

struct PlanPart {
  FailureDef failure;
  std::uint64_t key = 0;              ///< names its random numbers
  bool fails = false;                 ///< at random; else only when written or with others
  std::vector<std::uint32_t> feeds;   ///< any of them is enough; empty: always powered
  std::vector<PartIndex> carried_by;  ///< down while any of these is
};
struct PlanFeed {
  PowerFeedDef def;
  std::uint64_t key = 0;
  std::vector<std::uint32_t> fed_by;  ///< any of them is enough; earlier in the list than itself
};
struct PlanCause {
  FailureDef failure;
  std::uint64_t key = 0;
  std::vector<PartIndex> parts;
  bool always = false;  ///< whether or not `random` says that things fail
};

struct PlanSetup {
  std::vector<PlanPart> parts;  ///< carriers before what they carry
  std::vector<PlanFeed> feeds;
  std::vector<PlanCause> causes;
  std::vector<Outage> written;    ///< by the scenario, of parts
  std::vector<Outage> feed_cuts;  ///< by the scenario; `part` is a feed
  bool random = true;             ///< feeds and causes fail, and parts that say so; but `always`
  int crews = 0;                  ///< 0: as many as are needed
  Time end{0};
};

/// Outages of all parts, none of one part touching another, by part and time.
std::vector<Outage> plan(const PlanSetup& setup, Seed seed);

/// Random failures alone, by time: what `plan` draws for parts that fail. Linear in the number of
/// parts plus failures x log.
std::vector<Outage> draw_failures(const std::vector<PlanPart>& parts, int crews, Time end,
                                  Seed seed);

/// Periods of time, sorted and apart from each other.
struct Span {
  Time at{0}, until = kNever;
  friend bool operator==(const Span&, const Span&) = default;
};
using Spans = std::vector<Span>;
Spans united(Spans spans);
Spans intersected(const Spans& a, const Spans& b);

}  // namespace wardtwin::faults
