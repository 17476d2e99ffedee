#include "network_models/ieee802154/oqpsk.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace wardtwin::ieee802154 {

double bit_error_rate(double snr) {
  double sum = 0, choose = 16;  // C(16, 1)
  for (int k = 2; k <= 16; ++k) {
    choose = choose * (17 - k) / k;
    sum += (k % 2 ? -1 : 1) * choose * std::exp(20 * snr * (1.0 / k - 1));
  }
  return std::clamp(8.0 / 15 / 16 * sum, 0.0, 0.5);
}

double error_of_bits(double snr, double bits) {
  if (snr > 10) return 0;  // below 1e-40
  return -std::expm1(bits * std::log1p(-bit_error_rate(snr)));
}

bool overlaps_wifi(int channel, int wifi_channel) {
  const int ours = 2405 + 5 * (channel - 11), theirs = 2412 + 5 * (wifi_channel - 1);
  return std::abs(ours - theirs) < 11 + 1;
}

}  // namespace wardtwin::ieee802154
