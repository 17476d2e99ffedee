#pragma once

#include <tuple>

#include "network_models/wifi/wlan.h"
#include "sim/base/fields.h"

/// Field tables of wlan.h.
namespace wardtwin {

template <>
inline constexpr auto fields<wifi::ControllerDef> = std::tuple{
    field("switching", &wifi::ControllerDef::switching,
          "local: access points carry what stations send, and while `what: wifi_controller` has "
          "failed nobody logs in by 802.1X; central: all of it goes through the controller, and "
          "access points fall silent with it."),
    field("takeover", &wifi::ControllerDef::takeover, "s", 0, 86400,
          "Until a standby has taken over from one that failed; not written: there is none.",
          Mark::assumed, "seconds to minutes: access points miss its echoes first")};

template <>
inline constexpr auto fields<wifi::RoamingDef> = [] {
  using Def = wifi::RoamingDef;
  return std::tuple{
      field("missed_beacons", &Def::missed_beacons, "1", 1, 100,
            "Beacons missed in a row after which a station counts its access point as gone.",
            Mark::verified, "ns-3 default; clients 7-10"),
      field("beacon_interval", &Def::beacon_interval, "s", 0.01, 1, "Time between beacons.",
            Mark::verified, "100 time units of 1024 us, 802.11"),
      field("scan", &Def::scan, "Listen for beacons, or ask by probe requests."),
      field(
          "scan_list", &Def::scan_list,
          "Channels scanned: every channel, those of an 802.11k neighbour report, or the own one."),
      field("neighbour_channels", &Def::neighbour_channels, "1", 1, 25,
            "Channels in a neighbour report.", Mark::computed, "3 channels at 20 ms: 60 ms"),
      field("active_dwell", &Def::active_dwell, "s", 0.005, 0.2,
            "Time on one channel in an active scan.", Mark::estimate,
            "20-50 ms; ns-3 waits 50 ms for probe responses"),
      field("passive_dwell", &Def::passive_dwell, "s", 0.02, 1,
            "Time on one channel in a passive scan.", Mark::verified, "ns-3 wait-beacon timeout"),
      field("authentication", &Def::authentication,
            "How stations log in: open, psk, 802.1X, 802.11r."),
      field("association_low", &Def::association_low, "s", 0, 1,
            "Least time of open authentication and (re)association.", Mark::estimate,
            "4 frames, 2-10 ms"),
      field("association_high", &Def::association_high, "s", 0, 1,
            "Most time of open authentication and (re)association.", Mark::estimate,
            "4 frames, 2-10 ms"),
      field("four_way_low", &Def::four_way_low, "s", 0, 1, "Least time of the 4-way handshake.",
            Mark::verified, "10-30 ms, robinwifi.eu CWSP notes"),
      field("four_way_high", &Def::four_way_high, "s", 0, 1, "Most time of the 4-way handshake.",
            Mark::verified, "10-30 ms, robinwifi.eu CWSP notes"),
      field("eap_low", &Def::eap_low, "s", 0, 30, "Least time of an 802.1X exchange, unqueued.",
            Mark::verified, "200-300 ms and up, purple.ai guide"),
      field("eap_high", &Def::eap_high, "s", 0, 30, "Most time of an 802.1X exchange, unqueued.",
            Mark::verified, "200-300 ms and up, purple.ai guide"),
      field("ft_low", &Def::ft_low, "s", 0, 1, "Least time of an 802.11r fast transition."),
      field("ft_high", &Def::ft_high, "s", 0, 1, "Most time of an 802.11r fast transition.",
            Mark::verified, "target 50 ms, shankarwifi SLA table"),
      field("radius_rate", &Def::radius_rate, "1/s", 0.1, 1e5,
            "802.1X logins that the RADIUS server completes per second."),
      field("reaction", &Def::reaction, "s", 0.01, 10,
            "Time between losing an access point and starting to scan; bounds the window width."),
      field("retry_pause", &Def::retry_pause, "s", 0.1, 600,
            "Pause before the next scan when no access point is in reach."),
      field("reach", &Def::reach, "dBm", -100, -40,
            "Least power of an access point that a station associates to."),
      field("roam_below", &Def::roam_below, "dBm", -100, -40,
            "A station looks for a better access point below this power.", Mark::estimate,
            "-70 to -75 dBm"),
      field("roam_gain", &Def::roam_gain, "dB", 0, 30,
            "How much stronger another access point must be to roam to.", Mark::estimate,
            "8-10 dB"),
      field("walking", &Def::walking,
            "Handsets are where their nurses are, and roam on the way; otherwise they stay at the "
            "unit's station."),
      field("look", &Def::look, "s", 0.1, 60, "How often a handset on its way measures its signal.",
            Mark::estimate, "scans in the background every second")};
}();

}  // namespace wardtwin
