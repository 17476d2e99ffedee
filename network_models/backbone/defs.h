#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "network_models/backbone/sessions_def.h"
#include "sim/base/distribution.h"
#include "sim/base/fields.h"
#include "sim/base/time.h"
#include "sim/base/units.h"

/// What a scenario sets of the wired network, with defaults and their sources.
namespace wardtwin::backbone {

/// In which order a port sends what waits in it.
enum class Queueing : std::uint8_t {
  fifo,
  strict_priority,  ///< by traffic class, without interrupting the frame on the wire
  weighted,         ///< each waiting class gets its share of the rate
};
/// Shares of a weighted port, by traffic class.
inline constexpr std::array kWeights{8.0, 4.0, 2.0, 1.0};

/// What happens to a message that finds its queue full.
enum class Overflow : std::uint8_t {
  drop_newest,  ///< it is lost
  drop_oldest,  ///< the oldest message of its own class is lost
  displace,     ///< the oldest message of the least urgent lower class is lost; else as drop_newest
};

/// What a node that passes traffic on is; decides how often it fails.
enum class SwitchKind : std::uint8_t { switch_, router, firewall };
/// What a link runs in; decides how often it fails.
enum class LinkKind : std::uint8_t { cable, wan };

/// What notices that a part died and finds the way round it.
enum class Recovery : std::uint8_t {
  none,
  stp,
  rstp,
  rstp_timeout,
  lacp,
  lacp_fast,
  lacp_slow,
  vrrp,
  vrrp3,
  bfd,
  ospf,
  ospf_tuned,
  bgp,
  sd_wan,
  cellular_cold,
  cellular_hot
};

/// Time from a failure to the new way, by the defaults of each protocol.
Time recovery_time(Recovery recovery);
/// Three missed advertisements and the skew of the backup's priority (1 to 254): RFC 3768 (version
/// 2, skew in 1/256 s) and RFC 5798 (version 3, skew in 1/256 of the interval).
Time vrrp_takeover(int version, Time advertisement, int priority);

/// What a message does that finds the buffer of a port full, by its traffic class.
struct ShedDef {
  std::optional<Overflow> alarm, waveform, vitals, bulk;

  bool written() const { return alarm || waveform || vitals || bulk; }
};

struct LinkDef {
  LinkKind kind = LinkKind::cable;
  std::string from, to;
  BitsPerSecond rate{1e9};
  Time latency{500};  ///< 100 m of cable
  int members = 1;
  int buffer_bytes = 1'000'000;
  Queueing queueing = Queueing::strict_priority;
  std::vector<double> weights{kWeights.begin(), kWeights.end()};
  ShedDef sheds;
  bool shared = false;
  std::optional<Recovery> recovery;
};

struct SwitchDef {
  std::string uplink;
  BitsPerSecond rate{1e9};
  Time latency = 10us;
  int members = 1;
  int buffer_bytes = 1'000'000;
  Queueing queueing = Queueing::strict_priority;
  std::vector<double> weights{kWeights.begin(), kWeights.end()};
  ShedDef sheds;
  Recovery recovery = Recovery::rstp;
  std::optional<Time> convergence;
  SwitchKind kind = SwitchKind::switch_;
  std::vector<std::string> fed_by;
  std::string site;
  double poe_budget = 370;  // W
  std::optional<Position> at;
};

struct WiredDef {
  std::string on;
  BitsPerSecond rate{1e9};
  Time latency{500};
};

struct GatewayDef {
  std::string on;  ///< its switch
  std::vector<std::string> fed_by;
  std::vector<std::string> serves;
  int cores = 2;
  Distribution service_alarm = Distribution::lognormal_of_mean(400e-6, 100e-6);
  Distribution service_waveform = Distribution::lognormal_of_mean(400e-6, 100e-6);
  Distribution service_vitals = Distribution::lognormal_of_mean(400e-6, 100e-6);
  Distribution service_bulk = Distribution::lognormal_of_mean(400e-6, 100e-6);
  int queue = 10'000;
  Overflow overflow_alarm = Overflow::displace;
  Overflow overflow_waveform = Overflow::drop_oldest;
  Overflow overflow_vitals = Overflow::drop_newest;
  Overflow overflow_bulk = Overflow::drop_newest;
  bool priority = true;
  bool store_and_forward = true;
  bool persistent = false;
  std::string standby;
  Time heartbeat = 1s;
  int misses = 3;
  Time takeover = 500ms;
  bool heartbeat_cable = false;
  bool fail_back = true;
  Time fail_back_after = 60s;
  bool local_alarms = false;
  Time local_after = 10s;
  bool devices_retry = false;
  Time retry_every = 5s;
  SessionsDef sessions;
  std::optional<Position> at;

  std::array<Distribution, 4> service() const {
    return {service_alarm, service_waveform, service_vitals, service_bulk};
  }
  std::array<Overflow, 4> overflow() const {
    return {overflow_alarm, overflow_waveform, overflow_vitals, overflow_bulk};
  }
};

}  // namespace wardtwin::backbone

namespace wardtwin {

template <>
inline constexpr auto words<backbone::Queueing> =
    std::array{Word{backbone::Queueing::fifo, "fifo"},
               Word{backbone::Queueing::strict_priority, "strict priority"},
               Word{backbone::Queueing::weighted, "weighted"}};

template <>
inline constexpr auto words<backbone::SwitchKind> = std::array{
    Word{backbone::SwitchKind::switch_, "switch"}, Word{backbone::SwitchKind::router, "router"},
    Word{backbone::SwitchKind::firewall, "firewall"}};

template <>
inline constexpr auto words<backbone::Recovery> =
    std::array{Word{backbone::Recovery::none, "none"},
               Word{backbone::Recovery::stp, "STP"},
               Word{backbone::Recovery::rstp, "RSTP"},
               Word{backbone::Recovery::rstp_timeout, "RSTP timeout"},
               Word{backbone::Recovery::lacp, "LACP"},
               Word{backbone::Recovery::lacp_fast, "LACP fast"},
               Word{backbone::Recovery::lacp_slow, "LACP slow"},
               Word{backbone::Recovery::vrrp, "VRRP"},
               Word{backbone::Recovery::vrrp3, "VRRP 3"},
               Word{backbone::Recovery::bfd, "BFD"},
               Word{backbone::Recovery::ospf, "OSPF"},
               Word{backbone::Recovery::ospf_tuned, "OSPF tuned"},
               Word{backbone::Recovery::bgp, "BGP"},
               Word{backbone::Recovery::sd_wan, "SD-WAN"},
               Word{backbone::Recovery::cellular_cold, "cellular cold"},
               Word{backbone::Recovery::cellular_hot, "cellular hot"}};

template <>
inline constexpr auto words<backbone::LinkKind> =
    std::array{Word{backbone::LinkKind::cable, "cable"}, Word{backbone::LinkKind::wan, "WAN"}};

template <>
inline constexpr auto words<backbone::Overflow> =
    std::array{Word{backbone::Overflow::drop_newest, "drop newest"},
               Word{backbone::Overflow::drop_oldest, "drop oldest"},
               Word{backbone::Overflow::displace, "displace"}};

}  // namespace wardtwin
