#include "tests/validation/statistics/systems.h"

#include <algorithm>
#include <cmath>

#include "scenarios/study/compare.h"
#include "sim/base/warm_up.h"
#include "sim/results/summary.h"
#include "tests/theory/queueing.h"

namespace wardtwin::test {
namespace {

using Values = std::function<double(Stream&)>;  ///< one replication's number

double exponential(Stream& r, double mean) { return -mean * std::log(r.positive_uniform()); }

double normal(Stream& r) {
  const double radius = std::sqrt(-2 * std::log(r.positive_uniform()));
  return radius * std::cos(2 * 3.14159265358979323846 * r.uniform());
}

Stream stream(Seed study, int replication) {
  return Stream(study, static_cast<std::uint64_t>(replication), Purpose::test);
}

System mean_of(const std::string& name, double truth, int replications, Values value) {
  return {name, truth, [=](Seed seed) {
            std::vector<double> all;
            for (int k = 0; k < replications; ++k) {
              Stream r = stream(seed, k);
              all.push_back(value(r));
            }
            return mean_interval(all);
          }};
}

// Waits of M/M/1 with service rate 1, the first drawn from the stationary law.
template <class F>
void mm1_waits(Stream& r, double load, int customers, F f) {
  double wait = r.uniform() < load ? exponential(r, 1 / (1 - load)) : 0;
  for (int i = 0; i < customers; ++i) {
    const double service = exponential(r, 1);
    f(wait, service);
    wait = std::max(0.0, wait + service - exponential(r, 1 / load));
  }
}

// A birth-death process on 0 .. most from its stationary law; calls f(state, time spent, whether an
// arrival ends it).
template <class F>
void birth_death(Stream& r, double arrivals, int most, const std::function<double(int)>& service,
                 double until, F f) {
  std::vector<double> weight(1, 1.0);
  double sum = 1;
  for (int i = 1; i <= most; ++i) {
    weight.push_back(weight.back() * arrivals / service(i));
    sum += weight.back();
  }
  int state = 0;
  for (double u = r.uniform() * sum; state < most && u >= weight[static_cast<std::size_t>(state)];)
    u -= weight[static_cast<std::size_t>(state++)];
  for (double now = 0; now < until;) {
    const double out = state > 0 ? service(state) : 0;
    const double stay = std::min(exponential(r, 1 / (arrivals + out)), until - now);
    now += stay;
    const bool arrival = r.uniform() * (arrivals + out) < arrivals;
    f(state, stay, now < until && arrival);
    if (now < until) state = arrival ? std::min(most, state + 1) : state - 1;
  }
}

// Mean number over time, through the class that counts it in the simulator.
double mean_number(Stream& r, double arrivals, int most, const std::function<double(int)>& service,
                   double until) {
  TimeWeighted number;
  double now = 0;
  birth_death(r, arrivals, most, service, until, [&](int state, double stay, bool) {
    number.set(from_seconds(now), state);
    now += stay;
  });
  return number.mean(from_seconds(until));
}

System share_of(const std::string& name, double truth, int replications,
                std::function<results::Share(Stream&)> share) {
  return {name, truth, [=](Seed seed) {
            std::vector<results::Share> all;
            for (int k = 0; k < replications; ++k) {
              Stream r = stream(seed, k);
              all.push_back(share(r));
            }
            return results::share_bounds(all);
          }};
}

System quantile_of(const std::string& name, double q, double truth, int replications,
                   std::function<void(Stream&, Histogram&, std::uint64_t& missing)> fill) {
  return {name, truth, [=](Seed seed) {
            std::vector<Histogram> all(static_cast<std::size_t>(replications));
            std::vector<results::Delays> delays;
            for (int k = 0; k < replications; ++k) {
              Stream r = stream(seed, k);
              std::uint64_t missing = 0;
              fill(r, all[static_cast<std::size_t>(k)], missing);
              delays.push_back({&all[static_cast<std::size_t>(k)], missing});
            }
            return results::quantile_bounds(delays, q);
          }};
}

results::Share bernoulli(Stream& r, double p, int n) {
  results::Share s{0, static_cast<std::uint64_t>(n)};
  for (int i = 0; i < n; ++i) s.count += r.uniform() < p;
  return s;
}

void add_means(std::vector<System>& out) {
  for (const int n : {5, 10, 30})
    out.push_back(mean_of("mean of 100 exponentials, replications: " + std::to_string(n), 1, n,
                          [](Stream& r) {
                            double sum = 0;
                            for (int i = 0; i < 100; ++i) sum += exponential(r, 1);
                            return sum / 100;
                          }));
  out.push_back(mean_of("uniform", 0.5, 10, [](Stream& r) { return r.uniform(); }));
  out.push_back(mean_of("mean of 100 lognormals", std::exp(0.125), 10, [](Stream& r) {
    double sum = 0;
    for (int i = 0; i < 100; ++i) sum += std::exp(0.5 * normal(r));
    return sum / 100;
  }));
  const std::pair<double, int> mm1[] = {{0.3, 1000}, {0.5, 1000}, {0.7, 3000}, {0.8, 6000}};
  for (const auto& [load, customers] : mm1)
    out.push_back(mean_of("wait in M/M/1, load " + std::to_string(load),
                          theory::mmc_wait(load, 1, 1), 10, [=](Stream& r) {
                            double sum = 0;
                            mm1_waits(r, load, customers, [&](double w, double) { sum += w; });
                            return sum / customers;
                          }));
}

void add_time_averages(std::vector<System>& out) {
  for (const double a : {1.0, 5.0, 20.0})
    out.push_back(mean_of("number in M/M/inf, load " + std::to_string(a), a, 10, [=](Stream& r) {
      return mean_number(r, a, 200, [](int n) { return n; }, 200 / a);
    }));
  const std::pair<int, double> lost[] = {{3, 2.0}, {10, 8.0}, {20, 18.0}};
  for (const auto& [c, a] : lost)
    out.push_back(mean_of(
        "number in M/M/c/c, c " + std::to_string(c), a * (1 - theory::erlang_b(a, c)), 10,
        [c = c, a = a](Stream& r) { return mean_number(r, a, c, [](int n) { return n; }, 100); }));
  for (const double load : {0.3, 0.6})
    out.push_back(mean_of(
        "number in M/M/1, load " + std::to_string(load), load / (1 - load), 10,
        [=](Stream& r) { return mean_number(r, load, 300, [](int) { return 1.0; }, 2000); }));
  out.push_back(mean_of("availability, one machine", 0.9, 10, [](Stream& r) {
    return 1 - mean_number(r, 1.0 / 9, 1, [](int) { return 1.0; }, 2000);
  }));
}

void add_shares(std::vector<System>& out) {
  for (const double p : {0.5, 0.1, 0.02})
    out.push_back(share_of("share " + std::to_string(p) + " of independent trials", p, 10,
                           [=](Stream& r) { return bernoulli(r, p, 1000); }));
  out.push_back(share_of("share 0.1, one replication", 0.1, 1,
                         [](Stream& r) { return bernoulli(r, 0.1, 5000); }));
  out.push_back(share_of("share 0.1 that differs between replications", 0.1, 10,
                         [](Stream& r) { return bernoulli(r, 0.05 + 0.1 * r.uniform(), 1000); }));
  const std::pair<int, double> lost[] = {{3, 2.0}, {10, 8.0}};
  for (const auto& [c, a] : lost)
    out.push_back(share_of("lost in M/M/c/c, c " + std::to_string(c), theory::erlang_b(a, c), 10,
                           [c = c, a = a](Stream& r) {
                             results::Share s;
                             birth_death(
                                 r, a, c, [](int n) { return n; }, 300,
                                 [&, c = c](int n, double, bool arrival) {
                                   s.total += arrival;
                                   s.count += arrival && n == c;
                                 });
                             return s;
                           }));
  out.push_back(
      share_of("waits beyond 2 in M/M/1, load 0.6", 0.6 * std::exp(-0.4 * 2), 10, [](Stream& r) {
        results::Share s;
        mm1_waits(r, 0.6, 2000, [&](double w, double) {
          ++s.total;
          s.count += w > 2;
        });
        return s;
      }));
}

void add_quantiles(std::vector<System>& out) {
  const std::pair<double, int> exponentials[] = {{0.5, 40}, {0.9, 100}, {0.99, 100}};
  for (const auto& [q, n] : exponentials)
    out.push_back(quantile_of("quantile " + std::to_string(q) + " of exponentials", q,
                              -std::log(1 - q), 10,
                              [n = n](Stream& r, Histogram& h, std::uint64_t&) {
                                for (int i = 0; i < n; ++i) h.add(from_seconds(exponential(r, 1)));
                              }));
  out.push_back(quantile_of("quantile 0.95, one replication", 0.95, -std::log(0.05), 1,
                            [](Stream& r, Histogram& h, std::uint64_t&) {
                              for (int i = 0; i < 500; ++i) h.add(from_seconds(exponential(r, 1)));
                            }));
  // 2 % never come, so the 95th of all is the 0.95/0.98 of those that do
  out.push_back(quantile_of("quantile 0.95, 2 % missing", 0.95, -std::log(1 - 0.95 / 0.98), 10,
                            [](Stream& r, Histogram& h, std::uint64_t& missing) {
                              for (int i = 0; i < 200; ++i)
                                if (r.uniform() < 0.02)
                                  ++missing;
                                else
                                  h.add(from_seconds(exponential(r, 1)));
                            }));
  const std::pair<double, double> sojourns[] = {{0.5, 0.9}, {0.7, 0.5}};
  for (const auto& [load, q] : sojourns)
    out.push_back(quantile_of("quantile of sojourn in M/M/1, load " + std::to_string(load), q,
                              theory::mm1_sojourn_quantile(load, 1, q), 10,
                              [load = load](Stream& r, Histogram& h, std::uint64_t&) {
                                mm1_waits(r, load, 400,
                                          [&](double w, double s) { h.add(from_seconds(w + s)); });
                              }));
}

void add_one_long_run(std::vector<System>& out) {
  out.push_back(
      {"batch means of waits in M/M/1, load 0.3", theory::mmc_wait(0.3, 1, 1), [](Seed seed) {
         BatchMeans b;
         Stream r = stream(seed, 0);
         mm1_waits(r, 0.3, 16'000, [&](double w, double) { b.add(w); });
         return b.interval();
       }});
  for (const double phi : {0.5, -0.5})
    out.push_back(
        {"batches of an autoregressive series, " + std::to_string(phi), 0, [phi](Seed seed) {
           std::vector<double> y;
           Stream r = stream(seed, 0);
           double x = normal(r) / std::sqrt(1 - phi * phi);
           for (int i = 0; i < 4000; ++i) y.push_back(x = phi * x + normal(r));
           return batched_mean(y).interval;
         }});
}

void add_differences(std::vector<System>& out) {
  const auto two = [](Seed seed, bool shared, auto difference) {
    std::vector<double> a, b;
    for (int k = 0; k < 10; ++k) {
      Stream r = stream(seed, k);
      const double common = shared ? 3 * normal(r) : 0;
      a.push_back(common + normal(r));
      b.push_back(common + 1 + 2 * normal(r));
    }
    return difference(a, b, 0.95);
  };
  out.push_back(
      {"paired difference", 1, [=](Seed s) { return two(s, true, study::paired_difference); }});
  out.push_back({"difference of independent runs", 1,
                 [=](Seed s) { return two(s, false, study::unpaired_difference); }});
}

}  // namespace

std::vector<System> systems() {
  std::vector<System> out;
  add_means(out);
  add_time_averages(out);
  add_shares(out);
  add_quantiles(out);
  add_one_long_run(out);
  add_differences(out);
  return out;
}

// A series whose batches still follow each other gives no interval; it says so instead of covering.
double coverage(const System& system, int studies) {
  int held = 0, given = 0;
  for (int k = 0; k < studies; ++k) {
    const Interval i = system.interval({2026, static_cast<std::uint32_t>(k)});
    if (std::isnan(i.low)) continue;
    ++given;
    held += i.low <= system.truth && system.truth <= i.high;
  }
  return static_cast<double>(held) / given;
}

}  // namespace wardtwin::test
