// Scores and calls of a ward against what was published.
#include <cstdio>

#include "tests/unit/observations/observed_ward.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::people {
namespace {

using test::agrees;
using test::ObservedWard;

struct Ward {
  std::vector<double> zero, five, seven, calls, again, sets, nurse_share, episodes;
};

Ward replicate(int replications, Time length, const auto& change) {
  Ward out;
  for (std::uint32_t r = 0; r < static_cast<std::uint32_t>(replications); ++r) {
    ObservedWard w(r);
    change(w);
    const ObservationStatistics& n = w.run(length);
    double all = 0, five = 0, seven = 0;
    for (std::size_t s = 0; s < n.first.size(); ++s) {
      const auto k = static_cast<double>(n.first[s]);
      all += k;
      five += s >= 5 ? k : 0;
      seven += s >= 7 ? k : 0;
    }
    const auto admissions = static_cast<double>(n.admissions);
    out.zero.push_back(static_cast<double>(n.first[0]) / all);
    out.five.push_back(five / all);
    out.seven.push_back(seven / all);
    out.calls.push_back(1000 * static_cast<double>(n.called) / admissions);
    out.again.push_back(static_cast<double>(n.called_again) /
                        std::max(1.0, static_cast<double>(n.called)));
    out.sets.push_back(static_cast<double>(n.sets) /
                       (w.patients->statistics(0).occupied.mean(length) * seconds(length) / 86400));
    out.nurse_share.push_back(w.share_of_nurses(Activity::assessment));
    out.episodes.push_back(1000 * static_cast<double>(n.episodes) / admissions);
  }
  return out;
}

double mean(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum / static_cast<double>(v.size());
}

// NHS synthetic early-warning data set, n = 1000. Its column NEWS does not follow from its signs: the
// chart gives that score to 62.4 % of its rows only, and 5 or more to 20.0 % where the column has
// 17.8 %, 7 or more to 9.7 % (7.2 %). The signs are what is simulated, so the chart's scores of the
// data's signs are the target. Means and spreads of the signs alone, drawn independently, give 26 %
// and 8 %; that a quarter of the patients lie 1.8 times as far from the mean, in all signs at once,
// brings both to the data's.
TEST(NhsEarlyWarningScores, ShareOfPatientsByScoreOnAdmission) {
  const auto alike =
      replicate(30, 24h * 40, [](ObservedWard& w) { w.patients_setup.vitals.acute_share = 0; });
  const auto r = replicate(30, 24h * 40, [](ObservedWard&) {});
  EXPECT_TRUE(agrees(r.five, 0.200));
  EXPECT_TRUE(agrees(r.seven, 0.097));
  EXPECT_FALSE(agrees(r.five, 0.178)) << "too few replications to tell the data's own column";
  EXPECT_FALSE(agrees(alike.five, 0.200)) << "too few to tell patients who are all alike";
  RecordProperty("zero", std::to_string(mean(r.zero)));  // 20.2 % in the data: fewer here
}

// Crit Care Nurse 2021;41(4):e1: 1,274 of 54,787 admissions (23.3 of 1000) needed the emergency
// team, 20 % of these more than once. The first is what calls_team was fitted to; the second is not
// fitted, and comes out at about a third: nobody is moved to intensive care after a call here, and
// those who stay are called for again. The chart's own rule, the team for every score of 7 or more,
// calls it for more than one in twenty.
TEST(EmergencyTeam, PatientsWhoNeedIt) {
  const auto r = replicate(40, 24h * 60, [](ObservedWard&) {});
  constexpr double kPublished = 1000 * 1274 / 54787.0;
  EXPECT_TRUE(agrees(r.calls, kPublished));
  EXPECT_FALSE(agrees(r.calls, 1.5 * kPublished))
      << "too few replications to tell half as many more";
  const auto chart = replicate(10, 24h * 40, [](ObservedWard& w) { w.def().calls_team = 1; });
  EXPECT_GT(mean(chart.calls), 50);
}

}  // namespace
}  // namespace wardtwin::people
