#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/people/pathways/pathway_def.h"

/// Pathways with indices in place of names: what a run needs, constant during it.
namespace wardtwin::people {

using StepIndex = std::uint32_t;
using ResourceIndex = std::uint32_t;
using ClassIndex = std::uint32_t;
using PathwayIndex = std::uint32_t;

inline constexpr std::uint32_t kNoIndex = 0xffffffff;
/// Ways out; smaller values are steps.
inline constexpr StepIndex kLeave = 0xfffffff0, kDie = 0xfffffff1, kUnserved = 0xfffffff2,
                           kTurnedAway = 0xfffffff3;
/// At once, by one patient; checked when a scenario is compiled.
inline constexpr std::size_t kMostHeld = 8;
inline constexpr std::size_t kMostClasses = 64;

struct Need {
  ResourceIndex resource = 0;
  int units = 1;
  bool kept = false;  ///< beyond the step
};

/// Something drawn: `upto` is the sum of the shares so far.
struct Draw {
  double upto = 1;
  std::uint32_t to = 0;
};

struct Route {
  std::uint64_t classes = ~std::uint64_t{0};
  Time from{0}, to{0};  ///< clock times; equal: all day
  std::vector<Draw> draws;
};

struct Step {
  std::string name;
  PathwayIndex pathway = 0;
  std::vector<Need> needs;
  std::vector<ResourceIndex> release;
  std::vector<Distribution> takes, patience, worsens_after;  ///< none, one, or one by class
  ClassIndex worsens_to = kNoIndex;
  bool boards = false, preempts = false, joins = false, stops_clock = false;
  Interrupted if_interrupted = Interrupted::resume;
  int priority = 0;
  int room = 1 << 30, baulk_from = 1;
  double baulk_share = 0;
  StepIndex if_impatient = kUnserved, if_full = kTurnedAway;
  std::vector<Draw> becomes;
  std::vector<StepIndex> sends;
  std::vector<double> leaves_at;
  flow::Code code;
  std::vector<Route> then;
};

struct Pathway {
  std::string name;
  ArriveDef arrive;
  std::vector<Draw> classes;
  StepIndex first = 0;
  Time target{0};
  ReturnDef returns;
};

/// Patients who are there as the run begins.
struct Found {
  ResourceIndex resource = 0;
  StepIndex step = 0;
  double expected = 0;  ///< how many
};
class StepCode;  ///< step_code.h

struct PathwaysSetup {
  Seed seed;
  Time clock_at_start{0};
  Time warm_up{0};
  std::vector<ResourceDef> resources;
  std::vector<std::string> classes;
  std::vector<int> class_priority;
  std::vector<Pathway> pathways;
  std::vector<Step> steps;
  std::vector<Found> found;
  /// By resource: the unit of the building whose beds it stands for; kNoIndex: none.
  std::vector<std::uint32_t> unit_of;
  std::vector<std::shared_ptr<StepCode>>
      codes;  ///< by step, where any has code; the run fills it in

  bool empty() const { return pathways.empty(); }
};

}  // namespace wardtwin::people
