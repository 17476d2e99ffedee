#include "sim/people/patients/vital_signs.h"

#include "tests/unit/patients/agrees.h"

namespace wardtwin::people {
namespace {

using test::agrees;

// Mean of z(0) z(lag) over many patients, walking the lag in `steps` equal steps.
std::vector<double> products(Time lag, int steps) {
  const SignDef def = VitalsDef{}.heart_rate;  // tau 10 min
  std::vector<double> batch;
  for (std::uint64_t b = 0; b < 40; ++b) {
    double sum = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
      SignPath path(def, Stream({1, 0}, b * 10000 + i, Purpose::vital_sign), Time{0});
      const double first = path.deviation(Time{0});
      double last = first;
      for (int k = 1; k <= steps; ++k) last = path.deviation(lag * k / steps);
      sum += first * last;
    }
    batch.push_back(sum / 2000);
  }
  return batch;
}

TEST(SignPath, AutocovarianceIsExponentialForAnyStep) {
  EXPECT_TRUE(agrees(products(Time{0}, 1), 1));
  for (const int steps : {1, 7, 60}) {
    SCOPED_TRACE(steps);
    EXPECT_TRUE(agrees(products(5min, steps), std::exp(-0.5)));
    EXPECT_TRUE(agrees(products(20min, steps), std::exp(-2.0)));
  }
  EXPECT_FALSE(agrees(products(5min, 1), 1.05 * std::exp(-0.5))) << "cannot tell 5 % in covariance";
}

TEST(SignPath, PopulationMomentsAndDailyWave) {
  const VitalsDef vitals;
  for (const auto sign :
       {flow::VitalSign::heart_rate, flow::VitalSign::respiration, flow::VitalSign::temperature}) {
    const SignDef& def = vitals.of(sign);
    std::vector<double> at_peak, at_trough, squares;
    for (std::uint64_t i = 0; i < 16000; ++i) {
      SignPath path(def, Stream({2, 0}, i, Purpose::vital_sign), Time{0});
      at_peak.push_back(path.value(1h, 0, def.peak_hour));
      at_trough.push_back(path.value(13h, 1, def.peak_hour + 12));
      squares.push_back(std::pow(at_peak.back() - def.mean - def.circadian, 2));
    }
    EXPECT_TRUE(agrees(at_peak, def.mean + def.circadian));
    EXPECT_TRUE(agrees(at_trough, def.mean - def.circadian + def.deteriorated));
    EXPECT_TRUE(agrees(squares, std::pow(def.between_patients, 2) + std::pow(def.within, 2)));
    EXPECT_FALSE(agrees(squares, std::pow(1.1 * def.between_patients, 2)));
  }
}

TEST(MotionBursts, RateByDayAndNightAndSameBurstsForAll) {
  const VitalsDef vitals;
  std::vector<double> day, night;
  for (std::uint64_t i = 0; i < 400; ++i) {
    MotionBursts one(vitals, Stream({3, 0}, i, Purpose::artefact), Time{0}, Time{0});
    MotionBursts other = one;
    double n_day = 0, n_night = 0;
    Time t{0};
    for (;;) {
      const auto burst = one.at(t);
      if (burst.from > 48h) break;
      (awake(vitals, clock_hours(burst.from, Time{0})) ? n_day : n_night) += 1;
      EXPECT_EQ(other.at(burst.from).to, burst.to);
      t = burst.to;
    }
    day.push_back(n_day / 32);
    night.push_back(n_night / 16);
  }
  // gaps begin at a burst's end (mean 20.7 s), so the rate is lower by that share
  const double mean = vitals.motion_lasts.mean() / 3600;
  EXPECT_TRUE(agrees(day, 1 / (1 + mean)));
  EXPECT_TRUE(agrees(night, 0.2 / (1 + 0.2 * mean)));
  EXPECT_FALSE(agrees(day, 1.1));
  VitalsDef quiet;
  quiet.artefacts = false;
  MotionBursts none(quiet, Stream({3, 0}, 1, Purpose::artefact), Time{0}, Time{0});
  EXPECT_EQ(none.at(1000h).from, kNever);
}

}  // namespace
}  // namespace wardtwin::people
