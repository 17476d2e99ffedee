#pragma once

#include "sim/people/patients/patients.h"
#include "tests/unit/devices/catalogue_reader.h"

/// A small hospital of one unit, with devices from the catalogue, for tests of alarm rates.
namespace wardtwin::test {

struct Hospital {
  people::PatientsSetup setup;
  std::vector<std::string> class_of;  ///< of each device
};

/// `beds` occupied beds for ever (stays of a century), each with the named devices.
inline Hospital full_unit(const devices::Classes& classes, std::size_t beds,
                          const std::vector<std::string>& devices, std::uint32_t replication,
                          bool treated = true) {
  Hospital h;
  h.setup.seed = {20, replication};
  for (const auto& [name, def] : classes) h.setup.rule_sets.push_back(devices::alarm_rules(def));
  h.setup.units.push_back({"icu", {}, {}});
  people::UnitDef& unit = h.setup.units[0].def;
  unit.length_of_stay = Distribution::constant(3.0e9);
  unit.occupied_at_start = 1;
  unit.treated = treated;
  for (std::uint32_t b = 0; b < beds; ++b) {
    people::BedSetup bed{fmt::format("icu/{}", b), {}};
    for (const std::string& name : devices) {
      const auto index = static_cast<flow::DeviceIndex>(h.class_of.size());
      const auto found = classes.find(name);
      devices::Placed placed{.class_name = name, .bed = b, .key = name_key(bed.name + "/" + name)};
      bed.devices.push_back(
          devices::bed_device(found->second, placed, index,
                              static_cast<std::uint32_t>(std::distance(classes.begin(), found))));
      bed.devices.back().used_share = 1;
      h.class_of.push_back(name);
    }
    h.setup.units[0].beds.push_back(b);
    h.setup.beds.push_back(std::move(bed));
  }
  return h;
}

}  // namespace wardtwin::test
