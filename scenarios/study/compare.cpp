#include "scenarios/study/compare.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "scenarios/run/requirements.h"
#include "sim/base/error.h"

namespace wardtwin::study {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Without a wish: what every hospital has, at the figures people ask for.
std::vector<std::string> usual_measures(const results::Results& a, const results::Results& b) {
  std::vector<std::string> out{"high alarms to handset p50",
                               "high alarms to handset p99",
                               "high alarms to bedside p50",
                               "high alarms lost",
                               "medium alarms to handset p99",
                               "blind share",
                               "airtime",
                               "gateway load",
                               "nurse load",
                               "beds occupied"};
  for (const auto& f : a.model.flows) {
    const bool both = std::any_of(b.model.flows.begin(), b.model.flows.end(),
                                  [&](const auto& g) { return g.name == f.name; });
    if (!both) continue;
    out.push_back("delay of " + f.name + " p99");
    out.push_back("loss of " + f.name);
  }
  return out;
}

std::vector<double> values_of(const results::Results& r, const std::string& measure,
                              std::string& unit) {
  const run::Measure m = run::read_measure(measure, r.model);
  unit = m.unit;
  std::vector<double> out;
  for (const auto& rep : r.replications) out.push_back(m.of(rep));
  return out;
}

Tally tally(std::span<const double> values) {
  Tally t;
  for (const double v : values)
    if (!std::isnan(v)) t.add(v);
  return t;
}

bool any_infinite(std::span<const double> a, std::span<const double> b) {
  const auto infinite = [](double v) { return std::isinf(v); };
  return std::any_of(a.begin(), a.end(), infinite) || std::any_of(b.begin(), b.end(), infinite);
}

void pairs_of(std::span<const double> a, std::span<const double> b, std::vector<double>& x,
              std::vector<double>& y) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (!std::isnan(a[i]) && !std::isnan(b[i])) x.push_back(a[i]), y.push_back(b[i]);
}

}  // namespace

Interval paired_difference(std::span<const double> base, std::span<const double> other,
                           double confidence) {
  // a difference from infinity is no number, and leaving it out would flatter
  if (any_infinite(base, other)) return {kNan, kNan, kNan};
  std::vector<double> x, y;
  pairs_of(base, other, x, y);
  for (std::size_t i = 0; i < x.size(); ++i) y[i] -= x[i];
  return mean_interval(y, confidence);
}

// Welch (1947), degrees of freedom by Satterthwaite.
Interval unpaired_difference(std::span<const double> base, std::span<const double> other,
                             double confidence) {
  if (any_infinite(base, other)) return {kNan, kNan, kNan};
  const Tally a = tally(base), b = tally(other);
  const double d = b.mean() - a.mean();
  if (a.count() < 2 || b.count() < 2) return {d, kNan, kNan};
  const auto n = static_cast<double>(a.count()), m = static_cast<double>(b.count());
  const double va = a.variance() / n, vb = b.variance() / m, v = va + vb;
  if (!(v > 0)) return {d, d, d};
  const double dof = v * v / (va * va / (n - 1) + vb * vb / (m - 1));
  const double half = student_t_quantile(0.5 + confidence / 2, dof) * std::sqrt(v);
  return {d, d - half, d + half};
}

Interval relative_change(std::span<const double> base, std::span<const double> other, bool paired,
                         double confidence) {
  if (any_infinite(base, other)) return {kNan, kNan, kNan};
  std::vector<double> x, y;
  if (paired) {
    pairs_of(base, other, x, y);
  } else {
    std::ranges::copy_if(base, std::back_inserter(x), [](double v) { return !std::isnan(v); });
    std::ranges::copy_if(other, std::back_inserter(y), [](double v) { return !std::isnan(v); });
  }
  const Tally a = tally(x), b = tally(y);
  const double change = b.mean() / a.mean() - 1;
  if (x.size() < 2 || y.size() < 2 || !(a.mean() > 0)) return {change, kNan, kNan};
  double together = 0;  // covariance of the two means
  if (paired) {
    for (std::size_t i = 0; i < x.size(); ++i) together += (x[i] - a.mean()) * (y[i] - b.mean());
    together /= static_cast<double>(x.size() - 1) * static_cast<double>(x.size());
  }
  const double t = student_t_quantile(0.5 + confidence / 2,
                                      static_cast<double>(std::min(x.size(), y.size())) - 1);
  // ratios r that (b - r a)^2 <= t^2 var(b - r a) does not rule out
  const double aa = a.mean() * a.mean() - t * t * a.variance() / static_cast<double>(x.size());
  const double ab = a.mean() * b.mean() - t * t * together;
  const double bb = b.mean() * b.mean() - t * t * b.variance() / static_cast<double>(y.size());
  if (!(aa > 0)) return {change, kNan, kNan};
  const double root = std::sqrt(std::max(0.0, ab * ab - aa * bb));
  return {change, (ab - root) / aa - 1, (ab + root) / aa - 1};
}

double variance_ratio(std::span<const double> base, std::span<const double> other) {
  std::vector<double> x, y, d;
  pairs_of(base, other, x, y);
  for (std::size_t i = 0; i < x.size(); ++i) d.push_back(y[i] - x[i]);
  const double apart = tally(x).variance() + tally(y).variance();
  return apart > 0 ? apart / tally(d).variance() : kNan;
}

Comparison compare(const std::string& base_name, const results::Results& base,
                   const std::string& other_name, const results::Results& other,
                   std::span<const std::string> measures) {
  Comparison c;
  c.base = base_name;
  c.other = other_name;
  const std::size_t n = std::min(base.replications.size(), other.replications.size());
  c.replications = static_cast<int>(n);
  if (base.run.seed != other.run.seed)
    c.why_not = fmt::format("the seeds differ ({} and {})", base.run.seed, other.run.seed);
  else if (base.run.first != other.run.first)
    throw InputError(fmt::format(
        "{} begins with replication {} and {} with {} of the same seed, so they are neither pairs "
        "nor independent\n  Make both with the same --first, or one of them with another --seed.",
        base_name, base.run.first, other_name, other.run.first));
  c.paired = c.why_not.empty();
  const std::vector<std::string> usual = usual_measures(base, other);
  const std::span<const std::string> wanted = measures.empty() ? std::span(usual) : measures;
  for (const std::string& name : wanted) {
    Difference d;
    d.quantity = name;
    const std::vector<double> a = values_of(base, name, d.unit), b = values_of(other, name, d.unit);
    d.base = mean_interval(a);
    d.other = mean_interval(b);
    if (measures.empty() && (std::isnan(d.base.mean) || std::isnan(d.other.mean))) continue;
    // Bonferroni: all verdicts of the table together hold with 95 %
    const double confidence = 1 - 0.05 / static_cast<double>(wanted.size());
    const auto difference = c.paired ? paired_difference : unpaired_difference;
    d.difference = difference(a, b, 0.95);
    d.relative = relative_change(a, b, c.paired);
    d.variance_ratio = c.paired ? variance_ratio(a, b) : kNan;
    const Interval strict = difference(a, b, confidence);
    d.verdict = strict.high < 0 ? "less" : strict.low > 0 ? "more" : "not decided";
    if (d.base.mean == d.other.mean && strict.low == 0 && strict.high == 0) d.verdict = "equal";
    c.differences.push_back(std::move(d));
  }
  return c;
}

}  // namespace wardtwin::study
