#include "network_models/nbiot/air.h"

namespace wardtwin::nbiot {

Time resource_unit(Tones tones) {
  switch (tones) {
    case Tones::one_narrow: return 32ms;
    case Tones::one: return 8ms;
    case Tones::three: return 4ms;
    case Tones::six: return 2ms;
    default: return 1ms;
  }
}

Time block_time(Tones tones, int units, int repetitions) {
  return resource_unit(tones) * units * repetitions;
}

Time preamble_time(PreambleFormat format, int repetitions) {
  if (format == PreambleFormat::lte) return 1ms * repetitions;
  const Time group = format == PreambleFormat::short_prefix ? 5'600us : 6'400us;
  return group * repetitions + 40ms * (repetitions / 64);
}

int lanes(Tones tones) {
  switch (tones) {
    case Tones::one_narrow: return 48;
    case Tones::one: return 12;
    case Tones::three: return 4;
    case Tones::six: return 2;
    default: return 1;
  }
}

}  // namespace wardtwin::nbiot
