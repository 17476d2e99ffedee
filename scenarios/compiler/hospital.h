#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "devices/placement.h"
#include "network_models/attacks/defs.h"
#include "network_models/backbone/stage.h"
#include "network_models/backbone/wired_edge.h"
#include "network_models/ble/setup.h"
#include "network_models/blemesh/setup.h"
#include "network_models/coexistence/coexistence_def.h"
#include "network_models/coexistence/foreign.h"
#include "network_models/dect/setup.h"
#include "network_models/faults/clock.h"
#include "network_models/faults/fleet_def.h"
#include "network_models/faults/rollout_def.h"
#include "network_models/ieee802154/setup.h"
#include "network_models/lorawan/setup.h"
#include "network_models/nbiot/setup.h"
#include "network_models/nr/setup.h"
#include "network_models/propagation/body.h"
#include "network_models/rfid/setup.h"
#include "network_models/rtls/locator.h"
#include "network_models/shortrange/setup.h"
#include "network_models/uwb/setup.h"
#include "network_models/wifi/setup.h"
#include "network_models/wifi/wlan.h"
#include "scenarios/compiler/band.h"
#include "scenarios/compiler/scenario_def.h"
#include "scenarios/compiler/sections.h"
#include "scenarios/compiler/twin_def.h"
#include "sim/people/observations/observations.h"
#include "sim/people/pathways/pathway_setup.h"
#include "sim/people/patients/patients.h"
#include "sim/people/staff/staff.h"
#include "sim/platform/alarm_manager.h"

/// A compiled scenario: checked, cross-indexed and constant during all runs.
namespace wardtwin::compiler {

/// One device as the wiring needs it. Indices are flow::kNone where it has no such thing.
struct Device {
  std::string name, class_name;
  flow::BedIndex bed = flow::kNone;
  flow::NurseIndex nurse = flow::kNone;  ///< slot of a shift, for what nurses carry
  devices::Link link = devices::Link::wired;
  Position at;
  std::uint32_t station = flow::kNone;  ///< row in the wireless LAN's link table
  std::uint32_t access = flow::kNone;   ///< port of a wired device; usual entry of others
  devices::BleUseDef ble;
  devices::LorawanUseDef lorawan;
  devices::Ieee802154UseDef ieee802154;
  devices::BleMeshUseDef ble_mesh;
  devices::CellularUseDef cellular;
  devices::RfidUseDef rfid;
  propagation::Body body;  ///< of its wearer
  devices::BatteryDef battery;
  bool always_on = false;  ///< runs with or without a patient
  std::uint32_t gateway = flow::kNone;
  flow::SourceIndex first_source = 0, source_count = 0;
  flow::SourceIndex alarm = flow::kNone, cleared = flow::kNone, acknowledge = flow::kNone;
  flow::SourceIndex push = flow::kNone;
  std::vector<flow::SourceIndex> while_running;  ///< started and stopped with the device
  bool monitors = false;  ///< watches vital signs: blind when it is not heard
};

struct Flow {
  std::string name, class_name, stream, radio;
  std::uint32_t devices = 0;
};

/// Wi-Fi above its cells; `setup` holds what every cell shares.
/// Senders that share the 2.4 GHz band, and how often they learn of each other.
struct Coexistence {
  struct Emitter {
    std::string family, name;  ///< "wifi", "ble", "ieee802154", "oven"
    std::uint32_t entry = 0;   ///< its access-side radio; kNone: an oven
    radio::Spectrum spectrum;
    Position at;
    Dbm power{0};
  };
  std::vector<Emitter> emitters;  ///< none: off. Ovens last, in the order of `ovens`
  std::vector<radio::OvenDef> ovens;
  Time exchange = 1s;
};

struct Wifi {
  wifi::CellSetup setup;  ///< sources and seed are filled in by the run
  wifi::PhyDef radio;
  wifi::RoamingDef roaming;
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::vector<std::string> names;  ///< of access points
  std::vector<wifi::AccessPoint> access_points;
  std::vector<topology::NodeIndex> nodes;         ///< of access points in the backbone's graph
  std::vector<std::vector<std::uint32_t>> cells;  ///< access points of each
  std::vector<std::uint32_t> cell_of;             ///< by access point
  std::vector<wifi::Station> stations;
  std::vector<flow::DeviceIndex> device_of;          ///< by station
  std::vector<std::vector<std::uint32_t>> reach;     ///< by station: access points, strongest first
  std::shared_ptr<const wifi::Wlan> wlan;            ///< of the header's seed
  std::vector<std::uint32_t> domain_of_cell;         ///< of those that hear each other over others
  std::vector<std::vector<std::uint32_t>> heard_by;  ///< by cell: others that hear it
  /// By cell: others of its domain that do not hear it, while receivers of theirs do.
  std::vector<std::vector<std::uint32_t>> hidden_from;
  std::vector<std::vector<wifi::Overheard>> overheard;  ///< see CellSetup; empty: nobody is hidden
  std::vector<radio::Load> neighbours;  ///< by cell: all that others send on its channel
  std::optional<Time> radar_every;
  Time radar_silent{0};
  std::vector<std::uint32_t> under_radar;  ///< access points whose channels radars may take
  /// Where an access point goes when it finds a radar: a member of a second cell.
  struct Away {
    std::uint32_t cell = flow::kNone;  ///< kNone: it stays
    int channel = 0;
    Time silent{0};       ///< from the radar to the first frame there
    bool follow = false;  ///< its stations, which are told
    bool operator==(const Away&) const = default;
  };
  std::vector<Away> away;  ///< by access point; empty: none moves
  std::optional<Time> radar_returns;
  Time radar_announced{0};
  std::vector<int> channel_of_cell;
  wifi::ControllerDef controller;
  std::vector<wifi::PowerSettings> power_save;  ///< by device; empty: nobody sleeps
  bool no_scan_at_start = true;                 ///< everybody is associated at t = 0
};

/// An access-side radio that is no Wi-Fi access point.
struct GatewayRadio {
  std::string name, radio;  ///< radio: "ble"
  std::string channel;      ///< in its family's numbers: "0-39"
  Position at;
  std::string section;      ///< where it was written: "network.ble.gateways"
  std::string on;           ///< its switch
  bool cabled = true;       ///< a router of a mesh hangs on no cable
  std::uint32_t entry = 0;  ///< row of backbone accesses
  topology::NodeIndex node = topology::kNowhere, switch_node = topology::kNowhere;
};

/// The cells of a radio family whose devices stay in theirs. A family's setup has `sources`,
/// `flows`, `seed`, `warm_up` and `counts_delivery`, which the run fills in.
template <class Setup>
struct Cells {
  std::vector<Setup> cells;
  std::vector<std::uint32_t> cell_of;  ///< by device; kNone: not of this family; empty: no cells
};

/// A part that a fault can hit.
struct Part {
  enum class Kind : std::uint8_t {
    access_point,
    gateway_radio,
    gateway,
    switch_,
    server,
    link,
    alarm_manager,
    power,
    wifi_controller,
    doors
  };
  Kind kind = Kind::switch_;
  std::uint32_t index = 0;  ///< access point, gateway (radio), feed, or node/link of the graph
};

struct Fault {
  std::string what;
  Part part;
  Time at{0}, until = kNever;
  bool planned = false;  ///< a gateway that hands over first
  bool moves = false;    ///< an access point that is on its other channel from `until` on
  /// Doors that are shut, as pieces of wall of their material; null: none.
  std::shared_ptr<const std::vector<flow::Wall>> shut = nullptr;
};

/// A link or gateway that works, but worse than it should.
struct Impairment {
  std::string what;  ///< "uplink: loss 5 %"
  Part part;
  Time at{0}, until = kNever;
  double rate = 1, loss = 0;
  Time latency{0};
  double slow = 1;
  Time fills{0};
  int taken = 0;         ///< connections of a gateway
  bool refused = false;  ///< by the servers, a gateway
};

/// The clock of a gateway, a server or a class of devices that nobody sets.
struct WrongClock {
  std::string what;        ///< "gateway_1: clock 1 h ahead"
  std::string class_name;  ///< of devices; empty: of `node`
  topology::NodeIndex node = topology::kNowhere;
  faults::ClockSpell spell;
};

/// Attacks that are drawn anew in every run, and the hosts that they concern. Others are faults and
/// impairments.
struct Attacks {
  struct One {
    std::string name;
    attacks::AttackDef def;
    Time at{0}, until = kNever;
    std::vector<std::uint32_t> hosts;  ///< ransomware: may have it first; else: may be reached
  };
  struct Host {
    flow::DeviceIndex device = flow::kNone;
    topology::NodeIndex node = topology::kNowhere;  ///< of a gateway or server
    std::uint32_t segment = 0;
    std::uint32_t zone = 0;  ///< 0: in none that can be cut off
  };
  struct Zone {
    std::string name;
    std::vector<topology::LinkIndex> edge;  ///< links that are cut when it is isolated
  };
  std::vector<Zone> zones;
  std::vector<One> list;
  std::vector<Host> hosts;
  std::vector<std::vector<std::uint32_t>> allowed;  ///< by segment
  attacks::SecurityDef security;
};

/// Something that changes for people while the hospital runs.
struct Change {
  enum class Kind : std::uint8_t { arrivals, closed, nurses };
  Kind kind = Kind::arrivals;
  Time at{0};
  std::uint32_t unit = 0;
  double factor = 1;        ///< arrivals: of the rate, from then on
  Time until = kNever;      ///< closed
  std::uint32_t count = 0;  ///< nurses: at work, of this shift and the following
};

/// A drug library that one class of devices fetches from a server.
struct Rollout {
  std::string name;
  faults::RolloutDef def;
  Time released{0};
  topology::NodeIndex server = topology::kNowhere;
  std::vector<flow::DeviceIndex> devices;
};

/// What the network's parts need to work: power, what they share with others, how they fail.
struct Plant {
  struct Feed {
    std::string name;
    faults::PowerFeedDef def;
    std::vector<std::uint32_t> fed_by;
  };
  struct CommonCause {
    std::string name;
    faults::CommonCauseDef def;
    std::vector<topology::NodeIndex> nodes;
    std::vector<topology::LinkIndex> links;
  };
  bool random = false;      ///< parts fail at random during runs
  int crews = 0;            ///< that repair them; 0: as many as are needed
  std::vector<Feed> feeds;  ///< above before below
  std::vector<CommonCause> common_causes;
  // by node, and by link, of the graph
  std::vector<std::vector<std::uint32_t>> feeds_of_node;
  std::vector<std::string> site_of_node;  ///< "": none
  std::vector<faults::FailureDef> node_failures, link_failures;
  /// Servers of several machines: from the leader's failure until another leads.
  std::map<topology::NodeIndex, Distribution> takeovers;
};

/// A stream whose messages come from code; one source for each size.
struct CodeStream {
  flow::DeviceIndex device = 0;
  flow::SourceIndex first_source = 0;
  std::vector<std::uint32_t> sizes;
  devices::When when = devices::When::running;
  flow::Code code;
  std::string where;  ///< "stream 'bursts' of 'camera'"
};

/// Pieces of one kind that were bought.
struct Equipment {
  std::string kind, name;
  double count = 0;
  double buy = 0, life_years = 1, upkeep_per_year = 0;  ///< of one
  double per_year() const { return count * (buy / life_years + upkeep_per_year); }
};

struct Bulk {
  std::string name;
  topology::NodeIndex from = 0, to = 0;
  double bytes = 0;
  Time every{0};
  // sent in `objects` one after the other; a connection opens in so many round trips
  int objects = 1, opening_rounds = 0;
  bool answered = false;  ///< each object, before the next
  Time receives{0};       ///< core time of one object
  // a request: the server works, and `output` comes back
  bool request = false;
  double output = 0;
  Distribution work = Distribution::constant(0);
  RaisesDef raises;
  std::vector<flow::DeviceIndex>
      watched;  ///< monitors of the beds it is about; none: raises nothing
};

struct Hospital {
  HeaderDef header;
  ClockDef clock;
  std::string text;  ///< the scenario as run
  flow::Building building;
  std::vector<std::string> unit_names;
  people::PathwaysSetup pathways;
  people::PatientsSetup patients;
  people::StaffSetup staff;
  people::ObservationsSetup observations;
  std::vector<Device> devices;
  std::vector<flow::Source> sources;
  std::vector<std::uint8_t> source_category;  ///< Wi-Fi category + 1; 0: by traffic class
  std::vector<Flow> flows;
  std::optional<Wifi> wifi;
  Coexistence coexistence;
  std::vector<Band> bands;                   ///< what a survey hears
  std::vector<GatewayRadio> gateway_radios;  ///< entries follow those of the access points
  Cells<ble::CellSetup> ble;
  Cells<lorawan::CellSetup> lorawan;
  Cells<ieee802154::CellSetup> ieee802154;
  Cells<nr::CellSetup> cellular;
  Cells<rfid::CellSetup> rfid;
  Cells<uwb::CellSetup> uwb;
  Cells<nbiot::CellSetup> nbiot;
  Cells<nbiot::CellSetup> ltem;
  Cells<blemesh::CellSetup> ble_mesh;
  Cells<shortrange::CellSetup> medradio, active_rfid, wmts, infrared;
  Cells<dect::CellSetup> dect;
  std::vector<rtls::LocatorSetup> locators;
  backbone::Setup backbone;  ///< seed is filled in by the run
  std::vector<std::string> gateway_names;
  std::vector<backbone::WiredSource> wired;
  AlarmManagerSection alarm_manager;
  topology::NodeIndex alarm_node = topology::kNowhere;
  std::vector<topology::NodeIndex> switch_of_access_point;
  std::vector<std::pair<topology::NodeIndex, platform::ServerDef>> servers;
  std::vector<std::pair<topology::NodeIndex, Position>> placed;  ///< nodes whose `at` is written
  std::vector<Bulk> bulk;
  std::vector<CodeStream> code_streams;
  Plant plant;
  std::vector<Fault> faults;
  std::vector<Impairment> impairments;
  std::vector<WrongClock> wrong_clocks;
  faults::ClocksDef clocks;
  std::vector<Change> changes;
  Attacks attacks;
  faults::MaintenanceDef maintenance;
  std::vector<Rollout> rollouts;
  people::DiversionDef diversion;
  std::vector<Equipment> equipment;  ///< none without prices
  std::string currency;
  std::string records_on;  ///< server without which nurses write on paper
  std::vector<RequirementDef> requirements;
  std::vector<std::string> requirement_at;  ///< where each was written: "ward.yaml:12:3"
  std::vector<Recording> record;
  TwinDef twin;
  bool bench = false;

  Time end() const { return header.warm_up + header.duration; }
  /// Patients alone: no building, devices or network.
  bool only_pathways() const { return !pathways.empty() && building.rooms.empty(); }
};

/// Reads and compiles; throws ScenarioError with everything that is wrong.
Hospital compile_file(const std::filesystem::path& file, std::span<const std::string> sets);
/// The same for a text in memory; `path` is what messages call it.
Hospital compile_text(std::string text, std::string path, std::span<const std::string> sets = {});

}  // namespace wardtwin::compiler
