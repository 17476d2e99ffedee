// Windows, round trips, repeats and work of protocols in the backbone, by hand.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;
using flow::Protocol;
using flow::TrafficClass;

/// One source over a link of 10 ms each way; no other delay worth mention.
struct OneLink {
  Net net{1e12};
  Time trip = 20ms;

  explicit OneLink(Protocol protocol, std::uint32_t gateway = flow::kNone,
                   protocols::ProtocolsDef def = {}) {
    net.setup.graph.links[0].latency = 10ms;
    net.source(TrafficClass::vitals, 100, gateway);
    net.setup.costs = {protocols::cost(protocol, 100, def)};
    net.setup.costs[0].work = Time{0};
    def.radio_round_trip = Time{0};
    net.setup.protocols = def;
  }
};

struct Seen {
  std::vector<Time> delays;
  std::uint64_t offered = 0;
};

Seen offer(Backbone& backbone, Time every, Time until, Time run_out = 0s) {
  Seen seen;
  std::vector<flow::Frame> frames;
  for (Time t = every; t <= until; t += every)
    frames.push_back({t, t, 0, static_cast<std::uint32_t>(seen.offered++), flow::kNone, 0});
  backbone.add(frames);
  backbone.run(until + run_out);
  for (const auto& f : backbone.out().arrivals) seen.delays.push_back(f.at - f.created);
  return seen;
}

TEST(BackboneProtocols, ExactlyOnceTakesOneRoundTripMore) {
  for (const auto& [protocol, expected] :
       {std::pair{Protocol::mqtt_0, 10ms}, {Protocol::mqtt_1, 10ms}, {Protocol::mqtt_2, 30ms}}) {
    Backbone backbone(OneLink(protocol).net.setup);
    for (const Time delay : offer(backbone, 100ms, 2s, 1s).delays)
      EXPECT_NEAR(seconds(delay), seconds(expected), 1e-6);
  }
}

TEST(BackboneProtocols, NewConnectionsTakeTheirRounds) {
  protocols::ProtocolsDef def;
  def.tls = protocols::Tls::tls_1_2;
  def.connections_kept = false;
  Backbone backbone(OneLink(Protocol::fhir, flow::kNone, def).net.setup);
  for (const Time delay : offer(backbone, 200ms, 2s, 1s).delays)
    EXPECT_NEAR(seconds(delay), .010 + 3 * .020, 1e-6);
}

// HL7 has one message under way: 1 / 20 ms. MQTT has 20. Offered are 400 a second.
TEST(BackboneProtocols, WindowsBoundTheRateAndHoldDevicesBack) {
  for (const auto& [protocol, rate] : {std::pair{Protocol::hl7, 50.0}, {Protocol::mqtt_1, 400.0}}) {
    protocols::ProtocolsDef def;
    def.device_buffer = 100;
    Backbone backbone(OneLink(protocol, flow::kNone, def).net.setup);
    const Seen seen = offer(backbone, 2500us, 10s);
    EXPECT_NEAR(static_cast<double>(seen.delays.size()), rate * 10, .01 * rate * 10);
    const auto& ledger = backbone.statistics().rows()[0].ledger;
    const auto full = ledger.lost[static_cast<std::size_t>(flow::LossCause::radio_queue_full)];
    EXPECT_EQ(ledger.total_lost(), full);
    EXPECT_EQ(seen.offered, seen.delays.size() + full + backbone.held()[0]);
    if (protocol == Protocol::hl7) {
      EXPECT_NEAR(static_cast<double>(backbone.held()[0]), 100.5, .5)
          << "its buffer is full, and one may be under way";
    }
  }
}

// What a cable loses UDP loses too, and TCP sends again after 200 ms, 400 ms, ...; each lost answer
// makes a duplicate that is not delivered.
TEST(BackboneProtocols, TcpRepeatsWhatTheWireLost) {
  constexpr double p = .2;
  constexpr int n = 20'000;
  const Trouble lossy{.at = Time{0}, .part = {Part::Kind::link, 0}, .loss = p};
  for (const bool tcp : {false, true}) {
    Backbone backbone(OneLink(tcp ? Protocol::tcp : Protocol::udp).net.setup);
    backbone.add_troubles({&lossy, 1});
    const Seen seen = offer(backbone, 1ms, n * 1ms, 60s);
    const double lost = static_cast<double>(backbone.statistics().rows()[0].ledger.total_lost());
    const double sigma = std::sqrt(n * p * (1 - p));
    if (!tcp) {
      EXPECT_NEAR(lost, n * p, 4 * sigma);
      continue;
    }
    EXPECT_EQ(lost, 0) << "9 losses in a row have a chance of 5e-7 each";
    EXPECT_EQ(seen.delays.size(), static_cast<std::size_t>(n));
    std::array<int, 3> by_resends{};
    for (const Time delay : seen.delays)
      for (int k = 0; k < 3; ++k)
        by_resends[k] += std::abs(seconds(delay) - (.01 * (k + 1) + .2 * ((1 << k) - 1))) < 1e-6;
    for (int k = 0; k < 3; ++k) {
      const double share = (1 - p) * std::pow(p, k);
      EXPECT_NEAR(by_resends[k], n * share, 4 * std::sqrt(n * share * (1 - share))) << k;
    }
    // After each arrival a copy sets out with chance p and arrives with 1 - p: geometric.
    const double again = p * (1 - p), mean = again / (1 - again);
    EXPECT_NEAR(static_cast<double>(backbone.duplicates()), n * mean,
                4 * std::sqrt(n * again) / (1 - again));
  }
}

// A link of 50 s: TCP gives up before, and what waits for an answer is sent again all the same.
TEST(BackboneProtocols, TcpGivesUpAndQosOneDoesNot) {
  protocols::ProtocolsDef def;
  def.gives_up = 10s;
  for (const Protocol protocol : {Protocol::mqtt_0, Protocol::mqtt_1}) {
    OneLink one(protocol, flow::kNone, def);
    one.net.setup.convergence = 0ms;
    Backbone backbone(one.net.setup);
    const Fault faults[] = {{500ms, {Part::Kind::link, 0}, false},
                            {50s, {Part::Kind::link, 0}, true}};
    backbone.add_faults(faults);
    const Seen seen = offer(backbone, 1s, 5s, 100s);
    const bool once = protocol == Protocol::mqtt_1;
    EXPECT_EQ(seen.delays.size(), once ? 5u : 0u);
    EXPECT_EQ(backbone.statistics().rows()[0].ledger.total_lost(), once ? 0u : 5u);
  }
}

TEST(BackboneProtocols, GatewayCoresDoTheWork) {
  for (const Time work : {Time{0}, Time{3ms}}) {
    OneLink one(Protocol::hl7, 0);
    GatewayDef def;
    def.cores = 1;
    def.service_vitals = Distribution::constant(1e-3);
    one.net.gateway(def);
    one.net.setup.costs[0].work = work;
    Backbone backbone(one.net.setup);
    offer(backbone, 100ms, 10s, 1s);
    EXPECT_NEAR(backbone.gateway(0, 11s).busy.mean(11s), 100 * seconds(1ms + work) / 11, 1e-9);
  }
}

// The gateway dies: what it has not answered its device sends again, at least once.
TEST(BackboneProtocols, WhatAGatewayLostIsSentAgain) {
  for (const Protocol protocol : {Protocol::mqtt_0, Protocol::mqtt_1}) {
    OneLink one(protocol, 0);
    GatewayDef def;
    def.store_and_forward = false;
    one.net.gateway(def);
    Backbone backbone(one.net.setup);
    const auto node = one.net.setup.gateways[0].node;
    const Fault faults[] = {{1500ms, {Part::Kind::node, node}, false},
                            {12s, {Part::Kind::node, node}, true}};
    backbone.add_faults(faults);
    const Seen seen = offer(backbone, 1s, 20s, 30s);
    const auto lost = backbone.statistics().rows()[0].ledger.total_lost();
    EXPECT_EQ(seen.delays.size() + lost, seen.offered);
    if (protocol == Protocol::mqtt_1)
      EXPECT_EQ(lost, 0u);
    else
      EXPECT_EQ(lost, 10u) << "those of 2 s to 11 s";
  }
}

TEST(BackboneProtocols, AnswersLoadTheWayBack) {
  OneLink one(Protocol::tcp);
  one.net.setup.graph.links[0].rate = BitsPerSecond{1e6};
  Backbone backbone(one.net.setup);
  offer(backbone, 10ms, 10s);
  // An acknowledgement alone is 24 B over UDP here, 100 a second of 1 Mbit/s.
  EXPECT_NEAR(backbone.port(1, 10s).utilisation, 24 * 8 * 100 / 1e6, .01 * 24 * 8 * 100 / 1e6);
}

}  // namespace
}  // namespace wardtwin::backbone
