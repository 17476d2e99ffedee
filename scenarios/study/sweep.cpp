#include "scenarios/study/sweep.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <fmt/format.h>

#include "scenarios/compiler/quantity.h"
#include "scenarios/run/model.h"
#include "scenarios/run/requirements.h"
#include "sim/base/error.h"

namespace wardtwin::study {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Mean of column `replication` over the points that `keep` answers true for.
template <class Keep>
double mean_over(const Sweep& s, std::size_t measure, std::size_t replication, Keep keep) {
  Tally t;
  for (std::size_t p = 0; p < s.points.size(); ++p)
    if (keep(p)) t.add(s.values[p][measure][replication]);
  return t.mean();
}

double rise_over(const Sweep& s, const std::vector<double>& x, std::size_t measure,
                 std::size_t replication, double range) {
  Tally tx, ty;
  for (std::size_t p = 0; p < x.size(); ++p) {
    tx.add(x[p]);
    ty.add(s.values[p][measure][replication]);
  }
  double xy = 0, xx = 0;
  for (std::size_t p = 0; p < x.size(); ++p) {
    const double dx = x[p] - tx.mean();
    xy += dx * (s.values[p][measure][replication] - ty.mean());
    xx += dx * dx;
  }
  return xx > 0 ? xy / xx * range : kNan;
}

Effect effect_of(const Sweep& s, std::size_t factor, std::size_t measure) {
  const Factor& f = s.factors[factor];
  Effect e{f.path, {}, {}, {}};
  const std::size_t replications = s.values.front()[measure].size();
  std::vector<double> changes;
  if (f.levels.empty()) {
    std::vector<double> x;
    for (const Point& p : s.points) x.push_back(compiler::split_quantity(p.values[factor])->number);
    e.from = fmt::format("{:.6g}{}", f.low, f.unit);
    e.to = fmt::format("{:.6g}{}", f.high, f.unit);
    for (std::size_t r = 0; r < replications; ++r)
      changes.push_back(rise_over(s, x, measure, r, f.high - f.low));
  } else {
    e.from = f.levels.front();
    e.to = f.levels.back();
    const auto at = [&](const std::string& level) {
      return [&s, factor, level](std::size_t p) { return s.points[p].values[factor] == level; };
    };
    for (std::size_t r = 0; r < replications; ++r)
      changes.push_back(mean_over(s, measure, r, at(e.to)) - mean_over(s, measure, r, at(e.from)));
  }
  // one that is no number (an infinite delay) must not be left out quietly
  const bool all =
      std::all_of(changes.begin(), changes.end(), [](double c) { return std::isfinite(c); });
  e.change = all ? mean_interval(changes) : Interval{kNan, kNan, kNan};
  return e;
}

}  // namespace

Sweep sweep(const Study& study, int replications, const std::vector<std::string>& measures) {
  Shards shards(study);
  Sweep out;
  out.factors = study.factors;
  out.points = study.points;
  const results::Model model = run::model_of(shards.hospital(0));
  std::vector<run::Measure> read;
  for (const std::string& m : measures) {
    read.push_back(run::read_measure(m, model));
    out.measures.push_back(m);
    out.units.push_back(read.back().unit);
  }
  std::vector<Task> tasks;
  for (std::size_t p = 0; p < shards.points(); ++p)
    for (int r = 0; r < replications; ++r) tasks.push_back({p, r});
  out.complete = shards.make(tasks);
  if (!out.complete) return out;
  for (std::size_t p = 0; p < shards.points(); ++p) {
    // another point may have other flows
    const results::Model own = run::model_of(shards.hospital(p));
    const results::Results all = shards.results_of(p, replications, false);
    auto& values = out.values.emplace_back();
    for (const std::string& m : measures) {
      const run::Measure measure = run::read_measure(m, own);
      auto& of = values.emplace_back();
      for (const auto& rep : all.replications) of.push_back(measure.of(rep));
    }
    out.requirements.push_back(all.requirements);
    if (!study.folder.empty())
      shards.merge(p, replications, fmt::format("{}/{:04}.h5", study.folder, p));
  }
  if (!study.folder.empty()) {
    std::ofstream file(study.folder + "/sweep.csv");
    file << csv(out);
    if (!file.flush()) throw RunError("cannot write " + study.folder + "/sweep.csv");
  }
  return out;
}

std::vector<Effect> effects(const Sweep& sweep, std::size_t measure) {
  std::vector<Effect> out;
  for (std::size_t f = 0; f < sweep.factors.size(); ++f)
    out.push_back(effect_of(sweep, f, measure));
  const auto size = [](const Effect& e) {
    return std::isnan(e.change.mean) ? -1 : std::abs(e.change.mean);
  };
  std::stable_sort(out.begin(), out.end(),
                   [&](const Effect& a, const Effect& b) { return size(a) > size(b); });
  return out;
}

}  // namespace wardtwin::study
