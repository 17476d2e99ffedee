#include "scenarios/compiler/catalogue.h"

#include <fmt/format.h>

#include "scenarios/compiler/class_text.h"
#include "scenarios/compiler/describe.h"
#include "scenarios/compiler/pathway_text.h"
#include "scenarios/compiler/scenario_text.h"
#include "scenarios/compiler/sections.h"
#include "scenarios/compiler/tables.h"

namespace wardtwin::compiler {
namespace {

Catalogue frame() {
  return {
      describe<HeaderDef>("scenario", "What is simulated, and for how long."),
      describe<BuildingDef>("building", "The floors and rooms; walls follow from the rooms."),
      describe<FloorDef>("building.floors.NAME", "One storey."),
      describe<PartitionDef>("building.floors.NAME.partitions", "A wall that is no room's edge."),
      describe<StackDef>("building.stacks.NAME", "Equal storeys made of templates."),
      describe<WingDef>("building.stacks.NAME.wings.NAME", "A template on every storey."),
      describe<TemplateDef>("templates.NAME",
                            "A floor and what hangs on it, for many copies; a copy's name, such as "
                            "level_3_east_, stands before the names in it."),
      describe<RoomDef>("building.floors.NAME.rooms.NAME", "One rectangular room."),
      describe<BenchDef>("bench", "A laboratory bench: devices without patients."),
      describe<BenchDeviceDef>("bench.devices.NAME", "Equal devices of a bench."),
  };
}

Catalogue people() {
  return {
      describe<PeopleSection>("people", "Patients and nurses."),
      describe<UnitSection>("people.units.NAME", "A ward or another unit of beds and its nurses."),
      describe<people::UnitDef>("people.units.NAME.patients",
                                "Who comes to the unit, and how long they stay."),
      describe<people::ArrivalsDef>("people.units.NAME.patients.arrivals",
                                    "Patients who come from outside."),
      describe<people::StaffDef>("people.units.NAME.staff",
                                 "The unit's nurses and their planned work."),
      describe<people::ShiftEndDef>("people.units.NAME.staff.shift_end",
                                    "What becomes of planned tasks that a shift has not done."),
      describe<people::ResponseDef>("people.units.NAME.response", "How its nurses answer alarms."),
      describe<people::ObservationDef>("people.units.NAME.observations",
                                       "Sets of observations by nurses, scored by NEWS2."),
      describe<people::ResourceDef>("people.resources.NAME",
                                    "Staff, beds, rooms or equipment that patients wait for."),
      describe<people::ShiftDef>("people.resources.NAME.roster.NAME", "A shift."),
      describe<people::ClosureDef>("people.resources.NAME.closed", "A time when units are shut."),
      describe<people::PathwayDef>("people.pathways.NAME", "A kind of patients and their steps."),
      describe<people::ArriveDef>("people.pathways.NAME.arrive", "Who comes, and when."),
      describe<people::ClassDef>("people.pathways.NAME.classes.NAME", "A class of patients."),
      describe<people::ReturnDef>("people.pathways.NAME.returns", "Patients who come again."),
      describe<people::StepDef>("people.pathways.NAME.steps.NAME",
                                "A step: wait for what it needs, stay, go on."),
      describe<people::VitalsDef>("people.vitals", "Vital signs and their artefacts."),
      describe("people.vitals.heart_rate", "Heart rate, per minute.",
               people::VitalsDef{}.heart_rate),
      describe("people.vitals.respiration", "Breaths per minute.", people::VitalsDef{}.respiration),
      describe("people.vitals.spo2", "Oxygen saturation, %.", people::VitalsDef{}.spo2),
      describe("people.vitals.systolic", "Systolic blood pressure, mmHg.",
               people::VitalsDef{}.systolic),
      describe("people.vitals.temperature", "Temperature, degrees Celsius.",
               people::VitalsDef{}.temperature),
      describe<people::PatientDef>("people.deterioration", "How patients get worse and better."),
      describe<people::EscalationDef>("people.escalation",
                                      "Doctors and emergency teams whom scores call."),
  };
}

Catalogue devices() {
  Catalogue all{
      describe<DevicesSection>("devices", "Which devices stand at beds and are carried by nurses."),
      describe<devices::DeviceClassDef>(
          "devices.classes.NAME",
          "A class of devices; changes one that is built in, or adds one. Streams and alarms are "
          "changed and added likewise; NAME: no takes one away, others: no all but those."),
      describe<devices::StreamDef>("devices.classes.NAME.streams.NAME",
                                   "Messages of a device class."),
      describe<devices::AlarmRuleDef>("devices.classes.NAME.alarms.NAME",
                                      "A rule by which devices of the class raise alarms."),
      describe<devices::BleUseDef>("devices.classes.NAME.ble", "How a class uses Bluetooth LE."),
      describe<devices::LorawanUseDef>("devices.classes.NAME.lorawan", "How a class uses LoRaWAN."),
      describe<devices::Ieee802154UseDef>("devices.classes.NAME.ieee802154",
                                          "How a class uses 802.15.4."),
      describe<devices::BleMeshUseDef>("devices.classes.NAME.ble_mesh",
                                       "How a class uses a Bluetooth mesh."),
      describe<devices::CellularUseDef>("devices.classes.NAME.cellular",
                                        "How a class uses a cellular network."),
      describe<devices::RfidUseDef>("devices.classes.NAME.rfid", "How a class passes readers."),
      describe<devices::PriceDef>("devices.classes.NAME.price",
                                  "What a device of the class costs."),
      describe<devices::BatteryDef>("devices.classes.NAME.battery", "Battery of a device class."),
  };
  for (const auto& [name, def] : built_in_classes())
    all.push_back(
        {"devices.classes." + name, def.title.empty() ? name : def.title, {}, class_text(def)});
  return all;
}

Catalogue network() {
  const std::string wifi = "network.wifi", bluetooth = "network.ble";
  return {
      describe<NetworkSection>("network", "The way from the device to the platform."),
      describe<WifiSection>(wifi, "The wireless LAN."),
      describe<wifi::PhyDef>(wifi + ".radio", "Standard, band, rate and power."),
      describe<wifi::WifiDef>(wifi + ".access",
                              "Medium access; timings follow from the radio unless written."),
      describe<CategoriesDef>(
          wifi + ".stations",
          "Channel access of stations by category; access_point_categories alike."),
      describe<wifi::CategoryDef>(wifi + ".stations.CATEGORY", "Channel access of one category."),
      describe<wifi::RoamingDef>(wifi + ".roaming",
                                 "Loss of an access point, scan and authentication with the next."),
      describe<propagation::PropagationDef>(wifi + ".propagation", "Path loss and shadowing."),
      describe<propagation::WallLossDef>(wifi + ".wall_loss", "Loss of one wall, by material."),
      describe<AccessPointDef>(wifi + ".access_points.NAME", "One access point."),
      describe<wifi::PowerSaveDef>(wifi + ".power_save.CLASS", "Stations that sleep."),
      describe<wifi::EnergyDef>(wifi + ".energy", "What a station's radio draws."),
      describe<wifi::UplinkOfdmaDef>(wifi + ".uplink_ofdma", "Answers to triggers, side by side."),
      describe<NeighbourDef>(wifi + ".neighbours.NAME",
                             "A wireless LAN that is not the hospital's."),
      describe<RadarDef>(wifi + ".radar", "Channels that must make way for radars."),
      describe<BleSection>(bluetooth, "Bluetooth LE."),
      describe<ble::RadioDef>(bluetooth + ".radio", "Powers, sensitivities, modulation."),
      describe<ble::AdvertisingDef>(bluetooth + ".advertising", "How devices advertise."),
      describe<ble::ExtendedDef>(bluetooth + ".extended",
                                 "What extended and periodic advertising send beyond."),
      describe<ble::ScanningDef>(bluetooth + ".scanning", "How gateways listen for advertising."),
      describe<ble::ConnectionDef>(bluetooth + ".connections",
                                   "Connections of devices to gateways."),
      describe<ble::EnergyDef>(bluetooth + ".energy", "Power drawn by a device's radio."),
      describe<ble::WifiLoadDef>(bluetooth + ".wifi.NAME", "A Wi-Fi network that disturbs it."),
      describe<RadioGatewayDef>(bluetooth + ".gateways.NAME", "One Bluetooth gateway."),
      describe<LorawanSection>("network.lorawan", "LoRaWAN."),
      describe<lorawan::LorawanDef>("network.lorawan.radio",
                                    "Channels, powers, windows, data rates."),
      describe<RadioGatewayDef>("network.lorawan.gateways.NAME", "One LoRaWAN gateway."),
      describe<Ieee802154Section>("network.ieee802154",
                                  "802.15.4: the radio of Zigbee and Thread."),
      describe<ieee802154::RadioDef>("network.ieee802154.radio", "Radiated powers."),
      describe<ieee802154::Ieee802154Def>("network.ieee802154.mac",
                                          "Medium access, routes, currents."),
      describe<Ieee802154GatewayDef>("network.ieee802154.gateways.NAME",
                                     "One coordinator or border router."),
      describe<Ieee802154RouterDef>("network.ieee802154.routers.NAME", "One router."),
      describe<BleMeshSection>("network.ble_mesh", "A mesh of Bluetooth LE."),
      describe<blemesh::RadioDef>("network.ble_mesh.radio", "Powers, sensitivity, capture."),
      describe<blemesh::MeshDef>("network.ble_mesh.mesh", "Hops, repetitions, caches, currents."),
      describe<ble::AdvertisingDef>("network.ble_mesh.advertising", "How packets are sent."),
      describe("network.ble_mesh.scanning", "How nodes listen.", BleMeshSection{}.scanning),
      describe<RadioGatewayDef>("network.ble_mesh.gateways.NAME", "One gateway."),
      describe<MeshRelayDef>("network.ble_mesh.relays.NAME", "One relay."),
      describe<CellularSection>("network.cellular", "A private 5G network."),
      describe<nr::RadioDef>("network.cellular.radio", "Carrier, powers, noise, neighbours."),
      describe<nr::NrDef>("network.cellular.cell", "Slots, scheduling, access, power drawn."),
      describe<BaseStationDef>("network.cellular.base_stations.NAME", "One base station."),
      describe<radio::CoexistenceDef>("network.coexistence",
                                      "Radios of several families at 2.4 GHz."),
      describe<radio::OvenDef>("network.coexistence.ovens.NAME", "One microwave oven."),
      describe<RfidSection>("network.rfid", "Readers of tags and cards."),
      describe<rfid::RadioDef>("network.rfid.radio", "Powers, antennas, orientation of tags."),
      describe<rfid::LinkDef>("network.rfid.link", "Bits between reader and tag."),
      describe<rfid::QDef>("network.rfid.inventory", "How rounds get their length."),
      describe<rfid::UseDef>("network.rfid.use", "How long tags and cards are there."),
      describe<ReaderDef>("network.rfid.readers.NAME", "One portal or desk."),
      describe<UwbSection>("network.uwb", "Ultra-wideband tags."),
      describe<uwb::UwbDef>("network.uwb.radio", "Slots, powers, what a position needs."),
      describe<RadioGatewayDef>("network.uwb.anchors.NAME", "One anchor."),
      describe<NbiotSection>("network.nbiot", "NB-IoT."),
      describe<nbiot::RadioDef>("network.nbiot.radio", "Carrier and powers."),
      describe<nbiot::NbiotDef>("network.nbiot.cell",
                                "Coverage levels, access, sleep, power drawn."),
      describe<nbiot::LevelDef>(
          "network.nbiot.cell.normal",
          "How devices of one coverage level speak; robust and extreme alike."),
      describe<BaseStationDef>("network.nbiot.base_stations.NAME", "One base station."),
      describe("network.medradio", "Implants' own radio.", NetworkSection{}.medradio),
      describe("network.medradio.radio", "Channels, access, powers.",
               NetworkSection{}.medradio.radio),
      describe<RadioGatewayDef>("network.medradio.receivers.NAME", "One receiver."),
      describe("network.active_rfid", "Tags that blink at 433 MHz.", NetworkSection{}.active_rfid),
      describe("network.active_rfid.radio", "Channels, access, powers.",
               NetworkSection{}.active_rfid.radio),
      describe<RadioGatewayDef>("network.active_rfid.receivers.NAME", "One receiver."),
      describe("network.wmts", "Telemetry on its own band.", NetworkSection{}.wmts),
      describe("network.wmts.radio", "Channels, access, powers.", NetworkSection{}.wmts.radio),
      describe<RadioGatewayDef>("network.wmts.receivers.NAME", "One receiver."),
      describe<DectSection>("network.dect", "DECT."),
      describe<dect::DectDef>("network.dect.radio", "Frames, channels, powers, calls."),
      describe<RadioGatewayDef>("network.dect.base_stations.NAME", "One base station."),
      describe<InfraredSection>("network.infrared", "Badges that blink in infrared."),
      describe<shortrange::InfraredDef>("network.infrared.light",
                                        "Flashes, and how far they reach."),
      describe<RadioGatewayDef>("network.infrared.receivers.NAME", "One receiver."),
      describe("network.ltem", "LTE-M.", NetworkSection{}.ltem),
      describe("network.ltem.radio", "Carrier and powers.", NetworkSection{}.ltem.radio),
      describe("network.ltem.cell", "Coverage levels, access, sleep, power drawn.",
               NetworkSection{}.ltem.cell),
      describe("network.ltem.cell.normal",
               "How devices speak in normal coverage; robust (mode A) and extreme (mode B) alike.",
               NetworkSection{}.ltem.cell.normal),
      describe<BaseStationDef>("network.ltem.base_stations.NAME", "One base station."),
      describe<rtls::LocatorDef>("network.rtls.NAME", "One location service."),
      describe<backbone::WiredDef>("network.wired", "Ports of devices on cable."),
      describe<backbone::SwitchDef>("network.switches.NAME", "One switch."),
      describe<backbone::LinkDef>("network.links.NAME", "A further cable."),
      describe<backbone::ShedDef>(
          "network.links.NAME.sheds",
          "What a message does that finds the buffer of a port full, by class; of switches alike."),
      describe<backbone::GatewayDef>("network.gateways.NAME", "A medical gateway."),
      describe<backbone::SessionsDef>("network.gateways.NAME.sessions",
                                      "Connections of a gateway's devices."),
      describe<faults::PowerFeedDef>("network.power.NAME", "Mains, a battery or a generator."),
      describe<faults::CommonCauseDef>("network.common_causes.NAME",
                                       "One event that takes several parts down together."),
      describe<faults::FailuresDef>("network.failures", "How often parts fail, by kind."),
      describe<faults::FailureDef>("network.failures.KIND", "How one kind of part fails."),
      describe<faults::ClocksDef>("network.clocks", "When clocks count as wrong, and are set."),
  };
}

Catalogue platform() {
  return {
      describe<PlatformSection>("platform", "Servers, and what runs on them."),
      describe<ServerSection>("platform.servers.NAME", "One server."),
      describe<platform::ServerDef>("platform.servers.NAME.messages",
                                    "How a server serves messages."),
      describe<AlarmManagerSection>("platform.alarm_manager", "Takes alarms and rings nurses."),
      describe<platform::AlarmManagerDef>("platform.alarm_manager.rules",
                                          "Holding, routing and escalation."),
      describe<platform::ServerDef>("platform.alarm_manager.service",
                                    "How the alarm manager serves messages."),
      describe<BulkFlowDef>("platform.bulk_flows.NAME", "Large transfers on shared links."),
      describe<ServiceDef>("platform.services.NAME", "Work that a server does on request."),
      describe<RaisesDef>("platform.services.NAME.raises", "Alarms that its answers raise."),
      describe<PricesDef>("prices",
                          "What equipment and nursing cost; without it nothing is priced."),
      describe<devices::PriceDef>("prices.access_point",
                                  "What one costs; switch, gateway, server, a class in devices and "
                                  "what is in radios likewise."),
      describe<RadioPricesDef>("prices.radios", "Radios other than Wi-Fi, by family."),
      describe<OtherPriceDef>("prices.others.NAME", "Whatever else is paid for."),
      describe<FaultDef>("faults", "A part that fails at a given time, and comes back."),
      describe<RequirementDef>("requirements.NAME", "What must hold; a run says whether it did."),
      describe<TwinDef>("twin", "How a twin of the hospital looks ahead."),
      describe<WarningDef>("twin.warn.NAME", "A forecast worth telling."),
      describe<FutureDef>("twin.what_if.NAME",
                          "A future that is forecast, too; of wardtwin branch likewise."),
      describe<FutureFaultDef>("twin.what_if.NAME.faults.PART",
                               "A part that fails where the future begins."),
      describe<ClockDef>("clock", "How the stages are kept together in time."),
  };
}

}  // namespace

Catalogue catalogue() {
  Catalogue all = frame();
  for (Catalogue part : {people(), devices(), network(), platform()})
    for (SectionDoc& s : part) all.push_back(std::move(s));
  return all;
}

}  // namespace wardtwin::compiler
