#include "network_models/wifi/resource_units.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "network_models/wifi/phy.h"

namespace wardtwin::wifi {
namespace {

constexpr std::size_t kUnitSizes = 7;
constexpr std::array<int, kUnitSizes> kTones{1992, 996, 484, 242, 106, 52, 26};

/// Equal resource units of each size that a channel holds; none if the unit is wider.
constexpr std::array<int, kUnitSizes> units_of(double width_mhz) {
  if (width_mhz >= 160) return {1, 2, 4, 8, 16, 32, 74};
  if (width_mhz >= 80) return {0, 1, 2, 4, 8, 16, 37};
  if (width_mhz >= 40) return {0, 0, 1, 2, 4, 8, 18};
  return {0, 0, 0, 1, 2, 4, 9};
}

}  // namespace

int most_answers(double width_mhz) { return units_of(width_mhz).back(); }

/// The widest equal units that are enough for so many.
int tones_for(double width_mhz, int stations) {
  const auto units = units_of(width_mhz);
  for (std::size_t i = 0; i < kUnitSizes; ++i)
    if (units[i] >= stations) return kTones[i];
  return kTones.back();
}

AirtimeLaw answer_law(const PhyDef& phy, Time guard, int tones, int mcs) {
  constexpr int kMostBelow242 = 9;  // 1024-QAM needs the whole 20 MHz
  const int index = std::min(mcs, tones < 242 ? kMostBelow242 : 11);
  AirtimeLaw law;
  law.symbol = Time{12'800} + guard;
  law.bits_per_symbol = std::round(he_ru_rate(tones, index, 1, guard).value * seconds(law.symbol));
  law.preamble = Time{0};
  law.preamble = he_trigger_based_time(tones, index, guard, 100) - law(100) +
                 timing(phy.band).signal_extension;
  return law;
}

}  // namespace wardtwin::wifi
