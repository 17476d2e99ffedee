#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "devices/device_class.h"

/// From device classes and densities to single devices, sources and alarm rules.
namespace wardtwin::devices {

using Classes = std::map<std::string, DeviceClassDef>;

/// One device of the hospital.
struct Placed {
  std::string class_name;
  flow::BedIndex bed = flow::kNone;  ///< or kNone: carried by nurse `nurse`
  flow::NurseIndex nurse = flow::kNone;
  std::uint64_t key = 0;  ///< from its carrier's name, class and ordinal only
  Link link = Link::wired;
};

/// `density` devices of a class per carrier, whole devices spread evenly: carrier i (of any count)
/// gets round((i+1) density) - round(i density), so n carriers share round(n density) devices and a
/// carrier added at the end changes none before it.
int count_at(double density, std::size_t carrier);

/// The devices of a unit's beds, bed by bed, classes in the order of `per_bed`'s names.
/// `names` holds the carriers' names ("ward/bay_1/1"), `first` the bed index of the first.
std::vector<Placed> place_at_beds(const Classes& classes,
                                  const std::map<std::string, double>& per_bed,
                                  std::span<const std::string> names, flow::BedIndex first);
std::vector<Placed> place_at_nurses(const Classes& classes,
                                    const std::map<std::string, double>& per_nurse,
                                    std::span<const std::string> names, flow::NurseIndex first);

/// Numbers flows by (class, stream, link) in the order in which they are first met.
class FlowTable {
 public:
  struct Row {
    std::string class_name, stream;
    Link link = Link::wired;
  };
  flow::FlowIndex index(std::string_view class_name, std::string_view stream, Link link);
  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::vector<Row> rows_;
};

/// The sources of one device, one for each stream in the order of their names (of a stream with
/// code: one for each size). The stream `alarm`
/// carries its alarms (on event); a handset's `push` (downlink) and `acknowledge` answer them.
std::vector<flow::Source> expand(const std::string& class_name, const DeviceClassDef& device,
                                 Link link, flow::DeviceIndex index, FlowTable& flows);

/// Position of a stream's source among those of its device; -1 if the class has none of that name.
int stream_position(const DeviceClassDef& device, std::string_view stream);

/// What a patient in the bed meets of the device.
flow::BedDevice bed_device(const DeviceClassDef& device, const Placed& placed,
                           flow::DeviceIndex index, std::uint32_t rules);

}  // namespace wardtwin::devices
