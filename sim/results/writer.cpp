#include "sim/results/writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include "sim/base/error.h"
#include "sim/results/live_schema.h"
#include "sim/results/overview.h"
#include "sim/results/seal.h"
#include "sim/results/summary.h"
#include "sim/results/table.h"

namespace wardtwin::results {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLogChunk = 8192;  ///< rows; a whole chunk per append

void check_place(const std::string& path) {
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : ".";
  std::error_code ignored;
  if (path.empty())
    throw RunError("cannot write the results: the file has no name; write -o NAME.h5");
  if (fs::is_directory(path, ignored))
    throw RunError(
        fmt::format("cannot write {}: it is a folder; write -o {}/results.h5", path, path));
  if (!fs::exists(folder, ignored))
    throw RunError(
        fmt::format("cannot write {}: the folder {} does not exist; create it or choose "
                    "another place with -o",
                    path, folder.string()));
  if (!fs::is_directory(folder, ignored))
    throw RunError(fmt::format("cannot write {}: {} is not a folder", path, folder.string()));
}

// HDF5 truncates before it locks, so a run that is still writing is asked for first.
void check_not_in_use(const std::string& part) {
  const int fd = ::open(part.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  const bool busy = ::flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(fd);
  if (busy) throw RunError(fmt::format("cannot write {}: another run is writing it", part));
}

// Metadata may reach the file only in a flush, else a kill could meet it half changed.
h5::Handle access_properties() {
  h5::Handle p = h5::owned(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "properties");
  H5AC_cache_config_t config;
  config.version = H5AC__CURR_CACHE_CONFIG_VERSION;
  h5::check(H5Pget_mdc_config(p, &config), "cache");
  config.evictions_enabled = false;
  config.incr_mode = H5C_incr__off;
  config.flash_incr_mode = H5C_flash_incr__off;
  config.decr_mode = H5C_decr__off;
  h5::check(H5Pset_mdc_config(p, &config), "cache");
  h5::check(H5Pset_fclose_degree(p, H5F_CLOSE_STRONG), "properties");
  return p;
}

template <class T>
void write_group(hid_t parent, const std::string& path, const T& rows) {
  const h5::Handle group = h5::create_group(parent, path);
  const auto span = rows_of(rows);
  write_table(group, std::span<const typename decltype(span)::value_type>(span));
}

void write_run(hid_t file, const Run& run) {
  h5::write_attribute(file, "format", fmt::format("{}.{}", kFormatMajor, kFormatMinor));
  h5::write_attribute(file, "program", run.program);
  h5::write_attribute(file, "created_utc", run.created_utc);
  h5::write_attribute(file, "scenario_name", run.scenario_name);
  h5::write_attribute(file, "scenario_fnv1a64", fmt::format("{:016x}", fnv1a64(run.scenario_text)));
  h5::write_attribute(file, "question", run.question);
  h5::write_attribute(file, "machine", run.machine);
  h5::write_attribute(file, "seed", run.seed);
  h5::write_attribute(file, "first", std::uint64_t{run.first});
  h5::write_attribute(file, "replications", std::uint64_t{run.replications});
  h5::write_attribute(file, "replications_done", std::uint64_t{0});
  h5::write_attribute(file, "complete", std::uint64_t{0});
  h5::write_attribute(file, "warm_up_s", run.warm_up_s);
  h5::write_attribute(file, "starts_s", run.starts_s);
  if (!run.warm_up_chosen.empty()) h5::write_attribute(file, "warm_up_chosen", run.warm_up_chosen);
  if (!run.currency.empty()) h5::write_attribute(file, "currency", run.currency);
  h5::write_attribute(file, "late_after_s", run.late_after_s);
  h5::write_attribute(file, "wall_s", run.wall_s);
  h5::write(file, "scenario", h5::Cells{std::vector<std::string>{run.scenario_text}},
            {"none", "the scenario as run, defaults filled in (YAML)", {}});
}

void write_model(hid_t file, const Model& model) {
  const h5::Handle group = h5::create_group(file, "model");
  for_each_model_table(model,
                       [&](const char* path, const auto& rows) { write_group(group, path, rows); });
  std::vector<DoorRow> doors;
  for (std::size_t r = 0; r < model.building.rooms.size(); ++r)
    for (const Position& at : model.building.rooms[r].doors)
      doors.push_back({static_cast<std::uint32_t>(r), at});
  write_group(group, "building/doors", doors);
  for_each_surroundings_table(model.surroundings, [&](const char* path, const auto& rows) {
    write_group(group, path, rows);
  });
}

}  // namespace

struct Writer::Impl {
  std::string path, part;
  h5::Handle file;
  std::uint32_t done = 0;
  h5::Handle current;  ///< group of the replication under way
  std::vector<AlarmRecord> alarms;
  std::vector<flow::LinkChange> link_changes;
  SeriesSet series;
  std::array<hsize_t, 6> series_columns{};
  std::vector<OverviewBuilder> overviews;  ///< of the series, in their order

  // Every way in: HDF5 stays silent, and a failure says what is left of the file.
  template <class F>
  void guarded(F work) {
    h5::silence();
    try {
      work();
    } catch (const h5::Failure& e) {
      const std::string left =
          done == 0 ? fmt::format("{} holds no whole replication", part)
                    : fmt::format("the {} replications written before are in {}", done, part);
      abandon();
      throw RunError(fmt::format("cannot write {}: {}; {}", part, e.what(), left));
    }
  }

  // HDF5 1.10 crashes when it closes a file it could not flush, so the file is let go as it is.
  void abandon() {
    void* fd = nullptr;
    if (file >= 0 && H5Fget_vfd_handle(file, H5P_DEFAULT, &fd) >= 0)
      ::flock(*static_cast<int*>(fd), LOCK_UN);
    current.abandon();
    file.abandon();
  }

  void flush() { h5::check(H5Fflush(file, H5F_SCOPE_GLOBAL), "flush"); }

  template <class Row>
  void drain(std::vector<Row>& rows, const char* table) {
    if (rows.empty()) return;
    append_rows(h5::open_group(current, table), std::span<const Row>(rows));
    rows.clear();
  }

  void drain_series(bool all) {
    const h5::Handle group = h5::open_group(current, "series");
    for_each_series(series, [&](const char* name, Series& s, const char*, const char*) {
      if (s.values.empty() || (!all && s.values.size() < kLogChunk)) return;
      h5::append(group, name, h5::Cells{std::move(s.values)});
      s.values = {};
    });
  }

  void write_overviews() {
    const h5::Handle group = h5::create_group(current, "series_overview");
    std::size_t i = 0;
    for_each_series(series, [&](const char* name, const Series&, const char* unit, const char*) {
      const hsize_t columns = std::max<hsize_t>(1, 3 * series_columns[i]);
      h5::create_growing(
          group, name, h5::Cells{std::vector<float>{}}, columns,
          {unit, "least, largest and mean of 16, 16^2, ... minutes, level after level", {}});
      h5::append(group, name, h5::Cells{overviews[i++].finish()});
    });
  }

  void start() {
    // a run until a precision is reached does not know its length at the start
    const std::string own = fmt::format("runs/{}", done);
    const bool made = h5::exists(file, own);
    current = h5::create_group(file, own);
    if (!made) flush();
    create_growing_table<AlarmRecord>(h5::create_group(current, "alarms/log"));
    create_growing_table<flow::LinkChange>(h5::create_group(current, "devices/link_changes"));
    const h5::Handle group = h5::create_group(current, "series");
    overviews.clear();
    for (const hsize_t columns : series_columns) overviews.emplace_back(columns);
    std::size_t i = 0;
    for_each_series(series, [&](const char* name, Series& s, const char* unit, const char* doc) {
      s.columns = static_cast<std::uint32_t>(series_columns[i]);
      // a table without columns has no rows either
      h5::create_growing(group, name, h5::Cells{std::vector<float>{}},
                         std::max<hsize_t>(1, series_columns[i++]), {unit, doc, {}});
    });
  }

  // Two flushes: the count of replications must not be on disk before their data.
  void end(const Replication& replication) {
    for_each_table(replication,
                   [&](const char* table, const auto& rows) { write_group(current, table, rows); });
    write_group(current, "alarms/stages", stage_rows(replication.alarm_statistics));
    drain(alarms, "alarms/log");
    drain(link_changes, "devices/link_changes");
    drain_series(true);
    write_overviews();
    const auto write_one = [&](const char* table, const auto& rows) {
      write_group(current, table, rows);
    };
    for_each_history_table(replication.history, write_one);
    for_each_message_table(replication.history.messages, write_one);
    current.finish("group");
    flush();
    h5::write_attribute(file, "replications_done", std::uint64_t{done + 1});
    // closing frees what the flush left in memory
    file.finish("close");
    ++done;
    file = h5::owned(H5Fopen(part.c_str(), H5F_ACC_RDWR, access_properties()), H5Fclose, "open");
  }
};

Writer::Writer(const std::string& path, const Run& run, const Model& model)
    : impl_(std::make_unique<Impl>()) {
  check_place(path);
  impl_->path = path;
  impl_->part = path + ".part";
  check_not_in_use(impl_->part);
  impl_->series_columns = {model.units.size(),         model.units.size(),    1,
                           model.access_points.size(), model.gateways.size(), 1};
  impl_->guarded([&] {
    impl_->file =
        h5::owned(H5Fcreate(impl_->part.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access_properties()),
                  H5Fclose, "create");
    write_run(impl_->file, run);
    write_model(impl_->file, model);
    // made now, so that nothing but a replication's own group changes while it is written
    for (std::uint32_t k = 0; k < run.replications; ++k)
      h5::create_group(impl_->file, fmt::format("runs/{}", k));
    h5::create_group(impl_->file, "runs");
    h5::create_group(impl_->file, "summary");
    impl_->flush();
  });
}

Writer::~Writer() {
  if (impl_) h5::silence();
}

const std::string& Writer::part_path() const { return impl_->part; }

void Writer::begin_replication() {
  impl_->guarded([&] { impl_->start(); });
}

void Writer::append(const AlarmRecord& alarm) {
  impl_->alarms.push_back(alarm);
  if (impl_->alarms.size() < kLogChunk) return;
  impl_->guarded([&] {
    impl_->drain(impl_->alarms, "alarms/log");
    impl_->flush();
  });
}

void Writer::append(const flow::LinkChange& change) {
  impl_->link_changes.push_back(change);
  if (impl_->link_changes.size() < kLogChunk) return;
  impl_->guarded([&] {
    impl_->drain(impl_->link_changes, "devices/link_changes");
    impl_->flush();
  });
}

void Writer::append(const SeriesSet& rows) {
  std::array<const std::vector<float>*, 6> more{};
  std::size_t i = 0;
  for_each_series(rows, [&](auto, const Series& s, auto, auto) { more[i++] = &s.values; });
  i = 0;
  for_each_series(impl_->series, [&](const char* name, Series& s, auto, auto) {
    const auto& values = *more[i++];
    WARDTWIN_ASSERT(values.empty() || (s.columns > 0 && values.size() % s.columns == 0), name);
    s.values.insert(s.values.end(), values.begin(), values.end());
    if (!values.empty()) impl_->overviews[i - 1].add(values);
  });
  impl_->guarded([&] { impl_->drain_series(false); });
}

void Writer::end_replication(const Replication& replication) {
  for (const AlarmRecord& alarm : replication.alarms) append(alarm);
  for (const flow::LinkChange& change : replication.link_changes) append(change);
  append(replication.series);
  impl_->guarded([&] { impl_->end(replication); });
}

void Writer::write(const Replication& replication) {
  begin_replication();
  end_replication(replication);
}

void Writer::write(const Live& live) {
  impl_->guarded([&] {
    const h5::Handle group = h5::create_group(impl_->file, "live");
    for_each_live_table(live, [&](const char* table, const auto& rows) {
      if (!rows.empty()) write_group(group, table, rows);
    });
    impl_->flush();
  });
}

std::string Writer::finish(const Results& results) {
  impl_->guarded([&] {
    const h5::Handle summary = h5::create_group(impl_->file, "summary");
    const Replication all = pooled(results);
    write_group(summary, "quantities", summarise(results));
    write_group(summary, "requirements", results.requirements);
    write_group(summary, "precision", results.precision);
    write_group(summary, "flows", all.flows);
    write_group(summary, "alarms/priorities", all.alarm_statistics.priority);
    write_group(summary, "alarms/stages", stage_rows(all.alarm_statistics));
    h5::write_attribute(impl_->file, "wall_s", results.run.wall_s);
    h5::write_attribute(impl_->file, "replications", std::uint64_t{results.run.replications});
    impl_->flush();
    h5::write_attribute(impl_->file, "complete", std::uint64_t{results.complete});
    impl_->file.finish("close");
  });
  seal(impl_->part);
  if (!results.complete) return impl_->part;
  std::error_code error;
  fs::rename(impl_->part, impl_->path, error);
  if (error)
    throw RunError(fmt::format("cannot write {}: {}; the results are in {}", impl_->path,
                               error.message(), impl_->part));
  return impl_->path;
}

std::uint64_t fnv1a64(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

}  // namespace wardtwin::results
