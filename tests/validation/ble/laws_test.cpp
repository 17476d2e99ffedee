#include "network_models/ble/laws.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/patients/agrees.h"

namespace wardtwin::ble {
namespace {

constexpr Time kPacket = 376us;

struct Discovery {
  double mean = 0, p99 = 0;
  std::vector<double> replications;  ///< means
};

Discovery discover(Time interval, ScanningDef scanning, int runs) {
  Discovery d;
  std::vector<double> all;
  for (std::uint32_t r = 0; r < 20; ++r) {
    Stream random({3, r}, 1, Purpose::test);
    double sum = 0;
    for (int i = 0; i < runs; ++i) {
      const Time t = discovery_time(scanning, {}, interval, kPacket, random);
      all.push_back(seconds(t));
      sum += seconds(t);
    }
    d.replications.push_back(sum / runs);
  }
  for (const double m : d.replications) d.mean += m / 20;
  const auto at = all.begin() + static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(all.size()));
  std::nth_element(all.begin(), at, all.end());
  d.p99 = *at;
  return d;
}

TEST(BleLaws, Ble3ContinuousScan) {
  const Discovery d = discover(1s, {100ms, 100ms}, 20000);
  EXPECT_NEAR(d.mean, 0.510, 0.01 * 0.510);
  EXPECT_NEAR(d.p99, 1.005, 0.01 * 1.005);
}

TEST(BleLaws, Ble4ScanLessOftenThanAdvertised) {
  const Discovery d = discover(100ms, {1s, 100ms}, 20000);
  EXPECT_NEAR(d.mean, 0.554, 0.02 * 0.554);
  EXPECT_NEAR(d.p99, 1.80, 0.02 * 1.80);
}

TEST(BleLaws, Ble5BeatsOfTwoLongIntervals) {
  const Discovery d = discover(1s, {1280ms, 11250us}, 5000);
  EXPECT_NEAR(d.mean, 111, 0.03 * 111);
  EXPECT_NEAR(d.p99, 490, 0.03 * 490);
  // a geometric law of independent chances would have p99 / mean = ln 100 = 4.6; beats differ
  EXPECT_FALSE(test::agrees(d.replications, d.p99 / std::log(100.0)));
}

// The chance of one event at any phase, all phases in steps of 10 us.
TEST(BleLaws, Ble5ChanceOfTheFirstEvent) {
  const ScanningDef def{1280ms, 11250us};
  const Scanner scanner{def};
  std::int64_t hit = 0, all = 0;
  for (Time t{0}; t < 3 * def.interval; t += 10us, ++all)
    for (int c = 0; c < kAdvertisingChannels; ++c) {
      const Time start = t + c * (kPacket + 50us);
      if (scanner.channel_at(start) != 37 + c || scanner.channel_at(start + kPacket) != 37 + c)
        continue;
      ++hit;
      break;
    }
  EXPECT_NEAR(static_cast<double>(hit) / static_cast<double>(all), 0.0087, 0.03 * 0.0087);
}

TEST(BleLaws, Ble8EventsUntilSupervision) {
  struct Case {
    double q;
    int k;
    double expected;
    int runs;
  };
  for (const Case& c :
       {Case{.3, 6, 1958, 1000}, Case{.3, 10, 2.42e5, 1000}, Case{.5, 6, 126, 2000}}) {
    EXPECT_NEAR(mean_events_until_lost(c.q, c.k), c.expected, 0.005 * c.expected);
    std::vector<double> replications;
    for (std::uint32_t r = 0; r < 30; ++r) {
      Stream random({5, r}, static_cast<std::uint64_t>(c.k), Purpose::test);
      double sum = 0;
      for (int i = 0; i < c.runs; ++i) sum += events_until_lost(c.q, c.k, random);
      replications.push_back(sum / c.runs);
    }
    EXPECT_TRUE(test::agrees(replications, c.expected)) << c.q << " " << c.k;
    double mean = 0;
    for (const double m : replications) mean += m / 30;
    EXPECT_NEAR(mean, c.expected, 0.03 * c.expected);
    EXPECT_FALSE(test::agrees(replications, 1.1 * c.expected));
  }
}

// The same by stepping every event.
TEST(BleLaws, Ble8AgainstStepping) {
  std::vector<double> replications;
  for (std::uint32_t r = 0; r < 30; ++r) {
    Stream random({6, r}, 1, Purpose::test);
    double events = 0;
    for (int i = 0; i < 500; ++i)
      for (int run = 0; run < 6; ++events) run = random.uniform() < 0.5 ? run + 1 : 0;
    replications.push_back(events / 500);
  }
  EXPECT_TRUE(test::agrees(replications, mean_events_until_lost(.5, 6)));
}

}  // namespace
}  // namespace wardtwin::ble
