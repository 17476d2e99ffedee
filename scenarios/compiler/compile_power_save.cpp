#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "scenarios/compiler/power_save.h"
#include "scenarios/compiler/quantity.h"

namespace wardtwin::compiler {
namespace {

void check_classes(Compilation& c) {
  std::set<std::string> known;
  for (const Device& d : c.hospital.devices)
    if (d.link == devices::Link::wifi) known.insert(d.class_name);
  const std::vector<std::string> names(known.begin(), known.end());
  for (const auto& [name, def] : c.network.wifi.power_save)
    if (!known.contains(name))
      c.error("network.wifi.power_save." + name,
              fmt::format("there is no device of class '{}' on Wi-Fi", name),
              {did_you_mean(name, names), fmt::format("Classes here are {}.", join(names, 12))});
}

void check_mode(Compilation& c, const std::string& path, const wifi::PowerSaveDef& def) {
  const WifiSection& w = c.network.wifi;
  const bool twt = def.mode == wifi::PowerSave::twt;
  if (twt && w.radio.standard != wifi::Standard::ax)
    c.error(path,
            fmt::format("TWT needs 802.11ax, and the radios are {}", word_of(w.radio.standard)),
            {"Write radio: { standard: 802.11ax }, or mode: DTIM or U-APSD."});
  if (twt && def.service > def.interval)
    c.error(path,
            fmt::format("a service period of {} does not fit into an interval of {}",
                        write_time(def.service), write_time(def.interval)),
            {fmt::format("Write interval: {} or longer.", write_time(def.service))});
  if (!twt && def.mode != wifi::PowerSave::off && w.access.beacon_airtime.count() == 0)
    c.error(path,
            "there are no beacons (beacon_airtime is 0), so nobody who sleeps is told anything",
            {"Write access: beacon_airtime:, or mode: TWT."});
}

}  // namespace

void check_power_save(Compilation& c) {
  const WifiSection& w = c.network.wifi;
  check_classes(c);
  for (const auto& [name, def] : w.power_save)
    check_mode(c, "network.wifi.power_save." + name, def);
  if (w.uplink_ofdma.on && w.radio.standard != wifi::Standard::ax)
    c.error("network.wifi.uplink_ofdma",
            fmt::format("triggers need 802.11ax, and the radios are {}", word_of(w.radio.standard)),
            {"Write radio: { standard: 802.11ax }, or uplink_ofdma: { on: no }."});
}

void add_power_save(Compilation& c, Wifi& w) {
  const auto& defs = c.network.wifi.power_save;
  if (defs.empty()) return;
  w.power_save.resize(c.hospital.devices.size());
  // by class and strongest access point, in the order of stations
  std::map<std::pair<std::string, std::uint32_t>, std::vector<flow::DeviceIndex>> together;
  for (std::uint32_t s = 0; s < w.stations.size(); ++s) {
    const std::string& name = c.hospital.devices[w.device_of[s]].class_name;
    if (defs.contains(name) && !w.reach[s].empty())
      together[{name, w.reach[s][0]}].push_back(w.device_of[s]);
  }
  for (const auto& [key, devices] : together) {
    const wifi::PowerSaveDef& def = defs.at(key.first);
    const auto size = static_cast<std::size_t>(def.group);
    const auto groups = static_cast<std::int64_t>((devices.size() + size - 1) / size);
    for (std::size_t i = 0; i < devices.size(); ++i)
      w.power_save[devices[i]] = {def.mode, def.stay_awake, def.interval, def.service,
                                  def.interval * static_cast<std::int64_t>(i / size) / groups};
  }
}

}  // namespace wardtwin::compiler
