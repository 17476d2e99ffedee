#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "devices/device_class.h"
#include "network_models/attacks/defs.h"
#include "network_models/backbone/defs.h"
#include "network_models/coexistence/coexistence_def.h"
#include "network_models/faults/clock_def.h"
#include "network_models/faults/fleet_def.h"
#include "network_models/faults/rollout_def.h"
#include "network_models/propagation/propagation.h"
#include "network_models/protocols/protocols_def.h"
#include "network_models/rtls/locator.h"
#include "network_models/wifi/phy.h"
#include "network_models/wifi/power_def.h"
#include "network_models/wifi/wifi_def.h"
#include "network_models/wifi/wlan.h"
#include "scenarios/compiler/radio_sections.h"
#include "scenarios/compiler/scenario_def.h"
#include "sim/flow/flow.h"
#include "sim/flow/protocol.h"
#include "sim/people/observations/observation_def.h"
#include "sim/people/pathways/pathway_def.h"
#include "sim/people/patients/patients.h"
#include "sim/people/staff/staff_def.h"
#include "sim/platform/alarm_manager_def.h"
#include "sim/platform/server.h"

/// The sections of a scenario that belong to models, in the order in which data travels. They only
/// join the models' own definition structs under the names that scenarios use.
namespace wardtwin::compiler {

struct UnitSection {
  std::string name;
  std::vector<std::string> rooms;
  std::string station;
  people::UnitDef patients;
  people::StaffDef staff;
  people::ResponseDef response;
  people::ObservationDef observations;
};

struct PeopleSection {
  std::vector<UnitSection> units;
  std::vector<people::ResourceDef> resources;
  std::vector<people::PathwayDef> pathways;
  people::VitalsDef vitals;
  people::PatientDef deterioration;
  people::EscalationDef escalation;
  people::DiversionDef diversion;
  std::string recorded;
};

struct DevicesSection {
  std::map<std::string, std::map<std::string, double>> per_bed;
  std::map<std::string, double> per_nurse;
  std::map<std::string, devices::Link> links;
  faults::MaintenanceDef maintenance;
  std::map<std::string, faults::RolloutDef> libraries;
};

struct AccessPointDef {
  std::string name;
  Position at;
  int channel = 36;
  std::optional<Dbm> power;
  std::string on;
  std::vector<std::string> fed_by;
  double poe = 19;  // W
};

/// A wireless LAN that is not the hospital's, on one of its channels.
struct NeighbourDef {
  Position at;
  int channel = 36;
  Dbm power{20};
  double duty = 0.1;
  Time burst{1'500'000};
};

/// Radars on the channels that must make way for them.
struct RadarDef {
  std::optional<Time> every;
  Time silent = 60s;
  std::vector<int> moves_to;
  Time announced = 500ms;
  std::optional<Time> returns;
};

/// One entry for each access category, in the order of wifi::AccessCategory.
struct CategoriesDef {
  wifi::CategoryDef voice, video, best_effort, background;

  static CategoriesDef of(const wifi::CategoryTable& t) { return {t[0], t[1], t[2], t[3]}; }
  wifi::CategoryTable table() const { return {voice, video, best_effort, background}; }
};

struct WifiSection {
  wifi::PhyDef radio;
  wifi::WifiDef access;
  CategoriesDef stations = CategoriesDef::of(wifi::kStationCategories);
  CategoriesDef access_point_categories = CategoriesDef::of(wifi::kAccessPointCategories);
  wifi::RoamingDef roaming;
  std::map<std::string, wifi::PowerSaveDef> power_save;
  wifi::EnergyDef energy;
  wifi::UplinkOfdmaDef uplink_ofdma;
  std::map<std::string, NeighbourDef> neighbours;
  RadarDef radar;
  wifi::ControllerDef controller;
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  int beacon_bytes = 300;
  std::vector<AccessPointDef> access_points;
};

struct NetworkSection {
  WifiSection wifi;
  BleSection ble;
  LorawanSection lorawan;
  Ieee802154Section ieee802154;
  BleMeshSection ble_mesh;
  CellularSection cellular;
  RfidSection rfid;
  UwbSection uwb;
  NbiotSection nbiot;
  ShortrangeSection medradio{shortrange::medradio(), {}, {}, {}};
  ShortrangeSection active_rfid{shortrange::active_rfid(), {}, {}, {}};
  ShortrangeSection wmts{shortrange::wmts(), {}, {}, {}};
  DectSection dect;
  InfraredSection infrared;
  NbiotSection ltem{{}, nbiot::lte_m(), {}, {}, {}};
  std::map<std::string, rtls::LocatorDef> rtls;
  radio::CoexistenceDef coexistence;
  backbone::WiredDef wired;
  protocols::ProtocolsDef protocols;
  std::map<std::string, backbone::SwitchDef> switches;
  std::map<std::string, backbone::LinkDef> links;
  std::map<std::string, backbone::GatewayDef> gateways;
  std::map<std::string, faults::PowerFeedDef> power;
  std::map<std::string, faults::CommonCauseDef> common_causes;
  faults::FailuresDef failures;
  faults::ClocksDef clocks;
  attacks::SecurityDef security;
  std::map<std::string, attacks::AttackDef> attacks;
};

struct ServerSection {
  std::string on;
  std::vector<std::string> fed_by;
  platform::ServerDef messages;
  std::optional<Position> at;
  int members = 1;
  Distribution takeover = Distribution::uniform(10, 30);
};

struct AlarmManagerSection {
  std::string on;
  platform::AlarmManagerDef rules;
  platform::ServerDef service{.cores = 2, .service = Distribution::constant(2e-3)};
};

/// A stream of large transfers on shared links, e.g. studies from a scanner to the archive.
struct BulkFlowDef {
  std::string from, to;
  double size = 300e6;
  Time every = 30min;
  flow::Protocol protocol = flow::Protocol::tcp;
  double object = 524'288;
};

/// What an answer about a patient may start.
struct RaisesDef {
  std::vector<std::string> units;  ///< none: it starts nothing
  flow::AlarmPriority priority = flow::AlarmPriority::medium;
  flow::AlarmKind kind = flow::AlarmKind::parameter;
  double sensitivity = 0.8;
  double false_positives = 0.01;
  Time again_after = 1h;
};

/// Work that a server does on request: analytics, an interface, what apps of patients ask for.
struct ServiceDef {
  std::string on, from;
  Time every = 1min;
  double input = 100e3, output = 1e3;
  Distribution work = Distribution::constant(0.1);
  RaisesDef raises;
};

struct PlatformSection {
  std::map<std::string, ServerSection> servers;
  std::string records_on;
  AlarmManagerSection alarm_manager;
  std::map<std::string, BulkFlowDef> bulk_flows;
  std::map<std::string, ServiceDef> services;

  bool shares_links() const { return !bulk_flows.empty() || !services.empty(); }
};

/// A floor and all that hangs on it, written once for many copies. Its parts are those of the
/// sections they go to; places are from its own corner and floor.
struct TemplateDef {
  std::vector<RoomDef> rooms;
  std::map<std::string, UnitSection> units;
  std::map<std::string, std::map<std::string, double>> per_bed;
  std::vector<AccessPointDef> access_points;
  std::map<std::string, backbone::SwitchDef> switches;
  std::map<std::string, backbone::LinkDef> links;
  std::map<std::string, backbone::GatewayDef> gateways;
};

/// How the planes meet.
struct ClockDef {
  Time lookahead = 10ms;
  Time window = 10ms;
  Time longest_window = 1s;
};

}  // namespace wardtwin::compiler
