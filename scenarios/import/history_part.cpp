#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "scenarios/import/fit.h"
#include "scenarios/import/history.h"

namespace wardtwin::importing {
namespace {

constexpr std::size_t kEnoughToFit = 20;  ///< stays; below, an exponential law of their mean

struct UnitFlow {
  std::vector<double> hours;  ///< stays that ended
  std::map<std::string, std::uint64_t> next;
  std::uint64_t stays = 0;
  int most = 0;  ///< patients at once
};

struct Flow {
  std::map<std::string, UnitFlow> units;
  std::map<std::string, std::uint64_t> entries;
  std::array<double, 24> by_hour{};
  std::array<double, 7> by_day{};
  std::uint64_t arrivals = 0;
  std::int64_t first_day = 0, last_day = 0;
};

std::int64_t day_of(const Instant& t) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>(t.local()) / 86400));
}

// Day 0 of the epoch was a Thursday; Monday is 0.
std::size_t weekday(std::int64_t day) { return static_cast<std::size_t>(((day + 3) % 7 + 7) % 7); }

int most_at_once(std::vector<std::pair<std::int64_t, int>> steps) {
  std::sort(steps.begin(), steps.end());  // of equal instants, those who leave go first
  int now = 0, most = 0;
  for (const auto& [t, step] : steps) most = std::max(most, now += step);
  return most;
}

Flow flow_of(const History& h, const std::vector<Visit>& visits) {
  Flow f;
  std::map<std::string, std::vector<std::pair<std::int64_t, int>>> steps;
  f.first_day = INT64_MAX;
  f.last_day = INT64_MIN;
  for (const Event& e : h.events) {
    f.first_day = std::min(f.first_day, day_of(e.at));
    f.last_day = std::max(f.last_day, day_of(e.at));
  }
  for (const Visit& v : visits) {
    ++f.entries[v.stays[0].unit];
    if (!v.began_before) {
      const Instant& at = v.stays[0].from;
      ++f.arrivals;
      ++f.by_hour[static_cast<std::size_t>((at.local() % 86400 + 86400) % 86400 / 3600)];
      ++f.by_day[weekday(day_of(at))];
    }
    for (std::size_t i = 0; i < v.stays.size(); ++i) {
      const Stay& s = v.stays[i];
      UnitFlow& u = f.units[s.unit];
      ++u.stays;
      steps[s.unit].push_back({s.from.utc, 1});
      if (!s.to) continue;
      steps[s.unit].push_back({s.to->utc, -1});
      // of a visit under way when the records begin only a part is known
      const bool whole = i > 0 || !v.began_before;
      if (whole && s.to->utc > s.from.utc)
        u.hours.push_back(static_cast<double>(s.to->utc - s.from.utc) / 3600);
      ++u.next[i + 1 < v.stays.size() ? v.stays[i + 1].unit : v.died ? "die" : "leave"];
    }
  }
  for (auto& [name, u] : f.units) u.most = most_at_once(std::move(steps[name]));
  return f;
}

// Shares in ppm that add up to exactly 100 %; the last takes the rest.
std::string shares(const std::map<std::string, std::uint64_t>& counts) {
  if (counts.empty()) return "leave";
  if (counts.size() == 1) return counts.begin()->first;
  std::uint64_t total = 0;
  for (const auto& [name, n] : counts) total += n;
  std::string out;
  std::int64_t left = 1'000'000;
  std::size_t i = 0;
  for (const auto& [name, n] : counts) {
    const bool last = ++i == counts.size();
    const auto ppm =
        last ? left : std::llround(1e6 * static_cast<double>(n) / static_cast<double>(total));
    left -= ppm;
    out += fmt::format("{}{}: {:.6g} %", out.empty() ? "{ " : ", ", name,
                       static_cast<double>(ppm) / 1e4);
  }
  return out + " }";
}

std::string stay_law(const UnitFlow& u) {
  if (u.hours.empty()) return "exponential(mean 1 d)    # assumed: no stay ends in the records";
  double mean = 0;
  for (const double x : u.hours) mean += x / static_cast<double>(u.hours.size());
  const bool equal = std::all_of(u.hours.begin(), u.hours.end(),
                                 [&](double x) { return std::abs(x - u.hours[0]) < 1e-6; });
  if (u.hours.size() < kEnoughToFit || equal)
    return fmt::format("exponential(mean {:.6g} h)    # {} stays", mean, u.hours.size());
  const Distribution d = fit_laws(u.hours, 0)[0].law;
  const auto n = fmt::format("    # {} stays, best of four laws by AIC", u.hours.size());
  using Law = Distribution::Law;
  if (d.law == Law::exponential) return fmt::format("exponential(mean {:.6g} h){}", d.p[0], n);
  if (d.law == Law::lognormal)
    return fmt::format("lognormal(median {:.6g} h, sigma {:.6g}){}", std::exp(d.p[0]), d.p[1], n);
  return fmt::format("{}(shape {:.6g}, scale {:.6g} h){}",
                     d.law == Law::gamma ? "gamma" : "weibull", d.p[0], d.p[1], n);
}

// Arrivals by clock hour, or where no arrival was seen itself, visits spread over the day.
std::string hourly(const Flow& f, std::size_t visits) {
  const double days = static_cast<double>(f.last_day - f.first_day + 1);
  if (f.arrivals == 0)
    return fmt::format("{:.6g}]    # assumed: no arrival was seen, only visits under way",
                       static_cast<double>(visits) / days / 24);
  std::string out;
  for (std::size_t i = 0; i < 24; ++i)
    out += fmt::format("{}{:.6g}",
                       i == 0    ? ""
                       : i == 12 ? ",\n                 "
                                 : ", ",
                       f.by_hour[i] / days);
  return out + "]";
}

// Factors by weekday, once there is enough to tell them from chance.
std::string weekly(const Flow& f) {
  const std::int64_t days = f.last_day - f.first_day + 1;
  if (days < 28 || f.arrivals < 100) return "";
  std::array<double, 7> seen{};
  for (std::int64_t d = f.first_day; d <= f.last_day; ++d) ++seen[weekday(d)];
  const double mean = static_cast<double>(f.arrivals) / static_cast<double>(days);
  std::string out;
  for (std::size_t d = 0; d < 7; ++d)
    out += fmt::format("{}{:.4g}", out.empty() ? "" : ", ", f.by_day[d] / seen[d] / mean);
  return fmt::format("        weekly: [{}]    # Monday first\n", out);
}

std::string header(const History& h, const Flow& f, std::size_t visits, std::size_t left_out) {
  std::string out =
      fmt::format("# {} visits, {} of them from their arrival on, over {} days.\n# Read:", visits,
                  f.arrivals, h.events.empty() ? 0 : f.last_day - f.first_day + 1);
  for (const auto& [kind, n] : h.read) out += fmt::format(" {} {},", n, kind);
  out.back() = '.';
  if (left_out > 0) out += fmt::format(" Left out for their mistakes: {}.", left_out);
  out += "\n";
  for (const auto& [unit, n] : h.observations)
    out += fmt::format("# Observations in {}: {} messages.\n", unit, n);
  for (const auto& [type, n] : h.devices) out += fmt::format("# Devices: {} x {}.\n", n, type);
  return out;
}

}  // namespace

std::string history_part(const History& h, std::string_view pathway, std::size_t left_out) {
  const std::vector<Visit> visits = visits_of(h);
  const Flow f = flow_of(h, visits);
  std::string out = header(h, f, visits.size(), left_out);
  if (visits.empty()) return out + "# No patient arrives or moves in these records.\n";
  out += fmt::format("scenario: {}\nformat: 1\nduration: 7 d\npeople:\n  resources:\n", pathway);
  for (const auto& [name, u] : f.units)
    out += fmt::format(
        "    {}_bed: {{ kind: bed, unlimited: yes }}    # at most {} at once; write units: N\n",
        name, std::max(u.most, 1));
  out += fmt::format("  pathways:\n    {}:\n      arrive:\n        hourly: [{}\n{}", pathway,
                     hourly(f, visits.size()), weekly(f));
  out += fmt::format("      steps:\n        comes_in: {{ takes: 0 s, then: {} }}\n",
                     shares(f.entries));
  for (const auto& [name, u] : f.units)
    out += fmt::format(
        "        {}:\n          with: {}_bed\n          takes: {}\n          then: {}\n", name,
        name, stay_law(u), shares(u.next));
  return out;
}

}  // namespace wardtwin::importing
