#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/time.h"
#include "sim/base/units.h"

/// Attacks on the hospital and what is held against them: what a scenario sets. Only effects are
/// modelled; nothing is sent to any network.
namespace wardtwin::attacks {

enum class Kind : std::uint8_t {
  ransomware,     ///< spreads from host to host and stops them
  flood,          ///< fills a link
  connect_flood,  ///< keeps a gateway's cores busy with handshakes
  slow_connects,  ///< holds a gateway's connections and says nothing
  jamming,        ///< nothing gets through at an access point
  rogue_access_point,
  spoofing,        ///< somebody in the middle of a link: every frame is later, some are lost
  publish_flood,   ///< keeps a gateway's cores busy with messages
  syn_flood,       ///< half-open connections of a gateway that nobody finishes
  scan,            ///< probes that some devices do not survive
  false_readings,  ///< devices that say what is not so: false alarms, true ones hidden
  udp_flood,       ///< packets that a gateway throws away: they fill its cable
  tcp_flood,       ///< connections that send without end: they share its cable, and hold it open
};

struct AttackDef {
  Time at{0};  ///< clock time
  Kind kind = Kind::ransomware;
  std::string what;  ///< the part, or for ransomware the class or part that it begins with
  std::optional<Time> lasts;
  double spread = 4.0 / 60;  ///< attempts per second of one host
  Time stops_after = 1h;
  Time recovery = 24h;
  BitsPerSecond rate{1e9};
  int packet = 1500;  ///< B
  Time packet_work{2'000};
  int connections = 100;
  double connects = 1000;  ///< per second
  double messages = 200;   ///< per second
  Time half_open = 60s;
  double lured = 0.5;
  double share = 1;
  double hangs = 0.02;
  double false_per_hour = 2;
  double hides = 1;
  Time delay = 20ms;
  double loss = 0.01;
};

struct DetectorDef {
  double found = 0;
  Time takes = 30min;
  double false_alarms = 0;  ///< per second and host
};

/// Nights in which hosts get what makes them immune.
struct PatchingDef {
  Time from = 22h, to = 4h;  ///< clock times
  double share = 0;          ///< of the hosts that still need it, in each night
  Time restart = 5min;
};

/// Wards that are cut off from the rest while an attack lasts.
struct IsolationDef {
  std::map<std::string, std::vector<std::string>> zones;
  int findings = 3;
  Time after = 15min;
  Time lifted_after = 1h;
};

struct SecurityDef {
  std::map<std::string, std::vector<std::string>> segments;
  std::map<std::string, std::vector<std::string>> allowed;
  double patched = 0;
  PatchingDef patching;
  double across = 0.05;
  DetectorDef detector;
  Time responds_after = 10min;
  Time inspection = 4h;
  IsolationDef isolation;
  std::optional<double> connect_limit;
  std::optional<double> message_limit;
  std::optional<BitsPerSecond> rate_limit;
};

}  // namespace wardtwin::attacks

namespace wardtwin {

template <>
inline constexpr auto words<attacks::Kind> =
    std::array{Word{attacks::Kind::ransomware, "ransomware"},
               Word{attacks::Kind::flood, "flood"},
               Word{attacks::Kind::connect_flood, "connect flood"},
               Word{attacks::Kind::slow_connects, "slow connects"},
               Word{attacks::Kind::jamming, "jamming"},
               Word{attacks::Kind::rogue_access_point, "rogue access point"},
               Word{attacks::Kind::spoofing, "spoofing"},
               Word{attacks::Kind::publish_flood, "publish flood"},
               Word{attacks::Kind::syn_flood, "SYN flood"},
               Word{attacks::Kind::scan, "scan"},
               Word{attacks::Kind::false_readings, "false readings"},
               Word{attacks::Kind::udp_flood, "UDP flood"},
               Word{attacks::Kind::tcp_flood, "TCP flood"}};

}  // namespace wardtwin
