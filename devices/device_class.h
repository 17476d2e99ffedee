#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/units.h"
#include "sim/flow/clinical.h"
#include "sim/flow/code.h"
#include "sim/flow/protocol.h"

/// Device classes as data: what catalogue.yaml and the section `devices: classes:` of a scenario
/// set.
namespace wardtwin::devices {

enum class Link : std::uint8_t {
  wired,
  wifi,
  ble,
  lorawan,
  ieee802154,
  cellular,
  rfid,
  uwb,
  nbiot,
  ble_mesh,
  ltem,
  medradio,
  active_rfid,
  wmts,
  dect,
  infrared
};
enum class Carrier : std::uint8_t { bed, nurse };
/// When a stream's messages flow.
enum class When : std::uint8_t {
  always,   ///< from the start of the run, patient or not
  running,  ///< while the device runs for a patient
};

struct StreamDef {
  flow::Pattern pattern = flow::Pattern::periodic;
  flow::TrafficClass traffic = flow::TrafficClass::vitals;
  When when = When::running;
  bool downlink = false;
  flow::Protocol protocol = flow::Protocol::udp;
  int payload = 100;
  Time period{1s};
  Time jitter{0};
  flow::Code code;
  std::vector<double> sizes;  ///< of the messages that code makes
  std::string source;         ///< where the numbers come from, with their mark
};

struct AlarmRuleDef {
  flow::Trigger trigger = flow::Trigger::events;
  flow::AlarmKind kind = flow::AlarmKind::technical;
  flow::VitalSign sign = flow::VitalSign::heart_rate;
  double limit = 0;
  double hysteresis = 0;
  Time delay{0};
  Time averaging{0};
  double per_hour = 0;
  bool prone_patients = false;
  double night_factor = 1;
  Distribution lasts = Distribution::lognormal_of_median(15, 0.8);
  bool until_attended = false;
  bool blinds = false;
  double real_share = 1;
  double audible_share = 1;
  double high_share = 0;
  double medium_share = 1;
  std::string source;
};

struct BatteryDef {
  double capacity = 0;             ///< Wh; 0: mains
  double drain = 0;                ///< W while running, the radio included
  std::optional<double> baseline;  ///< W while running, without the radio
  double self_discharge = 0.02;    ///< share of full in a year
  double swap_at = 0.2;            ///< share of full
  Time round = 24h;                ///< between two looks at who needs a swap
  Time swap = 3min;                ///< of a nurse's time
};

/// How a class uses Bluetooth LE.
enum class BleRole : std::uint8_t { connects, advertises };
enum class BleAdvertising : std::uint8_t { legacy, extended, periodic };
struct BleUseDef {
  BleRole role = BleRole::connects;
  BleAdvertising advertising = BleAdvertising::legacy;
  Time interval{1s};
  int repeats = 1;
};

/// How a class uses LoRaWAN.
struct LorawanUseDef {
  int spreading_factor = 0;  ///< to begin with; 0: the fastest that its best gateway hears
  bool class_c = false;
  bool confirmed = false;
};

/// How a class uses 802.15.4.
enum class Ieee802154Role : std::uint8_t { end_device, sleepy, router };
struct Ieee802154UseDef {
  Ieee802154Role role = Ieee802154Role::end_device;
};

/// How a class uses a Bluetooth mesh.
enum class BleMeshRole : std::uint8_t { node, relay, sensor };
struct BleMeshUseDef {
  BleMeshRole role = BleMeshRole::node;
};

/// How a class uses a cellular network.
struct CellularUseDef {
  int five_qi = 0;  ///< 0: by the traffic class of each message
  bool configured_grant = false;
  bool connected = false;  ///< at the start; otherwise idle
};

/// How a class passes readers of tags and cards.
struct RfidUseDef {
  std::string reader;      ///< by name; "": the nearest
  Decibels attachment{0};  ///< lost in what the tag is attached to
};

/// What a worn device loses in its wearer.
struct BodyDef {
  Decibels away{0};  ///< with the wearer between it and the other end; 0: not worn
};

/// What one piece costs, in the currency of the scenario.
struct PriceDef {
  double buy = 0;
  std::optional<double> life_years, upkeep_per_year;  ///< none: as for all equipment
};

struct DeviceClassDef {
  std::string title;
  Carrier carrier = Carrier::bed;
  std::vector<Link> links{Link::wired};  ///< the first is used unless a scenario says otherwise
  std::map<std::string, StreamDef> streams;
  std::map<std::string, AlarmRuleDef> alarms;
  double used_share = 1;
  Time boot{0};
  BatteryDef battery;
  BleUseDef ble;
  LorawanUseDef lorawan;
  Ieee802154UseDef ieee802154;
  BleMeshUseDef ble_mesh;
  CellularUseDef cellular;
  RfidUseDef rfid;
  BodyDef body;
  PriceDef price;
  std::string source;
};

/// Bytes that messages of a stream may have: its payload, or the sizes of its code.
std::vector<std::uint32_t> sizes_of(const StreamDef& stream);

/// Time a full battery lasts while the device runs, until its radio's power is known better; 0 on
/// mains.
Time battery_life(const BatteryDef& battery);

/// The rules of a class as patients live under them, in the order of their names.
std::vector<flow::AlarmRule> alarm_rules(const DeviceClassDef& device);

/// What is wrong with a class beyond single fields (shares that exceed 1, a limit rule without
/// hysteresis, an alarm without a stream to carry it ...); one sentence each, empty if nothing.
std::vector<std::string> faults(const DeviceClassDef& device);

}  // namespace wardtwin::devices

namespace wardtwin {

template <>
inline constexpr auto words<devices::Link> =
    std::array{Word{devices::Link::wired, "wired"},
               Word{devices::Link::wifi, "wifi"},
               Word{devices::Link::ble, "ble"},
               Word{devices::Link::lorawan, "lorawan"},
               Word{devices::Link::ieee802154, "ieee802154"},
               Word{devices::Link::cellular, "cellular"},
               Word{devices::Link::rfid, "rfid"},
               Word{devices::Link::uwb, "uwb"},
               Word{devices::Link::nbiot, "nbiot"},
               Word{devices::Link::ble_mesh, "ble_mesh"},
               Word{devices::Link::ltem, "ltem"},
               Word{devices::Link::medradio, "medradio"},
               Word{devices::Link::active_rfid, "active_rfid"},
               Word{devices::Link::wmts, "wmts"},
               Word{devices::Link::dect, "dect"},
               Word{devices::Link::infrared, "infrared"}};
template <>
inline constexpr auto words<devices::Ieee802154Role> =
    std::array{Word{devices::Ieee802154Role::end_device, "end device"},
               Word{devices::Ieee802154Role::sleepy, "sleepy"},
               Word{devices::Ieee802154Role::router, "router"}};
template <>
inline constexpr auto words<devices::BleMeshRole> =
    std::array{Word{devices::BleMeshRole::node, "node"}, Word{devices::BleMeshRole::relay, "relay"},
               Word{devices::BleMeshRole::sensor, "sensor"}};
template <>
inline constexpr auto words<devices::BleAdvertising> =
    std::array{Word{devices::BleAdvertising::legacy, "legacy"},
               Word{devices::BleAdvertising::extended, "extended"},
               Word{devices::BleAdvertising::periodic, "periodic"}};
template <>
inline constexpr auto words<devices::BleRole> = std::array{
    Word{devices::BleRole::connects, "connects"}, Word{devices::BleRole::advertises, "advertises"}};
template <>
inline constexpr auto words<devices::Carrier> =
    std::array{Word{devices::Carrier::bed, "bed"}, Word{devices::Carrier::nurse, "nurse"}};
template <>
inline constexpr auto words<devices::When> =
    std::array{Word{devices::When::always, "always"}, Word{devices::When::running, "running"}};

}  // namespace wardtwin
