// Laws fitted to values in whole days or other steps, and what becomes of them taken as exact.
#include "scenarios/import/fit_rounded.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "scenarios/compiler/quantity.h"
#include "scenarios/import/fit.h"
#include "sim/base/error.h"
#include "tests/unit/import/fits.h"

namespace wardtwin::importing {
namespace {

using Law = Distribution::Law;

constexpr Grid kDays{1, Rounding::nearest};

std::vector<double> draws(const Distribution& d, std::size_t n, std::uint32_t replication,
                          const Grid& grid) {
  std::vector<double> x = importing::draws(d, n, replication, 2);
  for (double& v : x) v = rounded(v, grid);
  return x;
}

/// Of a standard deviation between one and a half and four steps.
const std::vector<Distribution> kTruths{Distribution::exponential(4),
                                        {Law::lognormal, {1.2, 0.6, 0}},
                                        {Law::gamma, {2.5, 1.2, 0}},
                                        {Law::weibull, {1.7, 3, 0}}};

struct Errors {
  int inside = 0;
  double square = 0, mean = 0;  ///< of errors in standard errors
};
/// Over 100 samples of 300 the errors of the parameters in stated standard errors.
std::vector<Errors> errors(const Distribution& truth, const Grid& written, const Grid& taken) {
  std::vector<Errors> all(truth.law == Law::exponential ? 1 : 2);
  for (std::uint32_t r = 0; r < 100; ++r) {
    const auto x = draws(truth, 300, r, written);
    const auto fits = fit_laws(x, 0, 1, taken);
    const Fit& f = of(fits, truth.law);
    for (std::size_t p = 0; p < all.size(); ++p) {
      const double z = (f.law.p[p] - truth.p[p]) / f.standard_errors[p];
      all[p].inside += std::abs(z) < 1.96;
      all[p].square += z * z / 100;
      all[p].mean += z / 100;
    }
  }
  return all;
}

// 95 of 100 within 1.96 (binomial standard deviation 2.2), the mean of 100 squares of normals is 1
// (0.14), and their mean 0 (0.1).
TEST(FitRounded, KnownParametersAreRecoveredWithinTheStatedErrors) {
  for (const Distribution& truth : kTruths)
    for (const Rounding way : {Rounding::nearest, Rounding::up, Rounding::down}) {
      SCOPED_TRACE(compiler::write_distribution(truth, ""));
      const Grid grid{1, way};
      for (const Errors& e : errors(truth, grid, grid)) {
        EXPECT_NEAR(e.inside, 95, 4 * 2.2);
        EXPECT_NEAR(e.square, 1, 4 * .14);
        EXPECT_LT(std::abs(e.mean), 4 * .1);
      }
    }
}

// The same values taken as exact, or as rounded otherwise: off by several standard errors.
TEST(FitRounded, TakenAsExactTheyAreOff) {
  const Grid up{1, Rounding::up};
  for (const Distribution& truth : kTruths) {
    SCOPED_TRACE(compiler::write_distribution(truth, ""));
    EXPECT_GT(std::abs(errors(truth, up, {})[0].mean), 1.5) << "begun days are half a day too many";
    EXPECT_GT(std::abs(errors(truth, up, kDays)[0].mean), 1.5);
  }
}

// Under the true family p is uniform; of the distance of exact values it is next to nothing.
TEST(FitRounded, TheTrueFamilyIsKept) {
  constexpr int kSamples = 60;
  int below = 0, below_exact = 0;
  for (std::uint32_t r = 0; r < kSamples; ++r) {
    const auto x = draws(kTruths[2], 150, r, {1, Rounding::up});
    below += of(fit_laws(x, 19, r + 1, {1, Rounding::up}), Law::gamma).p_value <= 0.2;
    below_exact += of(fit_laws(x, 19, r + 1), Law::gamma).p_value <= 0.2;
  }
  const double sd = std::sqrt(kSamples * 0.2 * 0.8);
  EXPECT_NEAR(below, 0.2 * kSamples, 4 * sd);
  EXPECT_EQ(below_exact, kSamples) << "a law that is true is refused every time";
}

TEST(FitRounded, AWrongFamilyIsRejected) {
  const auto fits = fit_laws(draws(kTruths[1], 2000, 1, kDays), 99, 1, kDays);
  EXPECT_EQ(fits[0].law.law, Law::lognormal);
  EXPECT_GT(fits[0].p_value, 0.05);
  for (const Law wrong : {Law::exponential, Law::gamma, Law::weibull})
    EXPECT_LE(of(fits, wrong).p_value, 0.02);
}

// A fine grid is as good as none.
TEST(FitRounded, OnAFineGridItIsTheFitOfExactValues) {
  for (const Distribution& truth : kTruths) {
    SCOPED_TRACE(compiler::write_distribution(truth, ""));
    const Grid fine{1e-3, Rounding::nearest};
    auto x = draws(truth, 500, 3, fine);
    for (double& v : x) v = std::max(v, 1e-3);
    const Fit cells = of(fit_laws(x, 0, 1, fine), truth.law), exact = of(fit_laws(x, 0), truth.law);
    for (std::size_t p = 0; p < cells.standard_errors.size(); ++p) {
      EXPECT_NEAR(cells.law.p[p], exact.law.p[p], 0.02 * exact.standard_errors[p]);
      EXPECT_NEAR(cells.standard_errors[p], exact.standard_errors[p],
                  0.2 * exact.standard_errors[p]);
    }
    EXPECT_NEAR(cells.log_likelihood, exact.log_likelihood + 500 * std::log(1e-3), 0.1);
  }
}

TEST(FitRounded, StepsAreFound) {
  EXPECT_DOUBLE_EQ(grid_step(draws(kTruths[0], 300, 0, kDays)), 1);
  EXPECT_NEAR(grid_step(draws(kTruths[1], 300, 0, {.25, Rounding::up})), .25, 1e-12);
  // quarters of an hour in days, to four figures
  auto quarters = draws({Law::lognormal, {-3, 0.5, 0}}, 300, 0, {1 / 96., Rounding::nearest});
  for (double& v : quarters) v = std::round(v * 1e4) / 1e4;
  EXPECT_NEAR(grid_step(quarters), 1 / 96., 1e-4);
  // a few that were written otherwise
  auto most = draws(kTruths[0], 300, 0, kDays);
  most[7] = 2.5;
  EXPECT_NEAR(grid_step(most), 1, 1e-3);
  most.resize(30);
  EXPECT_EQ(grid_step(most), 0) << "one in thirty is too many";
  EXPECT_EQ(grid_step(draws(kTruths[0], 300, 0, {1e-6, Rounding::nearest})), 0) << "no ties";
  EXPECT_EQ(grid_step(std::vector<double>{2, 2, 2, 3, 3, 3}), 0) << "two values are no grid";
}

TEST(FitRounded, TheReportSaysWhatWasAssumed) {
  const auto x = draws(kTruths[2], 200, 1, kDays);
  const auto of = [&](Rounding way) {
    const Grid grid{grid_step(x), way};
    auto y = x;
    if (way == Rounding::up || way == Rounding::no)
      for (double& v : y) v = std::max(v, 1.0);
    return fit_report("stay", y, fit_laws(y, 19, 1, grid), "d", grid);
  };
  EXPECT_NE(of(Rounding::nearest).find("multiples of 1 d, taken as rounded to the nearest"),
            std::string::npos);
  EXPECT_NE(of(Rounding::up).find("rounded up, as begun ones are counted"), std::string::npos);
  EXPECT_NE(of(Rounding::no).find("taken as exact"), std::string::npos);
}

TEST(FitRounded, WhatCannotBeFittedIsRefused) {
  EXPECT_THROW(fit_laws(std::vector<double>{0, 1, 1, 2, 2, 3}, 0, 1, {1, Rounding::up}), InputError)
      << "rounded up nothing is 0";
  EXPECT_THROW(fit_laws(std::vector<double>{1, 1, 1, 2, 2, 2}, 0, 1, kDays), InputError);
  EXPECT_NO_THROW(fit_laws(std::vector<double>{0, 1, 1, 2, 2, 3}, 0, 1, kDays));
}

}  // namespace
}  // namespace wardtwin::importing
