#include "viz/trace/series.h"

#include <algorithm>

#include <fmt/format.h>

namespace wardtwin::viz {
namespace {

struct About {
  const char *in_file, *title, *unit;
};

About about(SeriesName name) {
  switch (name) {
    case SeriesName::beds_occupied: return {"beds_occupied", "Beds occupied", "beds"};
    case SeriesName::nurses_busy: return {"nurses_busy", "Busy nurses", "nurses"};
    case SeriesName::messages: return {"messages", "Messages delivered", "per minute"};
    case SeriesName::airtime: return {"airtime", "Channel busy", "share of time"};
    case SeriesName::gateway_queue: break;
  }
  return {"gateway_queue", "Messages waiting", "messages"};
}

std::string column_name(const results::Model& m, SeriesName name, std::size_t c) {
  switch (name) {
    case SeriesName::beds_occupied:
    case SeriesName::nurses_busy: return c < m.units.size() ? m.units[c].name : "";
    case SeriesName::messages: return "all";
    case SeriesName::airtime: return c < m.access_points.size() ? m.access_points[c].name : "";
    case SeriesName::gateway_queue: return c < m.gateways.size() ? m.gateways[c].name : "";
  }
  return "";
}

}  // namespace

Plot read_plot(const Trace& trace, SeriesName name, Time from, Time to, std::size_t pixels) {
  const About a = about(name);
  Plot plot{a.title, a.unit, {}};
  if (trace.empty()) return plot;
  const auto minute = [&](Time t, bool up) {
    const Time since = std::max(Time{0}, t - trace.start());
    return static_cast<std::size_t>((since + (up ? Time{1min} - Time{1} : Time{0})) / Time{1min});
  };
  const results::SeriesWindow w =
      results::read_series(trace.path(), trace.replication(), a.in_file, minute(from, false),
                           minute(to, true), 2 * std::max<std::size_t>(1, pixels));
  plot.lines.resize(w.columns);
  for (std::size_t c = 0; c < w.columns; ++c) {
    Line& line = plot.lines[c];
    line.name = column_name(trace.model(), name, c);
    line.buckets.resize(w.rows);
    for (std::size_t r = 0; r < w.rows; ++r) {
      const std::size_t first = (w.first + r) * w.factor;
      const std::size_t last = std::min(first + w.factor, w.rows_in_file);
      Bucket& b = line.buckets[r];
      b.from = trace.start() + Time{1min} * static_cast<std::int64_t>(first);
      b.to = trace.start() + Time{1min} * static_cast<std::int64_t>(last);
      if (w.factor == 1) {
        b.min = b.max = b.mean = w.values[r * w.columns + c];
      } else {
        const float* v = &w.values[(r * w.columns + c) * 3];
        b.min = v[0];
        b.max = v[1];
        b.mean = v[2];
      }
    }
  }
  return plot;
}

std::string as_csv(const Plot& plot) {
  std::string out = "from_s,to_s";
  for (const Line& l : plot.lines) out += fmt::format(",{0}_min,{0}_mean,{0}_max", l.name);
  out += "\n";
  const std::size_t rows = plot.lines.empty() ? 0 : plot.lines[0].buckets.size();
  for (std::size_t r = 0; r < rows; ++r) {
    out += fmt::format("{},{}", seconds(plot.lines[0].buckets[r].from),
                       seconds(plot.lines[0].buckets[r].to));
    for (const Line& l : plot.lines)
      out += fmt::format(",{},{},{}", l.buckets[r].min, l.buckets[r].mean, l.buckets[r].max);
    out += "\n";
  }
  return out;
}

}  // namespace wardtwin::viz
