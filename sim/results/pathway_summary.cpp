#include <algorithm>

#include "sim/results/summary_parts.h"

namespace wardtwin::results {
namespace {

// Levels and quarters of one resource become one row each, in the order of the first replication.
template <class Row, class Same, class Add>
void pool_rows(std::vector<Row>& to, const std::vector<Row>& from, Same same, Add add_row) {
  if (to.empty()) to.reserve(from.size());
  std::size_t hint = 0;
  for (const Row& b : from) {
    while (hint < to.size() && !same(to[hint], b)) ++hint;
    if (hint == to.size()) {
      hint = 0;
      while (hint < to.size() && !same(to[hint], b)) ++hint;
    }
    if (hint == to.size()) {
      to.push_back(b);
      add_row(to.back(), b, true);
    } else {
      add_row(to[hint], b, false);
    }
  }
}

}  // namespace

void pool_pathways(Replication& all, const Replication& r, double weight) {
  pool(all.pathways, r.pathways, [](Pathway& a, const Pathway& b) {
    a.there_at_start += b.there_at_start;
    a.arrived += b.arrived;
    a.left += b.left;
    a.died += b.died;
    a.unserved += b.unserved;
    a.turned_away += b.turned_away;
    a.there += b.there;
    a.no_show += b.no_show;
    a.returned += b.returned;
    a.in_target += b.in_target;
    a.time.merge(b.time);
  });
  pool(all.steps, r.steps, [&](Step& a, const Step& b) {
    a.begun += b.begun;
    a.unserved += b.unserved;
    a.turned_away += b.turned_away;
    a.inside_mean += weight * b.inside_mean;
    a.wait.merge(b.wait);
  });
  pool(all.resources, r.resources, [&](Resource& a, const Resource& b) {
    a.utilisation += weight * b.utilisation;
    a.busy_mean += weight * b.busy_mean;
    a.on_duty_mean += weight * b.on_duty_mean;
    a.queue_mean += weight * b.queue_mean;
    a.queue_max = std::max(a.queue_max, b.queue_max);
    a.work_ratio += weight * b.work_ratio;
    a.on_duty_h += b.on_duty_h;
    a.overtime_h += b.overtime_h;
    a.cost_per_year += weight * b.cost_per_year;
    a.waited += b.waited;
    a.wait.merge(b.wait);
  });
  pool_rows(
      all.quarters, r.quarters,
      [](auto& a, auto& b) { return a.resource == b.resource && a.quarter == b.quarter; },
      [&](Quarter& a, const Quarter& b, bool first) {
        if (first) a.busy = a.on_duty = 0;
        a.busy += weight * b.busy;
        a.on_duty += weight * b.on_duty;
      });
  pool_rows(
      all.levels, r.levels,
      [](auto& a, auto& b) { return a.resource == b.resource && a.in_use == b.in_use; },
      [&](Level& a, const Level& b, bool first) {
        a.share = (first ? 0 : a.share) + weight * b.share;
      });
}

namespace {

// Patients in the beds of a unit for each member of its staff on duty; NaN for what is no staff of a
// unit with beds.
double patients_each(const Model& m, const Replication& r, std::size_t staff) {
  const Model::Resource& one = m.resources[staff];
  double patients = 0;
  for (std::size_t i = 0; i < std::min(m.resources.size(), r.resources.size()); ++i)
    if (m.resources[i].kind == "bed" && m.resources[i].unit == one.unit)
      patients += r.resources[i].busy_mean;
  const bool counts = one.kind == "staff" && !one.unit.empty() && patients > 0;
  return counts ? ratio(patients, r.resources[staff].on_duty_mean) : kNan;
}

}  // namespace

void list_pathways(const Model& m, const Replication& r, double counted,
                   std::vector<Quantity>& out) {
  const double days = counted / 86400;
  const auto per_day = [&](std::uint64_t n) { return ratio(static_cast<double>(n), days); };
  for (std::size_t i = 0; i < std::min(m.pathways.size(), r.pathways.size()); ++i) {
    const Pathway& p = r.pathways[i];
    List list{out, "pathways", m.pathways[i].name};
    list.add("arrived", "1/d", per_day(p.arrived));
    list.add("left", "1/d", per_day(p.left));
    list.add("died", "1/d", per_day(p.died));
    list.add("unserved", "1/d", per_day(p.unserved));
    list.add("turned away", "1/d", per_day(p.turned_away));
    list.add("no show", "1/d", per_day(p.no_show));
    list.add("returned", "1/d", per_day(p.returned));
    list.add("there", "1", static_cast<double>(p.there));
    list.add("share in target", "1",
             m.pathways[i].target_s > 0 ? ratio(p.in_target, p.time.count()) : kNan);
    list.add("time mean", "s", p.time.mean());
    list.delays(p.time, "time ");
  }
  for (std::size_t i = 0; i < std::min(m.steps.size(), r.steps.size()); ++i) {
    const Step& s = r.steps[i];
    List list{out, "steps", m.pathways[m.steps[i].pathway].name + "." + m.steps[i].name};
    list.add("begun", "1/d", per_day(s.begun));
    list.add("unserved", "1/d", per_day(s.unserved));
    list.add("turned away", "1/d", per_day(s.turned_away));
    list.add("patients", "1", s.inside_mean);
    list.add("wait mean", "s", s.wait.mean());
    list.delays(s.wait, "wait ");
  }
  for (std::size_t i = 0; i < std::min(m.resources.size(), r.resources.size()); ++i) {
    const Resource& p = r.resources[i];
    List list{out, "resources", m.resources[i].name};
    list.add("utilisation", "1", p.utilisation);
    list.add("busy", "1", p.busy_mean);
    list.add("on duty", "1", p.on_duty_mean);
    list.add("queue mean", "1", p.queue_mean);
    list.add("queue max", "1", p.queue_max);
    list.add("work ratio", "1", p.work_ratio);
    list.add("overtime", "h/d", ratio(p.overtime_h, days));
    list.add("cost per year", "1", p.cost_per_year);
    list.add("share waited", "1", ratio(p.waited, p.wait.count()));
    list.add("patients each", "1", patients_each(m, r, i));
    list.add("wait mean", "s", p.wait.mean());
    list.delays(p.wait, "wait ");
  }
}

}  // namespace wardtwin::results
