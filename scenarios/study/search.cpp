#include "scenarios/study/search.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "scenarios/compiler/prices.h"
#include "scenarios/compiler/problems.h"
#include "scenarios/compiler/quantity.h"
#include "scenarios/report/format.h"
#include "scenarios/run/model.h"
#include "scenarios/run/requirements.h"
#include "sim/base/error.h"
#include "sim/base/selection.h"

namespace wardtwin::study {
namespace {

using results::Requirement;
using results::Verdict;

constexpr int kFirstStage = 10;

double cost_of(const Study& study, const std::vector<double>& costs, const Point& p) {
  double cost = 0;
  for (std::size_t f = 0; f < costs.size(); ++f) {
    const auto value = compiler::split_quantity(p.values[f]);
    if (!value)
      throw InputError(fmt::format("'{}={}' is no number, so it cannot be counted for its cost",
                                   study.factors[f].path, p.values[f]));
    cost += costs[f] * value->number;
  }
  return cost;
}

// The requirement that decides: the first that is not met, else the first that is open.
std::string reason_of(const std::vector<Requirement>& all) {
  for (const Verdict v : {Verdict::not_met, Verdict::not_decided})
    for (const Requirement& r : all)
      if (r.verdict == v)
        return fmt::format("{}: {} .. {}, limit {}", r.name, report::in_unit(r.low, r.unit),
                           report::in_unit(r.high, r.unit), report::in_unit(r.limit, r.unit));
  return "";
}

bool any(const std::vector<Requirement>& all, Verdict v) {
  return std::any_of(all.begin(), all.end(), [v](const Requirement& r) { return r.verdict == v; });
}

}  // namespace

Choice choose(const Study& study, const std::string& measure, double indifference, int most) {
  Shards shards(study);
  Choice out;
  out.measure = measure;
  std::vector<run::Measure> measures;
  for (std::size_t p = 0; p < shards.points(); ++p)
    measures.push_back(run::read_measure(measure, run::model_of(shards.hospital(p))));
  out.unit = measures[0].unit;
  Kn kn(shards.points(), indifference, 0.95, std::min(most, kFirstStage));
  int made = 0;
  while (!kn.done() && kn.replications() < most) {
    // as many at once as keep all processes busy; what a worse point had too many is not looked at
    const int several = std::max(1, study.jobs / static_cast<int>(kn.surviving().size()));
    const int until = made == 0 ? std::min(most, kFirstStage) : std::min(most, made + several);
    std::vector<Task> tasks;
    for (int r = made; r < until; ++r)
      for (const std::size_t p : kn.surviving()) tasks.push_back({p, r});
    if (!shards.make(tasks)) break;
    for (int r = made; r < until && !kn.done(); ++r) {
      std::vector<double> values;
      for (const std::size_t p : kn.surviving()) {
        values.push_back(measures[p].of(shards.read({p, r}, false)));
        if (!std::isfinite(values.back()))
          throw RunError(
              fmt::format("'{}' of point {} has no finite value in replication {}, so "
                          "points cannot be ranked by it",
                          measure, p, r));
      }
      kn.add(values);
    }
    made = until;
  }
  out.done = kn.done();
  for (std::size_t p = 0; p < shards.points(); ++p) {
    const auto& in = kn.surviving();
    const bool still = std::find(in.begin(), in.end(), p) != in.end();
    out.contenders.push_back(
        {p, study.points[p].values, kn.mean(p), kn.replications_of(p), still, out.done && still});
  }
  return out;
}

Optimum optimise(const Study& study, const std::vector<double>& costs, int first, int most) {
  Shards shards(study);
  std::vector<double> cost;
  for (std::size_t p = 0; p < study.points.size(); ++p)
    cost.push_back(costs.empty() ? compiler::planned_cost(shards.hospital(p))
                                 : cost_of(study, costs, study.points[p]));
  std::vector<std::size_t> order(study.points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return cost[a] < cost[b]; });
  Optimum out;
  std::size_t open = 0;
  for (const std::size_t p : order) {
    if (shards.hospital(p).requirements.empty())
      throw InputError("the scenario has no requirements, so the cheapest is the cheapest");
    Optimum::Step step{p, study.points[p].values, cost[p], 0, {}, {}};
    for (int n = std::min(first, most);; n = std::min(2 * n, most)) {
      std::vector<Task> tasks;
      for (int r = 0; r < n; ++r) tasks.push_back({p, r});
      if (!shards.make(tasks)) {
        out.conclusion = "Stopped; --resume goes on where the study has a folder.";
        return out;
      }
      step.replications = n;
      step.requirements = shards.results_of(p, n, false).requirements;
      if (any(step.requirements, Verdict::not_met) ||
          !any(step.requirements, Verdict::not_decided) || n == most)
        break;
    }
    step.reason = reason_of(step.requirements);
    const bool not_met = any(step.requirements, Verdict::not_met);
    open += !not_met && any(step.requirements, Verdict::not_decided);
    out.found = !not_met && !any(step.requirements, Verdict::not_decided);
    out.steps.push_back(std::move(step));
    if (!out.found) continue;
    out.conclusion =
        fmt::format("The cheapest that meets every requirement: {} at a cost of {:.6g}",
                    compiler::join(settings(study.factors, study.points[p])), cost[p]);
    if (open > 0)
      out.conclusion += fmt::format("; {} cheaper {} not decided with {} replications", open,
                                    open == 1 ? "one is" : "ones are", most);
    out.conclusion += ".";
    return out;
  }
  out.conclusion = open > 0 ? fmt::format(
                                  "None is shown to meet every requirement; {} not decided "
                                  "with {} replications.",
                                  open == 1 ? "1 is" : std::to_string(open) + " are", most)
                            : "None meets every requirement.";
  return out;
}

}  // namespace wardtwin::study
