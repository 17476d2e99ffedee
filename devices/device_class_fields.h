#pragma once

#include "devices/device_class.h"

/// Field tables of the device class definitions.
namespace wardtwin {

template <>
inline constexpr auto fields<devices::StreamDef> = [] {
  using D = devices::StreamDef;
  return std::tuple{
      field("pattern", &D::pattern, "How its messages come about."),
      field("traffic", &D::traffic, "How urgently its messages travel."),
      field("when", &D::when, "Always, or only while the device runs for a patient."),
      field("downlink", &D::downlink, "Travels from the platform to the device."),
      field("protocol", &D::protocol,
            "What carries its messages, which `network: protocols:` has the costs of."),
      field("payload", &D::payload, "B", 1, 65000, "Application bytes of one message.",
            Mark::recalled, "device catalogue, row of the class"),
      field("period", &D::period, "s", 1e-4, 1e7, "Time between messages, or their mean.",
            Mark::recalled, "device catalogue, row of the class"),
      field("jitter", &D::jitter, "s", 0, 3600, "Each message is later by up to this, uniformly."),
      field("code", &D::code,
            "Python of the scenario's own in place of `pattern`: a generator messages(device) of "
            "seconds and bytes; or the name of a file FILE.py."),
      field("sizes", &D::sizes, "B", 1, 65000, "Bytes a message of `code` may have."),
      field("source", &D::source, "Where its numbers come from, and how far to trust them."),
  };
}();

template <>
inline constexpr auto fields<devices::AlarmRuleDef> = [] {
  using D = devices::AlarmRuleDef;
  return std::tuple{
      field("trigger", &D::trigger,
            "A sign above or below a limit, events of its own, or the battery."),
      field("kind", &D::kind, "What the alarm is about."),
      field("sign", &D::sign, "The vital sign held against the limit."),
      field("limit", &D::limit, "", -1e6, 1e6, "In the sign's unit; share of full for a battery."),
      field("hysteresis", &D::hysteresis, "", 0, 1e6, "The alarm ends this far inside the limit."),
      field("delay", &D::delay, "s", 0, 3600, "The average must stay beyond the limit this long."),
      field("averaging", &D::averaging, "s", 0, 64, "Length of the moving average of the sign."),
      field("per_hour", &D::per_hour, "1", 0, 3600, "Mean number of events per hour in use."),
      field("prone_patients", &D::prone_patients,
            "Patients prone to arrhythmia have more of them."),
      field("night_factor", &D::night_factor, "1", 0, 100, "Rate at night over the rate by day."),
      field("lasts", &D::lasts, "s", 0, 1e6, "How long the condition lasts when nobody attends."),
      field("until_attended", &D::until_attended, "A nurse at the bedside ends it."),
      field("blinds", &D::blinds, "The device sees no vital sign while it lasts."),
      field("real_share", &D::real_share, "1", 0, 1, "Share that is a true condition."),
      field("audible_share", &D::audible_share, "1", 0, 1, "Share that sounds."),
      field("high_share", &D::high_share, "1", 0, 1, "Share of audible ones of high priority."),
      field("medium_share", &D::medium_share, "1", 0, 1,
            "Share of medium priority; the rest is low."),
      field("source", &D::source, "Where its numbers come from, and how far to trust them."),
  };
}();

template <>
inline constexpr auto fields<devices::BatteryDef> = std::tuple{
    field("capacity", &devices::BatteryDef::capacity, "Wh", 0, 10000,
          "Energy of a full battery; 0: mains."),
    field("drain", &devices::BatteryDef::drain, "W", 0, 10000,
          "Power drawn while the device runs, its radio included; with baseline, the first guess."),
    field("baseline", &devices::BatteryDef::baseline, "W", 0, 10000,
          "Power drawn while the device runs, without its radio: the radio's is then what the run "
          "finds."),
    field("self_discharge", &devices::BatteryDef::self_discharge, "1", 0, 1,
          "Share of a full battery that it loses in a year by itself.", Mark::recalled,
          "lithium primary cells 1-2 % a year; rechargeable ones 1-3 % a month"),
    field("swap_at", &devices::BatteryDef::swap_at, "1", 0, 1,
          "Level below which it is swapped or charged at the next round."),
    field("round", &devices::BatteryDef::round, "s", 0, 3.2e7,
          "Time between two rounds that look for low batteries; 0 s: swapped or charged once low."),
    field("swap", &devices::BatteryDef::swap, "s", 0, 86400,
          "Time of a nurse that one swap takes; 0 s: it charges on mains or in its dock."),
};

template <>
inline constexpr auto fields<devices::BleUseDef> = std::tuple{
    field("role", &devices::BleUseDef::role,
          "In a connection with a gateway, or by advertising to all that listen."),
    field("advertising", &devices::BleUseDef::advertising,
          "How it advertises: legacy packets of 31 B, extended ones of up to 1650 B, or a periodic "
          "train."),
    field("interval", &devices::BleUseDef::interval, "s", 0.02, 10.24,
          "Time between advertising events.", Mark::recalled, "Core 5, 20 ms to 10.24 s"),
    field("repeats", &devices::BleUseDef::repeats, "1", 1, 255,
          "Advertising events that carry one message."),
};

template <>
inline constexpr auto fields<devices::LorawanUseDef> = std::tuple{
    field("spreading_factor", &devices::LorawanUseDef::spreading_factor, "1", 0, 12,
          "Spreading factor to begin with, 7 to 12; 0: the fastest that the best gateway hears."),
    field("class_c", &devices::LorawanUseDef::class_c, "It listens all the time."),
    field("confirmed", &devices::LorawanUseDef::confirmed,
          "It asks for an acknowledgement of every message."),
};

template <>
inline constexpr auto fields<devices::Ieee802154UseDef> = std::tuple{
    field("role", &devices::Ieee802154UseDef::role,
          "End devices always listen, sleepy ones poll; routers forward for others, too."),
};

template <>
inline constexpr auto fields<devices::BleMeshUseDef> = std::tuple{
    field("role", &devices::BleMeshUseDef::role,
          "Nodes always listen, relays pass messages on, too; sensors only send, and sleep "
          "otherwise."),
};

template <>
inline constexpr auto fields<devices::CellularUseDef> = std::tuple{
    field("five_qi", &devices::CellularUseDef::five_qi, "1", 0, 90,
          "Quality-of-service class (5QI) of all its messages; 0: by their traffic class."),
    field("configured_grant", &devices::CellularUseDef::configured_grant,
          "It may send in every uplink slot without asking."),
    field("connected", &devices::CellularUseDef::connected,
          "It is connected when the run starts; otherwise idle."),
};

template <>
inline constexpr auto fields<devices::RfidUseDef> = std::tuple{
    field("reader", &devices::RfidUseDef::reader,
          "The reader that it passes, by name; without one, the nearest."),
    field("attachment", &devices::RfidUseDef::attachment, "dB", 0, 60,
          "Power lost in what the tag is attached to: 10-20 dB on a body.", Mark::estimate,
          "free in the air: none"),
};

template <>
inline constexpr auto fields<devices::BodyDef> = std::tuple{
    field(
        "away", &devices::BodyDef::away, "dB", 0, 60,
        "Lost when the wearer is between it and the other end, half of it when beside; 0 dB: it is "
        "not worn.",
        Mark::estimate, "10-20 dB at 2.4 GHz"),
};

template <>
inline constexpr auto fields<devices::PriceDef> = std::tuple{
    field("buy", &devices::PriceDef::buy, "1", 0, 1e9, "What one costs to buy, in any currency.",
          Mark::recalled, "by class, USD"),
    field("life_years", &devices::PriceDef::life_years, "1", 0.1, 100,
          "Years over which that is spread; without it, as prices: says for all.", Mark::assumed,
          "5-7 years"),
    field("upkeep_per_year", &devices::PriceDef::upkeep_per_year, "1", 0, 1e9,
          "What one costs to keep for a year; without it, a share of the price.", Mark::assumed,
          "a share of the price"),
};

template <>
inline constexpr auto fields<devices::DeviceClassDef> = [] {
  using D = devices::DeviceClassDef;
  return std::tuple{
      field("title", &D::title, "What people call it."),
      field("carrier", &D::carrier, "Stands at a bed or is carried by a nurse."),
      field("links", &D::links, "Ways it can reach the network; the first is the default."),
      field("streams", &D::streams, "Its messages, by name; alarms travel in the stream `alarm`."),
      field("alarms", &D::alarms, "Its alarm rules, by name."),
      field("used_share", &D::used_share, "1", 0, 1, "Share of patients for whom it runs."),
      field("boot", &D::boot, "s", 0, 3600, "From power on to the first message."),
      field("battery", &D::battery, "Its battery."),
      field("ble", &D::ble, "How it uses Bluetooth LE, where that is its link."),
      field("lorawan", &D::lorawan, "How it uses LoRaWAN, where that is its link."),
      field("ieee802154", &D::ieee802154, "How it uses 802.15.4, where that is its link."),
      field("ble_mesh", &D::ble_mesh, "How it uses a Bluetooth mesh, where that is its link."),
      field("cellular", &D::cellular, "How it uses a cellular network, where that is its link."),
      field("rfid", &D::rfid, "How it passes readers, where that is its link."),
      field("body", &D::body, "What it loses in its wearer's body."),
      field("price", &D::price, "What one costs; counted where the scenario has prices:."),
      field("source", &D::source, "Where its numbers come from, and how far to trust them."),
  };
}();

}  // namespace wardtwin
