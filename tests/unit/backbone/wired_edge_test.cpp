#include "network_models/backbone/wired_edge.h"

#include <gtest/gtest.h>

#include "sim/base/error.h"

namespace wardtwin::backbone {
namespace {

using flow::Command;
using flow::Pattern;

TEST(WiredEdge, PeriodicStartsStopsAndKeepsItsPeriod) {
  const std::vector<flow::Source> sources{
      {.payload_bytes = 10, .pattern = Pattern::periodic, .period = 1s},
      {.payload_bytes = 10, .pattern = Pattern::on_event}};
  const auto frames_of = [&](Time window) {
    WiredEdge edge(sources, {{0, 7, 1}, {1, 8, 2}}, 1, 0s, Seed{});
    const Command commands[] = {{.at = 10s, .kind = Command::Kind::start_source, .target = 0},
                                {.at = 20s, .kind = Command::Kind::stop_source, .target = 0},
                                {.at = 15s, .kind = Command::Kind::send, .target = 1, .alarm = 4}};
    edge.add(commands);
    std::vector<flow::Frame> all;
    for (Time t = window; t <= 30s; t += window) {
      edge.run(t);
      all.insert(all.end(), edge.frames().begin(), edge.frames().end());
    }
    return all;
  };
  const auto all = frames_of(30s);
  ASSERT_EQ(all.size(), 11u);
  Time last{0};
  for (const auto& f : all) {
    if (f.source == 1) {
      EXPECT_EQ(f.at, 15s);
      EXPECT_EQ(f.alarm, 4u);
      EXPECT_EQ(f.entry, 8u);
      continue;
    }
    EXPECT_TRUE(f.at >= 10s && f.at < 20s);
    if (f.sequence > 0) {
      EXPECT_EQ(f.at - last, 1s);
    }
    last = f.at;
  }
  const auto cut = frames_of(10ms);
  ASSERT_EQ(cut.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(cut[i].at, all[i].at);
}

TEST(WiredEdge, PoissonGapsHaveTheMeanAndVarianceOfAnExponential) {
  const std::vector<flow::Source> sources{
      {.pattern = Pattern::poisson, .on_at_start = true, .period = 1ms}};
  WiredEdge edge(sources, {{0, 0, 1}}, 1, 0s, Seed{});
  edge.run(100s);
  const double n = static_cast<double>(edge.frames().size());
  EXPECT_NEAR(n, 1e5, 4 * std::sqrt(1e5)) << "four standard deviations of a Poisson count";
  EXPECT_EQ(edge.statistics().rows()[0].ledger.generated, edge.frames().size());
}

TEST(WiredEdge, RefusesWhatACableCannotDo) {
  const auto make = [](flow::Source s) { WiredEdge({&s, 1}, {{0, 0, 1}}, 1, 0s, Seed{}); };
  EXPECT_THROW(make({.pattern = Pattern::saturated}), InputError);
  EXPECT_THROW(make({.pattern = Pattern::periodic}), InputError);
  EXPECT_THROW(make({.pattern = Pattern::periodic, .period = 1s, .jitter = 2s}), InputError);
}

}  // namespace
}  // namespace wardtwin::backbone
