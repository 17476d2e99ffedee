#include "viz/trace/patient_flow.h"

#include <algorithm>
#include <map>
#include <utility>

namespace wardtwin::viz {
namespace {

struct Visit {
  std::uint32_t unit = flow::kNone;
  Time in{0}, out = kNever;
};

// Of each patient, in order of coming; beds of one unit after another are one visit.
std::map<flow::PatientIndex, std::vector<Visit>> visits_of(const Trace& trace) {
  std::map<flow::PatientIndex, std::vector<Visit>> visits;
  const auto& beds = trace.model().building.beds;
  std::vector<flow::PatientIndex> in_bed(beds.size(), flow::kNone);
  const auto last_in = [&](flow::PatientIndex who, std::uint32_t unit) -> Visit* {
    for (auto& all = visits[who]; Visit & v : all)
      if (v.unit == unit && v.out == kNever) return &v;
    return nullptr;
  };
  std::vector<flow::BedChange> log = trace.logs().history.bed_changes;
  std::ranges::stable_sort(log, {}, &flow::BedChange::at);
  for (const flow::BedChange& c : log) {
    if (c.bed >= beds.size()) continue;
    const std::uint32_t unit = beds[c.bed].unit;
    if (const auto who = std::exchange(in_bed[c.bed], c.patient); who != flow::kNone)
      if (Visit* v = last_in(who, unit)) v->out = c.at;
    if (c.patient == flow::kNone) continue;
    auto& all = visits[c.patient];
    if (!all.empty() && all.back().unit == unit && all.back().out == c.at)
      all.back().out = kNever;  // another bed of the unit
    else
      all.push_back({unit, c.at, kNever});
  }
  return visits;
}

std::vector<Stream> in_order(
    const std::map<std::pair<std::string, std::string>, std::uint64_t>& n) {
  std::vector<Stream> out;
  for (const auto& [way, count] : n)
    if (count > 0) out.push_back({way.first, way.second, count});
  std::ranges::stable_sort(out, std::greater{}, &Stream::count);
  return out;
}

}  // namespace

std::vector<Stream> unit_flow(const Trace& trace, Time from, Time to) {
  std::map<std::pair<std::string, std::string>, std::uint64_t> n;
  const auto name = [&](std::uint32_t unit) {
    return unit < trace.model().units.size() ? trace.model().units[unit].name : std::string("beds");
  };
  for (const auto& [who, all] : visits_of(trace)) {
    std::string last = "came";
    bool any = false;
    for (const Visit& v : all) {
      if (v.out <= from || v.in >= to) continue;
      if (!any) last = v.in <= from ? "there at the start" : "came";
      any = true;
      ++n[{last, name(v.unit)}];
      last = name(v.unit);
      if (v.out >= to) break;
    }
    if (!any) continue;
    const auto there = std::ranges::any_of(
        all, [&](const Visit& v) { return v.in < to && v.out >= to && v.out > from; });
    ++n[{last, there ? "there at the end" : "left"}];
  }
  return in_order(n);
}

std::vector<Stream> pathway_flow(const Trace& trace) {
  std::map<std::pair<std::string, std::string>, std::uint64_t> n;
  for (std::size_t i = 0; i < trace.logs().pathways.size(); ++i) {
    const results::Pathway& p = trace.logs().pathways[i];
    const std::string& name = trace.model().pathways[i].name;
    n[{"there at the start", name}] += p.there_at_start;
    n[{"came", name}] += p.arrived;
    n[{name, "left"}] += p.left;
    n[{name, "died"}] += p.died;
    n[{name, "gave up waiting"}] += p.unserved;
    n[{name, "turned away"}] += p.turned_away;
    n[{name, "there at the end"}] += p.there;
  }
  return in_order(n);
}

std::vector<StepShare> step_shares(const Trace& trace, std::uint32_t pathway) {
  std::vector<StepShare> out;
  double all = 0;
  for (std::uint32_t i = 0; i < trace.logs().steps.size(); ++i) {
    if (trace.model().steps[i].pathway != pathway) continue;
    const results::Step& s = trace.logs().steps[i];
    out.push_back({i, s.inside_mean, 0, s.wait.mean(), s.wait.quantile(0.95), s.begun});
    all += s.inside_mean;
  }
  for (StepShare& s : out) s.share = all > 0 ? s.inside_mean / all : 0;
  return out;
}

}  // namespace wardtwin::viz
