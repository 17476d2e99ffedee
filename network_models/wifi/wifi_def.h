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
  int dtim_period = 1;
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

}  // namespace wardtwin
