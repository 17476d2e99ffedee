#include <cmath>

#include "tests/support/bench_program.h"
#include "tests/validation/wifi/corridor.h"

// A chain of three access points as people run it, against simulation by code of its own.
namespace wardtwin::tests {
namespace {

namespace bench = wifi::bench;

struct Rate {
  double mean = 0, error = 0;  ///< frames a second, and their squared standard error
};

class WifiCorridor : public BenchProgram {
 protected:
  std::vector<Rate> frames(const std::vector<std::string>& sets) {
    constexpr double kStudent = 2.262;  // 95 % of ten
    const nlohmann::json j = run_bench("wifi_corridor.yaml", sets, 10);
    std::vector<Rate> out;
    for (const char* at : {"at_west/messages", "at_middle/messages", "at_east/messages"})
      for (const nlohmann::json& q : j["quantities"])
        if (q["subject"] == at && q["quantity"] == "throughput") {
          const double wide = double(q["high"]) - double(q["low"]);
          out.push_back({double(q["value"]) / 8000, std::pow(wide / 2 / kStudent / 8000, 2)});
        }
    return out;
  }
};

bench::Estimate exact(const bench::Graph& hears) {
  const bench::OnGraph g{
      .hears = hears, .meets = {}, .rate = {0, 0, 0}, .data = Time{180'000}, .attempts = 7};
  return bench::estimate(3, [&](std::uint32_t r) { return on_graph(g, 20s, r).delivered; });
}

void expect_agree(const std::vector<Rate>& run, const bench::Estimate& expected) {
  ASSERT_EQ(run.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(run[i].mean, expected.mean[i], 4 * std::sqrt(run[i].error + expected.error[i]))
        << "access point " << i;
}

TEST_F(WifiCorridor, TheMiddleOneGetsWhatTheOthersLeave) {
  const auto chain = frames({});
  expect_agree(chain, exact(bench::chain_of(3)));
  EXPECT_LT(chain[1].mean, .2 * chain[0].mean);
  // on a channel of its own the last one leaves the middle one a fair half
  const auto apart = frames({"network.wifi.access_points.east.channel=40"});
  expect_agree(apart, exact({{1}, {0}, {}}));
  EXPECT_GT(apart[1].mean, 3 * chain[1].mean);
  // moved together until all hear all, they take turns
  const auto near = frames({"network.wifi.access_points.east.at=[20 m, 0 m, 0 m]",
                            "bench.devices.at_east.at=[20 m, 5 m, 0 m]"});
  expect_agree(near, exact(bench::all_of(3)));
}

}  // namespace
}  // namespace wardtwin::tests
