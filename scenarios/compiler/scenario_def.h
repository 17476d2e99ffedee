#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "devices/device_class.h"
#include "sim/base/fields.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include "sim/flow/building.h"
#include "sim/flow/building_words.h"
#include "sim/flow/flow.h"

/// The sections of a scenario that belong to no model: header, building, bench, faults,
/// requirements and what is recorded.
namespace wardtwin::compiler {

struct HeaderDef {
  std::string scenario;
  std::string question;
  int format = 1;
  Time starts = 0h;  ///< clock time at t = 0
  Time warm_up = 0h;
  bool settles = false;        ///< `warm_up: auto`: it is to be found; no key of its own
  std::string warm_up_chosen;  ///< how it was found; no key of its own
  Time duration = 24h;         ///< measured, after the warm-up
  std::uint64_t seed = 1;
  int replications = 1;
};

/// A point of the plan, in metres.
struct PlanPoint {
  double x = 0, y = 0;
  friend bool operator==(const PlanPoint&, const PlanPoint&) = default;
};
/// A rectangle of the plan; x0 < x1 and y0 < y1.
struct PlanArea {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  friend bool operator==(const PlanArea&, const PlanArea&) = default;
};
struct NamedBed {
  std::string name;
  PlanPoint at;
  friend bool operator==(const NamedBed&, const NamedBed&) = default;
};
/// A number of beds to be placed in a grid, or beds with names and places.
struct Beds {
  int count = 0;
  std::vector<NamedBed> placed;
  friend bool operator==(const Beds&, const Beds&) = default;
};
/// One door or several.
struct Doors {
  std::vector<PlanPoint> at;
  friend bool operator==(const Doors&, const Doors&) = default;
};

struct RoomDef {
  std::string name;
  flow::RoomKind kind = flow::RoomKind::other;
  PlanArea area;
  Doors door;
  Beds beds;
  std::optional<flow::Material> walls;
};

/// A wall that is no room's edge, such as a partition.
struct PartitionDef {
  PlanPoint from, to;
  flow::Material of = flow::Material::plasterboard;
};

struct FloorDef {
  std::string name;
  Metres height{0};
  flow::Material slab = flow::Material::concrete_200;
  std::vector<RoomDef> rooms;
  std::vector<PartitionDef> partitions;
};

/// A template on every storey of a stack.
struct WingDef {
  std::string name;
  std::string of;
  PlanPoint at;
};

struct StackDef {
  std::string name;
  int storeys = 1;
  Metres height{0};
  Metres storey_height{4};
  flow::Material slab = flow::Material::concrete_200;
  std::vector<WingDef> wings;
};

struct BuildingDef {
  flow::Material walls = flow::Material::plasterboard;
  flow::Material doors = flow::Material::none;
  std::vector<FloorDef> floors;
  std::vector<StackDef> stacks;  ///< as written; none once they are floors
};

struct FaultDef {
  Time at{0};                 ///< clock time
  std::string what;           ///< name of the part
  std::optional<Time> lasts;  ///< none: to the end
  std::optional<Time> every;  ///< none: once
  int times = 0;              ///< with `every`; 0: to the end of the run
  bool planned = false;       ///< hands its work over first
  bool radar = false;         ///< an access point finds one on its channel
  // With any of these it goes on working, but worse.
  std::optional<double> rate, loss;  ///< of a link: share left, share of frames lost
  std::optional<Time> latency;       ///< of a link: added
  std::optional<double> slower;      ///< of a gateway: factor of all its work
  std::optional<Time> fills;         ///< of a gateway: until it has no room left and restarts
  std::optional<double> budget;      ///< of a switch: W for access points that it still has
  // Of a gateway, a server or all devices of a class: nobody sets its clock.
  std::optional<double> drift;  ///< millionths that it gains
  std::optional<Time> offset;   ///< how far ahead it is
  // Of doors, which stand open else.
  std::optional<flow::Material> shut;  ///< what they are made of
  std::vector<std::string> rooms;      ///< on whose edges they are; none: all doors
};

/// Which figure of a metric a requirement is about.
struct Bound {
  enum class Figure : std::uint8_t { quantile, mean, max, min, share, count };
  Figure figure = Figure::quantile;
  double quantile = 0.99;  ///< of Figure::quantile
  bool at_most = true;
  double limit = 0;        ///< in `unit`
  std::string unit = "s";  ///< "s", "1", "B", "bit/s"
  friend bool operator==(const Bound&, const Bound&) = default;
};

struct RequirementDef {
  std::string name;
  std::string what;  ///< the metric, in words
  Bound must;
};

enum class Recording : std::uint8_t {
  alarms,
  faults,
  moves,
  handovers,
  losses,
  occupancy,
  series,
  frames
};

enum class AccessCategory : std::uint8_t { by_traffic, voice, video, best_effort, background };

struct BenchDeviceDef {
  std::string name;
  int count = 1;
  std::optional<double> per_bed;  ///< times the bench's beds, instead of `count`
  std::string of_class;           ///< device class whose streams it sends; "": its own, below
  std::optional<flow::Protocol> protocol;
  int payload = 200;
  flow::Pattern pattern = flow::Pattern::periodic;
  Time every = 1s;
  Time jitter{0};
  flow::TrafficClass traffic = flow::TrafficClass::vitals;
  bool downlink = false;
  devices::Link link = devices::Link::wifi;
  devices::BleUseDef ble;
  devices::LorawanUseDef lorawan;
  devices::Ieee802154UseDef ieee802154;
  devices::BleMeshUseDef ble_mesh;
  devices::CellularUseDef cellular;
  devices::RfidUseDef rfid;
  devices::BatteryDef battery;
  AccessCategory access_category = AccessCategory::by_traffic;
  std::optional<Metres> circle;               ///< radius round the access point
  std::optional<std::array<Metres, 2>> ring;  ///< radii round it
  std::optional<Position> at;
};

struct BenchDef {
  int beds = 1;
  std::vector<BenchDeviceDef> devices;
};

}  // namespace wardtwin::compiler

namespace wardtwin {

template <>
inline constexpr auto words<compiler::Recording> = std::array{
    Word{compiler::Recording::alarms, "alarms"}, Word{compiler::Recording::faults, "faults"},
    Word{compiler::Recording::moves, "moves"},   Word{compiler::Recording::handovers, "handovers"},
    Word{compiler::Recording::losses, "losses"}, Word{compiler::Recording::occupancy, "occupancy"},
    Word{compiler::Recording::series, "series"}, Word{compiler::Recording::frames, "frames"}};

template <>
inline constexpr auto words<compiler::AccessCategory> = std::array{
    Word{compiler::AccessCategory::by_traffic, "by traffic"},
    Word{compiler::AccessCategory::voice, "VO"}, Word{compiler::AccessCategory::video, "VI"},
    Word{compiler::AccessCategory::best_effort, "BE"},
    Word{compiler::AccessCategory::background, "BK"}};

}  // namespace wardtwin
