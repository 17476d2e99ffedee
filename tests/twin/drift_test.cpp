// How long detectors run until they signal, when nothing has changed and when something has.
#include "scenarios/twin/drift.h"

#include <gtest/gtest.h>

#include "sim/base/normal.h"
#include "sim/base/random.h"
#include "sim/base/statistics.h"

namespace wardtwin::twin {
namespace {

/// Mean number of observations until the signal, over `runs` runs.
template <class Draw>
Tally run_length(double h, int runs, Draw draw) {
  Tally t;
  for (int r = 0; r < runs; ++r) {
    Stream stream({3, static_cast<std::uint32_t>(r)}, 1, Purpose::device_event);
    Cusum c(h);
    int n = 0;
    do ++n;
    while (!c.add(draw(stream), Time{n}));
    t.add(n);
  }
  return t;
}

double least(const Tally& t) {
  return t.mean() - 4 * std::sqrt(t.variance() / static_cast<double>(t.count()));
}
double most(const Tally& t) {
  return t.mean() + 4 * std::sqrt(t.variance() / static_cast<double>(t.count()));
}

TEST(Drift, LossesSignalFalselyNoOftenerThanPromisedAndRealOnesSoon) {
  constexpr LossRatio kRatio{0.01, 0.1};
  const auto losing = [&](double share) {
    return [=](Stream& s) { return kRatio.of(s.uniform() < share); };
  };
  for (const double promised : {100.0, 1000.0}) {
    const Tally before = run_length(std::log(promised), 400, losing(0.01));
    EXPECT_GT(least(before), promised);
    const Tally after = run_length(std::log(promised), 400, losing(0.2));
    EXPECT_LT(most(after), promised / 2);
    // the drift is 0.2 ln 10 - 0.8 ln(0.99 / 0.9) = 0.384 an observation (Lorden's h / drift)
    EXPECT_NEAR(after.mean(), std::log(promised) / 0.384, 0.5 * std::log(promised) / 0.384);
  }
  // a threshold that is too low breaks the promise
  EXPECT_LT(most(run_length(std::log(1000.0) / 7, 400, losing(0.01))), 1000);
}

TEST(Drift, ArrivalsSignalFalselyNoOftenerThanPromised) {
  constexpr ArrivalRatio kRatio{1.7};
  const auto coming = [&](double factor) {
    return [=](Stream& s) {
      return kRatio.waited(standard_exponential(s) / factor) + kRatio.arrived();
    };
  };
  const Tally before = run_length(std::log(500.0), 400, coming(1));
  EXPECT_GT(least(before), 500);
  const Tally after = run_length(std::log(500.0), 400, coming(2));
  EXPECT_LT(most(after), 60);
  EXPECT_GT(least(run_length(std::log(500.0), 400, coming(0.8))), 2000) << "fewer are no signal";
}

TEST(Drift, ALevelIsLearntAndItsGrowthFound) {
  Tally until;
  int false_signals = 0;
  for (std::uint32_t r = 0; r < 100; ++r) {
    Stream stream({4, r}, 1, Purpose::device_event);
    LevelWatch watch(1.5);
    Cusum c(std::log(2000.0));
    const auto feed = [&](double median) {
      const auto ratio = watch.add(median * std::exp(0.5 * standard_normal(stream)));
      return ratio && c.add(ratio->higher, Time{0});
    };
    for (int i = 0; i < 30 * 200; ++i)
      if (feed(3e-3)) {
        ++false_signals;
        c.restart();
      }
    EXPECT_NEAR(watch.level(), 3e-3, 3e-4);
    c.restart();
    int n = 1;
    while (!feed(12e-3)) ++n;
    until.add(n);
  }
  EXPECT_LE(false_signals, 100 * 200 / 2000) << "one in 2000 batches";
  EXPECT_LT(until.max(), 5 * 30) << "a fourfold time within five batches";
}

}  // namespace
}  // namespace wardtwin::twin
