#pragma once

#include <vector>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/cell_stage.h"
#include "scenarios/run/radio_stage.h"

namespace wardtwin::run {

/// Tells radios of one family, at fixed instants, what those of the others did since the last.
///
/// Model       Each access-side radio stands for itself and its devices: its airtime over the last
///             exchange is its duty over the next one, from where it hangs and with its power.
///             Ovens are on or off for a whole exchange.
/// Valid for   Loads that change slowly against the exchange.
/// Leaves out  Where within its cell a device sends from; radios outside the scenario.
/// Checked by  tests/validation/coexistence/hospital_test.cpp
class Coexistence {
 public:
  Coexistence(const compiler::Hospital& hospital, Seed seed);

  Time next() const { return next_; }  ///< kNever: off
  void exchange(RadioStage* wifi, CellStages& cells);
  void restart();  ///< counters of airtime begin at zero again

 private:
  struct Reading {
    Time busy{0};
    std::uint64_t bursts = 0;
  };
  struct Oven {
    Stream random;
    bool on = false;
    Time change{0};
  };
  Reading read(const compiler::Coexistence::Emitter& emitter, RadioStage* wifi,
               const CellStages& cells) const;
  radio::Load heating(Oven& oven, const radio::OvenDef& def);

  const compiler::Coexistence* plan_;
  std::vector<Reading> before_;
  std::vector<Oven> ovens_;
  Time next_ = kNever;
};

}  // namespace wardtwin::run
