#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "devices/wire/payload.h"
#include "scenarios/compiler/hospital.h"

/// What each source of a hospital sends, and as what.
namespace wardtwin::live {

struct SourcePlan {
  std::uint32_t flow = flow::kNone;
  flow::DeviceIndex device = flow::kNone;
  std::uint32_t payload = 0;  ///< into Plan::payloads
  std::uint32_t bytes = 0;
  std::uint8_t qos = 0;
  std::uint32_t keep = 0;
  enum class Meaning : std::uint8_t { reading, signs, alarm, cleared } meaning = Meaning::reading;
  std::string topic, stream;
};

struct DevicePlan {
  std::string name, device_class, unit, bed;
  std::uint32_t unit_index = 0;  ///< into Plan::units
  std::string status_topic;
  bool sends = false;  ///< has a source that goes up
};

/// Constant during a drive.
struct Plan {
  std::vector<SourcePlan> sources;  ///< by source of the hospital; downlink ones have no flow
  std::vector<DevicePlan> devices;  ///< by device
  std::vector<std::string> units;   ///< of the hospital, then "staff" for what nurses carry
  std::vector<wire::Template> payloads;
  std::string offline, online;
};

/// `payloads`: the YAML of devices/payloads.yaml; InputError in words where it is wrong. `qos`: overrides
/// that of all traffic, unless negative.
Plan make_plan(const compiler::Hospital& hospital, std::string_view payloads, int qos = -1);

/// devices/payloads.yaml as it was built into the program.
std::string_view payloads_text();

}  // namespace wardtwin::live
