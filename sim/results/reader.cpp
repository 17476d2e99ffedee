#include "sim/results/reader.h"

#include <fmt/format.h>

#include "sim/base/error.h"
#include "sim/results/live_schema.h"
#include "sim/results/open_file.h"
#include "sim/results/overview.h"
#include "sim/results/summary.h"
#include "sim/results/table.h"

namespace wardtwin::results {
namespace {

Run read_run(hid_t file) {
  Run run;
  run.program = h5::read_text_attribute(file, "program");
  run.created_utc = h5::read_text_attribute(file, "created_utc");
  run.scenario_name = h5::read_text_attribute(file, "scenario_name");
  // these three came after the first files
  if (h5::has_attribute(file, "question")) run.question = h5::read_text_attribute(file, "question");
  if (h5::has_attribute(file, "machine")) run.machine = h5::read_text_attribute(file, "machine");
  if (h5::has_attribute(file, "first"))
    run.first = static_cast<std::uint32_t>(h5::read_uint64_attribute(file, "first"));
  run.seed = h5::read_uint64_attribute(file, "seed");
  run.replications = static_cast<std::uint32_t>(h5::read_uint64_attribute(file, "replications"));
  run.warm_up_s = h5::read_double_attribute(file, "warm_up_s");
  if (h5::has_attribute(file, "warm_up_chosen"))
    run.warm_up_chosen = h5::read_text_attribute(file, "warm_up_chosen");
  if (h5::has_attribute(file, "currency")) run.currency = h5::read_text_attribute(file, "currency");
  if (h5::has_attribute(file, "starts_s"))
    run.starts_s = h5::read_double_attribute(file, "starts_s");
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

// Tables that older files do not have stay empty.
template <class Walk>
void read_present(hid_t parent, Walk walk) {
  walk([&](const char* path, auto& rows) {
    if (h5::exists(parent, path)) read_group(parent, path, rows);
  });
}

Model read_model(hid_t file) {
  const h5::Handle group = h5::open_group(file, "model");
  Model model;
  for_each_model_table(model, [&](const char* path, auto& rows) {
    if (!since_1_2(path) || h5::exists(group, path)) read_group(group, path, rows);
  });
  std::vector<DoorRow> doors;
  read_group(group, "building/doors", doors);
  for (const DoorRow& door : doors) {
    if (door.room >= model.building.rooms.size()) throw h5::Failure("a door has no room");
    model.building.rooms[door.room].doors.push_back(door.at);
  }
  read_present(group, [&](auto f) { for_each_surroundings_table(model.surroundings, f); });
  return model;
}

void read_logs(hid_t group, Replication& replication, bool with_series) {
  read_group(group, "alarms/log", replication.alarms);
  read_group(group, "devices/link_changes", replication.link_changes);
  read_present(group, [&](auto f) { for_each_history_table(replication.history, f); });
  if (!with_series) return;
  read_present(group, [&](auto f) { for_each_message_table(replication.history.messages, f); });
  const h5::Handle series = h5::open_group(group, "series");
  for_each_series(replication.series, [&](const char* name, Series& s, auto, auto) {
    if (series_since_1_3(name) && !h5::exists(series, name)) return;
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
  for_each_table(replication, [&](const char* path, auto& rows) {
    if (!since_1_2(path) || h5::exists(group, path)) read_group(group, path, rows);
  });
  std::vector<StageRow> stages;
  read_group(group, "alarms/stages", stages);
  take_stage_rows(replication.alarm_statistics, stages);
  if (what != Read::tables) read_logs(group, replication, what == Read::everything);
  return replication;
}

// Every way in: what HDF5 cannot do with the file is told in words.
template <class F>
auto guarded(const std::string& path, F read) {
  const h5::Handle file = open_results_file(path);
  try {
    return read(file);
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

}  // namespace

Results read_results(const std::string& path, Read what) {
  return guarded(path, [&](hid_t file) {
    Results results;
    results.run = read_run(file);
    results.model = read_model(file);
    results.complete = h5::read_uint64_attribute(file, "complete") != 0;
    const std::uint64_t done = h5::read_uint64_attribute(file, "replications_done");
    for (std::uint64_t k = 0; k < done; ++k)
      results.replications.push_back(read_replication(file, k, what));
    if (h5::exists(file, "summary/requirements"))
      read_group(h5::open_group(file, "summary"), "requirements", results.requirements);
    if (h5::exists(file, "summary/precision"))
      read_group(h5::open_group(file, "summary"), "precision", results.precision);
    return results;
  });
}

Replication read_one(const std::string& path, std::uint64_t k, Read what) {
  return guarded(path, [&](hid_t file) { return read_replication(file, k, what); });
}

Messages read_messages(const std::string& path, std::uint64_t k) {
  return guarded(path, [&](hid_t file) {
    Messages messages;
    const h5::Handle group = h5::open_group(file, fmt::format("runs/{}", k));
    read_present(group, [&](auto f) { for_each_message_table(messages, f); });
    return messages;
  });
}

Live read_live(const std::string& path) {
  return guarded(path, [](hid_t file) {
    Live live;
    if (!h5::exists(file, "live")) return live;
    const h5::Handle group = h5::open_group(file, "live");
    read_present(group, [&](auto f) { for_each_live_table(live, f); });
    return live;
  });
}

SeriesWindow read_series(const std::string& path, std::uint64_t k, const std::string& name,
                         std::size_t from, std::size_t to, std::size_t most) {
  return guarded(path, [&](hid_t file) {
    const h5::Handle group = h5::open_group(file, fmt::format("runs/{}", k));
    const h5::Handle series = h5::open_group(group, "series");
    SeriesWindow w;
    const auto [n, columns] = h5::extent_of(series, name);
    w.columns = columns;
    w.rows_in_file = n;
    to = std::min<std::size_t>(to, n);
    from = std::min(from, to);
    const auto levels = overview_levels(n);
    std::size_t use = 0;
    while (use < levels.size() && (to - from) / w.factor > most) w.factor = levels[use++].factor;
    w.first = from / w.factor;
    w.rows = (to + w.factor - 1) / w.factor - w.first;
    if (w.factor == 1) {
      w.values = h5::read_rows(series, name, w.first, w.rows);
    } else {
      const h5::Handle overview = h5::open_group(group, "series_overview");
      w.values = h5::read_rows(overview, name, levels[use - 1].first + w.first, w.rows);
    }
    return w;
  });
}

}  // namespace wardtwin::results
