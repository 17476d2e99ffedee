#include "sim/flow/message_log.h"

#include <gtest/gtest.h>

#include <random>

#include "scenarios/run/message_results.h"
#include "sim/flow/flow_statistics.h"
#include "tests/support/hospital.h"

namespace wardtwin::flow {
namespace {

TEST(RoughDelays, KnowsAValueToSixPercent) {
  std::mt19937_64 draw(1);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t ns = draw() >> (1 + draw() % 62);
    const std::size_t bin = RoughDelays::bin_of(ns);
    const auto low = static_cast<double>(RoughDelays::bin_low(bin)),
               high = static_cast<double>(RoughDelays::bin_low(bin + 1));
    ASSERT_GE(static_cast<double>(ns), low);
    ASSERT_LT(static_cast<double>(ns), high);
    if (ns > 16) {
      EXPECT_LE((high - low) / 2 / low, 1.0 / 16);
    }
  }
}

TEST(RoughDelays, MergedInAnyOrderAreTheSame) {
  std::mt19937_64 draw(2);
  RoughDelays all, parts[3];
  for (int i = 0; i < 3000; ++i) {
    const Time t{static_cast<std::int64_t>(draw() >> (20 + draw() % 30))};
    all.add(t);
    parts[i % 3].add(t);
  }
  parts[2].merge(parts[0]);
  parts[2].merge(parts[1]);
  std::vector<std::pair<std::size_t, std::uint32_t>> a, b;
  all.for_each([&](std::size_t bin, std::uint32_t n) { a.push_back({bin, n}); });
  parts[2].for_each([&](std::size_t bin, std::uint32_t n) { b.push_back({bin, n}); });
  EXPECT_EQ(a, b);
  EXPECT_EQ(all.count(), 3000u);
}

// One in 2^halvings of each source, and the same ones whoever sees them in which order.
TEST(HashSample, IsBoundedFairAndDoesNotDependOnTheOrder) {
  HashSample<std::uint64_t> forward, back;
  constexpr std::uint32_t kSources = 40, kEach = 5000;
  const auto add = [](auto& sample, std::uint32_t i) {
    const std::uint32_t source = i % kSources, sequence = i / kSources;
    sample.add(message_hash(source, sequence), std::uint64_t{source} << 32 | sequence);
  };
  for (std::uint32_t i = 0; i < kSources * kEach; ++i) add(forward, i);
  for (std::uint32_t i = kSources * kEach; i-- > 0;) add(back, i);
  const int halvings = std::max(forward.halvings(), back.halvings());
  forward.thin(halvings);
  back.thin(halvings);
  std::vector<std::uint64_t> a, b;
  for (const auto& [hash, key] : forward.rows()) a.push_back(key);
  for (const auto& [hash, key] : back.rows()) b.push_back(key);
  std::ranges::sort(a);
  std::ranges::sort(b);
  EXPECT_EQ(a, b);
  EXPECT_LE(a.size(), HashSample<std::uint64_t>::kMost);
  const double p = std::ldexp(1, -forward.halvings()), n = kSources * kEach;
  EXPECT_NEAR(static_cast<double>(a.size()), n * p, 4 * std::sqrt(n * p * (1 - p)));
  std::vector<double> of(kSources);
  for (const std::uint64_t key : a) ++of[key >> 32];
  const double each = kEach * p;
  double chi2 = 0;
  for (const double k : of) chi2 += (k - each) * (k - each) / each;
  EXPECT_LT(chi2, 73) << "chi-squared, 39 degrees of freedom, 0.999";
  EXPECT_GT(chi2, 16) << "and 0.001: not as regular as every n-th would be";
}

TEST(LossBook, CoarserWindowsHoldTheSameLosses) {
  LossBook a, b;
  std::mt19937 draw(5);
  std::uint64_t evening = 0;
  for (int i = 0; i < 5000; ++i) {
    const Source def{.device = static_cast<DeviceIndex>(draw() % 9),
                     .traffic = static_cast<TrafficClass>(draw() % 4)};
    const Time at = std::chrono::seconds(draw() % 86400);
    (i % 2 ? a : b).add(def, at);
    evening += at >= 18h && def.device == 3;
  }
  b.coarsen(1h);
  a.merge(b);
  EXPECT_EQ(a.window(), 1h);
  std::uint64_t all = 0, found = 0;
  a.for_each([&](DeviceIndex device, TrafficClass, std::int64_t window, std::uint64_t n) {
    all += n;
    if (device == 3 && window >= 18) found += n;
  });
  EXPECT_EQ(all, 5000u);
  EXPECT_EQ(found, evening);
}

// Everything that the flows count is counted by place, too, and the sample is as large as it says.
void expect_complete(const std::string& file, std::vector<std::string> sets) {
  SCOPED_TRACE(file);
  const compiler::Hospital h = tests::compiled(file, std::move(sets));
  const results::Replication r = tests::replication(h);
  std::uint64_t delivered = 0, lost = 0, under_way = 0;
  Histogram delays;
  for (std::size_t f = 0; f < h.flows.size(); ++f) {
    delivered += r.flows[f].ledger.delivered;
    lost += r.flows[f].ledger.total_lost();
    under_way += r.flows[f].in_flight;
    delays.merge(r.flows[f].delay);
  }
  ASSERT_GT(delivered, 1000u);
  std::uint64_t by_place = 0, lost_by_place = 0, binned = 0;
  std::map<Time, std::uint64_t> bins;
  for (const auto& p : r.history.messages.places) {
    by_place += p.delivered;
    lost_by_place += p.lost;
    EXPECT_LT(p.window, r.history.messages.windows.size());
  }
  for (const auto& d : r.history.messages.delays) {
    binned += d.count;
    bins[(d.low + d.high) / 2] += d.count;
  }
  EXPECT_EQ(by_place, delivered);
  EXPECT_EQ(lost_by_place, lost);
  EXPECT_EQ(binned, delivered);
  for (const double q : {0.5, 0.99}) {
    std::uint64_t seen = 0;
    double value = 0;
    for (const auto& [delay, n] : bins)
      if ((static_cast<double>(seen += n)) >= q * static_cast<double>(binned)) {
        value = seconds(delay);
        break;
      }
    EXPECT_NEAR(value / delays.quantile(q), 1, 0.08) << "6 % and 0.8 %";
  }
  double stands_for = 0, kept = 0, one_in = 1, carried = 0;
  for (const auto& m : r.history.messages.sample) {
    if (m.stands_for == 1) {
      ++carried;
      continue;
    }
    one_in = static_cast<double>(m.stands_for);
    stands_for += one_in;
    ++kept;
    if (m.access != kNever) {
      EXPECT_GE(m.access, m.created);
    }
    if (m.done != kNever && m.server != kNever) {
      EXPECT_GE(m.done, m.server);
      EXPECT_GE(m.server, m.access);
    }
    if (m.end == results::MessageEnd::delivered) {
      EXPECT_NE(m.done, kNever);
    }
  }
  const double all = static_cast<double>(delivered + lost);
  EXPECT_NEAR(stands_for + carried, all,
              5 * std::sqrt(all * one_in) + static_cast<double>(under_way))
      << kept << " kept";
  EXPECT_LE(kept, 8192);
}

TEST(MessageLog, CountsWhatTheFlowsCount) {
  expect_complete("tests/scenario/good/small_ward.yaml", {});
  expect_complete("scenarios/ward_and_icu.yaml", {"warm_up=30 min", "duration=1 h",
                                                  "faults=[{ at: 22:45, what: ap_7, for: 10 min }, "
                                                  "{ at: 23:00, what: gateway_2, for: 10 min }]"});
  expect_complete("scenarios/bench/wifi_ward.yaml", {"duration=20 s"});
  expect_complete("scenarios/bench/ble_ward.yaml", {"duration=2 min"});
}

// A room whose access point dies loses messages in the window of its death, and others do not.
TEST(MessageLog, LossesAreWhereAndWhenThePartIsDown) {
  const std::string fault = "faults=[{ at: 00:05, what: gateway_2, for: 20 min }]";
  const compiler::Hospital h = tests::compiled(
      "scenarios/ward_and_icu.yaml", {"starts=23:30", "warm_up=30 min", "duration=1 h", fault});
  const results::Replication r = tests::replication(h);
  ASSERT_EQ(r.history.messages.windows.size(), 6u) << "of ten minutes";
  // of gateway 2: the intensive care unit; its pumps have no gateway that keeps what it cannot send
  std::map<std::pair<bool, std::uint32_t>, std::uint64_t> late;
  for (const auto& d : r.history.messages.delays) {
    const auto& p = r.history.messages.places[d.row];
    if (p.room == kNone || d.low < 60s) continue;
    late[{h.building.rooms[p.room].name.starts_with("icu"), p.window}] += d.count;
  }
  for (const auto& p : r.history.messages.places)
    if (p.room != kNone && p.lost > 0)
      late[{h.building.rooms[p.room].name.starts_with("icu"), p.window}] += p.lost;
  EXPECT_GT((late[{true, 0}] + late[{true, 1}]), 1000u);
  EXPECT_EQ((late[{true, 4}] + late[{true, 5}]), 0u) << "it has been up for a quarter of an hour";
}

}  // namespace
}  // namespace wardtwin::flow
