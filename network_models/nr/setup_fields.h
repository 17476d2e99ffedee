#pragma once

#include <tuple>

#include "network_models/nr/setup.h"
#include "sim/base/fields.h"

/// Field tables of setup.h.
namespace wardtwin {

template <>
inline constexpr auto fields<nr::NrDef> = [] {
  using Def = nr::NrDef;
  return std::tuple{
      field("standard", &Def::standard,
            "Whose transport blocks: 5G NR's or LTE's; LTE's timing is in the other settings."),
      field("numerology", &Def::numerology, "1", 0, 3, "Slots last 1 ms / 2^n."),
      field("pattern", &Def::pattern, "Slots down (D), special (S) and up (U); or FDD."),
      field("resource_blocks", &Def::resource_blocks, "1", 1, 273,
            "Of the carrier: 51 at 20 MHz and 30 kHz.", Mark::recalled, "TS 38.101"),
      field("symbols", &Def::symbols, "1", 1, 14, "Symbols of a slot that carry data.",
            Mark::estimate, "two for control"),
      field("special_symbols", &Def::special_symbols, "1", 1, 14,
            "Downlink symbols with data in a special slot.", Mark::estimate, "10 less control"),
      field("reference_elements", &Def::reference_elements, "1", 0, 60,
            "Resource elements of reference signals in a resource block.", Mark::computed,
            "one DMRS symbol"),
      field("layers", &Def::layers, "1", 1, 4, "Spatial layers, down; up always one."),
      field("scheduler", &Def::scheduler, "Who is served first."),
      field("devices_per_slot", &Def::devices_per_slot, "1", 1, 64,
            "Devices the control channel can address in one slot.", Mark::recalled, "8-16"),
      field("fair_window", &Def::fair_window, "1", 1, 10000,
            "Slots over which the proportional fair scheduler averages."),
      field("bler_target", &Def::bler_target, "1", 1e-6, 0.5,
            "Most block error rate accepted in choosing a rate.", Mark::recalled,
            "10 %; 1e-5 for URLLC"),
      field("uplink_rates", &Def::uplink_rates,
            "How uplink rates are chosen: by block errors, or cautiously as ns-3's base station "
            "does, by "
            "Shannon's law with a gap and in steps of the CQI.",
            Mark::verified, "ns-3 lte; Piro et al. 2010"),
      field("harq_attempts", &Def::harq_attempts, "1", 1, 16, "Transmissions of a block.",
            Mark::recalled, "4"),
      field("harq_gain", &Def::harq_gain, "1", 0, 1,
            "Factor on the error rate for each retransmission, by soft combining.", Mark::computed,
            "residual error 6e-9 after four at 10 %"),
      field("harq_slots", &Def::harq_slots, "1", 1, 64,
            "Slots from a failed downlink block to its retransmission.", Mark::recalled,
            "NR 4-6, LTE 8"),
      field("sr_period", &Def::sr_period, "1", 1, 640, "Slots between scheduling requests.",
            Mark::recalled, "NR 1-80 slots"),
      field("sr_processing", &Def::sr_processing, "1", 0, 64,
            "Slots from a request's end to the grant at the earliest.", Mark::computed,
            "NR 1; LTE 3, TR 36.881"),
      field("grant_delay", &Def::grant_delay, "1", 0, 32,
            "Slots from a grant to the data at the least (K2).", Mark::verified,
            "5G-LENA: 2; LTE 4"),
      field("grant_bytes", &Def::grant_bytes, "B", 1, 10000,
            "First grant, before the base station knows how much waits."),
      field("decode_slots", &Def::decode_slots, "1", 0, 16, "Slots to decode an uplink block.",
            Mark::computed, "NR 1; LTE 3, TR 36.881"),
      field("down_decode", &Def::down_decode, "s", 0, 0.01, "Time to decode a downlink block.",
            Mark::verified, "5G-LENA: 100 us"),
      field("configured_symbols", &Def::configured_symbols, "1", 0, 7,
            "Configured grants every so many symbols (FDD); 0: in every uplink slot."),
      field("header_bytes", &Def::header_bytes, "B", 0, 200,
            "Bytes added to a message: IP, UDP, PDCP, RLC, MAC.", Mark::estimate, "28 + 12 B"),
      field("queue_limit", &Def::queue_limit, "1", 1, 1000000,
            "Messages that wait in one direction of one device."),
      field("inactivity", &Def::inactivity, "s", 0.1, 3600,
            "Silence after which a device is released to idle.", Mark::estimate, "5-20 s"),
      field("prach_period", &Def::prach_period, "s", 0.001, 1, "Time between random accesses.",
            Mark::recalled, "10 ms"),
      field("preambles", &Def::preambles, "1", 1, 64, "Preambles for contention.", Mark::recalled,
            "54"),
      field("prach_attempts", &Def::prach_attempts, "1", 1, 200, "Most random accesses in a row.",
            Mark::recalled, "10"),
      field("prach_response", &Def::prach_response, "s", 0, 1,
            "Random access to the end of contention.", Mark::estimate, "5-10 ms"),
      field("prach_backoff", &Def::prach_backoff, "s", 0, 2, "Most wait after a collision.",
            Mark::estimate, "20 ms"),
      field("setup", &Def::setup, "s", 0, 10, "Random access to the connection.", Mark::recalled,
            "NR 10-20 ms, LTE 50-80 ms from idle"),
      field("paging_cycle", &Def::paging_cycle, "s", 0.1, 11000,
            "How often an idle device listens.", Mark::recalled, "1.28 s"),
      field("drx_inactivity", &Def::drx_inactivity, "s", 0, 10,
            "Silence after which a connected device sleeps between cycles."),
      field("drx_cycle", &Def::drx_cycle, "s", 0, 10.24,
            "How often a sleeping connected device listens; 0: it always does."),
      field("drx_on", &Def::drx_on, "s", 0.001, 1, "How long it then listens."),
      field("tx_power", &Def::tx_power, "W", 0.01, 10, "Power while sending.", Mark::estimate,
            "550-700 mA at 3.8 V, Cat-1/4"),
      field("rx_power", &Def::rx_power, "W", 0.01, 10, "Power while listening.", Mark::estimate,
            "100-180 mA at 3.8 V"),
      field("sleep_power", &Def::sleep_power, "W", 0, 1, "Power otherwise.", Mark::estimate,
            "idle 1.3-2.5 mA at 3.8 V")};
}();

}  // namespace wardtwin
