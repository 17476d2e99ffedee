#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "network_models/propagation/body.h"
#include "network_models/propagation/doors.h"
#include "network_models/propagation/propagation.h"
#include "network_models/wifi/phy.h"
#include "sim/base/random.h"
#include "sim/kernel/event_heap.h"

/// The wireless LAN above its cells: who hears whom, expected links, and who serves a lost station.
///
/// Model       Received power = power of the sender - path loss, each direction with its own power.
///             Access points of one channel defer to those that they hear.
///             A station that lost its access point scans, takes the strongest live one in reach
///             (of equals the first), authenticates and associates; phases are times, not frames.
///             802.1X logins queue at one RADIUS server, first come first served.
/// Valid for   One band and width for all; stations that stand still while they associate.
/// Leaves out  Detection of the loss (the cell counts beacons), band steering, DHCP,
///             load balancing, EAP timeouts, power control, keys that a failed controller holds for
///             802.11r.
/// Checked by  tests/unit/wifi_phy/wlan_test.cpp tests/validation/wifi_phy/failover_test.cpp
namespace wardtwin::wifi {

enum class Scan { passive, active };
enum class ScanList { every_channel, neighbour_report, own_channel };
enum class Authentication { open, psk, dot1x, ft };

struct RoamingDef {
  int missed_beacons = 10;
  Time beacon_interval{102'400'000};
  Scan scan = Scan::active;
  ScanList scan_list = ScanList::neighbour_report;
  int neighbour_channels = 3;
  Time active_dwell = 20ms, passive_dwell = 120ms;
  Authentication authentication = Authentication::dot1x;
  Time association_low = 2ms, association_high = 10ms;
  Time four_way_low = 10ms, four_way_high = 30ms;
  Time eap_low = 200ms, eap_high = 300ms;
  Time ft_low = 20ms, ft_high = 50ms;
  double radius_rate = 50;
  Time reaction = 10ms;
  Time retry_pause = 2s;
  Dbm reach{-80};
  Dbm roam_below{-72};
  Decibels roam_gain{8};
  bool walking = false;
  Time look = 1s;
};

/// Who carries what stations send, and so what the controller's failure stops.
enum class Switching {
  local,    ///< access points: cells go on, but nobody logs in by 802.1X
  central,  ///< the controller, in tunnels: access points fall silent
};

struct ControllerDef {
  Switching switching = Switching::local;
  std::optional<Time> takeover;
};

struct AccessPoint {
  Position at;
  int channel = 36;
  Dbm power{20};
  std::uint64_t key = 0;  ///< names its shadowing, e.g. name_key("ap_1")
};

struct Station {
  Position at;  ///< now; handsets and workstations move
  Dbm power{15};
  std::uint64_t key = 0;                      ///< names its random stream
  std::array<std::uint16_t, 3> mpdu_bytes{};  ///< frame sizes whose error rates are kept; 0: unused
  propagation::Body body{};                   ///< of its wearer
};

/// What one station and one access point can expect of each other.
struct Link {
  std::uint32_t access_point = 0;
  float loss_db = 0;
  float rssi_down = 0, rssi_up = 0;        ///< dBm, at the station and at the access point
  float snr_down = 0, snr_up = 0;          ///< dB
  std::int8_t rate_down = 0, rate_up = 0;  ///< index into LinkTable::rates
  bool in_reach = false;  ///< strong enough, and both directions' preambles are detected
  std::array<float, 3> per_down{}, per_up{};  ///< by Station::mpdu_bytes

  friend bool operator==(const Link&, const Link&) = default;
};

/// Rate for an SNR: the fixed one; the fastest whose error rate at 1458 B meets per_target with
/// fade_margin to spare (adaptive); or the fastest whose bit error rate by the 32 B column is at
/// most ideal_ber (ideal). The slowest if none does.
struct RateChoice {
  int index;   ///< into the rates given
  double per;  ///< of an MPDU of 1458 B
};
RateChoice choose_rate(const PhyDef& def, std::span<const Rate> rates, Decibels snr);

/// Error rate the chosen policy expects: adaptive links stand at their fade margin.
double expected_per(const PhyDef& def, const Rate& rate, Decibels snr, int mpdu_bytes);

Link expected_link(const PhyDef& phy, const RoamingDef& roaming, std::span<const Rate> rates,
                   const AccessPoint& ap, const Station& station, Decibels loss);

/// Whether one of two access points of one channel defers to what the other sends.
bool hears(const propagation::Propagation& propagation, const PhyDef& phy, const AccessPoint& a,
           const AccessPoint& b);

/// Who of the access points hears whom. Those that hear the same others and each other are one cell;
/// cells that hear each other, directly or over others, are one domain. Both are numbered by their
/// first member.
struct Hearing {
  std::vector<std::uint32_t> cell;                   ///< by access point
  std::vector<std::uint32_t> domain;                 ///< by cell
  std::vector<std::vector<std::uint32_t>> heard_by;  ///< by cell: others, rising
};
Hearing hearing_of(const propagation::Propagation& propagation, const PhyDef& phy,
                   std::span<const AccessPoint> access_points);

/// Who is in whose reach, computed once at compile; a station that moves has its row done anew.
struct LinkTable {
  std::vector<Rate> rates;
  std::uint32_t access_points = 0;
  std::vector<std::vector<Link>> rows;  ///< by station: those in reach, by access point

  const Link* find(std::uint32_t station, std::uint32_t access_point) const;  ///< null: no reach
  /// Strongest at the station among those up and in reach; of equals the first.
  std::optional<std::uint32_t> best(std::uint32_t station, std::span<const std::uint8_t> up) const;
};

class Wlan {
 public:
  Wlan(propagation::Propagation propagation, PhyDef phy, RoamingDef roaming,
       std::vector<AccessPoint> access_points, std::vector<Station> stations);

  const LinkTable& links() const { return links_; }
  /// What the two expect of each other, in reach or not.
  Link link(std::uint32_t station, std::uint32_t access_point) const;
  void move(std::uint32_t station, Position to);
  /// From now on these doors are shut, and no others. Only links through a door that shut or opened
  /// are done anew; the stations that have one.
  std::vector<std::uint32_t> shut(propagation::ShutDoors doors);

  /// The access point to roam to: the present one weaker than roam_below and another roam_gain
  /// better.
  std::optional<std::uint32_t> roam_target(std::uint32_t station, std::uint32_t present,
                                           std::span<const std::uint8_t> up) const;

  /// Nothing if a radio is in reach; else why not, in numbers, for an error message.
  std::optional<std::string> coverage_gap(std::uint32_t station,
                                          std::span<const std::string> names) const;

  const RoamingDef& roaming() const { return roaming_; }
  const PhyDef& phy() const { return phy_; }
  std::span<const Station> stations() const { return stations_; }

 private:
  /// An access point that is strong enough at some place, and the loss on the way there.
  struct Heard {
    std::uint32_t access_point;
    Decibels loss;
  };
  std::vector<Heard> heard_at(Position place) const;
  void fill_row(std::uint32_t station, std::span<const Heard> heard);
  /// Of the links that there are with open doors, what is left of them; whether that is a change.
  bool shut_row(std::uint32_t station);

  propagation::Propagation propagation_;
  PhyDef phy_;
  RoamingDef roaming_;
  std::vector<AccessPoint> access_points_;
  std::vector<Station> stations_;
  LinkTable links_;
  propagation::ShutDoors doors_;
  std::vector<std::vector<Link>> open_rows_;  ///< as links_.rows, doors open; empty: none ever shut
};

/// How long one scan lasts. Passive on the own channel ends with the first beacon, else every
/// channel of the list is dwelt on.
Time scan_time(const RoamingDef& def, Band band, Stream& random);

/// Serves stations without an access point, of all cells, in the order of (time, station).
class Controller {
 public:
  Controller(const Wlan& wlan, Seed seed);
  /// Goes by this table of the same stations from now on.
  void follow(const Wlan& wlan) { wlan_ = &wlan; }

  /// The cell found the station's access point gone. Nothing happens to it before at + reaction, so
  /// windows up to `reaction` wide change no result.
  void lost(Time at, std::uint32_t station);
  /// The station leaves by its own choice for a stronger access point, which it knows from its
  /// neighbour report (802.11k and v); with any other scan_list: it has to scan first.
  void roam(Time at, std::uint32_t station, std::uint32_t target);
  void access_point(Time at, std::uint32_t access_point, bool up);
  /// While the wireless LAN controller is down nobody logs in by 802.1X: stations try again.
  void wlan_controller(Time at, bool up);

  struct Outcome {
    Time at{0};
    std::uint32_t station = 0;
    std::optional<std::uint32_t> access_point;  ///< attached to; none in reach: still blind
    Time try_again{0};                          ///< next scan, where none was in reach
  };
  /// Everything that comes about before `until`, in order.
  void advance(Time until, std::vector<Outcome>& out);

  std::span<const std::uint8_t> up() const { return up_; }  ///< by access point
  bool idle() const { return events_.empty(); }
  Time next() const { return events_.empty() ? kNever : events_.top().at; }

 private:
  enum class What : std::uint8_t { power, controller, scan, scanned, login, attach };
  struct Event {
    Time at;
    std::uint32_t who;  ///< station, or access point of `power`
    std::uint32_t access_point;
    What what;
    bool up;
    // power comes first, so nobody attaches to what dies at that instant; then by station
    bool operator<(const Event& b) const {
      if (at != b.at) return at < b.at;
      const bool first = what <= What::controller, b_first = b.what <= What::controller;
      if (first != b_first) return first;
      return who != b.who ? who < b.who : what < b.what;
    }
  };
  void handle(const Event& e, std::vector<Outcome>& out);
  void scanned(const Event& e, std::vector<Outcome>& out);
  void authenticate(Time at, std::uint32_t station, std::uint32_t target);
  Time between(std::uint32_t station, Time low, Time high);
  void push(Time at, std::uint32_t who, std::uint32_t ap, What what, bool up = false);

  const Wlan* wlan_;
  std::vector<Stream> random_;
  std::vector<std::uint8_t> up_;
  kernel::EventHeap<Event> events_;
  Time radius_free_{0};
  bool controller_up_ = true;
};

}  // namespace wardtwin::wifi

namespace wardtwin {

template <>
inline constexpr auto words<wifi::Scan> =
    std::array{Word{wifi::Scan::passive, "passive"}, Word{wifi::Scan::active, "active"}};

template <>
inline constexpr auto words<wifi::Switching> =
    std::array{Word{wifi::Switching::local, "local"}, Word{wifi::Switching::central, "central"}};

template <>
inline constexpr auto words<wifi::ScanList> =
    std::array{Word{wifi::ScanList::every_channel, "every channel"},
               Word{wifi::ScanList::neighbour_report, "neighbour report"},
               Word{wifi::ScanList::own_channel, "own channel"}};

template <>
inline constexpr auto words<wifi::Authentication> = std::array{
    Word{wifi::Authentication::open, "open"}, Word{wifi::Authentication::psk, "psk"},
    Word{wifi::Authentication::dot1x, "802.1X"}, Word{wifi::Authentication::ft, "802.11r"}};

}  // namespace wardtwin
