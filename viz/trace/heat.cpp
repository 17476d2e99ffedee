#include "viz/trace/heat.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "viz/trace/series.h"

namespace wardtwin::viz {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<HeatSquare> field(const Trace& trace, std::uint32_t band, auto value) {
  std::vector<HeatSquare> out;
  const auto add = [&](const results::SignalPoint& p) {
    const double h = double{p.step} / 2;
    out.push_back({p.floor, p.x - h, p.y - h, p.x + h, p.y + h, value(p), 0});
  };
  const results::Surroundings& s = trace.model().surroundings;
  if (s.bands.empty() ||
      (band < s.bands.size() && s.bands[band].name == "wifi" && s.bands[band].of_channel.empty()))
    for (const results::SignalPoint& p : s.signal) add(p);
  for (const results::BandPoint& p : s.band_signal)
    if (p.band == band) add(p.point);
  return out;
}

std::vector<HeatSquare> airtime(const Trace& trace, std::uint32_t band, Time from, Time to) {
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
  return field(trace, band, [&](const results::SignalPoint& p) {
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

struct MessagesOfRoom {
  std::uint64_t delivered = 0, lost = 0;
  std::map<Time, std::uint64_t> delays;  ///< by the middle of their bin
};

// The least delay that so many of them do not exceed.
double quantile_of(const MessagesOfRoom& m, double q) {
  std::uint64_t all = 0, seen = 0;
  for (const auto& [delay, n] : m.delays) all += n;
  const auto rank =
      static_cast<std::uint64_t>(std::max(1.0, std::ceil(q * static_cast<double>(all) - 1e-9)));
  for (const auto& [delay, n] : m.delays)
    if ((seen += n) >= rank) return seconds(delay);
  return kNaN;
}

std::vector<HeatSquare> messages(const Trace& trace, const HeatChoice& choice, Time from, Time to) {
  const results::Messages& h = trace.messages();
  const auto [begin, end] = message_window(trace, from, to);
  std::vector<MessagesOfRoom> of(trace.model().building.rooms.size());
  const auto room_of = [&](std::size_t row) -> MessagesOfRoom* {
    const results::PlaceMessages& p = h.places[row];
    if (p.room >= of.size() || p.window >= h.windows.size()) return nullptr;
    const results::MessageWindow& w = h.windows[p.window];
    if (w.from < begin || w.until > end) return nullptr;
    return !choice.traffic || *choice.traffic == p.traffic ? &of[p.room] : nullptr;
  };
  for (std::size_t i = 0; i < h.places.size(); ++i)
    if (MessagesOfRoom* m = room_of(i)) {
      m->delivered += h.places[i].delivered;
      m->lost += h.places[i].lost;
    }
  if (choice.heat != Heat::message_loss)
    for (const results::PlaceDelay& d : h.delays)
      if (d.row < h.places.size())
        if (MessagesOfRoom* m = room_of(d.row)) m->delays[(d.low + d.high) / 2] += d.count;
  return rooms(trace, [&](std::uint32_t r) -> std::pair<double, std::uint64_t> {
    const MessagesOfRoom& m = of[r];
    const std::uint64_t all = m.delivered + m.lost;
    if (choice.heat == Heat::message_loss)
      return {all ? 100 * static_cast<double>(m.lost) / static_cast<double>(all) : kNaN, all};
    return {quantile_of(m, choice.heat == Heat::message_p50 ? 0.5 : 0.99), m.delivered};
  });
}

HeatScale plain_scale(Heat heat) {
  switch (heat) {
    case Heat::none: break;
    case Heat::signal: return {"Signal of the strongest access point", "dBm", -85, -35};
    case Heat::second_signal: return {"Signal of the second access point", "dBm", -85, -35};
    case Heat::airtime: return {"Airtime in use where one would be", "%", 0, 10};
    case Heat::alarm_p50: return {"Alarm to handset, median", "s", 0, 10};
    case Heat::alarm_p99: return {"Alarm to handset, 99 %", "s", 0, 60};
    case Heat::alarm_loss: return {"Alarms lost", "%", 0, 5};
    case Heat::blind_minutes: return {"Monitored beds without data", "min", 0, 240};
    case Heat::message_p50: return {"Delay of messages, median", "s", 0, 0.01};
    case Heat::message_p99: return {"Delay of messages, 99 %", "s", 0, 0.1};
    case Heat::message_loss: return {"Messages lost", "%", 0, 1};
  }
  return {"", "", 0, 1};
}

// The nearest of 1, 2 or 5 times a power of ten that is not less.
double round_up(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0})
    if (value <= step * power * (1 + 1e-9)) return step * power;
  return 10 * power;
}
double round_down(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {5.0, 2.0})
    if (value >= step * power * (1 - 1e-9)) return step * power;
  return power;
}

}  // namespace

bool is_of_band(Heat heat) {
  return heat == Heat::signal || heat == Heat::second_signal || heat == Heat::airtime;
}
bool is_of_messages(Heat heat) {
  return heat == Heat::message_p50 || heat == Heat::message_p99 || heat == Heat::message_loss;
}

std::vector<std::string> bands_of(const Trace& trace) {
  const results::Surroundings& s = trace.model().surroundings;
  const auto band = [](const results::Band& b) -> std::string {
    if (b.name == "wifi")  // as people call its bands
      return b.carrier_hz < 3e9 ? "2.4 GHz" : b.carrier_hz < 5.9e9 ? "5 GHz" : "6 GHz";
    return b.carrier_hz >= 1e9 ? fmt::format("{:.2g} GHz", b.carrier_hz / 1e9)
                               : fmt::format("{:.0f} MHz", b.carrier_hz / 1e6);
  };
  std::vector<std::string> out;
  for (const results::Band& b : s.bands)
    out.push_back(b.name + " " + band(b) +
                  (b.of_channel.empty() ? "" : ", channel " + b.of_channel));
  if (s.bands.empty() && !s.signal.empty()) out.push_back("wifi");
  return out;
}

std::string short_name(const results::Band& b) {
  return b.of_channel.empty() ? b.name : b.name + " " + b.of_channel;
}

double share_on(const HeatScale& s, double value) {
  if (s.log)
    return value > 0 ? std::log(value / s.low) / std::log(s.high / s.low)
                     : (std::isnan(value) ? kNaN : 0);
  return (value - s.low) / (s.high - s.low);
}

HeatScale scale_of(const HeatChoice& choice, const std::vector<HeatSquare>& squares) {
  HeatScale s = plain_scale(choice.heat);
  if (is_of_messages(choice.heat))
    s.title += choice.traffic ? fmt::format(", class {}", word_of(*choice.traffic)) : ", all";
  const bool signal = choice.heat == Heat::signal || choice.heat == Heat::second_signal;
  if (signal) {
    // radios that carry far are still heard where the dark end would be reached everywhere
    std::vector<double> heard;
    for (const HeatSquare& q : squares)
      if (!std::isnan(q.value)) heard.push_back(q.value);
    if (const double middle = quantile_of(heard, 0.5); middle < s.low) {
      s.low = 10 * std::floor(quantile_of(heard, 0.05) / 10);
      s.high = 10 * std::ceil(quantile_of(heard, 1) / 10);
    }
  }
  if (choice.heat == Heat::none || signal) return s;
  double most = 0, least = 1e300;
  for (const HeatSquare& q : squares)
    if (q.value > 0) {
      most = std::max(most, q.value);
      least = std::min(least, q.value);
    }
  if (most <= 0) return s;
  s.high = round_up(most);
  if (s.unit == "s" && most > 30 * least) {
    s.log = true;
    s.low = round_down(least);
  }
  return s;
}

std::pair<Time, Time> message_window(const Trace& trace, Time from, Time to) {
  Time begin = kNever, end{0};
  for (const results::MessageWindow& w : trace.messages().windows)
    if (w.from < to && w.until > from) {
      begin = std::min(begin, w.from);
      end = std::max(end, w.until);
    }
  return {begin == kNever ? from : begin, begin == kNever ? from : end};
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

std::vector<HeatSquare> heat_map(const Trace& trace, const HeatChoice& choice, Time from, Time to) {
  switch (choice.heat) {
    case Heat::none: break;
    case Heat::signal:
      return field(trace, choice.band, [](const auto& p) { return double{p.signal_dbm}; });
    case Heat::second_signal:
      return field(trace, choice.band, [](const auto& p) { return double{p.second_dbm}; });
    case Heat::airtime: return airtime(trace, choice.band, from, to);
    case Heat::alarm_p50:
    case Heat::alarm_p99:
    case Heat::alarm_loss: return alarms(trace, choice.heat, from, to);
    case Heat::blind_minutes: return blind(trace, from, to);
    case Heat::message_p50:
    case Heat::message_p99:
    case Heat::message_loss: return messages(trace, choice, from, to);
  }
  return {};
}

}  // namespace wardtwin::viz
