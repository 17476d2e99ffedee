#include "sim/results/coverage.h"

#include <fmt/format.h>

#include "sim/base/error.h"
#include "sim/results/h5.h"

namespace wardtwin::results {
namespace {

std::string name_of(std::size_t map) { return fmt::format("maps/{}", map); }

void write_map(hid_t file, std::size_t index, const CoverageMap& map) {
  const h5::Handle group = h5::create_group(file, name_of(index));
  h5::write_attribute(group, "band", map.band);
  h5::write_attribute(group, "floor", std::uint64_t{map.floor});
  h5::write_attribute(group, "x0", map.x0);
  h5::write_attribute(group, "y0", map.y0);
  h5::write_attribute(group, "step", map.step);
  h5::create_growing(group, "rssi", std::vector<float>{}, map.columns,
                     {"dBm", "power of the strongest site; -200: none", {}});
  h5::append(group, "rssi", map.rssi_dbm);
  h5::create_growing(group, "audible", std::vector<std::uint8_t>{}, map.columns,
                     {"1", "sites that are heard", {}});
  h5::append(group, "audible", map.audible);
}

CoverageMap read_map(hid_t file, std::size_t index) {
  const h5::Handle group = h5::open_group(file, name_of(index));
  CoverageMap map;
  map.band = h5::read_text_attribute(group, "band");
  map.floor = static_cast<std::uint32_t>(h5::read_uint64_attribute(group, "floor"));
  map.x0 = h5::read_double_attribute(group, "x0");
  map.y0 = h5::read_double_attribute(group, "y0");
  map.step = h5::read_double_attribute(group, "step");
  h5::Cells rssi{std::vector<float>{}}, audible{std::vector<std::uint8_t>{}};
  hsize_t columns = 0;
  h5::read(group, "rssi", rssi, &columns);
  h5::read(group, "audible", audible);
  map.columns = static_cast<std::uint32_t>(columns);
  map.rssi_dbm = std::get<std::vector<float>>(std::move(rssi));
  map.audible = std::get<std::vector<std::uint8_t>>(std::move(audible));
  return map;
}

}  // namespace

void write_coverage(const std::string& path, const std::string& scenario,
                    const std::vector<std::string>& floors, const std::vector<CoverageMap>& maps) {
  h5::silence();
  const hid_t id = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  if (id < 0)
    throw InputError(fmt::format("{} cannot be written; is its folder there and writable?", path));
  h5::Handle file(id, H5Fclose);
  try {
    h5::write_attribute(file, "kind", "wardtwin coverage");
    h5::write_attribute(file, "scenario_name", scenario);
    h5::write_attribute(file, "maps", std::uint64_t{maps.size()});
    h5::write(file, "floors", floors, {"none", "storeys of the building", {}});
    for (std::size_t i = 0; i < maps.size(); ++i) write_map(file, i, maps[i]);
    file.finish(path);
  } catch (const h5::Failure& e) {
    throw InputError(fmt::format("{} cannot be written: {}", path, e.what()));
  }
}

std::vector<CoverageMap> read_coverage(const std::string& path) {
  h5::silence();
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (id < 0) throw InputError(fmt::format("{} is no coverage file", path));
  const h5::Handle file(id, H5Fclose);
  try {
    std::vector<CoverageMap> maps(h5::read_uint64_attribute(file, "maps"));
    for (std::size_t i = 0; i < maps.size(); ++i) maps[i] = read_map(file, i);
    return maps;
  } catch (const h5::Failure& e) {
    throw InputError(fmt::format("{} is no coverage file: {}", path, e.what()));
  }
}

}  // namespace wardtwin::results
