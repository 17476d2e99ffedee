#include "sim/results/reader.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "sim/base/error.h"
#include "sim/results/seal.h"
#include "sim/results/summary.h"
#include "sim/results/table.h"
#include "sim/results/writer.h"

namespace wardtwin::results {
namespace {

namespace fs = std::filesystem;

void check_is_file(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored))
    throw InputError(fmt::format("{} is a folder; name a results file in it", path));
  if (fs::exists(path, ignored)) return;
  if (fs::exists(path + ".part", ignored))
    throw InputError(
        fmt::format("{} does not exist, but an unfinished run left {}.part; read that, or "
                    "run the scenario again",
                    path, path));
  throw InputError(
      fmt::format("{} does not exist; 'wardtwin run FILE -o {}' writes it", path, path));
}

[[noreturn]] void refuse_open(const std::string& path, const std::string& reason) {
  if (reason == "truncated file")
    throw InputError(
        fmt::format("{} is cut off: it ends before its own length; copy it again, or run "
                    "the scenario again",
                    path));
  if (reason == std::strerror(EAGAIN))
    throw InputError(
        fmt::format("{} is being written by a run; read it when the run has ended", path));
  throw InputError(fmt::format("{} cannot be opened: {}", path, reason));
}

h5::Handle open_file(const std::string& path) {
  check_is_file(path);
  std::error_code ignored;
  if (fs::file_size(path, ignored) == 0)
    throw InputError(
        fmt::format("{} is empty: the run ended before it wrote anything; run it again", path));
  if (H5Fis_hdf5(path.c_str()) == 0)
    throw InputError(
        fmt::format("{} is not an HDF5 file, so not a results file; 'wardtwin run FILE -o "
                    "NAME.h5' writes one",
                    path));
  if (!seal_fits(path))
    throw InputError(
        fmt::format("{} is damaged: its bytes are not those that were written; copy it again, or "
                    "run the scenario again",
                    path));
  try {
    return h5::owned(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open");
  } catch (const h5::Failure& e) {
    refuse_open(path, e.what());
  }
}

void check_format(hid_t file, const std::string& path) {
  std::string format;
  try {
    format = h5::read_text_attribute(file, "format");
    h5::read_text_attribute(file, "program");
  } catch (const h5::Failure&) {
    throw InputError(fmt::format("{} is an HDF5 file, but not a results file of wardtwin", path));
  }
  const int major = std::atoi(format.c_str());
  if (major > kFormatMajor)
    throw InputError(
        fmt::format("{} has format {}, this program reads {}.x; update wardtwin or run the "
                    "scenario again with this one",
                    path, format, kFormatMajor));
  if (major < 1)
    throw InputError(
        fmt::format("{} has the unknown format '{}'; run the scenario again", path, format));
}

Run read_run(hid_t file) {
  Run run;
  run.program = h5::read_text_attribute(file, "program");
  run.created_utc = h5::read_text_attribute(file, "created_utc");
  run.scenario_name = h5::read_text_attribute(file, "scenario_name");
  run.seed = h5::read_uint64_attribute(file, "seed");
  run.replications = static_cast<std::uint32_t>(h5::read_uint64_attribute(file, "replications"));
  run.warm_up_s = h5::read_double_attribute(file, "warm_up_s");
  run.late_after_s = h5::read_double_attribute(file, "late_after_s");
  run.wall_s = h5::read_double_attribute(file, "wall_s");
  h5::Cells text{std::vector<std::string>{}};
  h5::read(file, "scenario", text);
  const auto& texts = std::get<std::vector<std::string>>(text);
  run.scenario_text = texts.empty() ? "" : texts[0];
  return run;
}

// A vector takes any number of rows, anything else has its own.
template <class T>
std::span<T> fit(std::vector<T>& rows, std::size_t n) {
  rows.resize(n);
  return rows;
}
template <class T>
auto fit(T& rows, std::size_t) {
  return rows_of(rows);
}

template <class T>
void read_group(hid_t parent, const std::string& path, T& rows) {
  using Row = typename decltype(rows_of(rows))::value_type;
  read_table<Row>(h5::open_group(parent, path), [&](std::size_t n) { return fit(rows, n); });
}

Model read_model(hid_t file) {
  const h5::Handle group = h5::open_group(file, "model");
  Model model;
  for_each_model_table(model, [&](const char* path, auto& rows) { read_group(group, path, rows); });
  std::vector<DoorRow> doors;
  read_group(group, "building/doors", doors);
  for (const DoorRow& door : doors) {
    if (door.room >= model.building.rooms.size()) throw h5::Failure("a door has no room");
    model.building.rooms[door.room].doors.push_back(door.at);
  }
  return model;
}

void read_logs(hid_t group, Replication& replication) {
  read_group(group, "alarms/log", replication.alarms);
  read_group(group, "devices/link_changes", replication.link_changes);
  const h5::Handle series = h5::open_group(group, "series");
  for_each_series(replication.series, [&](const char* name, Series& s, auto, auto) {
    h5::Cells cells{std::vector<float>{}};
    hsize_t columns = 0;
    h5::read(series, name, cells, &columns);
    s.columns = static_cast<std::uint32_t>(columns);
    s.values = std::get<std::vector<float>>(std::move(cells));
  });
}

Replication read_replication(hid_t file, std::uint64_t k, Read what) {
  const h5::Handle group = h5::open_group(file, fmt::format("runs/{}", k));
  Replication replication;
  for_each_table(replication, [&](const char* path, auto& rows) { read_group(group, path, rows); });
  std::vector<StageRow> stages;
  read_group(group, "alarms/stages", stages);
  take_stage_rows(replication.alarm_statistics, stages);
  if (what == Read::everything) read_logs(group, replication);
  return replication;
}

}  // namespace

Results read_results(const std::string& path, Read what) {
  h5::silence();
  const h5::Handle file = open_file(path);
  check_format(file, path);
  try {
    Results results;
    results.run = read_run(file);
    results.model = read_model(file);
    results.complete = h5::read_uint64_attribute(file, "complete") != 0;
    const std::uint64_t done = h5::read_uint64_attribute(file, "replications_done");
    for (std::uint64_t k = 0; k < done; ++k)
      results.replications.push_back(read_replication(file, k, what));
    if (h5::exists(file, "summary/requirements"))
      read_group(h5::open_group(file, "summary"), "requirements", results.requirements);
    return results;
  } catch (const h5::Failure& e) {
    throw InputError(
        fmt::format("{} is damaged: {}; copy it again, or run the scenario again", path, e.what()));
  } catch (const std::bad_alloc&) {
    throw InputError(
        fmt::format("{} needs more memory than there is, or is damaged; copy it again, or run the "
                    "scenario again",
                    path));
  }
}

}  // namespace wardtwin::results
