#pragma once

#include <tuple>

#include "scenarios/compiler/radio_sections.h"
#include "sim/base/fields.h"

/// Field tables of radio_sections.h.
namespace wardtwin {

template <>
inline constexpr auto fields<compiler::RadioGatewayDef> =
    std::tuple{field("at", &compiler::RadioGatewayDef::at, "m", -1e4, 1e4, "Where it hangs."),
               field("switch", &compiler::RadioGatewayDef::on, "The switch it is plugged into.")};

template <>
inline constexpr auto fields<compiler::BleSection> = std::tuple{
    field("radio", &compiler::BleSection::radio, "Powers, sensitivities, modulation."),
    field("advertising", &compiler::BleSection::advertising, "How devices advertise."),
    field("extended", &compiler::BleSection::extended,
          "What extended and periodic advertising send beyond."),
    field("scanning", &compiler::BleSection::scanning, "How gateways listen for advertising."),
    field("connections", &compiler::BleSection::connections, "Connections of devices to gateways."),
    field("energy", &compiler::BleSection::energy, "Power drawn by a device's radio."),
    field("propagation", &compiler::BleSection::propagation, "Path loss."),
    field("wall_loss", &compiler::BleSection::wall_loss, "Loss of one wall by material."),
    field("wifi", &compiler::BleSection::wifi, "Wi-Fi networks that disturb it, by name."),
    field("avoid_wifi", &compiler::BleSection::avoid_wifi,
          "Adaptive hopping: connections leave out the channels that Wi-Fi covers."),
    field("gateways", &compiler::BleSection::gateways, "Bluetooth gateways by name.")};

template <>
inline constexpr auto fields<compiler::LorawanSection> = std::tuple{
    field("radio", &compiler::LorawanSection::radio, "Channels, powers, windows, data rates."),
    field("propagation", &compiler::LorawanSection::propagation, "Path loss."),
    field("wall_loss", &compiler::LorawanSection::wall_loss, "Loss of one wall by material."),
    field("gateways", &compiler::LorawanSection::gateways, "LoRaWAN gateways by name.")};

template <>
inline constexpr auto fields<compiler::Ieee802154GatewayDef> = std::tuple{
    field("at", &compiler::Ieee802154GatewayDef::at, "m", -1e5, 1e5, "Where it hangs."),
    field("channel", &compiler::Ieee802154GatewayDef::channel, "1", 11, 26,
          "Its channel; gateways on one channel share one network.", Mark::computed,
          "Wi-Fi on 1, 6 and 11 leaves 15, 20, 25 and 26"),
    field("switch", &compiler::Ieee802154GatewayDef::on, "The switch it is plugged into.")};

template <>
inline constexpr auto fields<compiler::Ieee802154RouterDef> =
    std::tuple{field("at", &compiler::Ieee802154RouterDef::at, "m", -1e5, 1e5, "Where it hangs."),
               field("channel", &compiler::Ieee802154RouterDef::channel, "1", 11, 26,
                     "Its channel: that of the network it belongs to.", Mark::computed,
                     "Wi-Fi on 1, 6 and 11 leaves 15, 20, 25 and 26")};

template <>
inline constexpr auto fields<compiler::Ieee802154Section> = std::tuple{
    field("radio", &compiler::Ieee802154Section::radio, "Radiated powers."),
    field("mac", &compiler::Ieee802154Section::mac, "Medium access, routes, currents."),
    field("propagation", &compiler::Ieee802154Section::propagation, "Path loss."),
    field("wall_loss", &compiler::Ieee802154Section::wall_loss, "Loss of one wall by material."),
    field("gateways", &compiler::Ieee802154Section::gateways,
          "Coordinators and border routers by name."),
    field("routers", &compiler::Ieee802154Section::routers,
          "Mains-powered routers by name, on no cable.")};

template <>
inline constexpr auto fields<compiler::MeshRelayDef> =
    std::tuple{field("at", &compiler::MeshRelayDef::at, "m", -1e4, 1e4, "Where it hangs.")};

template <>
inline constexpr auto fields<compiler::BleMeshSection> = std::tuple{
    field("radio", &compiler::BleMeshSection::radio, "Powers, sensitivity, capture."),
    field("mesh", &compiler::BleMeshSection::mesh, "Hops, repetitions, caches, currents."),
    field("advertising", &compiler::BleMeshSection::advertising, "How packets are sent."),
    field("scanning", &compiler::BleMeshSection::scanning, "How nodes listen."),
    field("propagation", &compiler::BleMeshSection::propagation, "Path loss."),
    field("wall_loss", &compiler::BleMeshSection::wall_loss, "Loss of one wall by material."),
    field("gateways", &compiler::BleMeshSection::gateways, "Gateways by name."),
    field("relays", &compiler::BleMeshSection::relays,
          "Mains-powered relays by name, on no cable.")};

template <>
inline constexpr auto fields<compiler::BaseStationDef> =
    std::tuple{field("at", &compiler::BaseStationDef::at, "m", -1e5, 1e5, "Where it hangs."),
               field("power", &compiler::BaseStationDef::power, "dBm", -10, 60,
                     "Radiated power, if not that of radio: base_station_power.", Mark::estimate,
                     "indoor small cell 24 dBm, macro 46 dBm"),
               field("switch", &compiler::BaseStationDef::on, "The switch it is plugged into.")};

template <>
inline constexpr auto fields<compiler::CellularSection> = std::tuple{
    field("radio", &compiler::CellularSection::radio, "Carrier, powers, noise, neighbours."),
    field("cell", &compiler::CellularSection::cell, "Slots, scheduling, access, power drawn."),
    field("propagation", &compiler::CellularSection::propagation, "Path loss."),
    field("wall_loss", &compiler::CellularSection::wall_loss, "Loss of one wall by material."),
    field("base_stations", &compiler::CellularSection::base_stations, "Base stations by name.")};

template <>
inline constexpr auto fields<compiler::NbiotSection> = std::tuple{
    field("radio", &compiler::NbiotSection::radio, "Carrier and powers."),
    field("cell", &compiler::NbiotSection::cell, "Coverage levels, access, sleep, power drawn."),
    field("propagation", &compiler::NbiotSection::propagation, "Path loss."),
    field("wall_loss", &compiler::NbiotSection::wall_loss, "Loss of one wall by material."),
    field("base_stations", &compiler::NbiotSection::base_stations, "Base stations by name.")};

template <>
inline constexpr auto fields<compiler::ReaderDef> = std::tuple{
    field("at", &compiler::ReaderDef::at, "m", -1e5, 1e5, "Where it hangs."),
    field("protocol", &compiler::ReaderDef::protocol, "What its tags or cards speak."),
    field("lane", &compiler::ReaderDef::lane, "m", 0.05, 100,
          "How near tags come when they pass; without it they are read from where their devices "
          "stand."),
    field("switch", &compiler::ReaderDef::on, "The switch it is plugged into.")};

template <>
inline constexpr auto fields<compiler::RfidSection> = std::tuple{
    field("radio", &compiler::RfidSection::radio, "Powers, antennas, orientation of tags."),
    field("link", &compiler::RfidSection::link, "Bits between reader and tag."),
    field("inventory", &compiler::RfidSection::inventory, "How rounds get their length."),
    field("use", &compiler::RfidSection::use, "How long tags and cards are there."),
    field("propagation", &compiler::RfidSection::propagation, "Path loss."),
    field("wall_loss", &compiler::RfidSection::wall_loss, "Loss of one wall by material."),
    field("readers", &compiler::RfidSection::readers, "Portals and desks by name.")};

template <>
inline constexpr auto fields<compiler::ShortrangeSection> = std::tuple{
    field("radio", &compiler::ShortrangeSection::radio, "Channels, access, powers."),
    field("propagation", &compiler::ShortrangeSection::propagation, "Path loss."),
    field("wall_loss", &compiler::ShortrangeSection::wall_loss, "Loss of one wall by material."),
    field("receivers", &compiler::ShortrangeSection::receivers, "Receivers by name.")};

template <>
inline constexpr auto fields<compiler::UwbSection> = std::tuple{
    field("radio", &compiler::UwbSection::radio, "Slots, powers, what a position needs."),
    field("propagation", &compiler::UwbSection::propagation, "Path loss."),
    field("wall_loss", &compiler::UwbSection::wall_loss, "Loss of one wall by material."),
    field("anchors", &compiler::UwbSection::anchors, "Anchors by name.")};

template <>
inline constexpr auto fields<compiler::DectSection> = std::tuple{
    field("radio", &compiler::DectSection::radio, "Frames, channels, powers, calls."),
    field("propagation", &compiler::DectSection::propagation, "Path loss."),
    field("wall_loss", &compiler::DectSection::wall_loss, "Loss of one wall by material."),
    field("base_stations", &compiler::DectSection::base_stations, "Base stations by name.")};

template <>
inline constexpr auto fields<compiler::InfraredSection> = std::tuple{
    field("light", &compiler::InfraredSection::light, "Flashes, and how far they reach."),
    field("receivers", &compiler::InfraredSection::receivers,
          "Receivers by name; each hears the room that it hangs in.")};

}  // namespace wardtwin
