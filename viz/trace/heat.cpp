#include "viz/trace/heat.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "viz/trace/series.h"

namespace wardtwin::viz {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<HeatSquare> field(const Trace& trace, auto value) {
  std::vector<HeatSquare> out;
  for (const results::SignalPoint& p : trace.model().surroundings.signal) {
    const double h = double{p.step} / 2;
    out.push_back({p.floor, p.x - h, p.y - h, p.x + h, p.y + h, value(p), 0});
  }
  return out;
}

std::vector<HeatSquare> airtime(const Trace& trace, Time from, Time to) {
  std::vector<double> busy(trace.model().access_points.size(), kNaN);
  const Plot plot = read_plot(trace, SeriesName::airtime, from, to, 2048);
  for (std::size_t c = 0; c < std::min(busy.size(), plot.lines.size()); ++c) {
    double sum = 0, time = 0;  // the last bucket may be shorter
    for (const Bucket& b : plot.lines[c].buckets) {
      sum += double{b.mean} * seconds(b.to - b.from);
      time += seconds(b.to - b.from);
    }
    if (time > 0) busy[c] = 100 * sum / time;
  }
  return field(trace, [&](const results::SignalPoint& p) {
    return p.strongest < busy.size() ? busy[p.strongest] : kNaN;
  });
}

std::vector<HeatSquare> rooms(const Trace& trace, auto value) {
  std::vector<HeatSquare> out;
  const auto& all = trace.model().building.rooms;
  for (std::uint32_t r = 0; r < all.size(); ++r) {
    const auto [v, count] = value(r);
    out.push_back({all[r].floor, all[r].x0, all[r].y0, all[r].x1, all[r].y1, v, count});
  }
  return out;
}

std::uint32_t room_of(const Trace& trace, flow::BedIndex bed) {
  const auto& beds = trace.model().building.beds;
  return bed < beds.size() ? beds[bed].room : flow::kNone;
}

std::vector<HeatSquare> alarms(const Trace& trace, Heat heat, Time from, Time to) {
  const std::size_t n = trace.model().building.rooms.size();
  std::vector<std::vector<double>> delays(n);
  std::vector<std::uint64_t> lost(n), all(n);
  for (const results::AlarmRecord& r : trace.logs().alarms) {
    const std::uint32_t room = room_of(trace, r.alarm.bed);
    if (room >= n || sounded(r.alarm) < from || sounded(r.alarm) >= to) continue;
    ++all[room];
    lost[room] += r.end == results::AlarmEnd::lost;
    if (to_handset(r.alarm) != kNever) delays[room].push_back(seconds(to_handset(r.alarm)));
  }
  return rooms(trace, [&](std::uint32_t r) -> std::pair<double, std::uint64_t> {
    if (heat == Heat::alarm_loss)
      return {all[r] ? 100 * static_cast<double>(lost[r]) / static_cast<double>(all[r]) : kNaN,
              all[r]};
    return {quantile_of(delays[r], heat == Heat::alarm_p50 ? 0.5 : 0.99), delays[r].size()};
  });
}

std::vector<HeatSquare> blind(const Trace& trace, Time from, Time to) {
  std::vector<double> minutes(trace.model().building.rooms.size());
  std::vector<std::uint64_t> count(minutes.size());
  for (const results::BlindSpell& s : trace.logs().history.blind_spells) {
    if (s.device >= trace.model().devices.size()) continue;
    const std::uint32_t room = trace.model().devices[s.device].room;
    const Time t = std::min(to, s.until) - std::max(from, s.from);
    if (room >= minutes.size() || t <= Time{0}) continue;
    minutes[room] += seconds(t) / 60;
    ++count[room];
  }
  std::vector<bool> has_bed(minutes.size());
  for (const flow::Bed& b : trace.model().building.beds)
    if (b.room < has_bed.size()) has_bed[b.room] = true;
  return rooms(trace, [&](std::uint32_t r) -> std::pair<double, std::uint64_t> {
    return {has_bed[r] ? minutes[r] : kNaN, count[r]};
  });
}

}  // namespace

HeatScale scale_of(Heat heat) {
  switch (heat) {
    case Heat::none: break;
    case Heat::signal: return {"Signal of the strongest access point", "dBm", -85, -35};
    case Heat::second_signal: return {"Signal of the second access point", "dBm", -85, -35};
    case Heat::airtime: return {"Airtime in use where one would be", "%", 0, 10};
    case Heat::alarm_p50: return {"Alarm to handset, median", "s", 0, 10};
    case Heat::alarm_p99: return {"Alarm to handset, 99 %", "s", 0, 60};
    case Heat::alarm_loss: return {"Alarms lost", "%", 0, 5};
    case Heat::blind_minutes: return {"Monitored beds without data", "min", 0, 240};
  }
  return {"", "", 0, 1};
}

HeatScale scale_of(Heat heat, const std::vector<HeatSquare>& squares) {
  HeatScale s = scale_of(heat);
  if (heat == Heat::none || heat == Heat::signal || heat == Heat::second_signal) return s;
  double most = 0;
  for (const HeatSquare& q : squares)
    if (q.value > most) most = q.value;
  if (most <= 0) return s;
  const double power = std::pow(10, std::floor(std::log10(most)));
  for (const double step : {1.0, 2.0, 5.0, 10.0})
    if (most <= step * power * (1 + 1e-9)) {
      s.high = step * power;
      break;
    }
  return s;
}

std::vector<results::SignalPoint> signal_at_devices(const Trace& trace) {
  const auto& surroundings = trace.model().surroundings;
  std::vector<results::SignalPoint> out(surroundings.places.size());
  if (surroundings.signal.empty()) return out;
  const double edge = std::max(0.1, double{surroundings.signal[0].step});
  using Cell = std::tuple<std::uint32_t, int, int>;
  const auto cell = [&](std::uint32_t floor, double x, double y) {
    return Cell{floor, static_cast<int>(std::floor(x / edge)),
                static_cast<int>(std::floor(y / edge))};
  };
  std::map<Cell, std::vector<const results::SignalPoint*>> grid;  // rooms have squares of their own
  for (const auto& p : surroundings.signal)
    grid[cell(p.floor, double{p.x}, double{p.y})].push_back(&p);
  for (std::size_t d = 0; d < out.size(); ++d) {
    const Position& at = surroundings.places[d].at;
    const auto [floor, i, j] = cell(trace.floor_of(at.z), at.x, at.y);
    double nearest = 1e300;
    for (int di = -1; di <= 1; ++di)
      for (int dj = -1; dj <= 1; ++dj)
        if (const auto near = grid.find({floor, i + di, j + dj}); near != grid.end())
          for (const auto* p : near->second)
            if (const double far = std::hypot(double{p->x} - at.x, double{p->y} - at.y);
                far < nearest) {
              nearest = far;
              out[d] = *p;
            }
  }
  return out;
}

double link_signal(const results::SignalPoint& at, std::uint32_t access_point) {
  if (at.strongest == flow::kNone) return kNaN;
  return double{at.strongest == access_point ? at.signal_dbm : at.second_dbm};
}

double quantile_of(std::vector<double> values, double q) {
  if (values.empty()) return kNaN;
  const auto rank = static_cast<std::size_t>(
      std::max(1.0, std::ceil(q * static_cast<double>(values.size()) - 1e-9)));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank - 1),
                   values.end());
  return values[rank - 1];
}

std::vector<HeatSquare> heat_map(const Trace& trace, Heat heat, Time from, Time to) {
  switch (heat) {
    case Heat::none: break;
    case Heat::signal: return field(trace, [](const auto& p) { return double{p.signal_dbm}; });
    case Heat::second_signal:
      return field(trace, [](const auto& p) { return double{p.second_dbm}; });
    case Heat::airtime: return airtime(trace, from, to);
    case Heat::alarm_p50:
    case Heat::alarm_p99:
    case Heat::alarm_loss: return alarms(trace, heat, from, to);
    case Heat::blind_minutes: return blind(trace, from, to);
  }
  return {};
}

}  // namespace wardtwin::viz
