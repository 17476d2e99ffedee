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

constexpr int kMessages = 40'000, kWarmUp = 2'000;

/// The bulk and the tail: at light load they tell the service from the time around it, at heavy load
/// one core from several.
constexpr std::array kQuantiles{0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};

/// Draws that all fits share, of unit mean and of the standard normal law.
struct Draws {
  std::vector<double> gap, work, around;
};

const Draws& draws() {
  static const Draws all = [] {
    Stream arrivals({1}, name_key("calibrate/arrivals"), Purpose::arrival);
    Stream work({1}, name_key("calibrate/service"), Purpose::gateway_service);
    Stream around({1}, name_key("calibrate/around"), Purpose::gateway_service);
    Draws d;
    for (int i = -kWarmUp; i < kMessages; ++i) {
      d.gap.push_back(standard_exponential(arrivals));
      d.work.push_back(standard_normal(work));
      d.around.push_back(standard_normal(around));
    }
    return d;
  }();
  return all;
}

/// exp(mu + sigma z) of this mean and standard deviation; 0 of a mean of 0.
struct Lognormal {
  Lognormal(double mean, double sd)
      : sigma(mean > 0 ? std::sqrt(std::log1p(sd * sd / (mean * mean))) : 0),
        mu(std::log(mean) - sigma * sigma / 2) {}
  double operator()(double z) const { return std::exp(mu + sigma * z); }
  double sigma, mu;
};

/// Delays of messages at this rate, in no order.
std::vector<double> delays_of(const GatewayFit& fit, double rate) {
  const Draws& d = draws();
  const Lognormal service(fit.service_s, fit.service_sd_s), around(fit.around_s, fit.around_sd_s);
  std::vector<double> free(static_cast<std::size_t>(fit.cores), 0), delays;
  delays.reserve(kMessages);
  double t = 0;
  for (std::size_t i = 0; i < d.gap.size(); ++i) {
    t += d.gap[i] / rate;
    // the core that is free first takes the next message
    const auto core = std::ranges::min_element(free);
    *core = std::max(*core, t) + service(d.work[i]);
    if (i >= std::size_t{kWarmUp}) delays.push_back(*core - t + around(d.around[i]));
  }
  return delays;
}

/// Leaves `values` in another order.
double quantile_of(std::vector<double>& values, double q) {
  const auto nth =
      values.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size()));
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

/// What is varied: logarithms of service time, of its variation, of the time around and of that
/// one's variation.
using Point = std::array<double, 4>;

GatewayFit at(int cores, const Point& p) {
  const double s = std::exp(p[0]);
  const double around = std::exp(p[2]);
  return {cores, s, s * std::exp(p[1]), around, around * std::exp(p[3]), 0};
}

double misfit(const GatewayFit& fit, std::span<const Load> loads) {
  double sum = 0;
  for (const Load& load : loads) {
    // what cannot be carried is no fit, and the farther from it the worse
    const double rho = load.rate * fit.service_s / fit.cores;
    if (rho > 0.98) return 100 * rho;
    std::vector<double> delays = delays_of(fit, load.rate);
    for (const double q : kQuantiles) {
      const double ratio = std::log(quantile_of(delays, q) / load.delay.quantile(q));
      sum += ratio * ratio;
    }
  }
  return std::sqrt(sum / static_cast<double>(kQuantiles.size() * loads.size()));
}

// One coordinate at a time with steps that shrink: the model is cheap and its draws are common.
GatewayFit search(int cores, std::span<const Load> loads) {
  const double least = loads[0].delay.quantile(0.5);
  GatewayFit best;
  best.misfit = 1e9;
  for (const double share : {0.05, 0.3, 0.8}) {
    Point p{std::log(least * share), 0, std::log(least * (1 - share)), std::log(0.3)};
    double value = misfit(at(cores, p), loads);
    for (double step = 0.8; step > 0.01; step /= 1.6)
      for (bool moved = true; std::exchange(moved, false);)
        for (double& x : p)
          for (const double d : {step, -step}) {
            x += d;
            const double tried =
                std::abs(p[1]) > 3.5 || p[3] > 1 || p[3] < -5 ? 1e9 : misfit(at(cores, p), loads);
            if (tried < value - 1e-6) {
              value = tried;
              moved = true;
            } else {
              x -= d;
            }
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
  std::vector<double> delays = delays_of(fit, rate);
  return {quantile_of(delays, 0.5), quantile_of(delays, 0.95), quantile_of(delays, 0.99)};
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
  for (const int cores : {1, 2, 4}) {
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

std::string calibration_text(const GatewayFit& fit, std::span<const Load> fitted,
                             std::span<const Load> held_out) {
  report::Table table(
      {"load", "messages/s", "", "p50", "predicted", "p95", "predicted", "p95 off by"});
  std::uint64_t lost = 0;
  double most = 0;
  const auto rows = [&](std::span<const Load> loads, const char* role) {
    for (const Load& l : loads) {
      const Delays d = predict(fit, l.rate);
      const double p95 = l.delay.quantile(0.95);
      table.row({l.name, fmt::format("{:.0f}", l.rate), role,
                 report::duration(l.delay.quantile(0.5)), report::duration(d.p50),
                 report::duration(p95), report::duration(d.p95),
                 fmt::format("{:+.1f} %", 100 * (d.p95 / p95 - 1))});
      lost += l.lost;
      most = std::max(most, l.rate * l.delay.max());
    }
  };
  rows(fitted, "fitted");
  rows(held_out, "not used");
  std::string out = fmt::format(
      "Gateway: {} core{}, service {} +- {} (sd), {} +- {} around it; misfit {:.1f} %\n{}",
      fit.cores, fit.cores > 1 ? "s" : "", report::duration(fit.service_s),
      report::duration(fit.service_sd_s), report::duration(fit.around_s),
      report::duration(fit.around_sd_s), 100 * fit.misfit, table.text());
  out += lost == 0
             ? fmt::format("Nothing was lost: its queue holds more than {:.0f} messages.\n", most)
             : fmt::format("{} messages were lost: its queue holds about {:.0f}.\n", lost, most);
  const std::string service = fmt::format("lognormal(mean {:.3g} us, sd {:.3g} us)",
                                          1e6 * fit.service_s, 1e6 * fit.service_sd_s);
  out += fmt::format("\nnetwork:\n  gateways:\n    gateway:\n      cores: {}\n", fit.cores);
  for (const char* traffic : {"alarm", "waveform", "vitals", "bulk"})
    out += fmt::format("      service_{}: {}\n", traffic, service);
  return out;
}

}  // namespace wardtwin::live
