#pragma once

#include <tuple>

#include "scenarios/compiler/sections.h"
#include "sim/base/fields.h"

/// Field tables of sections.h.
namespace wardtwin {

template <>
inline constexpr auto fields<compiler::UnitSection> = std::tuple{
    field("rooms", &compiler::UnitSection::rooms, "The rooms whose beds belong to the unit."),
    field("station", &compiler::UnitSection::station, "The room its nurses start from."),
    field("patients", &compiler::UnitSection::patients, "Who comes, and how long they stay."),
    field("staff", &compiler::UnitSection::staff, "Its nurses and their planned work."),
    field("response", &compiler::UnitSection::response, "How its nurses answer alarms."),
    field("observations", &compiler::UnitSection::observations,
          "Rounds of observations and whom their scores call.")};

template <>
inline constexpr auto fields<compiler::PeopleSection> =
    std::tuple{field("units", &compiler::PeopleSection::units, "Wards and other units, by name."),
               field("resources", &compiler::PeopleSection::resources,
                     "Staff, beds, rooms and equipment that pathways share, by name."),
               field("pathways", &compiler::PeopleSection::pathways,
                     "Ways of patients through queues for resources, by name."),
               field("vitals", &compiler::PeopleSection::vitals, "Vital signs and artefacts."),
               field("deterioration", &compiler::PeopleSection::deterioration,
                     "How patients get worse and better."),
               field("escalation", &compiler::PeopleSection::escalation,
                     "Doctors and emergency teams whom scores call."),
               field("diversion", &compiler::PeopleSection::diversion,
                     "When the hospital takes no new patients."),
               field("recorded", &compiler::PeopleSection::recorded,
                     "CSV file of patients who come, move and leave as recorded, as `wardtwin "
                     "import --replay` writes it; its place is told from the scenario's folder.")};

template <>
inline constexpr auto fields<compiler::DevicesSection> =
    std::tuple{field("per_bed", &compiler::DevicesSection::per_bed, "1", 0, 100,
                     "Devices of each class per bed, by unit."),
               field("per_nurse", &compiler::DevicesSection::per_nurse, "1", 0, 10,
                     "Devices of each class per nurse on the larger shift."),
               field("links", &compiler::DevicesSection::links,
                     "How a class reaches the network, if not by its first link."),
               field("maintenance", &compiler::DevicesSection::maintenance,
                     "Devices that wear, and who mends them."),
               field("libraries", &compiler::DevicesSection::libraries,
                     "Drug libraries or firmware handed out to a class of devices, by name.")};

template <>
inline constexpr auto fields<compiler::AccessPointDef> = std::tuple{
    field("at", &compiler::AccessPointDef::at, "m", -1e4, 1e4, "Where it hangs."),
    field("channel", &compiler::AccessPointDef::channel, "1", 1, 233, "Its channel's number."),
    field("power", &compiler::AccessPointDef::power, "dBm", -10, 36,
          "Radiated power, if not that of radio: access_point_power.", Mark::estimate,
          "17-23 dBm EIRP"),
    field("switch", &compiler::AccessPointDef::on, "The switch it is plugged into."),
    field("fed_by", &compiler::AccessPointDef::fed_by,
          "Power feeds, any of which is enough; none: its switch feeds it over the cable."),
    field("poe", &compiler::AccessPointDef::poe, "W", 0, 100, "Power it draws from its switch.",
          Mark::estimate, "13 to 25 W")};

template <>
inline constexpr auto fields<compiler::NeighbourDef> = std::tuple{
    field("at", &compiler::NeighbourDef::at, "m", -1e4, 1e4, "Where its radio is."),
    field("channel", &compiler::NeighbourDef::channel, "1", 1, 233, "Its channel's number."),
    field("power", &compiler::NeighbourDef::power, "dBm", -10, 36, "Radiated power.",
          Mark::estimate, "17-23 dBm EIRP"),
    field("duty", &compiler::NeighbourDef::duty, "1", 0, 0.95, "Share of time it is on air.",
          Mark::assumed, ""),
    field("burst", &compiler::NeighbourDef::burst, "s", 1e-5, 1, "Mean length of its frames.",
          Mark::assumed, "")};

template <>
inline constexpr auto fields<compiler::RadarDef> = std::tuple{
    field(
        "every", &compiler::RadarDef::every, "s", 1, 3.2e8,
        "Mean time between radars that one access point finds on channels 52 to 144 of 5 GHz; not "
        "written: none.",
        Mark::assumed, ""),
    field("silent", &compiler::RadarDef::silent, "s", 1, 3600,
          "How long it must listen before it sends on a channel that radars may take.",
          Mark::recalled, "60 s, 600 s where there is weather radar"),
    field(
        "moves_to", &compiler::RadarDef::moves_to, "1", 1, 233,
        "Channels that it goes over to, the one with fewest others in hearing; to 52 to 144 after "
        "`silent`, to others once its stations know. Not written: it stays, silent."),
    field("announced", &compiler::RadarDef::announced, "s", 0, 10,
          "From the radar to its first frame on a channel without radars: stations hear of the "
          "switch and follow it.",
          Mark::assumed, "five beacons; at most 10 s"),
    field("returns", &compiler::RadarDef::returns, "s", 60, 3.2e8,
          "When it goes back, announced as well; not written: never.", Mark::recalled,
          "a channel may not be used for 30 min")};

template <>
inline constexpr auto fields<compiler::CategoriesDef> =
    std::tuple{field("voice", &compiler::CategoriesDef::voice, "Alarms and speech."),
               field("video", &compiler::CategoriesDef::video, "Waveforms and video."),
               field("best_effort", &compiler::CategoriesDef::best_effort, "Readings and records."),
               field("background", &compiler::CategoriesDef::background, "Images and updates.")};

template <>
inline constexpr auto fields<compiler::WifiSection> = std::tuple{
    field("radio", &compiler::WifiSection::radio, "Standard, band, rate and power."),
    field("access", &compiler::WifiSection::access,
          "Medium access; timings follow from `radio` unless written."),
    field("stations", &compiler::WifiSection::stations, "Channel access of stations by category."),
    field("access_point_categories", &compiler::WifiSection::access_point_categories,
          "Channel access of access points by category."),
    field("roaming", &compiler::WifiSection::roaming, "Loss, scan, authentication."),
    field("power_save", &compiler::WifiSection::power_save,
          "Classes of devices whose stations sleep, by name; others are always awake."),
    field("energy", &compiler::WifiSection::energy,
          "What the radios of stations draw, where a battery has a baseline without it."),
    field("uplink_ofdma", &compiler::WifiSection::uplink_ofdma,
          "Stations that answer triggers side by side (802.11ax)."),
    field("neighbours", &compiler::WifiSection::neighbours,
          "Wireless LANs of others, by name: stations wait while one is on air."),
    field("radar", &compiler::WifiSection::radar, "How often a channel is lost to a radar."),
    field("controller", &compiler::WifiSection::controller,
          "The wireless LAN controller: what stops while it has failed."),
    field("propagation", &compiler::WifiSection::propagation, "Path loss."),
    field("wall_loss", &compiler::WifiSection::wall_loss, "Loss of one wall by material."),
    field("beacon", &compiler::WifiSection::beacon_bytes, "B", 20, 2000, "Length of one beacon.",
          Mark::computed, "300 B with the usual elements"),
    field("access_points", &compiler::WifiSection::access_points, "Access points by name.")};

template <>
inline constexpr auto fields<compiler::NetworkSection> = std::tuple{
    field("wifi", &compiler::NetworkSection::wifi, "The wireless LAN."),
    field("ble", &compiler::NetworkSection::ble, "Bluetooth LE."),
    field("lorawan", &compiler::NetworkSection::lorawan, "LoRaWAN."),
    field("ieee802154", &compiler::NetworkSection::ieee802154,
          "802.15.4: the radio of Zigbee and Thread."),
    field("ble_mesh", &compiler::NetworkSection::ble_mesh, "A mesh of Bluetooth LE."),
    field("cellular", &compiler::NetworkSection::cellular, "A private 5G network."),
    field("rfid", &compiler::NetworkSection::rfid, "Readers of tags and cards."),
    field("uwb", &compiler::NetworkSection::uwb, "Ultra-wideband tags."),
    field("nbiot", &compiler::NetworkSection::nbiot, "NB-IoT."),
    field("medradio", &compiler::NetworkSection::medradio, "Implants' own radio."),
    field("active_rfid", &compiler::NetworkSection::active_rfid, "Tags that blink at 433 MHz."),
    field("wmts", &compiler::NetworkSection::wmts, "Telemetry on its own band."),
    field("dect", &compiler::NetworkSection::dect, "DECT."),
    field("infrared", &compiler::NetworkSection::infrared, "Badges that blink in infrared."),
    field("ltem", &compiler::NetworkSection::ltem, "LTE-M."),
    field("rtls", &compiler::NetworkSection::rtls, "Location services by name."),
    field("coexistence", &compiler::NetworkSection::coexistence,
          "How radios of several families disturb each other at 2.4 GHz."),
    field("wired", &compiler::NetworkSection::wired, "Ports of devices on cable."),
    field("protocols", &compiler::NetworkSection::protocols,
          "What TCP, TLS and the protocols above them cost."),
    field("switches", &compiler::NetworkSection::switches, "Switches by name."),
    field("links", &compiler::NetworkSection::links, "Further cables by name."),
    field("gateways", &compiler::NetworkSection::gateways, "Medical gateways by name."),
    field("power", &compiler::NetworkSection::power, "Power feeds by name."),
    field("common_causes", &compiler::NetworkSection::common_causes,
          "Events that take several parts down together, by name."),
    field("failures", &compiler::NetworkSection::failures,
          "How often parts fail, and for how long, by kind."),
    field("clocks", &compiler::NetworkSection::clocks,
          "What clocks that are wrong mean to whoever reads their stamps."),
    field("security", &compiler::NetworkSection::security, "Segments, detection and response."),
    field("attacks", &compiler::NetworkSection::attacks, "Attacks by name.")};

template <>
inline constexpr auto fields<compiler::ServerSection> = std::tuple{
    field("switch", &compiler::ServerSection::on, "The switch it is plugged into."),
    field("fed_by", &compiler::ServerSection::fed_by,
          "Power feeds, any of which is enough; none: its power does not fail."),
    field("messages", &compiler::ServerSection::messages, "How it serves messages."),
    field("members", &compiler::ServerSection::members, "1", 1, 99,
          "Machines that stand for it: with more than one, when the leader fails another "
          "leads after `takeover`, whatever the repair takes."),
    field("takeover", &compiler::ServerSection::takeover, "s", 0, 3600,
          "From the leader's failure until another leads.", Mark::estimate,
          "databases 10 to 30 s, brokers 1 to 10 s, rescheduled pods 40 s and 5 min"),
    field("at", &compiler::ServerSection::at, "m", -1e4, 1e4,
          "Where it stands, for plans only; not written: near its switch.")};

template <>
inline constexpr auto fields<compiler::AlarmManagerSection> = std::tuple{
    field("on", &compiler::AlarmManagerSection::on, "The server it runs on."),
    field("rules", &compiler::AlarmManagerSection::rules, "Holding, routing and escalation."),
    field("service", &compiler::AlarmManagerSection::service, "How it serves alarm messages.")};

template <>
inline constexpr auto fields<compiler::BulkFlowDef> = std::tuple{
    field("from", &compiler::BulkFlowDef::from, "Where transfers start: a switch or server."),
    field("to", &compiler::BulkFlowDef::to, "The server they go to."),
    field("size", &compiler::BulkFlowDef::size, "B", 1, 1e12, "Bytes of one transfer.",
          Mark::recalled, "CT study 100-500 MB"),
    field("every", &compiler::BulkFlowDef::every, "s", 1, 1e7, "Mean time between transfers."),
    field("protocol", &compiler::BulkFlowDef::protocol,
          "What carries them: TCP without pauses, or DICOM, object by object."),
    field("object", &compiler::BulkFlowDef::object, "B", 1, 1e12,
          "DICOM: bytes of one object, each of which is stored and answered before the next.",
          Mark::computed, "a CT slice of 512 x 512 pixels of 2 B")};

template <>
inline constexpr auto fields<compiler::ServiceDef> = std::tuple{
    field("on", &compiler::ServiceDef::on, "The server whose cores do the work."),
    field("from", &compiler::ServiceDef::from,
          "Who asks, or where the data are: a switch or server."),
    field("every", &compiler::ServiceDef::every, "s", 1e-3, 1e7, "Mean time between requests."),
    field("input", &compiler::ServiceDef::input, "B", 1, 1e12, "Bytes that go there."),
    field("output", &compiler::ServiceDef::output, "B", 1, 1e12, "Bytes that come back."),
    field("work", &compiler::ServiceDef::work, "s", 0, 1e6, "Core time of one request.",
          Mark::assumed, "depends on the program"),
    field("raises", &compiler::ServiceDef::raises,
          "Alarms that its answers raise: each is about one bed of these units, in turn.")};

template <>
inline constexpr auto fields<compiler::RaisesDef> = std::tuple{
    field("units", &compiler::RaisesDef::units,
          "Units whose monitored beds it is asked about; none: its answers raise nothing."),
    field("priority", &compiler::RaisesDef::priority, "How urgent its alarms are.", Mark::assumed,
          "somebody is to look soon"),
    field("kind", &compiler::RaisesDef::kind, "What kind of alarm they are."),
    field("sensitivity", &compiler::RaisesDef::sensitivity, "1", 0, 1,
          "Chance that an answer about a patient who deteriorates, is critical or in arrest raises "
          "one.",
          Mark::assumed, "depends on the program and where its threshold stands"),
    field("false_positives", &compiler::RaisesDef::false_positives, "1", 0, 1,
          "Chance that an answer about a stable patient does.", Mark::assumed,
          "depends on the program and where its threshold stands"),
    field("again_after", &compiler::RaisesDef::again_after, "s", 0, 3.2e7,
          "Of one patient it raises no other one sooner; nor does one last longer.", Mark::assumed,
          "suppression against alarm fatigue")};

template <>
inline constexpr auto fields<compiler::PlatformSection> = std::tuple{
    field("servers", &compiler::PlatformSection::servers, "Servers by name."),
    field("records_on", &compiler::PlatformSection::records_on,
          "Server that takes readings and waveforms; the alarm manager's if not written."),
    field("alarm_manager", &compiler::PlatformSection::alarm_manager, "Routes alarms to nurses."),
    field("bulk_flows", &compiler::PlatformSection::bulk_flows, "Large transfers by name."),
    field("services", &compiler::PlatformSection::services,
          "Analytics and other work on request, by name.")};

template <>
inline constexpr auto fields<compiler::TemplateDef> = std::tuple{
    field("rooms", &compiler::TemplateDef::rooms, "Its rooms, as of a floor."),
    field("units", &compiler::TemplateDef::units, "Its wards, as in people: units."),
    field("per_bed", &compiler::TemplateDef::per_bed, "Their devices, as in devices: per_bed."),
    field("access_points", &compiler::TemplateDef::access_points,
          "As in network: wifi; heights are above the copy's floor."),
    field("switches", &compiler::TemplateDef::switches, "As in network: switches."),
    field("links", &compiler::TemplateDef::links, "As in network: links."),
    field("gateways", &compiler::TemplateDef::gateways, "As in network: gateways.")};

template <>
inline constexpr auto fields<compiler::ClockDef> = std::tuple{
    field(
        "lookahead", &compiler::ClockDef::lookahead, "s", 1e-4, 1,
        "Least time that any feedback (push to a handset, attended bed) takes; part of the model."),
    field("window", &compiler::ClockDef::window, "s", 1e-4, 1,
          "How far the stages run at a time once anything may feed back; at most the lookahead; "
          "changes no result."),
    field(
        "longest_window", &compiler::ClockDef::longest_window, "s", 1e-4, 10,
        "How far they run while nothing can; changes no result.", Mark::computed,
        "a ward saves a twelfth of its time against 250 ms; longer ones nothing that can be told")};

}  // namespace wardtwin
