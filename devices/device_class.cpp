#include "devices/device_class.h"

#include <fmt/format.h>

namespace wardtwin::devices {

Time battery_life(const BatteryDef& battery) {
  const double drain = battery.drain > 0 ? battery.drain : battery.baseline.value_or(0);
  if (battery.capacity <= 0 || drain <= 0) return Time{0};
  return from_seconds(battery.capacity / drain * 3600);
}

std::vector<flow::AlarmRule> alarm_rules(const DeviceClassDef& device) {
  std::vector<flow::AlarmRule> rules;
  for (const auto& [name, d] : device.alarms)
    rules.push_back(
        {.name = name,
         .trigger = d.trigger,
         .kind = d.kind,
         .sign = d.sign,
         .limit = d.limit,
         .hysteresis = d.hysteresis,
         .delay = d.delay,
         .averaging = d.averaging,
         .per_hour = d.per_hour,
         .prone_patients = d.prone_patients,
         .night_factor = d.night_factor,
         .lasts = d.lasts,
         .until_attended = d.until_attended,
         .blinds = d.blinds,
         .real_share = d.real_share,
         .audible_share = d.audible_share,
         .priorities = {d.high_share, d.medium_share, 1 - d.high_share - d.medium_share}});
  return rules;
}

std::vector<std::uint32_t> sizes_of(const StreamDef& s) {
  if (s.code.empty() || s.sizes.empty()) return {static_cast<std::uint32_t>(s.payload)};
  return {s.sizes.begin(), s.sizes.end()};
}

std::vector<std::string> faults(const DeviceClassDef& device) {
  std::vector<std::string> found;
  for (const auto& [name, rule] : device.alarms) {
    if (rule.high_share + rule.medium_share > 1 + 1e-9)
      found.push_back(fmt::format("alarm '{}': high_share {} and medium_share {} exceed 1", name,
                                  rule.high_share, rule.medium_share));
    if (rule.trigger == flow::Trigger::events && rule.per_hour <= 0)
      found.push_back(fmt::format("alarm '{}': events need per_hour above 0", name));
    if (rule.trigger == flow::Trigger::battery && battery_life(device.battery) == Time{0})
      found.push_back(fmt::format("alarm '{}': the device has no battery", name));
  }
  if (!device.alarms.empty() && !device.streams.contains("alarm"))
    found.push_back("it has alarms but no stream 'alarm' to carry them");
  for (const auto& [name, s] : device.streams) {
    if (s.code.empty() && !s.sizes.empty())
      found.push_back(
          fmt::format("stream '{}' has sizes and no code that chooses among them", name));
    if (!s.code.empty() && s.downlink)
      found.push_back(
          fmt::format("stream '{}': code makes what devices send, not what they get", name));
    if (s.sizes.size() > 64)
      found.push_back(
          fmt::format("stream '{}' has {} sizes; 64 are allowed", name, s.sizes.size()));
  }
  if (device.links.empty()) found.push_back("it has no link to the network");
  return found;
}

}  // namespace wardtwin::devices
