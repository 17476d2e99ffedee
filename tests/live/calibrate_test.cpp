#include "scenarios/live/calibrate.h"

#include <cmath>
#include <deque>

#include <gtest/gtest.h>

#include "sim/base/distribution.h"
#include "sim/base/error.h"
#include "sim/base/random.h"

namespace wardtwin::live {
namespace {

// A gateway of one core, played with other draws than the fit's.
Load played(double rate, double service_s, double sd_s, double around_s) {
  Load load;
  load.rate = rate;
  Stream draw({99}, static_cast<std::uint64_t>(rate), Purpose::test);
  const Distribution service = Distribution::lognormal_of_mean(service_s, sd_s);
  double t = 0, free = 0;
  for (int i = 0; i < 200'000; ++i) {
    t -= std::log(draw.positive_uniform()) / rate;
    free = std::max(free, t) + service(draw);
    load.delay.add(from_seconds(free - t + around_s));
  }
  return load;
}

TEST(Calibrate, FindsTheGatewayThatWasPlayedAndPredictsOtherLoads) {
  constexpr double kService = 50e-6, kSd = 25e-6, kAround = 80e-6;
  const std::vector<Load> fitted{played(4'000, kService, kSd, kAround),
                                 played(14'000, kService, kSd, kAround)};
  const GatewayFit fit = fit_gateway(fitted);
  EXPECT_EQ(fit.cores, 1);
  EXPECT_NEAR(fit.service_s, kService, 0.05 * kService);
  EXPECT_NEAR(fit.around_s, kAround, 0.1 * kAround);
  EXPECT_LT(fit.misfit, 0.03);
  for (const double rate : {8'000.0, 11'000.0}) {
    const double p95 = played(rate, kService, kSd, kAround).delay.quantile(0.95);
    EXPECT_NEAR(predict(fit, rate).p95, p95, 0.05 * p95) << rate;
    // and a gateway a tenth slower is told apart where there is load
    const double slower = played(14'000, 1.1 * kService, kSd, kAround).delay.quantile(0.95);
    EXPECT_GT(std::abs(predict(fit, 14'000).p95 / slower - 1), 0.1);
  }
}

// M/D/1 has half the mean wait of M/M/1 (Pollaczek-Khinchine); its median wait lies below the mean.
TEST(Calibrate, PredictionGrowsWithLoadAndVariation) {
  const GatewayFit steady{1, 1e-3, 1e-5, 0, 0}, varied{1, 1e-3, 2e-3, 0, 0};
  const double mean_wait = 0.8 * 1e-3 / (2 * (1 - 0.8));
  EXPECT_GT(predict(steady, 800).p50, 1e-3);
  EXPECT_LT(predict(steady, 800).p50, 1e-3 + mean_wait);
  EXPECT_GT(predict(steady, 900).p95, 1.5 * predict(steady, 800).p95);
  EXPECT_GT(predict(varied, 800).p95, 2 * predict(steady, 800).p95);
  EXPECT_LT(predict({4, 1e-3, 1e-5, 0, 0}, 800).p95, 1.1e-3);
}

// Half as much again as it can carry: what it holds is seen in the delay of what it does not lose.
TEST(Calibrate, AFullQueueTellsItsLength) {
  constexpr double kService = 100e-6, kAround = 50e-6;
  constexpr std::size_t kQueue = 200;
  const std::vector<Load> fitted{played(2'000, kService, 20e-6, kAround),
                                 played(7'000, kService, 20e-6, kAround)};
  Load full;
  full.name = "full.h5";
  full.rate = 15'000;
  Stream draw({98}, 1, Purpose::test);
  const Distribution service = Distribution::lognormal_of_mean(kService, 20e-6);
  std::deque<double> leaves;  // of those that are there
  double t = 0;
  for (int i = 0; i < 100'000; ++i) {
    t -= std::log(draw.positive_uniform()) / full.rate;
    while (!leaves.empty() && leaves.front() <= t) leaves.pop_front();
    if (leaves.size() > kQueue) {
      ++full.lost;
      continue;
    }
    leaves.push_back((leaves.empty() ? t : leaves.back()) + service(draw));
    full.delay.add(from_seconds(leaves.back() - t + kAround));
  }
  const GatewayFit fit = fit_gateway(fitted);
  const std::string text = calibration_text(fit, beside(fit, fitted, {&full, 1}));
  const auto at = text.find("      queue: ");
  ASSERT_NE(at, text.npos) << text;
  EXPECT_NEAR(std::stod(text.substr(at + 13)), kQueue, 0.1 * kQueue);
  EXPECT_EQ(calibration_text(fit, beside(fit, fitted, {})).find("queue: "), text.npos);
}

TEST(Calibrate, OneLoadIsNotEnough) {
  const Load one = played(4'000, 50e-6, 25e-6, 80e-6);
  EXPECT_THROW(fit_gateway({&one, 1}), InputError);
  const std::vector<Load> near{one, played(4'400, 50e-6, 25e-6, 80e-6)};
  EXPECT_THROW(fit_gateway(near), InputError);
}

}  // namespace
}  // namespace wardtwin::live
