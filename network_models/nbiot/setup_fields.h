#pragma once

#include <tuple>

#include "network_models/nbiot/setup.h"
#include "sim/base/fields.h"

/// Field tables of setup.h.
namespace wardtwin {

template <>
inline constexpr auto fields<nbiot::LevelDef> = [] {
  using Def = nbiot::LevelDef;
  return std::tuple{
      field("coupling_loss", &Def::coupling_loss, "dB", 100, 180,
            "Most loss between antennas, gains included, at this level.", Mark::verified,
            "maximum coupling loss 144, 154, 164 dB, wyrls.com"),
      field("preamble_repetitions", &Def::preamble_repetitions, "1", 1, 128,
            "Repetitions of the preamble (NPRACH).", Mark::recalled, "TS 36.331: 1 to 128"),
      field("up_repetitions", &Def::up_repetitions, "1", 1, 128,
            "Repetitions of an uplink block (NPUSCH).", Mark::recalled, "up to 128"),
      field("down_repetitions", &Def::down_repetitions, "1", 1, 2048,
            "Repetitions of a downlink subframe (NPDCCH, NPDSCH).", Mark::recalled, "up to 2048"),
      field("tones", &Def::tones, "Subcarriers of an uplink block.", Mark::estimate,
            "fewer tones gather more power"),
      field("units", &Def::units, "1", 1, 10, "Resource units of an uplink block.", Mark::recalled,
            "TS 36.213 table 16.5.1.1-2: 1 to 10")};
}();

template <>
inline constexpr auto fields<nbiot::RadioDef> = std::tuple{
    field("carrier", &nbiot::RadioDef::carrier, "Hz", 4.5e8, 3e9, "Middle of the carrier."),
    field("base_station_power", &nbiot::RadioDef::base_station_power, "dBm", -10, 60,
          "Radiated power of base stations.", Mark::estimate, "macro 43-46 dBm"),
    field("device_power", &nbiot::RadioDef::device_power, "dBm", 0, 33,
          "Radiated power of devices.", Mark::recalled, "power class 3: 23 dBm")};

template <>
inline constexpr auto fields<nbiot::NbiotDef> = [] {
  using Def = nbiot::NbiotDef;
  return std::tuple{
      field("normal", &Def::normal, "Devices in normal coverage (level 0)."),
      field("robust", &Def::robust, "Devices in robust coverage (level 1)."),
      field("extreme", &Def::extreme, "Devices in extreme coverage (level 2)."),
      field("block_bits", &Def::block_bits, "1", 16, 2536, "Most bits of an uplink block.",
            Mark::recalled, "1000 in release 13, 2536 in 14"),
      field("blocks_per_grant", &Def::blocks_per_grant, "1", 1, 8,
            "Blocks that go out together on one grant or several in a row.", Mark::recalled,
            "NB-IoT 1; LTE-M in half duplex 3"),
      field("grant_delay", &Def::grant_delay, "s", 0, 0.1,
            "From a grant to its blocks, without repetitions.", Mark::recalled,
            "NB-IoT at least 8 ms, TS 36.213; LTE-M 4 ms and 1 ms of switching"),
      field("block_error", &Def::block_error, "1", 0, 0.9, "Share of blocks that fail.",
            Mark::recalled, "target 10 %"),
      field("attempts", &Def::attempts, "1", 1, 28, "Transmissions of a block."),
      field("header_bytes", &Def::header_bytes, "B", 0, 200,
            "Bytes added to a message: IP, UDP, and the radio's own.", Mark::estimate,
            "28 B IP and UDP, 20 B of DTLS or the radio"),
      field("format", &Def::format,
            "Preamble format: 0 for small cells, 1 for large ones, LTE for LTE-M."),
      field("preamble_period", &Def::preamble_period, "s", 0.001, 10.24,
            "Time between opportunities for a preamble.", Mark::recalled,
            "NB-IoT 40 ms to 2.56 s; LTE-M as LTE"),
      field("preamble_tones", &Def::preamble_tones, "1", 1, 64,
            "Preambles of one level: who chooses the same collides.", Mark::recalled,
            "NB-IoT: subcarriers, 12, 24, 36 or 48; LTE-M: up to 64 sequences"),
      field("access_attempts", &Def::access_attempts, "1", 1, 200, "Most preambles in a row.",
            Mark::recalled, "10"),
      field("access_backoff", &Def::access_backoff, "s", 0, 600, "Most wait after a collision."),
      field("response", &Def::response, "s", 0, 10,
            "From the preamble to its answer, without repetitions.", Mark::estimate, "50-100 ms"),
      field("exchanges", &Def::exchanges, "1", 0, 20,
            "Messages each way until the connection is there.", Mark::estimate,
            "request, set-up, complete, security"),
      field("synchronise", &Def::synchronise, "s", 0, 60,
            "Search of the cell after deep sleep in normal coverage; longer by the repetitions "
            "downlink needs.",
            Mark::estimate, "0.3 s at 144 dB to tens of seconds at 164 dB"),
      field("inactivity", &Def::inactivity, "s", 0, 3600,
            "Silence after which the connection is released.", Mark::estimate, "10-20 s"),
      field("listening", &Def::listening, "1", 0, 1,
            "Share of the time connected without data in which the receiver is on.", Mark::estimate,
            "connected DRX"),
      field("active_timer", &Def::active_timer, "s", 0, 11160,
            "How long it can be paged after release (T3324).", Mark::recalled, "TS 24.008"),
      field("edrx_cycle", &Def::edrx_cycle, "s", 0.32, 10485.76,
            "How often it listens for pages while it can be paged (eDRX).", Mark::recalled,
            "up to 2.9 h"),
      field("power_saving", &Def::power_saving,
            "After the active timer it sleeps deeply and cannot be reached (PSM)."),
      field("update_period", &Def::update_period, "s", 60, 3.6e7,
            "How often it reports all the same (T3412).", Mark::recalled, "up to 413 d"),
      field("queue_limit", &Def::queue_limit, "1", 1, 100000, "Messages that wait in a device."),
      field("lifetime", &Def::lifetime, "s", 1, 1e7, "A message that waited longer is dropped."),
      field("tx_power", &Def::tx_power, "W", 0, 10, "Drawn while it sends.", Mark::recalled,
            "TR 45.820: 543 mW at 23 dBm"),
      field("rx_power", &Def::rx_power, "W", 0, 10, "Drawn while it listens.", Mark::recalled,
            "TR 45.820: 90 mW"),
      field("light_power", &Def::light_power, "W", 0, 1, "Drawn in light sleep.", Mark::recalled,
            "TR 45.820: 2.4 mW"),
      field("deep_power", &Def::deep_power, "W", 0, 1, "Drawn in deep sleep.", Mark::recalled,
            "TR 45.820: 15 uW")};
}();

}  // namespace wardtwin
