#include "network_models/shortrange/setup.h"

#include <algorithm>
#include <cmath>

namespace wardtwin::shortrange {

ShortrangeDef medradio() {
  ShortrangeDef d;
  d.carrier = Hertz{403.5e6};
  d.channels = 10;
  d.access = Access::listen_first;
  d.bit_rate = 400e3;
  d.device_power = Dbm{-16};
  d.body_loss = Decibels{30};
  d.sensitivity = Dbm{-95};
  d.quiet = Dbm{-90};
  d.listen = Time{10'000'000};
  d.attempts = 8;
  d.tx_power = 15e-3;
  d.rx_power = 15e-3;
  d.sleep_power = 0.75e-6;
  return d;
}

ShortrangeDef active_rfid() { return {}; }

ShortrangeDef wmts() {
  ShortrangeDef d;
  d.carrier = Hertz{611e6};
  d.channels = 240;
  d.access = Access::own_channel;
  d.bit_rate = 25e3;
  d.device_power = Dbm{10};
  d.sensitivity = Dbm{-105};
  d.tx_power = 0.1;
  return d;
}

ShortrangeDef star_of(const InfraredDef& def) {
  ShortrangeDef d;
  d.bit_rate = def.bit_rate;
  d.header_bytes = def.header_bytes;
  d.sensitivity = light_at(def.reach);
  d.fade_margin = Decibels{0};
  d.capture = def.capture;
  d.queue_limit = def.queue_limit;
  d.tx_power = def.tx_power;
  d.rx_power = 0;
  d.sleep_power = def.sleep_power;
  return d;
}

Dbm light_at(Metres distance) { return Dbm{-20 * std::log10(std::max(distance.value, 1.0))}; }

}  // namespace wardtwin::shortrange
