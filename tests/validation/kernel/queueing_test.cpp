// The analytic ladder: kernel processes and resources against the closed forms of tests/theory.
// Allowance: 4 standard errors over the replications (a right model fails once in some thousands of
// seeds; the seed is fixed). Each test also shows a nearby theory that the same replications
// reject.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/theory/queueing.h"
#include "tests/validation/kernel/network.h"

namespace wardtwin::kernel::validation {
namespace {

using namespace theory;

constexpr std::uint32_t kReplications = 20;

::testing::AssertionResult agrees(const std::vector<double>& values, double theory) {
  Tally t;
  for (const double v : values) t.add(v);
  const double error = std::sqrt(t.variance() / static_cast<double>(t.count()));
  auto answer = std::abs(t.mean() - theory) <= 4 * error ? ::testing::AssertionSuccess()
                                                         : ::testing::AssertionFailure();
  return answer << "mean " << t.mean() << ", standard error " << error << ", theory " << theory;
}

double mean_of(const std::vector<double>& v) {
  Tally t;
  for (const double x : v) t.add(x);
  return t.mean();
}

/// One value per replication of `get(network)`.
template <class Get>
std::vector<double> replicate(const std::vector<StationDef>& stations,
                              const std::vector<ClassDef>& classes, double length, Get get) {
  std::vector<double> values;
  for (std::uint32_t r = 0; r < kReplications; ++r) {
    const Seed seed{.scenario = 77, .replication = r};
    Network n(seed, stations, classes.size());
    run(n, classes, seed, length);
    values.push_back(get(n));
  }
  return values;
}

double first_wait(const Network& n) { return n.at_station[0].wait.mean(); }

TEST(Kernel_MM1, LoadNineTenthsWaitsNineWithEightPointOneInLine) {
  std::vector<double> length_of_line;
  const auto wait =
      replicate({{1, Distribution::exponential(1)}}, {{.rate = 0.9}}, 4e5, [&](Network& n) {
        length_of_line.push_back(n.stations[0].queue().mean(n.sim.now()));
        return first_wait(n);
      });
  EXPECT_TRUE(agrees(wait, 9.0));
  EXPECT_TRUE(agrees(length_of_line, 8.1));
  EXPECT_FALSE(agrees(wait, mg1_wait(0.91, 1, 1)));
}

TEST(Kernel_MMc, EightForTenServers) {
  std::vector<double> waited;
  const auto wait =
      replicate({{10, Distribution::exponential(1)}}, {{.rate = 8}}, 4e4, [&](Network& n) {
        waited.push_back(n.at_station[0].waited.mean());
        return first_wait(n);
      });
  EXPECT_TRUE(agrees(waited, erlang_c(8, 10)));   // .4092
  EXPECT_TRUE(agrees(wait, mmc_wait(8, 1, 10)));  // .2046
  EXPECT_FALSE(agrees(waited, erlang_c(8.1, 10)));
  EXPECT_FALSE(agrees(wait, mmc_wait(8.1, 1, 10)));
}

TEST(Kernel_NET_1, ErlangCAndWaitWithinOnePercent) {
  for (const int k : {1, 2, 4}) {
    SCOPED_TRACE(k);
    std::vector<double> waited;
    // k servers at one load forget k times as fast, so equal numbers of customers are equally
    // precise.
    const auto wait = replicate({{k, Distribution::exponential(1)}}, {{.rate = 0.8 * k}}, 2e5 / k,
                                [&](Network& n) {
                                  waited.push_back(n.at_station[0].waited.mean());
                                  return first_wait(n);
                                });
    EXPECT_TRUE(agrees(waited, erlang_c(0.8 * k, k)));
    EXPECT_TRUE(agrees(wait, mmc_wait(0.8 * k, 1, k)));
    EXPECT_NEAR(mean_of(waited) / erlang_c(0.8 * k, k), 1, 0.01);
    EXPECT_NEAR(mean_of(wait) / mmc_wait(0.8 * k, 1, k), 1, 0.01);
    EXPECT_FALSE(agrees(wait, mmc_wait(0.81 * k, 1, k)));
  }
}

TEST(Kernel_NET_2, MD1WithinOnePercent) {
  for (const double rho : {0.8, 0.9}) {
    SCOPED_TRACE(rho);
    const auto wait = replicate({{1, Distribution::constant(1)}}, {{.rate = rho}}, 3e5, first_wait);
    EXPECT_TRUE(agrees(wait, mg1_wait(rho, 1, 0)));
    EXPECT_NEAR(mean_of(wait) / mg1_wait(rho, 1, 0), 1, 0.01);
    EXPECT_FALSE(agrees(wait, mg1_wait(rho, 1, 0.1)));
  }
}

TEST(Kernel_MG1, PollaczekKhinchineWithLognormalService) {
  const auto service = Distribution::lognormal_of_mean(1, 1.5);
  const auto wait = replicate({{1, service}}, {{.rate = 0.7}}, 3e5, first_wait);
  EXPECT_TRUE(agrees(wait, mg1_wait(0.7, 1, 2.25)));
  EXPECT_FALSE(agrees(wait, mg1_wait(0.7, 1, 1)));
}

TEST(Kernel_ErlangB, TenServersOffered8145) {
  // Insensitive to the law of the service time, so a lognormal one must do.
  const auto stay = Distribution::lognormal_of_mean(1, 1);
  const auto lost = replicate({{10, stay, 10}}, {{.rate = 8.145}}, 3e4,
                              [](Network& n) { return n.at_station[0].lost.mean(); });
  EXPECT_TRUE(agrees(lost, erlang_b(8.145, 10)));  // .128
  EXPECT_FALSE(agrees(lost, erlang_b(8.3, 10)));
}

TEST(Kernel_NET_10, LossOfMM1KWithinTwoPercent) {
  for (const double rho : {0.8, 1.2}) {
    SCOPED_TRACE(rho);
    const auto lost = replicate({{1, Distribution::exponential(1), 10}}, {{.rate = rho}}, 2e5,
                                [](Network& n) { return n.at_station[0].lost.mean(); });
    EXPECT_TRUE(agrees(lost, mm1k_loss(rho, 10)));
    EXPECT_NEAR(mean_of(lost) / mm1k_loss(rho, 10), 1, 0.02);
    EXPECT_FALSE(agrees(lost, mm1k_loss(rho, 11)));
  }
}

TEST(Kernel_NET_11, P99OfTheSojournWithinThreePercent) {
  std::vector<double> p99;
  for (std::uint32_t r = 0; r < kReplications; ++r) {
    const Seed seed{.scenario = 78, .replication = r};
    Network n(seed, {{1, Distribution::exponential(1e-3)}}, 1);
    n.keep_sojourns = true;
    run(n, {{.rate = 800}}, seed, 200);
    auto& all = n.of_class[0].sojourns;
    const auto at =
        all.begin() + static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(all.size()));
    std::nth_element(all.begin(), at, all.end());
    p99.push_back(*at);
  }
  const double theory = mm1_sojourn_quantile(800, 1000, 0.99);  // 23.03 ms
  EXPECT_TRUE(agrees(p99, theory));
  EXPECT_NEAR(mean_of(p99) / theory, 1, 0.03);
  EXPECT_FALSE(agrees(p99, mm1_sojourn_quantile(820, 1000, 0.99)));
}

TEST(Kernel_Cobham, ThreeClassesWithoutPreemption) {
  const std::vector<ClassDef> classes{
      {.rate = 0.2, .priority = 0, .service = Distribution::constant(0.5), .own_service = true},
      {.rate = 0.3, .priority = 1, .service = Distribution::exponential(1), .own_service = true},
      {.rate = 0.2, .priority = 2, .service = Distribution::uniform(1, 3), .own_service = true}};
  const std::vector<PriorityClass> theory{{0.2, 0.5, 0.25}, {0.3, 1, 2}, {0.2, 2, 4 + 4.0 / 12}};
  const auto waits = cobham_waits(theory);
  std::vector<std::vector<double>> measured(3);
  (void)replicate({{1, {}}}, classes, 2e5, [&](Network& n) {
    for (std::size_t i = 0; i < 3; ++i) measured[i].push_back(n.of_class[i].wait.mean());
    return 0.0;
  });
  const double first_come = cobham_waits(std::vector<PriorityClass>{
      {0.7, (0.1 + 0.3 + 0.4) / 0.7,
       (0.05 + 0.6 + 0.2 * theory[2].second_moment_of_service) / 0.7}})[0];
  for (std::size_t i = 0; i < 3; ++i) {
    SCOPED_TRACE(i);
    EXPECT_TRUE(agrees(measured[i], waits[i]));
    EXPECT_FALSE(agrees(measured[i], first_come)) << "priorities make no difference";
  }
}

TEST(Kernel_Jackson, NetworkWithFeedbackFactorises) {
  const auto route = [](int from, Stream& s) {
    if (from == 0) return s.uniform() < 0.5 ? 1 : 2;
    if (from == 1) return s.uniform() < 0.4 ? 0 : -1;
    return from < 0 ? 0 : -1;
  };
  // Traffic: l0 = .4 + .4 l1, l1 = l2 = l0 / 2, so .5, .25, .25.
  const double rate[] = {0.5, 0.25, 0.25}, service[] = {1.4, 2.4, 2.0};
  std::vector<std::vector<double>> measured(3);
  std::vector<StationDef> stations;
  for (const double s : service) stations.push_back({1, Distribution::exponential(s)});
  (void)replicate(stations, {{.rate = 0.4, .next = route}}, 2e5, [&](Network& n) {
    for (std::size_t i = 0; i < 3; ++i) measured[i].push_back(n.at_station[i].wait.mean());
    return 0.0;
  });
  for (std::size_t i = 0; i < 3; ++i) {
    SCOPED_TRACE(i);
    EXPECT_TRUE(agrees(measured[i], mmc_wait(rate[i], service[i], 1)));
    EXPECT_FALSE(agrees(measured[i], mmc_wait(1.03 * rate[i], service[i], 1)));
  }
}

constexpr double kYear = 365 * 86400.0;

TEST(Kernel_Ward, MM35OfTheReferenceWaits3415Minutes) {
  const auto wait = replicate({{35, Distribution::exponential(3600)}}, {{.rate = 30 / 3600.0}},
                              kYear, [](Network& n) { return first_wait(n) / 60; });
  EXPECT_TRUE(agrees(wait, 3.415));
  EXPECT_FALSE(agrees(wait, mmc_wait(30.3 / 60, 60, 35)));
}

TEST(Kernel_EmergencyDepartment, WaitsOfTheReference) {
  const auto route = [](int from, Stream& s) {
    if (from == 1) return s.uniform() < 0.3 ? 2 : 3;
    return from == 3 ? -1 : from + 1;
  };
  const std::vector<StationDef> stations{{1, Distribution::exponential(360)},
                                         {3, Distribution::exponential(1080)},
                                         {1, Distribution::exponential(1200)},
                                         {5, Distribution::exponential(1800)}};
  std::vector<std::vector<double>> waits(4);
  const auto sojourn =
      replicate(stations, {{.rate = 7 / 3600.0, .next = route}}, 2 * kYear, [&](Network& n) {
        for (std::size_t i = 0; i < 4; ++i) waits[i].push_back(n.at_station[i].wait.mean() / 60);
        return n.of_class[0].sojourn.mean() / 60;
      });
  const double theory[] = {14.000, 9.847, 46.667, 7.557};
  for (std::size_t i = 0; i < 4; ++i) {
    SCOPED_TRACE(i);
    EXPECT_TRUE(agrees(waits[i], theory[i]));
    EXPECT_FALSE(agrees(waits[i], 1.05 * theory[i]));
  }
  EXPECT_TRUE(agrees(sojourn, 105.40));
  EXPECT_FALSE(agrees(sojourn, 107.5));
}

}  // namespace
}  // namespace wardtwin::kernel::validation
