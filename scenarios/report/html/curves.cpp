#include "scenarios/report/html/curves.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/report/format.h"

namespace wardtwin::html {
namespace {

constexpr std::size_t kPoints = 240;  ///< of a curve; more would not be seen

// Value at probability q of sorted values, between neighbours in proportion.
double quantile_of(const std::vector<double>& sorted, double q) {
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto i = static_cast<std::size_t>(at);
  const double rest = at - static_cast<double>(i);
  return i + 1 < sorted.size() ? sorted[i] + rest * (sorted[i + 1] - sorted[i]) : sorted.back();
}

}  // namespace

TimeUnit unit_for(double seconds) {
  if (seconds < 1e-3) return {"µs", 1e-6};
  if (seconds < 1) return {"ms", 1e-3};
  if (seconds < 120) return {"s", 1};
  if (seconds < 7200) return {"min", 60};
  if (seconds < 172800) return {"h", 3600};
  return {"d", 86400};
}

std::string tick_label(double value) {
  return fmt::format("{:.6g}", std::abs(value) < 1e-12 ? 0 : value);
}

Distribution distribution(std::span<const Delays> each) {
  Histogram pooled;
  for (const Delays& d : each) pooled.merge(*d.histogram);
  std::vector<std::size_t> bins;
  for (std::size_t b = 0; b < pooled.counts().size(); ++b)
    if (pooled.counts()[b] > 0) bins.push_back(b);
  Distribution out;
  if (bins.empty()) return out;
  const std::size_t every = 1 + bins.size() / kPoints;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i + 1 < bins.size(); i += every) chosen.push_back(bins[i]);
  chosen.push_back(bins.back());

  std::vector<std::uint64_t> upto(each.size(), 0);
  std::size_t next = 0;
  const auto count_below = [&](std::size_t bin) {
    for (; next < bin; ++next)
      for (std::size_t k = 0; k < each.size(); ++k)
        if (next < each[k].histogram->counts().size()) upto[k] += each[k].histogram->counts()[next];
  };
  const auto point = [&](std::uint64_t at) {
    std::vector<double> shares;
    for (std::size_t k = 0; k < each.size(); ++k)
      if (const auto all = each[k].histogram->count() + each[k].missing; all > 0)
        shares.push_back(static_cast<double>(upto[k]) / static_cast<double>(all));
    const Interval i = mean_interval(shares);
    out.at_s.push_back(1e-9 * static_cast<double>(at));
    out.mean.push_back(i.mean);
    out.low.push_back(std::max(0.0, i.low));
    out.high.push_back(std::min(1.0, i.high));
    if (std::isnan(i.low)) out.low.back() = out.high.back() = i.low;
  };
  for (const std::size_t bin : chosen) {
    // level up to the bin's beginning where nothing came before it: a jump is drawn as one
    const auto own = std::lower_bound(bins.begin(), bins.end(), bin) - bins.begin();
    if (own == 0 || bins[static_cast<std::size_t>(own - 1)] + 1 < bin) {
      count_below(bin);
      point(Histogram::bin_low(bin));
    }
    count_below(bin + 1);
    point(Histogram::bin_low(bin) + Histogram::bin_width(bin));
  }
  return out;
}

void Curves::add(const std::string& name, std::span<const Delays> each) {
  Distribution d = distribution(each);
  if (d.at_s.empty() || curves_.size() == 8) return;
  names_.push_back(name);
  curves_.push_back(std::move(d));
}

std::string Curves::figure(double mark_s, const std::string& mark) const {
  if (curves_.empty()) return "";
  double low = 1e99, high = 0;
  for (const Distribution& d : curves_) {
    low = std::min(low, d.at_s.front());
    high = std::max({high, d.at_s.back(), mark_s});
  }
  low = std::pow(10, std::floor(std::log10(std::max(low, 1e-7)) - 1e-9));
  high = std::pow(10, std::ceil(std::log10(high) - 1e-9));
  if (!(high > low)) high = 10 * low;
  Caption caption = caption_;
  for (std::size_t i = 0; i < curves_.size(); ++i)
    caption.alt +=
        fmt::format(" {}: ends at {}.", names_[i], report::percent(curves_[i].mean.back()));
  Plot plot(caption, {x_ + " (logarithmic)",
                      "share that has come",
                      {low, high, true},
                      {0, 1},
                      [](double s) { return report::duration(s); },
                      [](double share) { return fmt::format("{:.0f} %", 100 * share); },
                      {}});
  for (std::size_t i = 0; i < curves_.size(); ++i) {
    const auto& d = curves_[i];
    const int colour = static_cast<int>(i);
    plot.band(d.at_s, d.low, d.high, colour, "");
    // nothing has come before the first bin; after the last, nothing more comes
    std::vector<double> x{low}, y{0};
    x.insert(x.end(), d.at_s.begin(), d.at_s.end());
    y.insert(y.end(), d.mean.begin(), d.mean.end());
    x.push_back(high);
    y.push_back(d.mean.back());
    plot.line(x, y, colour, names_[i]);
  }
  if (mark_s > 0) plot.line({mark_s, mark_s}, {0, 1}, 6, mark + ": " + report::duration(mark_s));
  const bool single = std::isnan(curves_[0].low[0]);
  return plot.figure() + "<p class=\"soft\">" +
         (single ? "One replication: there is no interval."
                 : "Bands: 95 % interval over replications at each point.") +
         "</p>\n";
}

namespace {

// Order statistics of the replications at some minutes.
struct Fan {
  std::vector<double> at, low, lower, middle, upper, high;
  double from = 0, to = 0;  ///< minutes since the start of the run
  double top = 0;
};

// Series begin after the warm-up, and a row is the state at the end of its minute.
Fan fan_of(const Results& results, const Series SeriesSet::* series, std::uint32_t column) {
  Fan f;
  const double first = results.run.warm_up_s / 60 + 1;
  std::size_t rows = 0;
  const auto has = [&](const Replication& r) { return (r.series.*series).columns > column; };
  for (const Replication& r : results.replications)
    if (has(r)) rows = std::max(rows, (r.series.*series).rows());
  f.from = first - 1;
  f.to = f.from + static_cast<double>(rows);
  for (std::size_t row = 0; row < rows; row += 1 + rows / kPoints) {
    std::vector<double> values;
    for (const Replication& r : results.replications) {
      const Series& one = r.series.*series;
      if (has(r) && row < one.rows()) values.push_back(one.values[row * one.columns + column]);
    }
    std::sort(values.begin(), values.end());
    f.at.push_back(first + static_cast<double>(row));
    f.low.push_back(values.front());
    f.lower.push_back(quantile_of(values, 0.25));
    f.middle.push_back(quantile_of(values, 0.5));
    f.upper.push_back(quantile_of(values, 0.75));
    f.high.push_back(values.back());
    f.top = std::max(f.top, values.back());
  }
  return f;
}

}  // namespace

std::vector<double> clock_ticks(const Source& s, double from, double to, double& step) {
  for (const double hours : {0.25, 1.0, 2.0, 4.0, 6.0, 12.0, 24.0, 48.0, 168.0, 720.0, 8760.0})
    if ((to - from) / (step = 60 * hours) <= 9) break;
  const double start = std::fmod(s.results.run.starts_s / 60 + from, step);
  std::vector<double> out;
  for (double t = from + (start > 0 ? step - start : 0); t <= to; t += step) out.push_back(t);
  return out;
}

std::string fan(const Source& s, const Series SeriesSet::* series, std::uint32_t column,
                const Caption& caption, const std::string& y, double level,
                const std::string& level_text) {
  const Fan f = fan_of(s.results, series, column);
  if (f.at.empty()) return "";
  double step = 60;
  const std::vector<double> ticks = clock_ticks(s, f.from, f.to, step);
  const std::size_t n = s.results.replications.size();
  Plot plot(caption, {step < 1440 ? "time of day" : "day and time",
                      y,
                      {f.from, f.to},
                      from_zero(std::max(f.top, level)),
                      [&](double m) { return clock_time(s, m); },
                      tick_label,
                      ticks});
  if (n > 1) plot.band(f.at, f.low, f.high, 0, "all replications");
  if (n > 3) plot.band(f.at, f.lower, f.upper, 0, "the middle half of them", true);
  plot.line(f.at, f.middle, 0, n > 1 ? "median of the replications" : "the one replication");
  if (level > 0) plot.mark(level, level_text);
  return plot.figure();
}

}  // namespace wardtwin::html
