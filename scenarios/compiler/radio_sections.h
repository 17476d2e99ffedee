#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "network_models/ble/ble_def.h"
#include "network_models/blemesh/setup.h"
#include "network_models/dect/setup.h"
#include "network_models/ieee802154/setup.h"
#include "network_models/lorawan/lorawan_def.h"
#include "network_models/nbiot/setup.h"
#include "network_models/nr/link_budget.h"
#include "network_models/propagation/propagation.h"
#include "network_models/rfid/setup.h"
#include "network_models/shortrange/setup.h"
#include "network_models/uwb/setup.h"

/// The sections of radios but Wi-Fi: `network: ble:`, `lorawan:`, `ieee802154:`, `cellular:`,
/// `rfid:`, `uwb:`, `nbiot:`, `ltem:`, `ble_mesh:`, `medradio:`, `active_rfid:`, `wmts:`, `dect:`,
/// `infrared:`.
namespace wardtwin::compiler {

/// A gateway of Bluetooth LE or LoRaWAN.
struct RadioGatewayDef {
  std::string name;
  Position at;
  std::string on;
};

struct BleSection {
  ble::RadioDef radio;
  ble::AdvertisingDef advertising;
  ble::ExtendedDef extended;
  ble::ScanningDef scanning;
  ble::ConnectionDef connections;
  ble::EnergyDef energy;
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::map<std::string, ble::WifiLoadDef> wifi;
  bool avoid_wifi = false;
  std::vector<RadioGatewayDef> gateways;
};

struct LorawanSection {
  lorawan::LorawanDef radio;
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::vector<RadioGatewayDef> gateways;
};

/// A coordinator or border router: messages leave the network here.
struct Ieee802154GatewayDef {
  std::string name;
  Position at;
  int channel = 15;
  std::string on;
};

struct Ieee802154RouterDef {
  std::string name;
  Position at;
  int channel = 15;
};

struct Ieee802154Section {
  ieee802154::RadioDef radio;
  ieee802154::Ieee802154Def mac;
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::vector<Ieee802154GatewayDef> gateways;
  std::vector<Ieee802154RouterDef> routers;
};

struct MeshRelayDef {
  std::string name;
  Position at;
};

struct BleMeshSection {
  blemesh::RadioDef radio;
  blemesh::MeshDef mesh;
  ble::AdvertisingDef advertising;
  ble::ScanningDef scanning{Time{30'000'000}, Time{30'000'000}};
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::vector<RadioGatewayDef> gateways;
  std::vector<MeshRelayDef> relays;
};

struct BaseStationDef {
  std::string name;
  Position at;
  std::optional<Dbm> power;
  std::string on;
};

struct CellularSection {
  nr::RadioDef radio;
  nr::NrDef cell;
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::vector<BaseStationDef> base_stations;
};

/// Of NB-IoT, or with other defaults of LTE-M.
struct NbiotSection {
  nbiot::RadioDef radio;
  nbiot::NbiotDef cell;
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::vector<BaseStationDef> base_stations;
};

/// Of MedRadio, active tags or WMTS, from their own defaults.
struct ShortrangeSection {
  shortrange::ShortrangeDef radio;
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::vector<RadioGatewayDef> receivers;
};

struct DectSection {
  dect::DectDef radio;
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::vector<RadioGatewayDef> base_stations;
};

struct InfraredSection {
  shortrange::InfraredDef light;
  std::vector<RadioGatewayDef> receivers;
};

struct ReaderDef {
  std::string name;
  Position at;
  rfid::Protocol protocol = rfid::Protocol::gen2;
  std::optional<Metres> lane;
  std::string on;
};

struct RfidSection {
  rfid::RadioDef radio;
  rfid::LinkDef link;
  rfid::QDef inventory;
  rfid::UseDef use;
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::vector<ReaderDef> readers;
};

struct UwbSection {
  uwb::UwbDef radio;
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::vector<RadioGatewayDef> anchors;
};

}  // namespace wardtwin::compiler
