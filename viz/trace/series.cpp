#include "viz/trace/series.h"

#include <algorithm>

#include <fmt/format.h>

namespace wardtwin::viz {
namespace {

struct About {
  const char *in_file, *title, *unit, *meaning;
};

About about(SeriesName name) {
  switch (name) {
    case SeriesName::beds_occupied:
      return {"beds_occupied", "Beds occupied", "beds",
              "Occupied beds of each unit at the end of each minute."};
    case SeriesName::nurses_busy:
      return {"nurses_busy", "Busy nurses", "nurses",
              "Nurses of each unit in any activity, mean of each minute."};
    case SeriesName::messages:
      return {"messages", "Messages delivered", "per minute",
              "Messages of all flows that reached the end of their way in each minute."};
    case SeriesName::airtime:
      return {"airtime", "Channel busy", "share of time",
              "Share of each minute in which the channel of an access point was not idle."};
    case SeriesName::gateway_queue: break;
  }
  return {"gateway_queue", "Messages waiting", "messages",
          "Messages that wait in each gateway, mean of each minute."};
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

namespace {

// Levels are 16 apart: where the one below is no more than this to read, it is read and taken
// together here, or a chart would have a sixteenth of what its pixels can show.
constexpr std::size_t kMostValues = 1'000'000;

std::size_t columns_of(const results::Model& m, SeriesName name) {
  switch (name) {
    case SeriesName::beds_occupied:
    case SeriesName::nurses_busy: return m.units.size();
    case SeriesName::messages: return 1;
    case SeriesName::airtime: return m.access_points.size();
    case SeriesName::gateway_queue: break;
  }
  return m.gateways.size();
}

}  // namespace

Plot read_plot(const Trace& trace, SeriesName name, Time from, Time to, std::size_t pixels) {
  const About a = about(name);
  Plot plot{a.title, a.unit, {}, a.meaning};
  if (trace.empty()) return plot;
  const auto minute = [&](Time t, bool up) {
    const Time since = std::max(Time{0}, t - trace.start());
    return static_cast<std::size_t>((since + (up ? Time{1min} - Time{1} : Time{0})) / Time{1min});
  };
  const std::size_t most = 2 * std::max<std::size_t>(1, pixels);
  const std::size_t rows = kMostValues / std::max<std::size_t>(1, columns_of(trace.model(), name));
  const results::SeriesWindow w =
      results::read_series(trace.data_path(), trace.replication(), a.in_file, minute(from, false),
                           minute(to, true), std::clamp(rows, most, 32 * most));
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
  return coarser(plot, most * plot.lines.size());
}

Plot coarser(const Plot& plot, std::size_t most) {
  std::size_t all = 0, longest = 0;
  for (const Line& l : plot.lines) {
    all += l.buckets.size();
    longest = std::max(longest, l.buckets.size());
  }
  if (all <= most || plot.lines.empty()) return plot;
  const std::size_t each = std::max<std::size_t>(2, most / plot.lines.size());
  const std::size_t group = (longest + each - 1) / each;
  Plot out{plot.title, plot.unit, {}};
  for (const Line& l : plot.lines) {
    Line& line = out.lines.emplace_back(Line{l.name, {}});
    line.buckets.reserve(l.buckets.size() / group + 1);
    for (std::size_t first = 0; first < l.buckets.size(); first += group) {
      Bucket b = l.buckets[first];
      double sum = 0, weight = 0;
      for (std::size_t i = first; i < std::min(first + group, l.buckets.size()); ++i) {
        const Bucket& one = l.buckets[i];
        b.to = one.to;
        b.min = std::min(b.min, one.min);
        b.max = std::max(b.max, one.max);
        sum += double{one.mean} * seconds(one.to - one.from);
        weight += seconds(one.to - one.from);
      }
      b.mean = static_cast<float>(sum / weight);
      line.buckets.push_back(b);
    }
  }
  return out;
}

Line envelope(const Plot& plot) {
  Line out{"all", plot.lines.empty() ? std::vector<Bucket>{} : plot.lines[0].buckets};
  for (std::size_t i = 0; i < out.buckets.size(); ++i) {
    Bucket& b = out.buckets[i];
    double sum = 0;
    std::size_t lines = 0;
    for (const Line& l : plot.lines) {
      if (i >= l.buckets.size()) continue;
      b.min = std::min(b.min, l.buckets[i].min);
      b.max = std::max(b.max, l.buckets[i].max);
      sum += double{l.buckets[i].mean};
      ++lines;
    }
    b.mean = static_cast<float>(sum / static_cast<double>(lines));
  }
  return out;
}

std::string as_csv(const Plot& plot) {
  std::string out = "from_s,to_s";
  for (const Line& l : plot.lines) out += fmt::format(",{0}_min,{0}_mean,{0}_max", l.name);
  out += "\n";
  const std::size_t rows = plot.lines.empty() ? 0 : plot.lines[0].buckets.size();
  for (std::size_t r = 0; r < rows; ++r) {
    out += fmt::format("{},{}", seconds(plot.lines[0].buckets[r].from),
                       seconds(plot.lines[0].buckets[r].to));
    for (const Line& l : plot.lines)  // of two runs one may be shorter
      out += r < l.buckets.size()
                 ? fmt::format(",{},{},{}", l.buckets[r].min, l.buckets[r].mean, l.buckets[r].max)
                 : ",,,";
    out += "\n";
  }
  return out;
}

}  // namespace wardtwin::viz
