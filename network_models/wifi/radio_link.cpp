#include "network_models/wifi/radio_link.h"

namespace wardtwin::wifi {
namespace {

Time symbol_time(const Rate& rate) {
  if (rate.standard == Standard::ax) return 12'800ns + rate.guard;
  if (rate.standard == Standard::a || rate.standard == Standard::g) return 4us;
  return 3'200ns + rate.guard;
}

Direction direction(const Wlan& wlan, const Rate& rate, int mcs, float snr, float error,
                    int bytes) {
  Direction d;
  d.airtime = airtime_law(rate, wlan.phy().band);
  d.error = static_cast<double>(error);
  d.error_bytes = bytes > 0 ? bytes : 1458;
  d.snr_db = static_cast<double>(snr);
  d.mcs = static_cast<std::uint8_t>(mcs);
  return d;
}

}  // namespace

AirtimeLaw airtime_law(const Rate& rate, Band band) {
  AirtimeLaw law;
  law.symbol = symbol_time(rate);
  law.bits_per_symbol = data_rate(rate).value * seconds(law.symbol);
  law.preamble = Time{0};
  const Time symbols_of_100 = law(100);
  law.preamble = ppdu_time(rate, band, 100) - symbols_of_100;
  return law;
}

RadioLink radio_link(const Wlan& wlan, std::uint32_t station, std::uint32_t access_point) {
  const LinkTable& table = wlan.links();
  const Link* known = table.find(station, access_point);
  const Link link = known ? *known : wlan.link(station, access_point);
  const int bytes = wlan.stations()[station].mpdu_bytes[0];
  const auto up = static_cast<std::size_t>(link.rate_up),
             down = static_cast<std::size_t>(link.rate_down);
  return {
      access_point,
      direction(wlan, table.rates[up], table.rates[up].index, link.snr_up, link.per_up[0], bytes),
      direction(wlan, table.rates[down], table.rates[down].index, link.snr_down, link.per_down[0],
                bytes),
      station};
}

}  // namespace wardtwin::wifi
