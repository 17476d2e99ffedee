#include "sim/people/patients/units.h"

#include "tests/unit/patients/agrees.h"

namespace wardtwin::people {
namespace {

using test::agrees;

// Hourly arrivals of the emergency department of 65,940 visits a year, as published; a run that
// starts at 22:00. Counts of a Poisson process: mean and variance are both the rate.
TEST(EmergencyDepartment_HourlyArrivals, MeanAndVarianceOfCounts) {
  ArrivalsDef def{published_arrivals(), 0.5, {}};
  constexpr int kDays = 2000;
  std::vector<std::vector<double>> counts(24, std::vector<double>(kDays, 0));
  Stream stream({1, 0}, 1, Purpose::arrival);
  Time t{0};
  while ((t = next_arrival(def, t, 22h, stream)) < 24h * kDays)
    ++counts[static_cast<std::size_t>(hour_of_day(t + 22h))][static_cast<std::size_t>(t / 24h)];
  for (std::size_t h = 0; h < 24; ++h) {
    const double rate = 0.5 * published_arrivals()[h];
    EXPECT_TRUE(agrees(counts[h], rate)) << h;
    std::vector<double> squares;
    for (const double n : counts[h]) squares.push_back((n - rate) * (n - rate));
    EXPECT_TRUE(agrees(squares, rate)) << h;
    EXPECT_FALSE(agrees(counts[h], 1.2 * rate)) << h;
  }
  EXPECT_NEAR(def.mean_rate() * 24, 181.6 / 2, 0.1);
}

TEST(Arrivals, WeeklyFactorAndNone) {
  ArrivalsDef def{{2.0}, 1, {0, 1, 1, 1, 1, 1, 1}};
  Stream stream({1, 0}, 2, Purpose::arrival);
  EXPECT_GE(next_arrival(def, Time{0}, Time{0}, stream), 24h);
  EXPECT_NEAR(def.mean_rate(), 12.0 / 7, 1e-12);
  EXPECT_EQ(next_arrival({}, Time{0}, Time{0}, stream), kNever);
}

// Residual of a renewal process in equilibrium: mean E[S^2] / 2 E[S].
TEST(ResidualStay, MeanOfEachLaw) {
  using Law = Distribution::Law;
  const Distribution laws[] = {Distribution::constant(4),
                               Distribution::uniform(1, 5),
                               Distribution::exponential(3),
                               {Law::normal, {10, 2, 0}, 0},
                               Distribution::lognormal_of_mean(4.63, 6.07),
                               {Law::triangular, {1, 2, 6}},
                               {Law::gamma, {0.7, 2, 0}},
                               {Law::weibull, {1.5, 3, 0}},
                               Distribution::empirical({1, 2, 5, 20})};
  std::uint64_t entity = 0;
  for (const Distribution& d : laws) {
    Stream stream({1, 0}, ++entity, Purpose::length_of_stay);
    std::vector<double> x;
    for (int i = 0; i < 40000; ++i) x.push_back(residual_stay(d, stream));
    const double theory = (d.variance() + d.mean() * d.mean()) / (2 * d.mean());
    EXPECT_TRUE(agrees(x, theory)) << static_cast<int>(d.law);
    EXPECT_FALSE(agrees(x, 1.15 * theory)) << static_cast<int>(d.law);
  }
  // lifted to a floor: max(2, X), X exponential with mean 1: moments by hand
  Distribution lifted = Distribution::exponential(1);
  lifted.lowest = 2;
  Stream stream({1, 0}, 99, Purpose::length_of_stay);
  std::vector<double> x;
  for (int i = 0; i < 40000; ++i) x.push_back(residual_stay(lifted, stream));
  const double e = std::exp(-2.0), m1 = 2 * (1 - e) + 3 * e, m2 = 4 * (1 - e) + 10 * e;
  EXPECT_TRUE(agrees(x, m2 / (2 * m1)));
}

TEST(EquilibriumOccupancy, TruncatedPoisson) {
  Stream stream({1, 0}, 3, Purpose::placement);
  std::vector<double> full;
  for (int i = 0; i < 20000; ++i) full.push_back(equilibrium_occupancy(8.145, 10, stream) == 10);
  EXPECT_TRUE(agrees(full, 0.128));  // Erlang B, stroke unit of ten beds, printed to three decimals
  EXPECT_FALSE(agrees(full, 0.15));
}

// Florida, 202 hospitals: 13.0 % of discharges before noon, 42.2 % before 15:00.
TEST(Florida_DischargeHours, SharesBeforeNoonAndThree) {
  const auto weights = published_discharge_hours();
  double sum = 0, noon = 0, three = 0;
  for (std::size_t h = 0; h < 24; ++h) {
    sum += weights[h];
    if (h < 12) noon += weights[h];
    if (h < 15) three += weights[h];
  }
  EXPECT_NEAR(sum, 1, 1e-9);
  EXPECT_NEAR(noon, 0.130, 0.0005);
  EXPECT_NEAR(three, 0.422, 0.0005);
  Stream stream({1, 0}, 4, Purpose::length_of_stay);
  std::vector<double> before_noon;
  for (int i = 0; i < 20000; ++i) {
    const Time t = shaped_discharge(100h, 0h, weights, 22h, stream);
    EXPECT_LT(std::abs(seconds(t - 100h)), 86400);
    before_noon.push_back(hour_of_day(t + 22h) < 12);
  }
  EXPECT_TRUE(agrees(before_noon, noon));
  EXPECT_FALSE(agrees(before_noon, 0.15));
  EXPECT_GE(shaped_discharge(10h, 9h, weights, 22h, stream), 9h);
  EXPECT_EQ(shaped_discharge(10h, 9h, {}, 22h, stream), 10h);
}

}  // namespace
}  // namespace wardtwin::people
