#include <cmath>

#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/precision.h"
#include "sim/base/error.h"
#include "tests/unit/results/sample.h"

namespace wardtwin::run {
namespace {

compiler::Hospital ward() {
  return compiler::compile_file(WARDTWIN_ROOT "/tests/scenario/good/small_ward.yaml", {});
}

TEST(Precision, ReadsSharesOfTheValueAndUnits) {
  const compiler::Hospital h = ward();
  const Precision p = read_precision("alarm p99 within 5 %", h);
  EXPECT_TRUE(p.relative);
  EXPECT_DOUBLE_EQ(p.half_width, 0.05);
  EXPECT_EQ(p.measure.unit, "s");
  const Precision s = read_precision("low alarms to bedside p50 within 200 ms", h);
  EXPECT_FALSE(s.relative);
  EXPECT_DOUBLE_EQ(s.half_width, 0.2);
  EXPECT_DOUBLE_EQ(read_precision("airtime within 0.01", h).half_width, 0.01);
  EXPECT_EQ(read_precision("loss of telemetry_pack/numerics within 5 %", h).measure.unit, "1");
}

TEST(Precision, RefusesWithWhatToWrite) {
  const compiler::Hospital h = ward();
  for (const char* wrong :
       {"alarm p99", "alarm p99 within", "alarm within 5 %", "alarm p99 within 5 kbit/s",
        "airtime p99 within 5 %", "airtime within 0", "airtme within 5 %", "alarm p0 within 5 %",
        "alarm share within 5 %", "high alarms lost p99 within 5 %"}) {
    try {
      read_precision(wrong, h);
      ADD_FAILURE() << wrong;
    } catch (const InputError& e) {
      EXPECT_TRUE(std::string(e.what()).find("Write ") != std::string::npos ||
                  std::string(e.what()).find("list metrics") != std::string::npos)
          << e.what();
    }
  }
}

// Feeds gateway loads of the given values; answers after how many it was enough, 0: never.
int stops_after(const std::vector<double>& loads, const std::string& precision) {
  StoppingRule rule({read_precision(precision, ward())});
  for (std::size_t k = 0; k < loads.size(); ++k) {
    results::Replication r = results::sample_replication(0);
    r.gateways[0].utilisation = loads[k];
    if (rule.take(r)) return static_cast<int>(k) + 1;
  }
  return 0;
}

TEST(StoppingRule, LooksAheadBeforeItBelievesALuckyStart) {
  // three equal values meet any precision at once; the next ones show that this was luck
  std::vector<double> lucky{0.5, 0.5, 0.5, 0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6};
  EXPECT_EQ(stops_after(lucky, "gateway load within 5 %"), 0);
  EXPECT_EQ(stops_after(std::vector<double>(20, 0.5), "gateway load within 5 %"), 8)
      << "three, and five to be sure";
}

TEST(StoppingRule, TighterTakesFourTimesAsMany) {
  std::vector<double> loads;
  for (int i = 0; i < 4000; ++i) loads.push_back(0.5 + 0.1 * std::sin(i * 12.9898));
  const int coarse = stops_after(loads, "gateway load within 0.02");
  const int fine = stops_after(loads, "gateway load within 0.01");
  const int finest = stops_after(loads, "gateway load within 0.005");
  EXPECT_GT(coarse, 20);
  EXPECT_NEAR(fine / static_cast<double>(coarse), 4, 1.5);
  EXPECT_NEAR(finest / static_cast<double>(fine), 4, 1);
}

TEST(Measure, InfiniteWhereTheTailNeverCame) {
  results::Results r = results::sample_results(1);
  auto& high = r.replications[0].alarm_statistics.priority[0];
  const Measure p99 = read_measure("alarm p99", r.model);
  EXPECT_TRUE(std::isfinite(p99.of(r.replications[0])) ||
              high.ended[static_cast<std::size_t>(results::AlarmEnd::lost)] > 0);
  high.ended[static_cast<std::size_t>(results::AlarmEnd::lost)] = 1000;
  EXPECT_TRUE(std::isinf(p99.of(r.replications[0])));
}

}  // namespace
}  // namespace wardtwin::run
