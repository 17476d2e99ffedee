#pragma once

#include <array>
#include <cstdint>

#include "sim/base/fields.h"
#include "sim/base/time.h"

/// What a scenario may set of the Wi-Fi medium access, with defaults for 5 GHz OFDM (802.11-2020).
namespace wardtwin::wifi {

/// In order of priority: the first wins an internal collision.
enum class AccessCategory : std::uint8_t { voice, video, best_effort, background };
inline constexpr int kCategories = 4;

/// What a waiting counter does when another frame goes on air.
enum class Countdown : std::uint8_t {
  freeze,     ///< stops and does not count the busy slot (802.11 DCF; ns-3 in 802.11a)
  busy_slot,  ///< counts the busy slot too (802.11 EDCA; ns-3 from 802.11n on; Bianchi's chain)
};

/// How long bystanders wait after frames that nobody could read.
enum class AfterCollision : std::uint8_t {
  aifs,  ///< no preamble was detected: as after any frame
  eifs,  ///< SIFS and an acknowledgement longer
};

/// Channel access of one category. Times of zero: no limit (lifetime) or one frame per access
/// (TXOP).
struct CategoryDef {
  int aifsn = 3;
  int cw_min = 15;
  int cw_max = 1023;
  Time txop_limit{0};
  int queue_limit = 500;
  Time lifetime{500'000'000};
};

struct WifiDef {
  Time slot{9'000};
  Time sifs{16'000};
  Time ack{28'000};
  Time block_ack{32'000};
  Time block_ack_request{32'000};
  Time rts{28'000};
  Time cts{28'000};
  Time cf_end{52'000};
  Time ack_timeout{45'000};
  Time beacon_period{102'400'000};
  Time beacon_airtime{204'000};
  int beacon_aifsn = 1;
  int ssids = 1;
  int missed_beacons = 10;
  int attempts = 7;
  int header_bytes = 66;
  int rts_threshold = 1 << 20;
  int ampdu_bytes = 65535;
  int ampdu_frames = 1;
  Time ppdu_limit{5'484'000};
  bool txop_cf_end = true;
  Countdown countdown = Countdown::busy_slot;
  AfterCollision after_collision = AfterCollision::aifs;
  int saturated_backlog = 64;
};

/// Station and access-point defaults of 802.11-2020 Table 9-155, in the order of AccessCategory.
using CategoryTable = std::array<CategoryDef, kCategories>;
inline constexpr CategoryTable kStationCategories{
    CategoryDef{.aifsn = 2, .cw_min = 3, .cw_max = 7, .txop_limit = Time{2'080'000}},
    CategoryDef{.aifsn = 2, .cw_min = 7, .cw_max = 15, .txop_limit = Time{4'096'000}},
    CategoryDef{.aifsn = 3, .cw_min = 15, .cw_max = 1023},
    CategoryDef{.aifsn = 7, .cw_min = 15, .cw_max = 1023}};
inline constexpr CategoryTable kAccessPointCategories{
    CategoryDef{.aifsn = 1, .cw_min = 3, .cw_max = 7, .txop_limit = Time{2'080'000}},
    CategoryDef{.aifsn = 1, .cw_min = 7, .cw_max = 15, .txop_limit = Time{4'096'000}},
    CategoryDef{.aifsn = 3, .cw_min = 15, .cw_max = 63},
    CategoryDef{.aifsn = 7, .cw_min = 15, .cw_max = 1023}};

/// 2.4 GHz OFDM: shorter SIFS, 6 us signal extension in every frame, beacons at 1 Mb/s DSSS.
constexpr WifiDef wifi_2g4() {
  WifiDef d;
  d.sifs = Time{10'000};
  d.ack = Time{34'000};
  d.block_ack = d.block_ack_request = Time{38'000};
  d.rts = d.cts = Time{34'000};
  d.cf_end = Time{58'000};
  d.ack_timeout = Time{39'000};
  d.beacon_airtime = Time{1'344'000};
  return d;
}

}  // namespace wardtwin::wifi

namespace wardtwin {

template <>
inline constexpr auto words<wifi::AccessCategory> = std::array{
    Word{wifi::AccessCategory::voice, "voice"}, Word{wifi::AccessCategory::video, "video"},
    Word{wifi::AccessCategory::best_effort, "best effort"},
    Word{wifi::AccessCategory::background, "background"}};

template <>
inline constexpr auto words<wifi::Countdown> = std::array{
    Word{wifi::Countdown::freeze, "freeze"}, Word{wifi::Countdown::busy_slot, "busy slot"}};

template <>
inline constexpr auto words<wifi::AfterCollision> =
    std::array{Word{wifi::AfterCollision::aifs, "aifs"}, Word{wifi::AfterCollision::eifs, "eifs"}};

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
