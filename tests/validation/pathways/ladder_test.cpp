// The analytic ladder again, from scenario text: what planners write gives what theory says.
// Allowance: 4 standard errors over the replications; each rung also shows a theory it rejects.
#include <cmath>
#include <tuple>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/reproduction/replications.h"
#include "tests/theory/queueing.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::test {
namespace {

using namespace theory;

constexpr int kReplications = 20;

/// One queue: a minute is the unit of all times.
std::string queue(double rate, std::string_view resource, std::string_view step,
                  double hours = 4000, std::string_view pathway = "") {
  return fmt::format(
      "scenario: queue\nformat: 1\nwarm_up: {0:.0f} h\nduration: {1:.0f} h\nseed: 7\n"
      "people:\n  resources: {{ server: {{ {2} }} }}\n  pathways:\n    customers:\n"
      "      arrive: {{ every: exponential(mean {3} min) }}\n{5}      steps:\n        serve:\n"
      "          with: server\n          then: leave\n{4}",
      hours / 10, hours, resource, 1 / rate, step, pathway);
}

double wait_of(const Replication& k) { return k.resources[0].wait.mean() / 60; }
double waited_of(const Replication& k) {
  return static_cast<double>(k.resources[0].waited) /
         static_cast<double>(k.resources[0].wait.count());
}

const std::string kExponential = "          takes: exponential(mean 1 min)\n";

TEST(Pathways_MM1, LoadNineTenths) {
  const auto r = run_text(queue(0.9, "units: 1", kExponential, 4000), kReplications);
  EXPECT_TRUE(agrees(values(r, wait_of), 9.0));
  EXPECT_TRUE(agrees(values(r, [](auto& k) { return k.resources[0].queue_mean; }), 8.1));
  EXPECT_TRUE(agrees(values(r, [](auto& k) { return k.resources[0].utilisation; }), 0.9));
  EXPECT_TRUE(agrees(values(r, [](auto& k) { return k.pathways[0].time.mean() / 60; }), 10.0));
  EXPECT_FALSE(agrees(values(r, wait_of), mg1_wait(0.92, 1, 1)));
}

TEST(Pathways_MMc, EightForTenServers) {
  const auto r = run_text(queue(8, "units: 10", kExponential, 300), kReplications);
  EXPECT_TRUE(agrees(values(r, waited_of), erlang_c(8, 10)));  // .4092
  EXPECT_TRUE(agrees(values(r, wait_of), mmc_wait(8, 1, 10)));
  EXPECT_FALSE(agrees(values(r, wait_of), mmc_wait(8.1, 1, 10)));
}

TEST(Pathways_MD1, WaitsHalfAsLongAsMM1) {
  const auto r = run_text(queue(0.9, "units: 1", "          takes: 1 min\n"), kReplications);
  EXPECT_TRUE(agrees(values(r, wait_of), 4.5));
  EXPECT_FALSE(agrees(values(r, wait_of), 4.5 * 1.1));
}

TEST(Pathways_MG1, PollaczekKhinchine) {
  const auto r =
      run_text(queue(0.7, "units: 1", "          takes: lognormal(mean 1 min, sd 1.5 min)\n"),
               kReplications);
  EXPECT_TRUE(agrees(values(r, wait_of), mg1_wait(0.7, 1, 2.25)));
  EXPECT_FALSE(agrees(values(r, wait_of), mg1_wait(0.7, 1, 1)));
}

// Pairs who come together, 0.4 of them a minute: the first waits as in M/G/1 whose jobs are pairs, the
// second for the first, too: (rho + E[X(X - 1)] / 2E[X]) / (1 - rho).
TEST(Pathways_BatchArrivals, PairsWaitLongerThanTheirLoadSays) {
  std::string text = queue(0.4, "units: 1", kExponential, 4000);
  text.replace(text.find(" min) }"), 7, " min), batch: 2 }");
  const auto r = run_text(text, kReplications);
  EXPECT_TRUE(agrees(values(r, wait_of), 1.3 / 0.2));
  EXPECT_TRUE(agrees(values(r, [](auto& k) { return k.resources[0].utilisation; }), 0.8));
  EXPECT_FALSE(agrees(values(r, wait_of), 4.0)) << "M/M/1 of the same load";
  EXPECT_FALSE(agrees(values(r, wait_of), 1.1 * 6.5));
}

double turned_away(const Replication& k) {
  return static_cast<double>(k.pathways[0].turned_away) /
         static_cast<double>(k.pathways[0].arrived);
}

TEST(Pathways_ErlangB, NoRoomToWait) {
  const auto r =
      run_text(queue(8.145, "units: 10",
                     "          takes: lognormal(mean 1 min, sd 1 min)\n          room: 0\n", 200),
               kReplications);
  EXPECT_TRUE(agrees(values(r, turned_away), erlang_b(8.145, 10)));  // .128
  EXPECT_FALSE(agrees(values(r, turned_away), erlang_b(8.3, 10)));
}

TEST(Pathways_FiniteQueue, LossOfMM1K) {
  const auto r =
      run_text(queue(1.2, "units: 1", kExponential + "          room: 9\n", 2000), kReplications);
  EXPECT_TRUE(agrees(values(r, turned_away), mm1k_loss(1.2, 10)));
  EXPECT_FALSE(agrees(values(r, turned_away), mm1k_loss(1.2, 11)));
}

TEST(Pathways_Reneging, ErlangA) {
  const auto r = run_text(
      queue(9, "units: 8", kExponential + "          patience: exponential(mean 2 min)\n", 200),
      kReplications);
  const ErlangA theory = erlang_a(9, 1, 8, 2);
  const auto lost = values(r, [](const Replication& k) {
    return static_cast<double>(k.pathways[0].unserved) / static_cast<double>(k.pathways[0].arrived);
  });
  EXPECT_TRUE(agrees(lost, theory.share_lost));
  EXPECT_TRUE(
      agrees(values(r, [](auto& k) { return k.resources[0].queue_mean; }), theory.mean_queue));
  EXPECT_FALSE(agrees(lost, erlang_a(9, 1, 8, 2.3).share_lost));
}

TEST(Pathways_Baulking, HalfGoAwayFromAQueueOfOne) {
  // Births at 1 below, at 1/2 from one waiting on; deaths at 1: p2.. = p1, p1/2, p1/4, ...
  const auto r = run_text(queue(1, "units: 1",
                                kExponential + "          baulk_from: 1\n"
                                               "          baulk_share: 50 %\n",
                                2000),
                          kReplications);
  // p0 = p1 = p2 = 1/4, p3 = 1/8, ...: the share turned away is half of P(n >= 2) = 1/4
  EXPECT_TRUE(agrees(values(r, turned_away), 0.25));
  EXPECT_FALSE(agrees(values(r, turned_away), 0.26));
}

TEST(Pathways_Priorities, CobhamWithoutPreemption) {
  const std::string text = fmt::format(
      "scenario: two\nformat: 1\nwarm_up: 400 h\nduration: 4000 h\npeople:\n"
      "  resources: {{ server: {{ units: 1 }} }}\n  pathways:\n"
      "    urgent:\n      arrive: {{ every: exponential(mean {} min) }}\n      priority: 1\n"
      "      steps: {{ serve: {{ with: server, takes: exponential(mean 1 min), then: leave }} }}\n"
      "    other:\n      arrive: {{ every: exponential(mean {} min) }}\n      priority: 2\n"
      "      steps: {{ serve: {{ with: server, takes: exponential(mean 1 min), then: leave }} }}\n",
      1 / 0.32, 1 / 0.48);
  const auto r = run_text(text, kReplications);
  const auto theory = cobham_waits(std::vector<PriorityClass>{{0.32, 1, 2}, {0.48, 1, 2}});
  const auto wait = [](std::size_t i) {
    return [i](const Replication& k) { return k.steps[i].wait.mean() / 60; };
  };
  EXPECT_TRUE(agrees(values(r, wait(0)), theory[0]));
  EXPECT_TRUE(agrees(values(r, wait(1)), theory[1]));
  EXPECT_FALSE(agrees(values(r, wait(1)), mmc_wait(0.8, 1, 1))) << "priorities change nothing";
}

TEST(Pathways_Priorities, PreemptionResumesWhereItWasInterrupted) {
  const auto text = [](std::string_view how, std::string_view law) {
    return fmt::format(
        "scenario: two\nformat: 1\nwarm_up: 400 h\nduration: 4000 h\npeople:\n"
        "  resources: {{ server: {{ units: 1 }} }}\n  pathways:\n"
        "    urgent:\n      arrive: {{ every: exponential(mean {0} min) }}\n      priority: 1\n"
        "      steps: {{ serve: {{ with: server, takes: {3}, preempts: yes,\n"
        "               then: leave }} }}\n"
        "    other:\n      arrive: {{ every: exponential(mean {1} min) }}\n      priority: 2\n"
        "      steps: {{ serve: {{ with: server, takes: {3}, if_interrupted: {2},\n"
        "               then: leave }} }}\n",
        1 / 0.3, 1 / 0.4, how, law);
  };
  const std::vector<double> rates{0.3, 0.4};
  const auto theory = preemptive_sojourns(rates, 1);
  const auto time = [](std::size_t i) {
    return [i](const Replication& k) { return k.pathways[i].time.mean() / 60; };
  };
  // exponential service has no memory: resumed and drawn anew are alike
  for (const char* how : {"resume", "redraw"}) {
    SCOPED_TRACE(how);
    const auto r = run_text(text(how, "exponential(mean 1 min)"), kReplications);
    EXPECT_TRUE(agrees(values(r, time(0)), theory[0]));
    EXPECT_TRUE(agrees(values(r, time(1)), theory[1]));
    EXPECT_FALSE(agrees(values(r, time(0)),
                        1 + cobham_waits(std::vector<PriorityClass>{{0.3, 1, 2}, {0.4, 1, 2}})[0]));
  }
  // constant service: resumed work is 1 min; started again it is (exp(0.3) - 1) / 0.3 in the mean
  const auto busy = [](const Replication& k) { return k.resources[0].busy_mean; };
  const auto resumed = run_text(text("resume", "1 min"), kReplications);
  EXPECT_TRUE(agrees(values(resumed, busy), 0.7));
  const auto again = run_text(text("restart", "1 min"), kReplications);
  const double attempts = std::expm1(0.3) / 0.3;
  EXPECT_TRUE(agrees(values(again, busy), 0.3 + 0.4 * attempts * 1.0));
  EXPECT_FALSE(agrees(values(again, busy), 0.7));
}

// Who is next changes no mean, and the spread as Kingman (1962) says: the second moment of the wait
// in M/M/1 is 2 rho / (mu^2 (1 - rho)^2) in order of coming, by 1 / (1 - rho / 2) more at random, by
// 1 / (1 - rho) more if the last is first.
TEST(Pathways_Disciplines, SameMeanAndKingmansSpread) {
  const double rho = 0.7, in_order = 2 * rho / std::pow(1 - rho, 2);
  const auto square = [](const Replication& k) {
    const Histogram& h = k.resources[0].wait;
    double sum = 0;
    for (std::size_t b = 0; b < h.counts().size(); ++b) {
      const double middle = (static_cast<double>(Histogram::bin_low(b)) +
                             0.5 * static_cast<double>(Histogram::bin_width(b) - 1)) /
                            60e9;
      sum += static_cast<double>(h.counts()[b]) * middle * middle;
    }
    return sum / static_cast<double>(h.count());
  };
  const std::tuple<const char*, double, double> rules[] = {
      {"fifo", in_order, in_order / (1 - rho / 2)},
      {"random", in_order / (1 - rho / 2), in_order},
      {"lifo", in_order / (1 - rho), in_order / (1 - rho / 2)}};
  for (const auto& [rule, theory, other] : rules) {
    SCOPED_TRACE(rule);
    const auto r = run_text(
        queue(rho, fmt::format("units: 1, queue: {}", rule), kExponential, 4000), kReplications);
    EXPECT_TRUE(agrees(values(r, wait_of), rho / (1 - rho)));
    EXPECT_TRUE(agrees(values(r, square), theory));
    EXPECT_FALSE(agrees(values(r, square), other));
  }
}

TEST(Pathways_MGInfinity, OccupancyIsPoissonWhateverTheStay) {
  const auto r = run_text(queue(5, "kind: bed, unlimited: yes",
                                "          takes: lognormal(mean 2 min, sd 3 min)\n", 300),
                          kReplications);
  const auto at = [&](std::uint32_t n) {
    return values(r, [n](const Replication& k) {
      for (const auto& l : k.levels)
        if (l.in_use == n) return l.share;
      return 0.0;
    });
  };
  for (const std::uint32_t n : {5u, 10u, 15u})
    EXPECT_TRUE(agrees(at(n), std::exp(n * std::log(10.0) - 10 - std::lgamma(n + 1.0)))) << n;
  EXPECT_FALSE(agrees(at(15), std::exp(15 * std::log(10.4) - 10.4 - std::lgamma(16.0))));
}

TEST(Pathways_MMInfinity, FillsUpAsTheTransientSays) {
  // the mean over the first 30 min of load 60 x (1 - exp(-t / 30 min))
  const std::string text =
      "scenario: transient\nformat: 1\nduration: 30 min\npeople:\n"
      "  resources: { bed: { kind: bed, unlimited: yes } }\n  pathways:\n    p:\n"
      "      arrive: { every: exponential(mean 0.5 min) }\n"
      "      steps: { s: { with: bed, takes: exponential(mean 30 min), then: leave } }\n";
  const auto r = run_text(text, 400);
  const auto busy = values(r, [](auto& k) { return k.resources[0].busy_mean; });
  double theory = 0;
  for (int i = 0; i < 3000; ++i) theory += mm_infinity_mean(2, 30, (i + 0.5) / 100) / 3000;
  EXPECT_TRUE(agrees(busy, theory));
  EXPECT_FALSE(agrees(busy, 1.05 * theory));
}

TEST(Pathways_Jackson, FeedbackFactorises) {
  const std::string text =
      "scenario: jackson\nformat: 1\nwarm_up: 500 h\nduration: 5000 h\npeople:\n"
      "  resources: { a: { units: 1 }, b: { units: 1 }, c: { units: 1 } }\n  pathways:\n    p:\n"
      "      arrive: { every: exponential(mean 2.5 min) }\n      steps:\n"
      "        first:  { with: a, takes: exponential(mean 1.4 min),\n"
      "                  then: { second: 50 %, third: 50 % } }\n"
      "        second: { with: b, takes: exponential(mean 2.4 min),\n"
      "                  then: { first: 40 %, leave: 60 % } }\n"
      "        third:  { with: c, takes: exponential(mean 2 min), then: leave }\n";
  const auto r = run_text(text, kReplications);
  const double rate[] = {0.5, 0.25, 0.25}, service[] = {1.4, 2.4, 2.0};
  for (std::size_t i = 0; i < 3; ++i) {
    SCOPED_TRACE(i);
    const auto w = values(r, [&](auto& k) { return k.resources[i].wait.mean() / 60; });
    EXPECT_TRUE(agrees(w, mmc_wait(rate[i], service[i], 1)));
    EXPECT_FALSE(agrees(w, mmc_wait(1.04 * rate[i], service[i], 1)));
  }
}

// Counts of an hour are Poisson: mean and variance are the hour's rate.
TEST(Pathways_NHPP, MeanAndVarianceByHour) {
  std::string rates;
  for (int h = 0; h < 24; ++h) rates += fmt::format("{}{}", h ? ", " : "", h % 2 ? 30 : 2 + h);
  const auto count = [&](int hour) {
    const auto r = run_text(
        fmt::format("scenario: hours\nformat: 1\nstarts: 00:00\nwarm_up: {} h\nduration: 1 h\n"
                    "people:\n  pathways:\n    p:\n      arrive: {{ hourly: [{}] }}\n"
                    "      steps: {{ s: {{ takes: 1 min, then: leave }} }}\n",
                    hour, rates),
        400);
    return values(r, [](auto& k) { return static_cast<double>(k.pathways[0].arrived); });
  };
  for (const int hour : {4, 5, 22}) {
    SCOPED_TRACE(hour);
    const double rate = hour % 2 ? 30 : 2 + hour;
    const auto n = count(hour);
    EXPECT_TRUE(agrees(n, rate));
    std::vector<double> squares;
    for (const double x : n) squares.push_back((x - rate) * (x - rate));
    EXPECT_TRUE(agrees(squares, rate));
    EXPECT_FALSE(agrees(n, 1.15 * rate));
  }
}

}  // namespace
}  // namespace wardtwin::test
