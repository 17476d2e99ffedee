#include <gtest/gtest.h>

#include <cmath>

#include "network.h"

namespace wardtwin::lorawan {
namespace {

// ns-3 3.37 with its lorawan module, 5 runs a row: EU868, 3 channels, unconfirmed, PHY payload
// 29 B, 14 dBm, loss 7.7 + 37.6 log10(d), uniform disc, one gateway of 8 demodulators, strictly
// periodic, Goursaud's matrix with 6 dB within a spreading factor. Share received; 0: none of it.
struct Row {
  double radius;
  Time period;
  int devices;
  double received[6];
  double all;
};
constexpr Row kNs3[] = {
    {2500, 60s, 100, {.9518}, .9518},
    {2500, 60s, 1000, {.65164}, .65164},
    {6400, 600s, 100, {.992593, 1, 1, .996667, .973894, .98798}, .9898},
    {6400, 600s, 1000, {.993702, .99246, .971107, .935501, .871569, .744629}, .90742},
};

struct Shares {
  std::array<double, 6> sf{};
  double all = 0;
};

Shares simulate(const Row& row, Overlap overlap) {
  std::array<double, 6> sent{}, received{};
  // placements and phases stay for a run, so the spread between runs is wide
  const auto runs = static_cast<std::uint32_t>(60000 / row.devices);
  for (std::uint32_t r = 0; r < runs; ++r) {
    LorawanDef def = test::bare(3);
    def.duty_cycle = 0.01;
    def.receiver = Receiver::ns3_gateway;
    def.capture = Capture::goursaud;
    def.same_sf_threshold = {6};
    def.overlap = overlap;
    test::Network n(def, 1, r);
    Stream where({3, r}, 2, Purpose::placement);
    for (int i = 0; i < row.devices; ++i) {
      const double d = std::max(row.radius * std::sqrt(where.uniform()), 1.0);
      const double loss = 7.7 + 37.6 * std::log10(d);
      int sf = 7;
      for (const double limit : {-124.0, -127.0, -130.0, -133.0, -135.0}) sf += 14 - loss <= limit;
      n.add(sf, test::source(29, flow::Pattern::periodic, row.period), {loss});
    }
    n.run(row.period * 10, row.period);
    for (std::size_t sf = 0; sf < 6; ++sf) {
      sent[sf] += static_cast<double>(n.cell->counters().sent[sf]);
      received[sf] += static_cast<double>(n.cell->counters().received[sf]);
    }
  }
  Shares out;
  double total = 0, good = 0;
  for (std::size_t sf = 0; sf < 6; ++sf) {
    out.sf[sf] = sent[sf] > 0 ? received[sf] / sent[sf] : 0;
    total += sent[sf], good += received[sf];
  }
  out.all = good / total;
  return out;
}

TEST(LoraNs3, DeliveredPerSpreadingFactor) {
  for (const Row& row : kNs3) {
    SCOPED_TRACE(testing::Message() << row.devices << " devices in " << row.radius << " m");
    const Shares ours = simulate(row, Overlap::mean);
    for (std::size_t sf = 0; sf < 6; ++sf) EXPECT_NEAR(ours.sf[sf], row.received[sf], 0.02) << sf;
    EXPECT_NEAR(ours.all, row.all, 0.02);
  }
}

// What the check rejects: interference at its worst instant loses visibly more than ns-3's mean.
TEST(LoraNs3, WorstInstantIsToldApart) {
  EXPECT_LT(simulate(kNs3[1], Overlap::worst).all, kNs3[1].all - 0.02);
}

}  // namespace
}  // namespace wardtwin::lorawan
