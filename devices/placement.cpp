#include "devices/placement.h"

#include <cmath>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::devices {
namespace {

template <class Carry>
std::vector<Placed> place(const Classes& classes, const std::map<std::string, double>& density,
                          std::span<const std::string> names, Carry carry) {
  std::vector<Placed> placed;
  for (std::size_t i = 0; i < names.size(); ++i)
    for (const auto& [name, per_carrier] : density) {
      const auto found = classes.find(name);
      WARDTWIN_ASSERT(found != classes.end(),
                      "a device class was placed that the compiler let pass");
      const int count = count_at(per_carrier, i);
      for (int k = 0; k < count; ++k) {
        Placed p{.class_name = name,
                 .key = name_key(fmt::format("{}/{}/{}", names[i], name, k)),
                 .link = found->second.links.front()};
        carry(p, static_cast<std::uint32_t>(i));
        placed.push_back(std::move(p));
      }
    }
  return placed;
}

}  // namespace

int count_at(double density, std::size_t carrier) {
  const double i = static_cast<double>(carrier);
  // the small amount keeps halves together: 0.1 x 5 must round as 0.5 does
  const auto up_to = [&](double n) { return std::floor(n * density + 0.5 + 1e-9); };
  return static_cast<int>(up_to(i + 1) - up_to(i));
}

std::vector<Placed> place_at_beds(const Classes& classes,
                                  const std::map<std::string, double>& per_bed,
                                  std::span<const std::string> names, flow::BedIndex first) {
  return place(classes, per_bed, names, [&](Placed& p, std::uint32_t i) { p.bed = first + i; });
}

std::vector<Placed> place_at_nurses(const Classes& classes,
                                    const std::map<std::string, double>& per_nurse,
                                    std::span<const std::string> names, flow::NurseIndex first) {
  return place(classes, per_nurse, names, [&](Placed& p, std::uint32_t i) { p.nurse = first + i; });
}

flow::FlowIndex FlowTable::index(std::string_view class_name, std::string_view stream, Link link) {
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (rows_[i].class_name == class_name && rows_[i].stream == stream && rows_[i].link == link)
      return static_cast<flow::FlowIndex>(i);
  rows_.push_back({std::string(class_name), std::string(stream), link});
  return static_cast<flow::FlowIndex>(rows_.size() - 1);
}

std::vector<flow::Source> expand(const std::string& class_name, const DeviceClassDef& device,
                                 Link link, flow::DeviceIndex index, FlowTable& flows) {
  std::vector<flow::Source> sources;
  for (const auto& [name, s] : device.streams)
    for (const std::uint32_t bytes : sizes_of(s)) {
      const auto pattern = s.code.empty() ? s.pattern : flow::Pattern::on_event;
      sources.push_back(
          {.device = index,
           .flow = flows.index(class_name, name, link),
           .payload_bytes = bytes,
           .pattern = pattern,
           .traffic = s.traffic,
           .downlink = s.downlink,
           .on_at_start = s.when == When::always && pattern != flow::Pattern::on_event,
           .period = s.period,
           .jitter = s.jitter});
    }
  return sources;
}

int stream_position(const DeviceClassDef& device, std::string_view stream) {
  int position = 0;
  for (const auto& [name, s] : device.streams) {
    if (name == stream) return position;
    position += static_cast<int>(sizes_of(s).size());
  }
  return -1;
}

flow::BedDevice bed_device(const DeviceClassDef& device, const Placed& placed,
                           flow::DeviceIndex index, std::uint32_t rules) {
  return {.device = index,
          .key = placed.key,
          .rules = rules,
          .used_share = device.used_share,
          .battery_life = battery_life(device.battery),
          .battery_measured = device.battery.baseline.has_value()};
}

}  // namespace wardtwin::devices
