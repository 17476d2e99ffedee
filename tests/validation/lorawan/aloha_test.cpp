#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "network.h"
#include "sim/base/statistics.h"
#include "tests/theory/queueing.h"

namespace wardtwin::lorawan {
namespace {

// Delivered shares of `replications` networks.
template <class Make>
std::vector<double> shares(int replications, Time length, Make make) {
  std::vector<double> out;
  for (int r = 0; r < replications; ++r) {
    test::Network n = make(static_cast<std::uint32_t>(r));
    n.run(length);
    out.push_back(n.delivered());
  }
  return out;
}

// The tolerance holds only where the run is long enough for it.
void expect_share(const std::vector<double>& values, double expected, double tolerance) {
  const Interval i = mean_interval(values, 0.99);
  EXPECT_NEAR(i.mean, expected, tolerance);
  EXPECT_LT(i.half_width(), tolerance / 2);
}

constexpr double kAir20 = 1.712128;  // s: 20 B, SF 12, 4/8

TEST(LoraAloha, LORA_2_PureAlohaWithoutCapture) {
  const std::pair<int, double> rows[] = {{100, .7105}, {500, .181}, {1000, .0328}};
  for (const auto& [nodes, expected] : rows) {
    SCOPED_TRACE(nodes);
    EXPECT_NEAR(std::exp(-2 * nodes * kAir20 / (1000 + kAir20)), expected, 0.0005);
    const auto got = shares(16, std::max<Time>(10h, 6000h / nodes), [&](std::uint32_t r) {
      LorawanDef def = test::bare();
      def.coding_rate = 4;
      def.capture = Capture::none;
      def.demodulators = 64;
      test::Network n(def, 1, r);
      for (int i = 0; i < nodes; ++i)
        n.add(12, test::source(20, flow::Pattern::poisson, from_seconds(1000 + kAir20)), {100});
      return n;
    });
    expect_share(got, expected, 0.01);
  }
}

// LoRaSim's disc: received power 14 dBm - (127.41 + 20.8 log10(d / 40 m)), nodes uniform in it.
test::Network disc(int nodes, LorawanDef def, double radius, bool natural_log, std::uint32_t r) {
  test::Network n(def, 1, r);
  Stream where({5, r}, 1, Purpose::placement);
  for (int i = 0; i < nodes; ++i) {
    const double d = std::max(radius * std::sqrt(where.uniform()), 1.0);
    const double decades = natural_log ? std::log(d / 40) : std::log10(d / 40);
    const Time air = airtime({12, {125e3}, def.coding_rate, 8, true, true}, 20);
    n.add(12, test::source(20, flow::Pattern::poisson, 1000s + air), {127.41 + 20.8 * decades});
  }
  return n;
}

LorawanDef lorasim(int channels, int coding_rate, double threshold) {
  LorawanDef def = test::bare(channels);
  def.coding_rate = coding_rate;
  def.capture = Capture::same_sf;
  def.same_sf_threshold = {threshold};
  def.demodulators = 64;
  def.receiver = Receiver::measured;
  def.overlap = Overlap::strongest;
  return def;
}

TEST(LoraAloha, LORA_3_DiscWithCapture) {
  const struct {
    int nodes;
    double at_6db, at_1db;
  } rows[] = {{100, .765, .830}, {500, .279, .435}, {1000, .109, .246}};
  for (const auto& row : rows)
    for (const auto& [threshold, expected] : {std::pair{6.0, row.at_6db}, {1.0, row.at_1db}}) {
      SCOPED_TRACE(testing::Message() << row.nodes << " nodes, " << threshold << " dB");
      const auto got = shares(48, std::max<Time>(3h, 1000h / row.nodes), [&](std::uint32_t r) {
        return disc(row.nodes, lorasim(1, 4, threshold), 359.7, false, r);
      });
      expect_share(got, expected, 0.02);
    }
}

// Interference adds up: frame by frame, as LoRaSim judges, too many survive.
TEST(LoraAloha, SumsOfFramesDestroyMore) {
  const auto with = [](Overlap overlap) {
    return mean_interval(shares(16, 3h,
                                [&](std::uint32_t r) {
                                  LorawanDef def = lorasim(1, 4, 1);
                                  def.overlap = overlap;
                                  return disc(500, def, 359.7, false, r);
                                }),
                         0.99);
  };
  EXPECT_LT(with(Overlap::worst).high, with(Overlap::strongest).low);
}

TEST(LoraAloha, LORA_4_NaturalLogarithmAndThreeChannels) {
  const auto wrong =
      shares(48, 20h, [&](std::uint32_t r) { return disc(120, lorasim(3, 4, 6), 103.8, true, r); });
  expect_share(wrong, .913, 0.015);
  const auto right = shares(
      48, 20h, [&](std::uint32_t r) { return disc(120, lorasim(3, 1, 6), 359.7, false, r); });
  expect_share(right, .921, 0.015);
}

struct Blocking {
  std::vector<double> blocked, success, success_sf12;
};
Blocking eight_channels(double rate, int demodulators) {
  Blocking out;
  for (std::uint32_t r = 0; r < 8; ++r) {
    LorawanDef def = test::bare(8);
    def.capture = Capture::none;
    def.demodulators = demodulators;
    test::Network n(def, 1, r);
    constexpr int kNodes = 3000;
    for (int i = 0; i < kNodes; ++i)
      n.add(7 + i % 6, test::source(20, flow::Pattern::poisson, from_seconds(kNodes / rate)),
            {100});
    n.run(10h);
    const Counters& c = n.cell->counters();
    double sent = 0, received = 0;
    for (std::size_t sf = 0; sf < 6; ++sf)
      sent += static_cast<double>(c.sent[sf]), received += static_cast<double>(c.received[sf]);
    const auto none = static_cast<std::size_t>(Outcome::no_demodulator);
    out.blocked.push_back(static_cast<double>(c.outcome[none]) / sent);
    out.success.push_back(received / sent);
    out.success_sf12.push_back(static_cast<double>(c.received[5]) / static_cast<double>(c.sent[5]));
  }
  return out;
}

TEST(LoraDemodulators, LORA_5_EightChannelsSixSpreadingFactors) {
  const Blocking light = eight_channels(4, 8), heavy = eight_channels(8, 8);
  expect_share(light.blocked, .0005, 0.01);
  expect_share(light.success, .928, 0.01);
  expect_share(light.success_sf12, .801, 0.01);
  expect_share(heavy.blocked, .0216, 0.01);
  expect_share(heavy.success, .849, 0.01);
  expect_share(heavy.success_sf12, .634, 0.01);
  // what the checks reject: a gateway of the next generation blocks nothing
  const Blocking wide = eight_channels(8, 16);
  EXPECT_LT(mean_interval(wide.blocked).mean, 0.0005);
  EXPECT_GT(mean_interval(wide.success).mean, mean_interval(heavy.success).high);
}

// The gateway's demodulators are M/G/8/8: Erlang B, insensitive to the mix of airtimes.
TEST(LoraDemodulators, LORA_6_ErlangB) {
  constexpr double table[] = {9.1e-6, 8.59e-4, .00813, .03042, .07005, .12188};
  for (int a = 1; a <= 6; ++a) EXPECT_NEAR(theory::erlang_b(a, 8), table[a - 1], 1e-4);
  for (const double a : {3.0, 6.0}) {
    double mean = 0;
    for (int sf = 7; sf <= 12; ++sf) mean += seconds(airtime({.sf = sf}, 20)) / 6;
    const Blocking b = eight_channels(a / mean, 8);
    const Interval i = mean_interval(b.blocked, 0.999);
    EXPECT_LT(i.low, theory::erlang_b(a, 8));
    EXPECT_GT(i.high, theory::erlang_b(a, 8));
    EXPECT_GT(theory::erlang_b(1.1 * a, 8), i.high) << "too short to tell 10 % more load";
  }
}

// Each gateway misses a frame on its own: loss = product. Fading of 6 dB turns a margin into a
// probability: p = Phi(margin / 6 dB).
TEST(LoraGateways, LORA_10_IndependentGateways) {
  EXPECT_DOUBLE_EQ(1 - (1 - .7) * (1 - .6) * (1 - .5), .94);
  const double margins[] = {0.5244005 * 6, 0.2533471 * 6, 0};
  const auto pdr = [&](std::size_t gateways) {
    LorawanDef def = test::bare();
    def.fading = {6};
    test::Network n(def, gateways);
    std::vector<double> loss;
    for (std::size_t g = 0; g < gateways; ++g)
      loss.push_back(14 - sensitivity(Receiver::noise_figure, 7, {125e3}, {6}).value - margins[g]);
    n.add(7, test::source(20, flow::Pattern::periodic, 10s), loss);
    n.run(200h);
    const auto& l = n.ledger();
    EXPECT_EQ(l.lost[static_cast<std::size_t>(flow::LossCause::phy)], l.total_lost());
    return std::pair{n.delivered(), static_cast<double>(l.generated)};
  };
  for (const auto& [gateways, expected] : {std::pair{1ul, .7}, {2ul, .88}, {3ul, .94}}) {
    const auto [share, frames] = pdr(gateways);
    const double error = std::sqrt(expected * (1 - expected) / frames);
    EXPECT_NEAR(share, expected, 4 * error);
    EXPECT_LT(4 * error, 0.01);
  }
}

// Each frame counts once however many gateways hear it.
TEST(LoraGateways, CopiesAreDropped) {
  test::Network n(test::bare(), 3);
  n.add(7, test::source(20, flow::Pattern::periodic, 10s), {100, 90, 110});
  n.run(1h);
  EXPECT_EQ(n.ledger().delivered, n.out.received.size());
  EXPECT_EQ(n.cell->counters().copies, 2 * n.ledger().delivered);
  for (const flow::Frame& f : n.out.received) EXPECT_EQ(f.entry, 1u) << "the loudest";
}

}  // namespace
}  // namespace wardtwin::lorawan
