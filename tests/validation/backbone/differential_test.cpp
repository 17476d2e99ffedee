// The same small wired network twice: as packets in queues, and as flows that share links in SimGrid.
#include <gtest/gtest.h>

#include <cstring>

#include <fmt/format.h>

#include "network_models/backbone/backbone.h"
#include "sim/engine/child.h"
#include "sim/engine/infrastructure.h"
#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;

constexpr double kRate = 1e8;  // of every cable
constexpr std::uint32_t kPacket = 1000;
constexpr Time kLatency = 20us;  // of every cable

struct Transfer {
  std::uint32_t access;
  double bytes;
  Time at{0};
};

/// accesses - switch - trunk - switch - server; when the last byte of each transfer arrives, in s.
std::vector<double> as_packets(const std::vector<Transfer>& transfers, double trunk) {
  Setup s;
  const auto left = s.graph.add({.name = "left"}), right = s.graph.add({.name = "right"});
  const auto server = s.graph.add({.name = "server", .kind = topology::NodeKind::server});
  s.graph.connect(left, right, BitsPerSecond{trunk}, kLatency);
  s.graph.connect(right, server, BitsPerSecond{kRate}, kLatency);
  s.links.assign(2, PortSetup{.buffer_bytes = 1u << 30, .queueing = Queueing::fifo});
  s.wire = {.packet_payload = 100'000, .headers = 0, .least = 0, .gap = 0};
  for (std::uint32_t i = 0; i < transfers.size(); ++i) {
    s.accesses.push_back({left, true, BitsPerSecond{kRate}, kLatency});
    s.sources.push_back(
        {.device = i, .flow = i, .payload_bytes = kPacket, .traffic = flow::TrafficClass::bulk});
    s.routes.push_back({.access = i, .gateway = flow::kNone, .server = server});
  }
  s.flows = transfers.size();
  Backbone backbone(s);
  for (std::uint32_t i = 0; i < transfers.size(); ++i) {
    std::vector<flow::Frame> frames;
    const auto packets = static_cast<std::uint32_t>(transfers[i].bytes / kPacket);
    // The device feeds its own port as fast as that sends, so that nothing overflows there.
    const Time each = from_seconds(8 * kPacket / kRate);
    for (std::uint32_t p = 0; p < packets; ++p) {
      const Time at = transfers[i].at + p * each;
      frames.push_back({at, at, i, p, flow::kNone, i});
    }
    backbone.add(frames);
  }
  std::vector<double> end(transfers.size());
  backbone.run(100s);
  for (const auto& f : backbone.out().arrivals) end[f.source] = seconds(f.at);
  return end;
}

std::vector<double> as_flows(const std::vector<Transfer>& transfers, double trunk) {
  engine::InfrastructureSetup s;
  const auto n = static_cast<std::uint32_t>(transfers.size());
  s.hosts.push_back({"server", 1, 1});
  s.wires = {{"trunk", BitsPerSecond{trunk}, kLatency}, {"card", BitsPerSecond{kRate}, kLatency}};
  for (std::uint32_t i = 0; i < n; ++i) {
    s.hosts.push_back({fmt::format("device_{}", i), 1, 1});
    s.wires.push_back({fmt::format("access_{}", i), BitsPerSecond{kRate}, kLatency});
    s.routes.push_back({i + 1, 0, {i + 2, 0, 1}});
  }
  std::vector<std::byte> bytes;
  engine::run_in_child(
      [&](const engine::Write& write) {
        std::vector<double> end(n);
        engine::Infrastructure engine(s);
        for (std::uint32_t i = 0; i < n; ++i)
          engine.at(transfers[i].at, [&, i] {
            engine.transfer(i, transfers[i].bytes,
                            [&, i](Time at, bool ok) { end[i] = ok ? seconds(at) : -1; });
          });
        engine.run_until(100s);
        write(std::as_bytes(std::span(end)));
      },
      [&](engine::Bytes more) { bytes.insert(bytes.end(), more.begin(), more.end()); });
  std::vector<double> end(n);
  EXPECT_EQ(bytes.size(), n * sizeof(double));
  std::memcpy(end.data(), bytes.data(), std::min(bytes.size(), n * sizeof(double)));
  return end;
}

// Flows that start together and are equally fast at their access share a FIFO as they share a link.
// What packets add is being whole before they go on: one packet's time on each cable after the
// slowest, and, for each other flow, one packet in front.
TEST(Differential, PacketsAndFlowsEndAtTheSameTime) {
  const std::vector<std::vector<Transfer>> scenes{
      {{0, 2e6}},
      {{0, 2e6}, {1, 1e6}},
      {{0, 3e6}, {1, 2e6}, {2, 1e6}},
      {{0, 1e6}, {1, 1e6}, {2, 1e6}, {3, 1e6, 5s}},
  };
  for (const double trunk : {kRate, kRate / 4})
    for (const auto& scene : scenes) {
      const auto packets = as_packets(scene, trunk), flows = as_flows(scene, trunk);
      const double slack =
          8.0 * kPacket / kRate * 2 + 8.0 * kPacket / trunk * static_cast<double>(scene.size());
      for (std::size_t i = 0; i < scene.size(); ++i) {
        EXPECT_NEAR(packets[i], flows[i], slack) << "flow " << i << " of " << scene.size();
        EXPECT_LT(slack, .02 * (flows[i] - seconds(scene[i].at)));
      }
    }
  const std::vector<Transfer> alone{{0, 2e6}};
  EXPECT_GT(std::abs(as_packets(alone, kRate)[0] - as_flows(alone, .9 * kRate)[0]), .01)
      << "a tenth of the rate would be seen";
}

}  // namespace
}  // namespace wardtwin::backbone
