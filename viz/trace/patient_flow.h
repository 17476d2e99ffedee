#pragma once

#include "viz/trace/trace.h"

/// Who went where: the numbers of a Sankey diagram.
namespace wardtwin::viz {

/// `count` patients went from one place to another. Places are names of units or pathways, or what
/// is outside of them ("came", "there at the start", "left", "died", ...).
struct Stream {
  std::string from, to;
  std::uint64_t count = 0;
};

/// Moves between units during [from, to), from the log of beds: who was there at the start, who
/// came, who went on to another unit, who left (dead or alive: the log does not say), and who was
/// there at the end. As many come into a unit as go out of it. Largest streams first.
std::vector<Stream> unit_flow(const Trace& trace, Time from, Time to);

/// Of pathways, over the counted time of the run: there at the start and arrived; left, died, gave
/// up waiting, turned away and still there.
std::vector<Stream> pathway_flow(const Trace& trace);

/// Where one pathway's time in system goes, by Little's law: patients in a step (waiting or served,
/// mean over time) over all that are in the pathway. Shares sum to 1.
struct StepShare {
  std::uint32_t step = 0;  ///< row of Model::steps
  double inside_mean = 0, share = 0;
  double wait_mean_s = 0, wait_p95_s = 0;
  std::uint64_t begun = 0;
};
std::vector<StepShare> step_shares(const Trace& trace, std::uint32_t pathway);

}  // namespace wardtwin::viz
