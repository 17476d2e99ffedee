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

namespace wardtwin {

template <>
inline constexpr auto fields<lorawan::LorawanDef> = [] {
  using Def = lorawan::LorawanDef;
  return std::tuple{
      field("channels", &Def::channels, "1", 1, 8,
            "Uplink channels: 868.1, 868.3, 868.5, then 867.1 to 867.9 MHz.", Mark::recalled,
            "LoRaWAN regional parameters, EU868"),
      field("bandwidth", &Def::bandwidth, "Hz", 125e3, 500e3, "Channel bandwidth."),
      field("coding_rate", &Def::coding_rate, "1", 1, 4, "Code rate 4/(4+n): 1 is 4/5, 4 is 4/8.",
            Mark::verified, "ns-3 lorawan"),
      field("preamble", &Def::preamble, "1", 6, 65535, "Preamble symbols.", Mark::verified,
            "ns-3 lorawan"),
      field("header_bytes", &Def::header_bytes, "B", 0, 28,
            "Bytes added to a message: headers, port and integrity code.", Mark::recalled,
            "LoRaWAN 1.0: 1 + 7 + 1 + 4 B"),
      field("duty_cycle", &Def::duty_cycle, "1", 1e-4, 1,
            "Share of time a radio may send in each band of uplink channels; 1: no limit.",
            Mark::recalled, "ETSI EN 300 220: 1 % in 865-868 and 868.0-868.6 MHz"),
      field("rx2_duty_cycle", &Def::rx2_duty_cycle, "1", 1e-4, 1,
            "Share of time a gateway may send in the second window's band.", Mark::recalled,
            "ETSI EN 300 220: 10 % in 869.4-869.65 MHz"),
      field("receiver", &Def::receiver, "Which sensitivities gateways have."),
      field("noise_figure", &Def::noise_figure, "dB", 0, 20, "Noise figure of the receivers.",
            Mark::computed, "-174 dBm/Hz, 6 dB"),
      field("capture", &Def::capture, "How frames disturb each other.", Mark::verified,
            "Croce et al. 2018, measured"),
      field("same_sf_threshold", &Def::same_sf_threshold, "dB", 0, 20,
            "Power ratio to survive frames of the same spreading factor.", Mark::verified,
            "Croce et al. 2018: 1 dB; LoRaSim and Goursaud 6 dB"),
      field("overlap", &Def::overlap, "Interference counted at its worst or on average."),
      field("fading", &Def::fading, "dB", 0, 20,
            "Standard deviation of each frame's power at each gateway.", Mark::estimate,
            "0: only the building's own shadowing"),
      field("demodulators", &Def::demodulators, "1", 1, 64,
            "Frames a gateway can receive at once: 8 (SX1301) or 16 (SX1302).", Mark::verified,
            "SX1301 data sheet, sx1302_hal"),
      field("device_power", &Def::device_power, "dBm", -10, 20, "Most power of devices.",
            Mark::recalled, "EU868: 14 dBm ERP"),
      field("gateway_power", &Def::gateway_power, "dBm", -10, 20,
            "Power of a gateway in the first window.", Mark::recalled, "EU868: 14 dBm ERP"),
      field("gateway_rx2_power", &Def::gateway_rx2_power, "dBm", -10, 27,
            "Power of a gateway in the second window.", Mark::recalled, "EU868: 27 dBm ERP"),
      field("rx1_delay", &Def::rx1_delay, "s", 1, 15, "End of an uplink to the first window.",
            Mark::verified, "LoRaMac headers"),
      field("rx2_delay", &Def::rx2_delay, "s", 2, 16, "End of an uplink to the second window.",
            Mark::verified, "LoRaMac headers"),
      field("join_delay", &Def::join_delay, "s", 1, 15,
            "End of a join request to the first window; the second is 1 s later.", Mark::verified,
            "LoRaMac headers"),
      field("rx2_sf", &Def::rx2_sf, "1", 7, 12, "Spreading factor of the second window.",
            Mark::verified, "EU868: 869.525 MHz SF 12"),
      field("window_symbols", &Def::window_symbols, "1", 4, 64,
            "Symbols a device listens in a window that stays empty.", Mark::computed,
            "node model of the battery targets"),
      field("adr", &Def::adr, "Let the network lower spreading factor and power."),
      field("adr_margin", &Def::adr_margin, "dB", 0, 30, "SNR that the network keeps in reserve.",
            Mark::recalled, "Semtech's algorithm: 10 dB"),
      field("adr_ack_limit", &Def::adr_ack_limit, "1", 1, 1024,
            "Uplinks without any answer after which a device asks for one.", Mark::verified,
            "LoRaMac headers"),
      field("adr_ack_delay", &Def::adr_ack_delay, "1", 1, 1024,
            "Further uplinks after which it falls back to a slower rate.", Mark::verified,
            "LoRaMac headers"),
      field("confirmed_attempts", &Def::confirmed_attempts, "1", 1, 15,
            "Most transmissions of a confirmed message.", Mark::recalled, "LoRaWAN 1.0.3: 8"),
      field("attempts", &Def::attempts, "1", 1, 15,
            "Transmissions of every unconfirmed message (NbTrans)."),
      field("retry_low", &Def::retry_low, "s", 0, 60,
            "Least wait for a retry after the second window (ACK_TIMEOUT).", Mark::verified,
            "LoRaMac headers: 2 +- 1 s"),
      field("retry_high", &Def::retry_high, "s", 0, 60, "Most wait for a retry.", Mark::verified,
            "LoRaMac headers: 2 +- 1 s"),
      field("join", &Def::join, "Devices join over the air before they send."),
      field("join_spread", &Def::join_spread, "s", 0, 86400,
            "Devices are switched on over this long."),
      field("queue_limit", &Def::queue_limit, "1", 1, 1000, "Messages a device can hold."),
      field("downlink_queue_limit", &Def::downlink_queue_limit, "1", 1, 1000,
            "Messages the network server holds for a device."),
      field("lifetime", &Def::lifetime, "s", 1, 1e7,
            "Age at which a message not yet sent is dropped."),
      field("tx_current", &Def::tx_current, "A", 1e-3, 1, "Current while sending at 15 dBm.",
            Mark::verified, "Microchip SAM R34 data sheet"),
      field("tx_current_7dbm", &Def::tx_current_7dbm, "A", 1e-3, 1,
            "Current while sending at 7 dBm; a straight line between.", Mark::verified,
            "Microchip SAM R34 data sheet"),
      field("rx_current", &Def::rx_current, "A", 1e-4, 1, "Current while listening.",
            Mark::verified, "Microchip SAM R34 data sheet"),
      field("sleep_current", &Def::sleep_current, "A", 0, 0.01, "Current otherwise.",
            Mark::verified, "Microchip SAM R34 data sheet"),
      field("voltage", &Def::voltage, "V", 1, 12, "Supply voltage.", Mark::verified,
            "Microchip SAM R34 data sheet")};
}();

}  // namespace wardtwin
