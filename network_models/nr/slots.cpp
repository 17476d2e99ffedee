#include "network_models/nr/slots.h"

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::nr {

Slots::Slots(int mu, std::string_view pattern) : length_(slot_time(mu)) {
  if (pattern == "FDD") return;
  down_ = up_ = 0;
  count_ = static_cast<int>(pattern.size());
  if (count_ > 64) throw InputError(fmt::format("'{}': more than 64 slots", pattern));
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    if (pattern[i] == 'D' || pattern[i] == 'S')
      down_ |= bit;
    else if (pattern[i] == 'U')
      up_ |= bit;
    else
      throw InputError(fmt::format("'{}': '{}' is none of D, S and U", pattern, pattern[i]));
    if (pattern[i] == 'S') special_ |= bit;
  }
  if (down_ == 0 || up_ == 0)
    throw InputError(fmt::format("'{}': needs a slot down (D or S) and a slot up (U)", pattern));
}

}  // namespace wardtwin::nr
