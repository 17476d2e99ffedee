#include "scenarios/import/fit.h"

#include <cmath>

#include <gtest/gtest.h>

#include "scenarios/compiler/quantity.h"
#include "sim/base/error.h"
#include "tests/unit/import/fits.h"

namespace wardtwin::importing {
namespace {

using Law = Distribution::Law;

std::vector<double> draws(const Distribution& d, std::size_t n, std::uint32_t replication = 0) {
  return importing::draws(d, n, replication, 1);
}

const std::vector<Distribution> kTruths{Distribution::exponential(4),
                                        {Law::lognormal, {1.2, 0.8, 0}},
                                        {Law::gamma, {2.5, 3, 0}},
                                        {Law::weibull, {1.7, 5, 0}}};

// Over 200 samples of 400 the spread of the estimates about the truth is what the stated standard
// errors say.
TEST(Fit, KnownParametersAreRecoveredWithinTheStatedErrors) {
  for (const Distribution& truth : kTruths) {
    SCOPED_TRACE(compiler::write_distribution(truth, ""));
    const std::size_t parameters = truth.law == Law::exponential ? 1 : 2;
    for (std::size_t p = 0; p < parameters; ++p) {
      int inside = 0;
      double square = 0;
      for (std::uint32_t r = 0; r < 200; ++r) {
        const auto fits = fit_laws(draws(truth, 400, r), 0);
        const Fit& f = of(fits, truth.law);
        const double z = (f.law.p[p] - truth.p[p]) / f.standard_errors[p];
        inside += std::abs(z) < 1.96;
        square += z * z / 200;
      }
      // 95 % of 200 within 1.96; binomial standard deviation 3.1
      EXPECT_NEAR(inside, 190, 4 * 3.1);
      // mean of 200 squares of standard normals: standard deviation 0.1
      EXPECT_NEAR(square, 1, 0.4);
      EXPECT_GT(std::abs(1 - 2 * square), 0.4) << "errors of 1.4 times the size would pass, too";
    }
  }
}

TEST(Fit, TheTrueFamilyIsKeptAndAWrongOneRejected) {
  for (const Distribution& truth : kTruths) {
    SCOPED_TRACE(compiler::write_distribution(truth, ""));
    const auto fits = fit_laws(draws(truth, 1000), 199);
    EXPECT_GT(of(fits, truth.law).p_value, 0.01);
  }
  const auto lognormal = fit_laws(draws(kTruths[1], 3000), 199);
  EXPECT_EQ(lognormal[0].law.law, Law::lognormal);
  for (const Law wrong : {Law::exponential, Law::gamma, Law::weibull})
    EXPECT_LT(of(lognormal, wrong).p_value, 0.01);
  EXPECT_LT(of(fit_laws(draws(kTruths[2], 1000), 199), Law::exponential).p_value, 0.01);
}

// Under the true family p is uniform; with the table for known parameters hardly any would be small.
TEST(Fit, PValuesOfTheTrueFamilyAreUniform) {
  constexpr int kSamples = 200;
  int below = 0, below_known = 0;
  for (std::uint32_t r = 0; r < kSamples; ++r) {
    const auto fits = fit_laws(draws(kTruths[1], 60, r), 99, r + 1);
    const Fit& f = of(fits, Law::lognormal);
    below += f.p_value <= 0.2;
    below_known += f.ks * std::sqrt(60.0) > 1.073;  // 20 % point of Kolmogorov's law
  }
  const double sd = std::sqrt(kSamples * 0.2 * 0.8);
  EXPECT_NEAR(below, 0.2 * kSamples, 4 * sd);
  EXPECT_LT(below_known, 0.2 * kSamples - 4 * sd);
}

TEST(Fit, AicCountsParameters) {
  const auto fits = fit_laws(draws(kTruths[0], 500), 0);
  const Fit& f = of(fits, Law::exponential);
  EXPECT_DOUBLE_EQ(f.aic, 2 - 2 * f.log_likelihood);
  double sum = 0;
  const auto x = draws(kTruths[0], 500);
  for (const double v : x) sum += -std::log(f.law.p[0]) - v / f.law.p[0];
  EXPECT_NEAR(f.log_likelihood, sum, 1e-9 * std::abs(sum));
}

TEST(Fit, TextIsReadByScenarios) {
  const auto x = draws(kTruths[2], 200);
  const std::string report = fit_report("stay", x, fit_laws(x, 99), "h");
  std::size_t laws = 0;
  for (std::size_t at = 0; at < report.size();) {
    const std::size_t end = report.find('\n', at);
    std::string line = report.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("# ")) line.erase(0, 2);
    if (!line.ends_with(')') || line.find('(') == line.npos) continue;
    EXPECT_TRUE(compiler::read_distribution(line, "s").value) << line;
    ++laws;
  }
  EXPECT_EQ(laws, 5u);  // the data themselves are the fifth
  EXPECT_THROW(fit_report("stay", x, fit_laws(x, 0), "parsec"), InputError);
}

TEST(Fit, EmpiricalLawHasTheQuantilesOfTheSample) {
  const std::vector<double> x{9, 1, 4, 2, 16};
  EXPECT_EQ(*empirical_law(x).points, (std::vector<double>{1, 2, 4, 9, 16}));
  EXPECT_EQ(*empirical_law(x, 3).points, (std::vector<double>{1, 4, 16}));
  EXPECT_THROW(empirical_law(std::vector<double>{1}), InputError);
  // two humps, which none of the laws has
  std::vector<double> humps;
  for (int i = 0; i < 500; ++i) humps.push_back(i % 2 ? 10 + 0.001 * i : 100 + 0.001 * i);
  const auto fits = fit_laws(humps, 99);
  EXPECT_LT(fits[0].p_value, 0.05);
  const Distribution law = empirical_law(humps, 101);
  Stream s({5, 0}, 1, Purpose::test);
  int below = 0;
  double sum = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const double v = law(s);
    below += v < 50;
    sum += v;
  }
  const double sd = std::sqrt(law.variance() / kDraws);
  EXPECT_NEAR(sum / kDraws, law.mean(), 4 * sd);
  EXPECT_NEAR(below, 0.5 * kDraws, 4 * std::sqrt(0.25 * kDraws) + 0.01 * kDraws);
  EXPECT_FALSE(std::abs(sum / kDraws - 1.03 * law.mean()) < 4 * sd);
}

TEST(Fit, WhatCannotBeFittedIsRefused) {
  const std::vector<std::vector<double>> samples{
      {1, 2, 3, 4}, {1, 2, 3, 4, 0}, {1, 2, 3, 4, -1}, {2, 2, 2, 2, 2, 2}, {1, 2, 3, 4, HUGE_VAL}};
  for (const std::vector<double>& x : samples) EXPECT_THROW(fit_laws(x, 0), InputError);
  // far apart, but no overflow
  for (const Fit& f : fit_laws(std::vector<double>{1e-200, 1e-3, 1, 1e3, 1e200}, 0))
    EXPECT_TRUE(std::isfinite(f.aic));
}

}  // namespace
}  // namespace wardtwin::importing
