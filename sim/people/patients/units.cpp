#include "sim/people/patients/units.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "sim/base/error.h"

namespace wardtwin::people {
namespace {

constexpr double kDay = 86400;

std::size_t hour_index(Time clock, std::size_t count) {
  return count == 1 ? 0 : static_cast<std::size_t>(hour_of_day(clock)) % count;
}

double draw(const Distribution& d, Stream& s) { return d(s); }

// Density proportional to x f(x), f without its lower bound.
double length_biased(const Distribution& d, Stream& s) {
  using Law = Distribution::Law;
  const auto [a, b, c] = d.p;
  switch (d.law) {
    case Law::constant: return a;
    case Law::uniform: return std::sqrt(a * a + (b * b - a * a) * s.uniform());
    case Law::exponential: return a * (standard_exponential(s) + standard_exponential(s));
    case Law::lognormal: return draw({Law::lognormal, {a + b * b, b, 0}}, s);
    case Law::gamma: return draw({Law::gamma, {a + 1, b, 0}}, s);
    case Law::weibull: return b * std::pow(draw({Law::gamma, {1 + 1 / a, 1, 0}}, s), 1 / a);
    case Law::triangular:
    case Law::empirical:
    case Law::normal: break;
  }
  // bounded in practice: accept x with probability x / top
  Distribution plain = d;
  plain.lowest = std::max(0.0, d.lowest);
  const double top = d.law == Law::triangular  ? c
                     : d.law == Law::empirical ? d.points->back()
                                               : std::max(a, 0.0) + 10 * b;
  for (;;) {
    const double x = draw(plain, s);
    if (s.uniform() * top < x) return x;
  }
}

}  // namespace

double ArrivalsDef::rate(Time clock) const {
  if (hourly.empty()) return 0;
  const double day =
      weekly.empty()
          ? 1
          : weekly[static_cast<std::size_t>(clock / std::chrono::hours{24}) % weekly.size()];
  return share * day * hourly[hour_index(clock, hourly.size())];
}

double ArrivalsDef::highest_rate() const {
  if (hourly.empty()) return 0;
  const double day = weekly.empty() ? 1 : *std::max_element(weekly.begin(), weekly.end());
  return share * day * *std::max_element(hourly.begin(), hourly.end());
}

double ArrivalsDef::mean_rate() const {
  if (hourly.empty()) return 0;
  const auto mean = [](const std::vector<double>& v) {
    return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
  };
  return share * mean(hourly) * (weekly.empty() ? 1 : mean(weekly));
}

std::vector<double> published_discharge_hours() {
  return {0.0022, 0.0022, 0.0022, 0.0022, 0.0022, 0.0030, 0.0030, 0.0030,
          0.015,  0.025,  0.03,   0.04,   0.077,  0.10,   0.115,  0.12,
          0.12,   0.11,   0.09,   0.065,  0.04,   0.02,   0.0065, 0.0065};
}

std::vector<double> published_arrivals() {
  return {5.64,  4.72,  3.87,  3.44,  3.27,  3.65, 3.49, 5.34,  7.00, 8.35, 9.46, 10.95,
          10.52, 10.29, 10.06, 10.18, 10.14, 9.86, 9.49, 10.01, 9.02, 8.11, 7.71, 7.04};
}

Time next_arrival(const ArrivalsDef& arrivals, Time t, Time clock_at_start, Stream& stream) {
  const double highest = arrivals.highest_rate();
  if (highest <= 0) return kNever;
  for (;;) {
    t += from_seconds(3600 / highest * standard_exponential(stream));
    if (stream.uniform() * highest < arrivals.rate(t + clock_at_start)) return t;
  }
}

FoundStay found_stay(const Distribution& stay, Stream& stream) {
  const auto cut = [&](double length) {
    const double u = stream.uniform();
    return FoundStay{length * (1 - u), length * u};
  };
  if (stay.lowest <= 0 || stay.law == Distribution::Law::normal)
    return cut(length_biased(stay, stream));
  // lifted to `lowest`: propose from (lowest + x) f(x), accept max(lowest, x) / (lowest + x)
  Distribution free = stay;
  free.lowest = -1e300;
  for (;;) {
    const bool plain = stream.uniform() * (stay.lowest + free.mean()) < stay.lowest;
    const double x = plain ? draw(free, stream) : length_biased(free, stream);
    const double lifted = std::max(stay.lowest, x);
    if (stream.uniform() * (stay.lowest + x) < lifted) return cut(lifted);
  }
}

double residual_stay(const Distribution& stay, Stream& stream) {
  return found_stay(stay, stream).remaining;
}

// Laws with a long tail by inversion of their survival; the others by waiting for a stay that long.
double remaining_stay(const Distribution& stay, double elapsed, Stream& stream) {
  using Law = Distribution::Law;
  const auto [a, b, c] = stay.p;
  const double least = std::max(elapsed, stay.lowest);
  if (elapsed <= 0) return std::max(0.0, draw(stay, stream));
  if (stay.law == Law::constant) return std::max(0.0, std::max(a, stay.lowest) - elapsed);
  const double share = stream.positive_uniform();
  if (stay.law == Law::exponential && elapsed >= stay.lowest) return -a * std::log(share);
  if (stay.law == Law::weibull && elapsed >= stay.lowest)
    return b * std::pow(std::pow(elapsed / b, a) - std::log(share), 1 / a) - elapsed;
  if (stay.law == Law::lognormal && elapsed >= stay.lowest) {
    const auto survival = [](double z) { return std::erfc(z / std::numbers::sqrt2) / 2; };
    double low = (std::log(least) - a) / b, high = low + 40;
    const double wanted = share * survival(low);
    if (wanted <= 0) return 0;  // so far out that doubles do not tell
    for (int i = 0; i < 80; ++i) {
      const double middle = (low + high) / 2;
      (survival(middle) > wanted ? low : high) = middle;
    }
    return std::max(0.0, std::exp(a + b * low) - elapsed);
  }
  for (int i = 0; i < 100'000; ++i)
    if (const double x = draw(stay, stream); x > elapsed) return x - elapsed;
  return 0;  // as good as impossible by this law: leaves now
}

// By inversion of the truncated Poisson law's weights, scaled by the largest.
int equilibrium_occupancy(double load, int beds, Stream& stream) {
  if (load <= 0 || beds <= 0) return 0;
  std::vector<double> weight(static_cast<std::size_t>(beds) + 1);
  for (std::size_t n = 0; n < weight.size(); ++n) {
    const double k = static_cast<double>(n);
    weight[n] = std::exp(k * std::log(load) - load - std::lgamma(k + 1));
  }
  double u = stream.uniform() * std::accumulate(weight.begin(), weight.end(), 0.0);
  for (int n = 0; n < beds; ++n)
    if ((u -= weight[static_cast<std::size_t>(n)]) < 0) return n;
  return beds;
}

Time shaped_discharge(Time end, Time now, const std::vector<double>& weights, Time clock_at_start,
                      Stream& stream) {
  if (weights.empty()) return end;
  double u = stream.uniform() * std::accumulate(weights.begin(), weights.end(), 0.0);
  std::size_t hour = 0;
  while (hour + 1 < weights.size() && (u -= weights[hour]) >= 0) ++hour;
  const double of_day =
      (static_cast<double>(hour) + stream.uniform()) * kDay / static_cast<double>(weights.size());
  const Time day{std::chrono::hours{24}};
  Time t = (end + clock_at_start) / day * day + from_seconds(of_day) - clock_at_start;
  while (t < now) t += day;
  return t;
}

}  // namespace wardtwin::people
