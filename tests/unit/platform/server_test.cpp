#include "sim/platform/server.h"

#include <gtest/gtest.h>

#include <chrono>

#include "sim/base/statistics.h"

namespace wardtwin::platform {
namespace {

using flow::Frame;
using flow::LossCause;

const std::vector<flow::Source> kSources{{.flow = 0, .payload_bytes = 100}};

ServerDef def(int cores, Time service, bool persistent = true, int queue = 1000) {
  return {cores, Distribution::constant(seconds(service)), queue, persistent};
}

Server make(const ServerDef& d) { return {d, kSources, 1, Time{0}, {1, 0}, 7}; }

Frame frame(Time at, std::uint32_t sequence) { return {at, at, 0, sequence, flow::kNone, 0}; }

std::uint64_t lost(const Server& s, LossCause cause) {
  return s.statistics().rows()[0].ledger.lost[static_cast<std::size_t>(cause)];
}

TEST(Server, QueuesOnOneCoreExactly) {
  Server s = make(def(1, 10ms));
  for (std::uint32_t i = 0; i < 3; ++i) s.receive(frame(1s, i));  // done after 10, 20, 30 ms
  s.run(1s + 20ms);
  EXPECT_EQ(s.statistics().rows()[0].ledger.delivered, 1u);  // events at the end belong to the next
  s.run(2s);
  const auto& row = s.statistics().rows()[0];
  EXPECT_EQ(row.ledger.delivered, 3u);
  EXPECT_EQ(row.ledger.delivered_bytes, 300u);
  EXPECT_NEAR(row.delay.mean(), 0.020, 1e-12);
  EXPECT_EQ(s.busy(), 30ms);
}

TEST(Server, TwoCoresServeTwoAtATime) {
  Server s = make(def(2, 10ms));
  for (std::uint32_t i = 0; i < 4; ++i) s.receive(frame(1s, i));
  s.run(2s);
  EXPECT_NEAR(s.statistics().rows()[0].delay.mean(), 0.015, 1e-12);
}

TEST(Server, FullQueueRefuses) {
  Server s = make(def(1, 10ms, true, 2));
  for (std::uint32_t i = 0; i < 5; ++i) s.receive(frame(1s, i));  // one served, two wait
  s.run(2s);
  EXPECT_EQ(s.statistics().rows()[0].ledger.delivered, 3u);
  EXPECT_EQ(lost(s, LossCause::server_overflow), 2u);
}

TEST(Server, OutageLosesOrReplaysWhatIsInside) {
  for (const bool persistent : {false, true}) {
    Server s = make(def(1, 10ms, persistent));
    for (std::uint32_t i = 0; i < 3; ++i) s.receive(frame(1s, i));
    s.down(1s + 15ms);
    s.receive(frame(1s + 500ms, 3));
    s.run(3s);
    EXPECT_EQ(s.statistics().rows()[0].ledger.delivered, 1u);
    s.up(3s);
    s.run(4s);
    EXPECT_EQ(s.statistics().rows()[0].ledger.delivered, persistent ? 4u : 1u);
    EXPECT_EQ(lost(s, LossCause::server_down), persistent ? 0u : 3u);
    EXPECT_EQ(s.inside(), 0u);
    // replayed from 3 s in order: the last of the four at 3 s + 30 ms
    if (persistent) {
      EXPECT_NEAR(s.statistics().rows()[0].delay.max(), 2.020, 1e-9);
    }
  }
}

// Erlang C for 2 servers at load 0.8: mean wait 1.77778 services (facts row NET-1).
TEST(Server, NET_1_MeanWaitOfTwoCoresIsErlangC) {
  std::vector<double> waits;
  for (std::uint32_t rep = 0; rep < 20; ++rep) {
    ServerDef d{2, Distribution::exponential(1), 1'000'000, true};
    Server s{d, kSources, 1, Time{2000s}, {5, rep}, 7};
    Stream gaps({5, rep}, 8, Purpose::test);
    Time t{0};
    for (std::uint32_t i = 0; i < 100'000; ++i) {
      t += from_seconds(standard_exponential(gaps) / 1.6);
      s.receive(frame(t, i));
    }
    s.run(t + 1000s);
    waits.push_back(s.statistics().rows()[0].delay.mean() - 1);
  }
  const Interval i = mean_interval(waits, 0.9999);
  EXPECT_LE(i.low, 1.77778);
  EXPECT_GE(i.high, 1.77778);
  EXPECT_LT(i.high, 1.77778 * 1.10) << "too few replications to tell 10 % more wait";
}

TEST(Server, CarriesTenMillionMessagesASecond) {
  Server s = make(def(4, 100ns));
  constexpr std::uint32_t kMessages = 2'000'000;
  double best = 1e9;  // of three, since the machine may be shared
  for (int k = 0; k < 3; ++k) {
    const auto begin = std::chrono::steady_clock::now();
    for (std::uint32_t i = 0; i < kMessages; ++i) s.receive(frame(Time{10s} * k + Time{50} * i, i));
    s.run(Time{10s} * k + 9s);
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  EXPECT_EQ(s.statistics().rows()[0].ledger.delivered, 3u * kMessages);
  RecordProperty("million_per_second", std::to_string(kMessages / best / 1e6));
  printf("%.1f million messages a second\n", kMessages / best / 1e6);
#ifdef NDEBUG
  EXPECT_GT(kMessages / best, 2e6);  // a guard against blunders; the figure is in the log
#endif
}

}  // namespace
}  // namespace wardtwin::platform
