#include "scenarios/twin/service.h"

#include <algorithm>
#include <cmath>

#include "scenarios/run/recorder.h"
#include "sim/base/random.h"

namespace wardtwin::twin {
namespace {

constexpr std::size_t kDraws = 1u << 16, kPoints = 128;
constexpr int kHalvings = 50;  ///< to 1e-15 of the interval

/// Where a rising function passes `value`, between `low` and `high`.
template <class F>
double solve(double low, double high, double value, F f) {
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (f(middle) < value ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

ServiceFactor::ServiceFactor(std::vector<double> draws) : points_(std::move(draws)) {
  if (points_.size() <= kPoints) return;
  std::ranges::sort(points_);
  std::vector<double> means;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const std::size_t from = i * points_.size() / kPoints, to = (i + 1) * points_.size() / kPoints;
    double sum = 0;
    for (std::size_t k = from; k < to; ++k) sum += points_[k];
    means.push_back(sum / static_cast<double>(to - from));
  }
  points_ = std::move(means);
}

double ServiceFactor::mean_log(double factor, double rest) const {
  double sum = 0;
  for (const double s : points_) sum += std::log(factor * s + rest);
  return sum / static_cast<double>(points_.size());
}

double ServiceFactor::rest(double before) const {
  if (points_.empty() || mean_log(1, 0) >= before) return 0;
  return solve(0, std::exp(before), before, [&](double r) { return mean_log(1, r); });
}

double ServiceFactor::of(double before, double now) const {
  const double r = rest(before);
  if (r == 0) return std::exp(now - before);
  if (std::exp(now) <= r) return 0;
  // the logarithm of f, from a thousandth to a thousand
  return std::exp(solve(-7, 7, now, [&](double x) { return mean_log(std::exp(x), r); }));
}

ServiceFactor service_of(const compiler::Hospital& h, std::uint32_t gateway) {
  std::vector<const Distribution*> laws;
  const auto service = h.backbone.gateways[gateway].def.service();
  for (const compiler::Device& d : h.devices)
    if (const auto s = run::heartbeat_of(h, d, h.twin.heartbeat);
        d.gateway == gateway && s != flow::kNone)
      laws.push_back(&service[static_cast<std::size_t>(h.sources[s].traffic)]);
  std::vector<double> draws;
  Stream stream({1}, name_key("twin/service"), Purpose::gateway_service);
  for (std::size_t i = 0; i < kDraws && !laws.empty(); ++i)
    draws.push_back(std::max(1e-9, (*laws[i % laws.size()])(stream)));
  return ServiceFactor(std::move(draws));
}

}  // namespace wardtwin::twin
