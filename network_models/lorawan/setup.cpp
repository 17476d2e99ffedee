#include "network_models/lorawan/setup.h"

namespace wardtwin::lorawan {

bool heard(const LorawanDef& def, int sf, Dbm power) {
  return power >= sensitivity(def.receiver, sf, def.bandwidth, def.noise_figure);
}

int fastest_heard(const LorawanDef& def, Dbm power) {
  int sf = kLowestSf;
  while (sf < kHighestSf && !heard(def, sf, power)) ++sf;
  return sf;
}

}  // namespace wardtwin::lorawan
