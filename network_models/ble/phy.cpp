#include "network_models/ble/phy.h"

#include <bit>
#include <cmath>

namespace wardtwin::ble {

ChannelMap clear_channels(std::span<const WifiLoadDef> wifi) {
  ChannelMap map = kAllChannels;
  for (int c = 0; c < kDataChannels; ++c)
    for (const WifiLoadDef& w : wifi)
      if (under_wifi(c, w.channel)) map &= ~(ChannelMap{1} << c);
  return std::popcount(map) < 2 ? kAllChannels : map;
}

Dbm sensitivity(const RadioDef& radio, Phy phy) {
  switch (phy) {
    case Phy::le_1m: return radio.sensitivity_1m;
    case Phy::le_2m: return radio.sensitivity_2m;
    case Phy::coded_s2: return radio.sensitivity_s2;
    case Phy::coded_s8: return radio.sensitivity_s8;
  }
  return radio.sensitivity_1m;
}

double bit_error_rate(Decibels over_sensitivity) {
  const double ratio = std::pow(10.0, over_sensitivity.value / 10);
  return 0.5 * std::exp(-std::log(500.0) * ratio);
}

double packet_error_rate(double bit_error_rate, int payload) {
  if (bit_error_rate < 1e-12) return 0;
  // header 2 B, payload, CRC 3 B; a wrong preamble or address is not found either, 4 B of it
  return -std::expm1(8.0 * (9 + payload) * std::log1p(-bit_error_rate));
}

double wifi_loss(std::span<const WifiLoadDef> wifi, int channel, Time airtime, Dbm received,
                 Decibels capture) {
  double clean = 1;
  for (const WifiLoadDef& w : wifi) {
    if (w.duty <= 0 || !under_wifi(channel, w.channel) || received - w.power >= capture) continue;
    const double off = seconds(w.busy) * (1 - w.duty) / w.duty;
    clean *= (1 - w.duty) * std::exp(-seconds(airtime) / off);
  }
  return 1 - clean;
}

}  // namespace wardtwin::ble
