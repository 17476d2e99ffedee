#include "scenarios/twin/service.h"

#include <cmath>

#include <gtest/gtest.h>

#include "sim/base/distribution.h"
#include "sim/base/statistics.h"
#include "tests/twin/loop.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::twin {
namespace {

std::vector<double> draws(const Distribution& law, std::uint64_t entity) {
  Stream s({21}, entity, Purpose::test);
  std::vector<double> out;
  for (int i = 0; i < 65'536; ++i) out.push_back(law(s));
  return out;
}

// Work that does not vary: ways of f s + r, whose logarithms are known.
TEST(Service, ConstantWorkIsExact) {
  const ServiceFactor service(std::vector<double>(10, 0.4));
  EXPECT_NEAR(service.rest(std::log(0.5)), 0.1, 1e-12);
  EXPECT_NEAR(service.of(std::log(0.5), std::log(0.5)), 1, 1e-9);
  EXPECT_NEAR(service.of(std::log(0.5), std::log(1.7)), 4, 1e-9);
  EXPECT_NEAR(service.of(std::log(0.5), std::log(0.3)), 0.5, 1e-9);
  EXPECT_EQ(service.of(std::log(0.5), std::log(0.05)), 0) << "shorter than all that is not work";
  // a gateway that is faster than the scenario says: of the whole way
  EXPECT_EQ(service.rest(std::log(0.3)), 0);
  EXPECT_NEAR(service.of(std::log(0.3), std::log(0.9)), 3, 1e-9);
}

// Work that varies, other draws of the same law: intervals of many batches hold the factor as often as
// they promise, and those of the whole way do not.
TEST(Service, IntervalsOfBatchesHoldTheFactor) {
  const Distribution law = Distribution::lognormal_of_mean(400e-6, 100e-6);
  const ServiceFactor service(draws(law, 1));
  constexpr double kRest = 50e-6, kFactor = 4;
  constexpr int kRuns = 1000;
  int held = 0, whole = 0;
  std::vector<double> factors;
  for (std::uint32_t r = 0; r < kRuns; ++r) {
    Stream s({22, r}, 1, Purpose::test);
    Tally before, now;
    for (int i = 0; i < 600; ++i) before.add(std::log(law(s) + kRest));
    for (int i = 0; i < 30; ++i) now.add(std::log(kFactor * law(s) + kRest));
    const double half = 2.045 * std::sqrt(now.variance() / 30 + before.variance() / 600);
    const auto inside = [&](double low, double high) { return low <= kFactor && kFactor <= high; };
    held += inside(service.of(before.mean(), now.mean() - half),
                   service.of(before.mean(), now.mean() + half));
    const double growth = now.mean() - before.mean();
    whole += inside(std::exp(growth - half), std::exp(growth + half));
    factors.push_back(service.of(before.mean(), now.mean()));
  }
  // binomial: 950 +- 4 standard errors of 7
  EXPECT_GT(held, 922);
  EXPECT_LT(held, 978);
  EXPECT_LT(whole, 800);
  EXPECT_TRUE(wardtwin::test::agrees(factors, kFactor * (1 + 0.06 / 30 / 2)));
  EXPECT_FALSE(wardtwin::test::agrees(factors, kFactor * 0.97));
}

// The scenario's own gateway: its work is that of the class that heartbeats are of.
TEST(Service, WorkIsThatOfHeartbeats) {
  const auto rest_of = [](const std::string& set) {
    const auto h = compiler::compile_file(test::kWard, std::vector<std::string>{set});
    return service_of(h, 0).rest(std::log(1e-3));
  };
  const double as_is = rest_of("duration=12 h");
  EXPECT_NEAR(as_is, 0.6e-3, 0.05e-3) << "1 ms less a mean of 400 us, whose logarithm varies";
  EXPECT_LT(rest_of("network.gateways.gateway_1.service_vitals=600 us"), as_is - 0.05e-3);
  EXPECT_EQ(rest_of("network.gateways.gateway_2.service_vitals=600 us"), as_is);
}

}  // namespace
}  // namespace wardtwin::twin
