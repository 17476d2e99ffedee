#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/time.h"

/// EDCA stepped slot by slot: one tagged station with Poisson messages among saturated best-effort
/// ones. Written against the standard, not against Cell, and shares no code with it.
namespace wardtwin::wifi::bench {

struct TaggedSetup {
  int load_stations = 5;
  bool voice = false;     ///< category of the tagged station; otherwise best effort
  int load_attempts = 7;  ///< after which a load station drops its frame
  int tagged_attempts = 7;
  Time mean_gap = 200ms;
  Time load_frame = 248us, tagged_frame = 56us;
  Time length = 1000s;
  std::uint32_t seed = 1;
};

struct TaggedDelays {
  std::vector<double> from_arrival, from_head;  ///< ms to the end of the data frame
  double dropped = 0;                           ///< share of messages
};

TaggedDelays slot_by_slot(const TaggedSetup& setup);

double mean(const std::vector<double>& values);
double quantile(std::vector<double> values, double q);

}  // namespace wardtwin::wifi::bench
