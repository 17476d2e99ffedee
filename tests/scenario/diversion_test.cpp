// Patients sent elsewhere while something is down.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/diversion.h"
#include "scenarios/run/replication.h"

namespace wardtwin::run {
namespace {

compiler::Hospital ward(const std::string& more) {
  return compiler::compile_file(
      WARDTWIN_ROOT "/tests/scenario/good/small_ward.yaml",
      std::vector<std::string>{"duration=10 h", "warm_up=0 s", "starts=08:00",
                               "people.units.ward.patients.arrivals.hourly=[30]",
                               "people.diversion.when_down=[alarm_server]",
                               "people.diversion.after=1 h", "people.diversion.ends_after=30 min",
                               more});
}

std::vector<people::Diversion> of(const compiler::Hospital& h,
                                  const std::vector<compiler::Fault>& faults,
                                  const std::vector<results::Fault>& log = {}) {
  return diversions(h, faults, log);
}

TEST(Diversion, BeginsAndEndsLaterThanTheTroubleAndShortOnesChangeNothing) {
  const auto h = ward("seed=1");
  const compiler::Part any{};
  EXPECT_TRUE(of(h, {{"alarm_server", any, 2h, 3h}}).empty()) << "over before anybody decides";
  EXPECT_TRUE(of(h, {{"core", any, 2h, 9h}}).empty()) << "not one that counts";
  const auto two = of(h, {{"alarm_server", any, 2h, 4h}, {"alarm_server", any, 8h, kNever}});
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0].at, Time{3h});
  EXPECT_EQ(two[0].until, Time{4h + 30min});
  EXPECT_EQ(two[1].at, Time{9h});
  EXPECT_EQ(two[1].until, kNever);
}

TEST(Diversion, CountsHostsStoppedAtOneTime) {
  auto h = ward("people.diversion.hosts_stopped=2");
  const auto one = of(h, {},
                      {{"stopped: a", 1h, 6h},
                       {"stopped: b", 3h, 5h},
                       {"stopped: c", 7h, 9h},
                       {"infected: d", 1h, 9h}});
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].at, Time{4h});
  EXPECT_EQ(one[0].until, Time{5h + 30min});
}

// 30 an hour for ten hours, of which three and a half are closed: within five standard deviations
// of a Poisson law; and everybody who came is accounted for, or the run would have ended.
TEST(Diversion, PatientsAreSentElsewhereMeanwhile) {
  const auto h = ward("faults=[{ at: 10:00, what: alarm_server, for: 4 h }]");
  ReplicationOptions options;
  options.seed = {7, 0};
  const results::Replication r = Replication(h, options).run();
  const double diverted = static_cast<double>(r.units[0].diverted);
  EXPECT_NEAR(diverted, 30 * 3.5, 5 * std::sqrt(30 * 3.5));
  EXPECT_NEAR(static_cast<double>(r.units[0].arrived), 30 * 6.5, 5 * std::sqrt(30 * 6.5));
  const results::Replication open = Replication(ward("seed=7"), options).run();
  EXPECT_EQ(open.units[0].diverted, 0u);
  EXPECT_EQ(static_cast<double>(open.units[0].arrived),
            diverted + static_cast<double>(r.units[0].arrived))
      << "the same patients, some of them elsewhere";
}

}  // namespace
}  // namespace wardtwin::run
