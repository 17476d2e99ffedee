#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "sim/base/random.h"
#include "sim/results/writer.h"

// Writes a results file as large as the viewer must bear: devices on a floor, samples in a series.
//   viewer_file OUT.h5 DEVICES SAMPLES
using namespace wardtwin;

namespace {

constexpr std::size_t kColumns = 100;       ///< access points, hence columns of the airtime
constexpr std::uint32_t kAlarms = 100'000;  ///< of the first day

results::Model hospital(std::uint32_t devices) {
  results::Model m;
  m.building.floors = {{"ground", 0, flow::Material::concrete_200}};
  m.units = {{"ward", 1000, 100}};
  const std::uint32_t edge = 40;  // rooms of 5 m x 5 m
  for (std::uint32_t r = 0; r < edge * edge; ++r) {
    const double x = 5.0 * (r % edge), y = 5.0 * (r / edge);
    m.building.rooms.push_back(
        {fmt::format("room {}", r), flow::RoomKind::ward, 0, x, y, x + 5, y + 5, {}});
    m.building.walls.push_back({0, x, y, x + 5, y, flow::Material::plasterboard});
    m.building.walls.push_back({0, x, y, x, y + 5, flow::Material::plasterboard});
    m.building.beds.push_back({fmt::format("bed {}", r), r, 0, {x + 2.5, y + 2.5, 0.9}});
  }
  for (std::uint32_t a = 0; a < kColumns; ++a)
    m.access_points.push_back(
        {fmt::format("ap {}", a), "wifi", "36", {20.0 * (a % 10) + 10, 20.0 * (a / 10) + 10, 2.7}});
  for (std::uint32_t d = 0; d < devices; ++d) {
    m.devices.push_back({fmt::format("device {}", d), "tag", flow::kNone, d % (edge * edge)});
    m.surroundings.places.push_back(
        {{std::fmod(d * 0.6180339887 * 200, 200), std::fmod(d * 0.7548776662 * 200, 200), 1},
         true,
         false,
         false,
         flow::kNone});
  }
  return m;
}

results::Replication moves(std::uint32_t devices, std::size_t samples) {
  results::Replication r;
  r.access_points.resize(kColumns);
  r.units.resize(1);
  r.nurses.resize(1);
  r.simulated_s = 60.0 * static_cast<double>(samples / kColumns);
  for (std::uint32_t d = 0; d < devices; ++d)
    for (std::uint32_t i = 0; i < 4; ++i)
      r.history.associations.push_back(
          {Time{1h} * i, d, static_cast<std::uint32_t>((d + i) % kColumns)});
  std::ranges::stable_sort(r.history.associations, {}, &flow::Association::at);
  for (std::uint32_t d = 0; d < devices; d += 50)
    r.history.blind_spells.push_back({d, Time{1min} * (d % 1440), Time{1min} * (d % 1440 + 60), 0});
  for (std::uint32_t i = 0; i < kAlarms; ++i) {
    results::AlarmRecord& a = r.alarms.emplace_back();
    a.end = results::AlarmEnd::delivered;
    a.alarm.onset = Time{864ms} * i;
    for (std::size_t s = 0; s < flow::kAlarmStages; ++s)
      a.alarm.at[s] = a.alarm.onset + Time{1s} * static_cast<std::int64_t>(s * (i % 7));
    a.alarm.cleared = a.alarm.onset + Time{1min};
    a.alarm.device = i % devices;
    a.alarm.bed = i % 1600;
    a.alarm.priority = static_cast<flow::AlarmPriority>(i % 3);
  }
  return r;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "write: viewer_file OUT.h5 DEVICES SAMPLES\n");
    return 2;
  }
  const auto devices = static_cast<std::uint32_t>(std::atoll(argv[2]));
  const auto samples = static_cast<std::size_t>(std::atoll(argv[3]));
  results::Results all;
  all.run.scenario_name = "viewer_file";
  all.model = hospital(devices);
  results::Writer writer(argv[1], all.run, all.model);
  writer.begin_replication();
  results::SeriesSet piece;
  for (std::size_t row = 0; row < samples / kColumns; ++row) {
    piece.airtime.columns = kColumns;
    for (std::size_t c = 0; c < kColumns; ++c)
      piece.airtime.values.push_back(static_cast<float>((row * 2654435761u + c * 40503u) % 1000) /
                                     1000);
    if (row % 4096 != 4095 && row + 1 != samples / kColumns) continue;
    writer.append(piece);
    piece = {};
  }
  writer.end_replication(moves(devices, samples));
  writer.finish(all);
}
