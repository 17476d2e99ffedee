#pragma once

#include <tuple>

#include "network_models/lorawan/lora_phy.h"

/// What a scenario may set of a LoRaWAN network, with defaults for EU868.
namespace wardtwin::lorawan {

struct LorawanDef {
  int channels = 8;
  Hertz bandwidth{125e3};
  int coding_rate = 1;
  int preamble = 8;
  int header_bytes = 13;
  double duty_cycle = 0.01;
  double rx2_duty_cycle = 0.1;
  Receiver receiver = Receiver::noise_figure;
  Decibels noise_figure{6};
  Capture capture = Capture::croce;
  Decibels same_sf_threshold{1};
  Overlap overlap = Overlap::worst;
  Decibels fading{0};
  int demodulators = 8;
  Dbm device_power{14};
  Dbm gateway_power{14};
  Dbm gateway_rx2_power{27};
  Time rx1_delay{1'000'000'000};
  Time rx2_delay{2'000'000'000};
  Time join_delay{5'000'000'000};
  int rx2_sf = 12;
  int window_symbols = 8;
  bool adr = true;
  Decibels adr_margin{10};
  int adr_ack_limit = 64;
  int adr_ack_delay = 32;
  int confirmed_attempts = 8;
  int attempts = 1;
  Time retry_low{1'000'000'000};
  Time retry_high{3'000'000'000};
  bool join = false;
  Time join_spread{60'000'000'000};
  int queue_limit = 8;
  int downlink_queue_limit = 16;
  Time lifetime{3'600'000'000'000};
  double tx_current = 41.5e-3;
  double tx_current_7dbm = 25.7e-3;
  double rx_current = 12.7e-3;
  double sleep_current = 1.6e-6;
  double voltage = 3.3;
};

}  // namespace wardtwin::lorawan
