// The packet plane and the infrastructure plane (SimGrid's fluid flows) on the same small network: when do the same
// transfers end? A dumbbell: three senders at 1 Gbit/s, a trunk of 100 Mbit/s and 1 ms, a server behind it.
#include <cstring>

#include <gtest/gtest.h>

#include "network_models/backbone/backbone.h"
#include "sim/engine/child.h"
#include "sim/engine/infrastructure.h"

namespace wardtwin::backbone {
namespace {

struct Transfer {
  double bytes = 0;
  Time at{0};
};
constexpr double kTrunk = 100e6, kAccess = 1e9;
constexpr Time kFar = 1ms;
constexpr std::uint32_t kPacket = 1500;

std::vector<double> fluid(const std::vector<Transfer>& transfers) {
  std::vector<std::byte> bytes;
  engine::run_in_child(
      [&](const engine::Write& write) {
        engine::InfrastructureSetup setup;
        setup.least_residual = 1e-6;
        setup.hosts = {{"server", 1, 1}};
        setup.wires = {{"trunk", BitsPerSecond{kTrunk}, kFar}};
        for (std::uint32_t i = 0; i < transfers.size(); ++i) {
          setup.hosts.push_back({"sender_" + std::to_string(i), 1, 1});
          setup.wires.push_back({"access_" + std::to_string(i), BitsPerSecond{kAccess}, Time{0}});
          setup.routes.push_back({i + 1, 0, {i + 1, 0}});
        }
        engine::Infrastructure infrastructure(setup);
        std::vector<double> ends(transfers.size());
        for (std::uint32_t i = 0; i < transfers.size(); ++i)
          infrastructure.at(transfers[i].at, [&, i] {
            infrastructure.transfer(i, transfers[i].bytes,
                                    [&ends, i](Time at, bool) { ends[i] = seconds(at); });
          });
        infrastructure.run_until(60s);
        write(std::as_bytes(std::span(ends)));
      },
      [&](engine::Bytes more) { bytes.insert(bytes.end(), more.begin(), more.end()); });
  std::vector<double> ends(bytes.size() / sizeof(double));
  if (!bytes.empty()) std::memcpy(ends.data(), bytes.data(), bytes.size());
  return ends;
}

/// The same in packets of 1500 B. `window`: packets of one sender under way; 0: all at once.
std::vector<double> packets(const std::vector<Transfer>& transfers, int window) {
  Setup setup;
  const auto sw = setup.graph.add({.name = "switch"});
  const auto server = setup.graph.add({.name = "server", .kind = topology::NodeKind::server});
  setup.graph.connect(sw, server, BitsPerSecond{kTrunk}, kFar);
  setup.links = {PortSetup{.buffer_bytes = 1u << 30, .queueing = Queueing::fifo}};
  setup.wire = {.packet_payload = 100'000, .headers = 0, .least = 0, .gap = 0};
  setup.protocols.device_buffer = 1'000'000;
  setup.flows = transfers.size();
  std::vector<std::vector<flow::Frame>> frames(transfers.size());
  for (std::uint32_t i = 0; i < transfers.size(); ++i) {
    setup.accesses.push_back({sw, true, BitsPerSecond{kAccess}, Time{0}});
    setup.sources.push_back({.device = i, .flow = i, .payload_bytes = kPacket});
    setup.routes.push_back({.access = i, .server = server});
    protocols::Cost cost;
    cost.window = window;
    setup.costs.push_back(cost);
    for (std::uint32_t k = 0; k < transfers[i].bytes / kPacket; ++k)
      // as fast as the access link carries them: its port's buffer holds 1 MB
      frames[i].push_back({transfers[i].at + k * 12us, transfers[i].at, i, k, flow::kNone, i});
  }
  Backbone backbone(setup);
  for (const auto& f : frames) backbone.add(f);
  backbone.run(60s);
  std::vector<double> ends(transfers.size());
  for (const flow::Frame& f : backbone.out().arrivals) ends[f.source] = seconds(f.at);
  return ends;
}

void expect_agreement(const std::vector<Transfer>& transfers, int window) {
  const auto expected = fluid(transfers), got = packets(transfers, window);
  ASSERT_EQ(expected.size(), got.size());
  auto longer = transfers;
  for (Transfer& t : longer) t.bytes *= 1.03;
  const auto other = fluid(longer);
  for (std::size_t i = 0; i < got.size(); ++i) {
    // A window of packets of each sender, and one packet more at each hop, is what fluids lack.
    const double grain = 8.0 * kPacket *
                         (static_cast<double>(window) * static_cast<double>(got.size()) + 2) /
                         kTrunk;
    EXPECT_NEAR(got[i], expected[i], grain) << "transfer " << i;
    EXPECT_GT(std::abs(got[i] - other[i]), grain) << "3 % more bytes are told";
  }
}

TEST(FlowTimes, OneTransfer) {
  expect_agreement({{15e6, 0s}}, 0);
  EXPECT_NEAR(fluid({{15e6, 0s}}).at(0), 15e6 * 8 / kTrunk + .001, 1e-4);
}

TEST(FlowTimes, ThreeThatBeginTogetherShareTheTrunk) {
  expect_agreement({{3e6, 0s}, {9e6, 0s}, {15e6, 0s}}, 0);
}

// Senders that wait for answers share fairly whenever they begin; those that push all they have
// into the queue do not: who comes later waits behind what is there.
TEST(FlowTimes, LateOnesShareOnlyIfSendersWaitForAnswers) {
  const std::vector<Transfer> transfers{{15e6, 0s}, {6e6, 300ms}, {9e6, 500ms}};
  expect_agreement(transfers, 20);
  const auto expected = fluid(transfers), pushed = packets(transfers, 0);
  EXPECT_NEAR(pushed[0], 15e6 * 8 / kTrunk + .001, 1e-3) << "alone, as all of it came first";
  EXPECT_NEAR(pushed[1], 21e6 * 8 / kTrunk + .001, 1e-3) << "behind all of that";
  EXPECT_LT(pushed[0], .8 * expected[0]);
}

}  // namespace
}  // namespace wardtwin::backbone
