#pragma once

#include <tuple>

#include "network_models/ieee802154/setup.h"
#include "sim/base/fields.h"

/// Field tables of setup.h.
namespace wardtwin {

template <>
inline constexpr auto fields<ieee802154::RadioDef> =
    std::tuple{field("gateway_power", &ieee802154::RadioDef::gateway_power, "dBm", -20, 20,
                     "Radiated power of gateways and routers on the mains.", Mark::estimate,
                     "up to +8 dBm, nRF52840"),
               field("device_power", &ieee802154::RadioDef::device_power, "dBm", -40, 20,
                     "Radiated power of devices.", Mark::estimate, "0 dBm, as their current")};

template <>
inline constexpr auto fields<ieee802154::Ieee802154Def> = [] {
  using Def = ieee802154::Ieee802154Def;
  return std::tuple{
      field("min_be", &Def::min_be, "1", 0, 8, "First backoff exponent (macMinBE).", Mark::verified,
            "IEEE 802.15.4; ns-3 lr-wpan"),
      field("max_be", &Def::max_be, "1", 3, 8, "Last backoff exponent (macMaxBE).", Mark::verified,
            "IEEE 802.15.4; ns-3 lr-wpan"),
      field("max_backoffs", &Def::max_backoffs, "1", 0, 8,
            "Busy assessments after which a frame is given up, less one (macMaxCSMABackoffs).",
            Mark::verified, "IEEE 802.15.4; ns-3 lr-wpan; Contiki-NG 5"),
      field("retries", &Def::retries, "1", 0, 7, "Repetitions of a frame (macMaxFrameRetries).",
            Mark::verified, "IEEE 802.15.4; ns-3 lr-wpan; Contiki-NG 7"),
      field("acknowledged", &Def::acknowledged, "Ask for an acknowledgement of every frame."),
      field("header_bytes", &Def::header_bytes, "B", 0, 100,
            "Bytes added to a message: MAC 11, network 8, transport and security as used.",
            Mark::estimate, "11 B MAC + checksum, compressed network header"),
      field("capture", &Def::capture,
            "A receiver stays with the first frame and errors follow the interference; off: any "
            "overlap of data frames destroys both, and no acknowledgement is lost."),
      field("noise_figure", &Def::noise_figure, "dB", 0, 20, "Noise figure of the receivers.",
            Mark::estimate, "chips -97 to -102 dBm; ns-3 has none"),
      field("sensitivity", &Def::sensitivity, "dBm", -110, -60,
            "Least power of a frame that a receiver finds.", Mark::recalled,
            "chips -97 to -102 dBm; the standard asks for -85"),
      field("cca_threshold", &Def::cca_threshold, "dBm", -110, -40,
            "Sum of powers that makes the channel busy.", Mark::recalled,
            "IEEE 802.15.4: at most 10 dB above the standard's sensitivity"),
      field("queue_limit", &Def::queue_limit, "1", 1, 100000, "Messages a node can hold."),
      field("hop_limit", &Def::hop_limit, "1", 1, 64, "Hops after which a message is dropped.",
            Mark::verified, "Thread: most route cost 16"),
      field("failures_until_dead", &Def::failures_until_dead, "1", 1, 100,
            "Messages in a row without acknowledgement after which a neighbour counts as gone.",
            Mark::verified, "OpenThread: 4 failed transmissions"),
      field("reattach_low", &Def::reattach_low, "s", 0, 60,
            "Least time in which an end device finds a new parent.", Mark::computed,
            "parent requests of 0.75 and 1.25 s, OpenThread"),
      field("reattach_high", &Def::reattach_high, "s", 0, 60,
            "Most time in which an end device finds a new parent.", Mark::computed,
            "parent requests of 0.75 and 1.25 s, OpenThread"),
      field("rediscovery", &Def::rediscovery, "s", 1, 3600,
            "Time after which a neighbour given up is tried again.", Mark::verified,
            "OpenThread: advertisements every 32 s at most"),
      field("leader_timeout", &Def::leader_timeout, "s", 0, 3600,
            "Thread: silence of the leader, the first gateway, after which the network forms anew "
            "under "
            "another, and every node looks for its place; 0 s: there is no leader (Zigbee).",
            Mark::verified, "OpenThread: 120 s"),
      field("poll_period", &Def::poll_period, "s", 0.01, 3600,
            "How often a sleepy device asks its parent for messages.", Mark::estimate,
            "0.25 s to minutes"),
      field("indirect_lifetime", &Def::indirect_lifetime, "s", 0.1, 3600,
            "Time a parent keeps a message for a sleepy device.", Mark::recalled, "Zigbee: 7.68 s"),
      field("indirect_limit", &Def::indirect_limit, "1", 1, 1000,
            "Messages a parent keeps for one sleepy device.", Mark::recalled, "1-4"),
      field("tx_current", &Def::tx_current, "A", 1e-3, 0.5, "Current while sending at 0 dBm.",
            Mark::verified, "nRF52840, docs.nordicsemi.com"),
      field("rx_current", &Def::rx_current, "A", 1e-3, 0.5, "Current while listening.",
            Mark::verified, "nRF52840, docs.nordicsemi.com"),
      field("sleep_current", &Def::sleep_current, "A", 0, 0.01, "Current otherwise.",
            Mark::estimate, "sleepy end device 3 uA"),
      field("voltage", &Def::voltage, "V", 1, 12, "Supply voltage.", Mark::verified,
            "nRF52840, docs.nordicsemi.com")};
}();

}  // namespace wardtwin
