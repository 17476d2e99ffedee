// The series of a run hold means of their minutes: together they say what the totals say.
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/replication.h"

namespace wardtwin::run {
namespace {

results::Replication run(std::vector<std::string> sets) {
  const auto h = compiler::compile_file(WARDTWIN_ROOT "/tests/scenario/good/small_ward.yaml", sets);
  ReplicationOptions options;
  options.seed = {h.header.seed, 0};
  return Replication(h, options).run();
}

double sum(const results::Series& s) {
  return std::accumulate(s.values.begin(), s.values.end(), 0.0);
}

// Over a change of shift, where some nurses stay in overtime, and with a warm-up.
TEST(Series, BusyNursesOfAllMinutesAreTheirHoursTimesUtilisation) {
  const auto r = run({"starts=18:30", "warm_up=10 min", "duration=1 h"});
  ASSERT_EQ(r.series.nurses_busy.values.size(), 60u);
  const double busy_hours = sum(r.series.nurses_busy) / 60;
  EXPECT_NEAR(busy_hours, r.nurses[0].hours * r.nurses[0].utilisation, 1e-5);
  EXPECT_GT(busy_hours, 0.5);
  // instants would be whole numbers
  double whole = 0;
  for (const float v : r.series.nurses_busy.values) whole += v == std::round(v);
  EXPECT_LT(whole, 50);
  for (const float v : r.series.nurses_busy.values) EXPECT_LE(v, 4.0f);
  // the hand-over at 19:00 (minute 20) keeps both nurses of the new shift: no gap there
  EXPECT_NEAR(r.series.nurses_busy.values[22], 2, 1e-6);
}

TEST(Series, GatewayQueueOfAllMinutesIsItsMean) {
  for (const char* warm_up : {"0 s", "5 min"}) {
    const auto r = run({std::string("warm_up=") + warm_up, "duration=10 min",
                        "network.gateways.gateway_1.cores=1"});
    const double mean = r.gateways[0].queue_mean;
    ASSERT_GT(mean, 0);
    ASSERT_EQ(r.series.gateway_queue.values.size(), 10u);
    EXPECT_NEAR(sum(r.series.gateway_queue) / 10, mean, 1e-5 * mean) << warm_up;
  }
}

}  // namespace
}  // namespace wardtwin::run
