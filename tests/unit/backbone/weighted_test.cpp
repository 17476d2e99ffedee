// Weighted ports against what their weights promise.
#include <gtest/gtest.h>

#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;
using flow::TrafficClass;

/// Share of the bytes of each class that one port of 100 Mbit/s delivers in 10 s, if `offered` of its
/// rate are asked for by each.
std::array<double, 4> shares(const std::array<double, 4>& offered, Queueing queueing,
                             std::array<double, 4> weights = kWeights) {
  constexpr std::array kBytes{400u, 1500u, 700u, 9000u};
  constexpr double kRate = 1e8;
  Net net(kRate);
  net.setup.links = {PortSetup{.buffer_bytes = 1u << 30,
                               .queueing = queueing,
                               .weights = weights,
                               .overflow = {Overflow::drop_newest, Overflow::drop_newest,
                                            Overflow::drop_newest, Overflow::drop_newest}}};
  std::vector<Poisson> traffic;
  for (std::uint32_t c = 0; c < 4; ++c) {
    net.source(static_cast<TrafficClass>(c), kBytes[c]);
    if (offered[c] > 0) traffic.emplace_back(c, offered[c] * kRate / 8 / kBytes[c]);
  }
  Backbone backbone(net.setup);
  std::array<double, 4> bytes{};
  drive(backbone, traffic, 10s, 10ms,
        [&](const flow::Frame& f) { bytes[f.source] += kBytes[f.source]; });
  for (double& b : bytes) b *= 8 / kRate / 10;
  return bytes;
}

TEST(Weighted, WhoAsksForMoreThanThereIsGetsItsShare) {
  const auto got = shares({1, 1, 1, 1}, Queueing::weighted);
  for (std::size_t c = 0; c < 4; ++c) EXPECT_NEAR(got[c], kWeights[c] / 15, 0.005) << c;
  const auto even = shares({1, 1, 1, 1}, Queueing::weighted, {1, 1, 1, 1});
  for (std::size_t c = 0; c < 4; ++c) EXPECT_NEAR(even[c], 0.25, 0.005) << c;
}

// Alarms ask for a tenth and get it; waveforms are silent; what is left goes 2 to 1.
TEST(Weighted, WhatOneLeavesGoesToTheOthers) {
  const auto got = shares({0.1, 0, 1, 1}, Queueing::weighted);
  EXPECT_NEAR(got[0], 0.1, 0.005);
  EXPECT_EQ(got[1], 0);
  EXPECT_NEAR(got[2], 0.6, 0.01);
  EXPECT_NEAR(got[3], 0.3, 0.01);
}

// Strict priority starves the others. With weights alarms get the 0.6 they ask for, as their share is
// 8/13, and what is left goes 4 to 1.
TEST(Weighted, NobodyStarves) {
  EXPECT_LT(shares({0.6, 0.6, 0, 0.5}, Queueing::strict_priority)[3], 0.001);
  EXPECT_NEAR(shares({0.6, 0.6, 0, 0.5}, Queueing::weighted)[3], 0.08, 0.002);
}

}  // namespace
}  // namespace wardtwin::backbone
