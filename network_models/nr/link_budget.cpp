#include "network_models/nr/link_budget.h"

#include <algorithm>

#include "network_models/nr/tables.h"
#include "network_models/propagation/formulas.h"

namespace wardtwin::nr {
namespace {

Hertz bandwidth(const NrDef& nr, int blocks) {
  return {blocks * 12 * 15e3 * static_cast<double>(1 << nr.numerology)};
}

}  // namespace

LinkBudget link_budget(const RadioDef& radio, const NrDef& nr, std::span<const Dbm> received,
                       std::size_t serving, Dbm up) {
  LinkBudget b;
  double noise = to_milliwatts(propagation::noise_floor(bandwidth(nr, nr.resource_blocks),
                                                        radio.device_noise_figure))
                     .value;
  for (std::size_t i = 0; i < received.size(); ++i)
    if (i != serving) noise += radio.neighbour_load * to_milliwatts(received[i]).value;
  b.noise_down = to_dbm(Milliwatts{noise});
  const int blocks = std::min(radio.uplink_blocks, nr.resource_blocks);
  b.noise_up = propagation::noise_floor(bandwidth(nr, blocks), radio.base_station_noise_figure) +
               radio.uplink_interference;
  const auto ratio = [&](Dbm power, Dbm n) {
    return std::min(power - n, radio.best_sinr) - radio.fade_margin;
  };
  b.down = ratio(received[serving], b.noise_down);
  b.up = ratio(up, b.noise_up);
  return b;
}

int uplink_mcs(const NrDef& nr, Decibels sinr) {
  return nr.uplink_rates == RateChoice::shannon_gap ? choose_mcs_by_gap(sinr)
                                                    : choose_mcs(sinr, nr.bler_target);
}

bool in_reach(const NrDef& nr, const LinkBudget& budget) {
  return choose_mcs(budget.down, nr.bler_target) >= 0 && uplink_mcs(nr, budget.up) >= 0;
}

}  // namespace wardtwin::nr
