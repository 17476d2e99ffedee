#include "scenarios/live/calibrate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "sim/base/error.h"
#include "sim/base/normal.h"
#include "sim/base/random.h"
#include "sim/results/live.h"

namespace wardtwin::live {
namespace {

constexpr std::size_t kWarmUp = 2'000, kFit = 50'000, kPredict = 400'000;

/// The bulk and the beginning of the tail: at light load they tell the service from the time around it, at
/// heavy load one core from several.
constexpr std::array kQuantiles{0.05, 0.25, 0.5, 0.75, 0.9, 0.95};

/// Draws that all fits share: of unit mean, and twice of the standard normal law.
struct Draws {
  std::vector<double> gap, work, around;
};

const Draws& draws() {
  static const Draws all = [] {
    Stream arrivals({1}, name_key("calibrate/arrivals"), Purpose::arrival);
    Stream work({1}, name_key("calibrate/service"), Purpose::gateway_service);
    Stream around({1}, name_key("calibrate/around"), Purpose::gateway_service);
    Draws d;
    for (std::size_t i = 0; i < kWarmUp + kPredict; ++i) {
      d.gap.push_back(standard_exponential(arrivals));
      d.work.push_back(standard_normal(work));
      d.around.push_back(standard_normal(around));
    }
    return d;
  }();
  return all;
}

/// Lognormal draws of mean 1, made again only where their variation is another.
class Varied {
 public:
  const std::vector<double>& of(const std::vector<double>& normal, std::size_t n, double cv) {
    if (cv == cv_ && values_.size() == n) return values_;
    const double sigma = std::sqrt(std::log1p(cv * cv));
    values_.resize(n);
    for (std::size_t i = 0; i < n; ++i)
      values_[i] = std::exp(sigma * normal[i] - sigma * sigma / 2);
    cv_ = cv;
    return values_;
  }

 private:
  double cv_ = -1;
  std::vector<double> values_;
};

/// Plays one fit after another, which mostly differ in one number.
class Player {
 public:
  explicit Player(std::size_t messages) : n_(kWarmUp + messages) {}

  /// Delays of messages at this rate, in no order. Valid until the next call.
  std::vector<double>& delays(const GatewayFit& fit, double rate) {
    const Draws& d = draws();
    const auto cv = [](double sd, double mean) { return mean > 0 ? sd / mean : 0.0; };
    const auto& work = work_.of(d.work, n_, cv(fit.service_sd_s, fit.service_s));
    const auto& around = around_.of(d.around, n_, cv(fit.around_sd_s, fit.around_s));
    std::vector<double> free(fit.cores, 0);
    out_.clear();
    double t = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      t += d.gap[i] / rate;
      // the core that is free first takes the next message
      const auto core = std::ranges::min_element(free);
      *core = std::max(*core, t) + fit.service_s * work[i];
      if (i >= kWarmUp) out_.push_back(*core - t + fit.around_s * around[i]);
    }
    return out_;
  }

 private:
  std::size_t n_;
  Varied work_, around_;
  std::vector<double> out_;
};

/// Quantiles in rising order; leaves `values` in another one.
template <std::size_t n>
std::array<double, n> quantiles_of(std::vector<double>& values, const std::array<double, n>& q) {
  std::array<double, n> out{};
  auto from = values.begin();
  for (std::size_t i = 0; i < n; ++i) {
    const auto nth =
        values.begin() + static_cast<std::ptrdiff_t>(q[i] * static_cast<double>(values.size()));
    std::nth_element(from, nth, values.end());
    out[i] = *nth;
    from = nth;
  }
  return out;
}

/// What is varied, all as logarithms: service time and its variation, the time around and its variation.
using Point = std::array<double, 4>;
constexpr Point kLeast{-30, -3.5, -30, -5}, kMost{10, 1.5, 10, 1};

GatewayFit at(std::uint32_t cores, const Point& p) {
  const double s = std::exp(p[0]), around = std::exp(p[2]);
  return {cores, s, s * std::exp(p[1]), around, around * std::exp(p[3]), 0};
}

/// The loads beside a fit.
class Misfit {
 public:
  explicit Misfit(std::span<const Load> loads) : loads_(loads), player_(kFit) {
    for (const Load& l : loads) {
      measured_.emplace_back();
      for (std::size_t i = 0; i < kQuantiles.size(); ++i)
        measured_.back()[i] = std::log(l.delay.quantile(kQuantiles[i]));
    }
  }
  double operator()(const GatewayFit& fit) {
    double sum = 0;
    for (std::size_t l = 0; l < loads_.size(); ++l) {
      // what cannot be carried is no fit, and the farther from it the worse
      const double rho = loads_[l].rate * fit.service_s / fit.cores;
      if (rho > 0.98) return 100 * rho;
      const auto played = quantiles_of(player_.delays(fit, loads_[l].rate), kQuantiles);
      for (std::size_t i = 0; i < played.size(); ++i)
        sum += std::pow(std::log(played[i]) - measured_[l][i], 2);
    }
    return std::sqrt(sum / static_cast<double>(kQuantiles.size() * loads_.size()));
  }

 private:
  std::span<const Load> loads_;
  std::vector<std::array<double, kQuantiles.size()>> measured_;
  Player player_;
};

// One coordinate at a time, and along the last move, with steps that shrink: the model is cheap and its
// draws are common. Several beginnings, as service and the time around can stand for one another.
GatewayFit search(std::uint32_t cores, std::span<const Load> loads) {
  Misfit misfit(loads);
  const double least = loads[0].delay.quantile(0.5);
  GatewayFit best;
  best.misfit = 1e9;
  for (const double share : {0.1, 0.3, 0.6}) {
    Point p{std::log(least * share), std::log(0.5), std::log(least * (1 - share)), std::log(0.2)};
    double value = misfit(at(cores, p));
    const auto better = [&](const Point& to) {
      for (std::size_t i = 0; i < to.size(); ++i)
        if (to[i] < kLeast[i] || to[i] > kMost[i]) return false;
      const double tried = misfit(at(cores, to));
      if (tried > value - 1e-6) return false;
      value = tried;
      p = to;
      return true;
    };
    for (double step = 0.5; step > 0.01; step /= 1.7)
      for (bool moved = true; std::exchange(moved, false);) {
        const Point before = p;
        for (std::size_t i = 0; i < p.size(); ++i)
          for (const double d : {step, -step}) {
            Point to = p;
            to[i] += d;
            if (better(to)) {
              moved = true;
              break;
            }
          }
        Point further = p;
        for (std::size_t i = 0; i < p.size(); ++i) further[i] += p[i] - before[i];
        if (moved) better(further);
      }
    if (value < best.misfit) {
      best = at(cores, p);
      best.misfit = value;
    }
  }
  return best;
}

}  // namespace

Delays predict(const GatewayFit& fit, double rate) {
  Player player(kPredict);
  const auto [p50, p95, p99] = quantiles_of(player.delays(fit, rate), std::array{0.5, 0.95, 0.99});
  return {p50, p95, p99};
}

GatewayFit fit_gateway(std::span<const Load> loads) {
  double low = 1e300, high = 0;
  for (const Load& l : loads) {
    low = std::min(low, l.rate);
    high = std::max(high, l.rate);
  }
  if (loads.size() < 2 || high < 1.2 * low)
    throw InputError(
        "two loads at least a fifth apart are needed; drive scenarios/live/load.yaml with --set "
        "bench.devices.telemetry.count=500 and with 2000, and give both files");
  GatewayFit best;
  best.misfit = 1e9;
  for (const std::uint32_t cores : {1u, 2u, 4u}) {
    const GatewayFit fit = search(cores, loads);
    // more cores must earn it
    if (fit.misfit < 0.8 * best.misfit) best = fit;
  }
  return best;
}

Load read_load(const std::string& path) {
  const results::Live live = results::read_live(path);
  Load load;
  load.name = path;
  for (const auto& f : live.flows) {
    if (f.target != 0) continue;
    load.rate += static_cast<double>(f.sent) / live.targets[0].wall_s;
    load.delay.merge(f.end_to_end);
    load.lost += f.sent - std::min(f.sent, f.received);
  }
  if (load.delay.count() == 0)
    throw InputError(fmt::format(
        "{}: nothing was measured from end to end; drive an MQTT target without --no-subscriber",
        path));
  return load;
}

std::vector<results::LiveLoad> beside(const GatewayFit& fit, std::span<const Load> fitted,
                                      std::span<const Load> held_out) {
  std::vector<results::LiveLoad> out;
  for (const bool used : {true, false})
    for (const Load& l : used ? fitted : held_out) {
      const Delays d = predict(fit, l.rate);
      out.push_back({l.name, l.rate, used, l.lost, l.delay.quantile(0.5), l.delay.quantile(0.95),
                     l.delay.quantile(0.99), d.p50, d.p95, d.p99});
    }
  return out;
}

std::string calibration_text(const GatewayFit& fit, std::span<const results::LiveLoad> loads) {
  report::Table table(
      {"load", "messages/s", "", "p50", "predicted", "p95", "predicted", "p95 off by"});
  std::uint64_t lost = 0;
  double most = 0, holds = 0;
  for (const results::LiveLoad& l : loads) {
    table.row({l.name, fmt::format("{:.0f}", l.rate), l.fitted ? "fitted" : "not used",
               report::duration(l.p50_s), report::duration(l.predicted_p50_s),
               report::duration(l.p95_s), report::duration(l.predicted_p95_s),
               fmt::format("{:+.1f} %", 100 * (l.predicted_p95_s / l.p95_s - 1))});
    lost += l.lost;
    most = std::max(most, l.rate * l.p99_s);
    // what is full delays by all that it holds
    if (l.lost > 0 && fit.service_s > 0)
      holds = std::max(holds, (l.p99_s - fit.around_s) * fit.cores / fit.service_s);
  }
  std::string out = fmt::format(
      "Gateway: {} core{}, service {} +- {} (sd), {} +- {} around it; misfit {:.1f} "
      "%\n{}",
      fit.cores, fit.cores > 1 ? "s" : "", report::duration(fit.service_s),
      report::duration(fit.service_sd_s), report::duration(fit.around_s),
      report::duration(fit.around_sd_s), 100 * fit.misfit, table.text());
  out += lost == 0
             ? fmt::format("Nothing was lost: its queue holds more than {:.0f} messages.\n", most)
             : fmt::format("{} messages were lost: its queue holds about {:.0f}.\n", lost, holds);
  const std::string service = fmt::format("lognormal(mean {:.3g} us, sd {:.3g} us)",
                                          1e6 * fit.service_s, 1e6 * fit.service_sd_s);
  out += fmt::format("\nnetwork:\n  gateways:\n    gateway:\n      cores: {}\n", fit.cores);
  for (const char* traffic : {"alarm", "waveform", "vitals", "bulk"})
    out += fmt::format("      service_{}: {}\n", traffic, service);
  if (lost > 0) out += fmt::format("      queue: {:.0f}\n", std::max(1.0, holds));
  return out;
}

}  // namespace wardtwin::live
