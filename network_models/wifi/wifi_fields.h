#pragma once

#include <tuple>

#include "network_models/wifi/wifi_def.h"
#include "sim/base/fields.h"

/// Field tables of wifi_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<wifi::CategoryDef> = std::tuple{
    field("aifsn", &wifi::CategoryDef::aifsn, "1", 1, 15, "Slots after SIFS before counting down.",
          Mark::verified, "802.11-2020 Table 9-155"),
    field("cw_min", &wifi::CategoryDef::cw_min, "1", 0, 32767, "Largest first backoff, in slots.",
          Mark::verified, "802.11-2020 Table 9-155"),
    field("cw_max", &wifi::CategoryDef::cw_max, "1", 0, 32767,
          "Largest backoff after repeated failures, in slots.", Mark::verified,
          "802.11-2020 Table 9-155"),
    field("txop_limit", &wifi::CategoryDef::txop_limit, "s", 0, 0.01,
          "Time one access may last; 0 sends one frame per access.", Mark::verified,
          "802.11-2020 Table 9-155; best effort and background 0 as in ns-3"),
    field("queue_limit", &wifi::CategoryDef::queue_limit, "1", 1, 100000,
          "Messages one queue holds; later ones are lost.", Mark::verified, "ns-3 WifiMacQueue"),
    field("lifetime", &wifi::CategoryDef::lifetime, "s", 0, 3600,
          "Time a message may wait for the air; 0 waits for ever.", Mark::verified,
          "ns-3 WifiMacQueue")};

template <>
inline constexpr auto fields<wifi::WifiDef> = std::tuple{
    field("slot", &wifi::WifiDef::slot, "s", 1e-6, 1e-4, "Backoff slot.", Mark::verified,
          "802.11-2020: 9 us OFDM, 20 us with 802.11b present"),
    field("sifs", &wifi::WifiDef::sifs, "s", 1e-6, 1e-4, "Gap before a response.", Mark::verified,
          "802.11-2020: 16 us at 5 and 6 GHz, 10 us at 2.4 GHz"),
    field("ack", &wifi::WifiDef::ack, "s", 0, 0.01, "Airtime of an acknowledgement.",
          Mark::verified, "14 B at 24 Mb/s"),
    field("block_ack", &wifi::WifiDef::block_ack, "s", 0, 0.01,
          "Airtime of a compressed block acknowledgement.", Mark::verified, "32 B at 24 Mb/s"),
    field("block_ack_request", &wifi::WifiDef::block_ack_request, "s", 0, 0.01,
          "Airtime of the request sent after a missed block acknowledgement.", Mark::verified,
          "24 B at 24 Mb/s"),
    field("rts", &wifi::WifiDef::rts, "s", 0, 0.01, "Airtime of a request to send.", Mark::verified,
          "20 B at 24 Mb/s"),
    field("cts", &wifi::WifiDef::cts, "s", 0, 0.01, "Airtime of a clear to send.", Mark::verified,
          "14 B at 24 Mb/s"),
    field("cf_end", &wifi::WifiDef::cf_end, "s", 0, 0.01,
          "Airtime of the frame that gives back the rest of a TXOP.", Mark::measured,
          "20 B at 6 Mb/s; from the busy fractions of ns-3 3.37 with and without a TXOP"),
    field("ack_timeout", &wifi::WifiDef::ack_timeout, "s", 0, 0.01,
          "Time a sender waits for a response before it backs off again.", Mark::verified,
          "SIFS + slot + preamble"),
    field("beacon_period", &wifi::WifiDef::beacon_period, "s", 0.01, 10, "Time between beacons.",
          Mark::verified, "100 time units of 1.024 ms"),
    field("beacon_airtime", &wifi::WifiDef::beacon_airtime, "s", 0, 0.05,
          "Airtime of one beacon; 0 sends none.", Mark::measured,
          "135 B at 6 Mb/s; from the busy fraction of ns-3 3.37"),
    field("beacon_aifsn", &wifi::WifiDef::beacon_aifsn, "1", 1, 15,
          "Slots after SIFS before a beacon.", Mark::verified, "ns-3 ApWifiMac: 1"),
    field("ssids", &wifi::WifiDef::ssids, "1", 1, 16,
          "Networks each access point announces, one beacon each.", Mark::assumed, ""),
    field("dtim_period", &wifi::WifiDef::dtim_period, "1", 1, 255,
          "Beacons from one to the next that sleeping stations wake for.", Mark::estimate,
          "1 to 3; 10 for sensors"),
    field("missed_beacons", &wifi::WifiDef::missed_beacons, "1", 1, 100,
          "Missed beacons after which a station gives up its access point.", Mark::verified,
          "ns-3 StaWifiMac: 10"),
    field("attempts", &wifi::WifiDef::attempts, "1", 1, 255,
          "Transmissions of one message before it is dropped.", Mark::verified,
          "802.11-2020 dot11ShortRetryLimit: 7"),
    field("header_bytes", &wifi::WifiDef::header_bytes, "B", 0, 500,
          "Bytes round a payload: UDP/IP 28, LLC 8, MAC 26, FCS 4.", Mark::computed,
          "RFC 768, RFC 791, 802.11-2020"),
    field("rts_threshold", &wifi::WifiDef::rts_threshold, "B", 0, 1 << 20,
          "Frames longer than this are announced by RTS.", Mark::recalled, "off by default"),
    field("ampdu_bytes", &wifi::WifiDef::ampdu_bytes, "B", 1, 6500631, "Longest aggregate.",
          Mark::verified, "802.11n: 65535"),
    field("ampdu_frames", &wifi::WifiDef::ampdu_frames, "1", 1, 256,
          "Most frames in an aggregate; 1 sends none.", Mark::recalled, "64 in 802.11n and ac"),
    field("ppdu_limit", &wifi::WifiDef::ppdu_limit, "s", 1e-4, 0.01,
          "Longest time one frame or aggregate may be on air.", Mark::verified,
          "802.11-2020 aPPDUMaxTime: 5.484 ms"),
    field("txop_cf_end", &wifi::WifiDef::txop_cf_end,
          "Whether an unused rest of a TXOP is given back by CF-End.", Mark::verified, "ns-3"),
    field("countdown", &wifi::WifiDef::countdown, "Whether a busy slot counts.", Mark::measured,
          "EDCA as in Tinnirello, Bianchi, Xiao 2010; ns-3 3.37 agrees for 802.11n"),
    field("after_collision", &wifi::WifiDef::after_collision,
          "What bystanders wait after a collision.", Mark::measured, "ns-3 3.37"),
    field("saturated_backlog", &wifi::WifiDef::saturated_backlog, "1", 1, 10000,
          "Messages a saturated source keeps waiting.", Mark::assumed, "")};

}  // namespace wardtwin
