#pragma once

#include "scenarios/compiler/hospital.h"
#include "scenarios/compiler/prices_def.h"
#include "scenarios/compiler/registry.h"
#include "scenarios/compiler/scenario.h"

/// The steps of compile_file, in the order in which data travels. Each reads its section, tells the
/// context what is wrong and fills its part of the hospital.
namespace wardtwin::compiler {

/// What the steps share.
struct Compilation {
  const Scenario& scenario;
  Context& context;
  Hospital& hospital;
  PeopleSection people;
  DevicesSection devices;
  NetworkSection network;
  PlatformSection platform;
  PricesDef prices;
  devices::Classes classes;
  devices::FlowTable flows;

  Compilation(const Scenario& read, Context& told, Hospital& made)
      : scenario(read), context(told), hospital(made) {}

  /// Where a dotted path was written ("network.wifi.access_points.ap_1"), or the nearest above it.
  const Place& at(std::string_view path) const;
  const Node* node(std::string_view path) const;
  /// Where the last key of the path was written, rather than its value.
  const Place& key_at(std::string_view path) const;
  void error(std::string_view path, std::string what, std::vector<std::string> advice = {}) {
    context.error(at(path), std::move(what), std::move(advice));
  }
};

/// All of them; throws ScenarioError with what they told the context.
Hospital compile_scenario(const Scenario& scenario, Context& context);
void read_sections(Compilation& c);
void compile_people(Compilation& c);
void compile_pathways(Compilation& c);
void compile_recorded(Compilation& c);
void compile_devices(Compilation& c);
void compile_bench(Compilation& c);
void compile_wifi(Compilation& c);
void compile_ble(Compilation& c);
void compile_lorawan(Compilation& c);
void compile_ieee802154(Compilation& c);
void compile_ble_mesh(Compilation& c);
void compile_cellular(Compilation& c);
void compile_rfid(Compilation& c);
void compile_uwb(Compilation& c);
void compile_nbiot(Compilation& c);
void compile_shortrange(Compilation& c);
void compile_dect(Compilation& c);
void compile_rtls(Compilation& c);
void compile_coexistence(Compilation& c);
void compile_backbone(Compilation& c);
void compile_platform(Compilation& c);
void compile_plant(Compilation& c);
void compile_faults(Compilation& c);
void compile_attacks(Compilation& c);
void compile_maintenance(Compilation& c);
void compile_rollouts(Compilation& c);
void compile_diversion(Compilation& c);
void compile_prices(Compilation& c);

/// Whether there is such a device class; tells the context at the key of `path` if not.
bool known_class(Compilation& c, const std::string& path, const std::string& name);

/// Adds one device with its sources; used for beds, nurses and benches.
flow::DeviceIndex add_device(Compilation& c, Device device, const devices::DeviceClassDef& def);

}  // namespace wardtwin::compiler
