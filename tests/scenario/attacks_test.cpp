// Attacks and protocols from a scenario's text to what a run counts.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "network_models/protocols/tcp.h"
#include "scenarios/compiler/hospital.h"
#include "scenarios/run/device_outages.h"
#include "scenarios/run/replication.h"

namespace wardtwin::run {
namespace {

/// Forty monitors on cable, one message a second, and what `more` adds under `network:`.
compiler::Hospital bench(const std::string& more, const std::string& device = "") {
  return compiler::compile_text(fmt::format(R"(scenario: attacked
format: 1
starts: 00:00
warm_up: 0 s
duration: 2 h
seed: 5
bench:
  devices:
    monitor: {{ count: 40, payload: 600 B, pattern: periodic, every: 1 s, link: wired{} }}
    office:  {{ count: 40, payload: 100 B, pattern: periodic, every: 10 s, link: wired }}
network:
  wired: {{ on: access }}
  switches:
    access: {{ uplink: core }}
    core: {{}}
{}
platform:
  servers:
    server: {{ switch: core }}
  alarm_manager: {{ on: server }}
)",
                                            device, more),
                                "attacked.yaml");
}

constexpr std::string_view kWorm = R"(  attacks:
    worm: { kind: ransomware, at: 00:10, what: office, spread: 6 1/min, stops_after: 20 min, recovery: 5 h }
)";
constexpr std::string_view kSegments = R"(  security:
    segments: { clinical: [monitor], desks: [office] }
)";

results::Replication replicate(const compiler::Hospital& h, std::uint32_t number = 0) {
  ReplicationOptions options;
  options.seed = {5, number};
  return Replication(h, options).run();
}

std::size_t count(const results::Replication& r, std::string_view entry) {
  return static_cast<std::size_t>(std::ranges::count_if(
      r.faults, [&](const results::Fault& f) { return f.what.starts_with(entry); }));
}

TEST(Attacks, WithoutThemNothingChanges) {
  const auto plain = replicate(bench("")), walls = replicate(bench(std::string(kSegments)));
  EXPECT_EQ(plain.event_hash, walls.event_hash);
  EXPECT_EQ(plain.events, walls.events);
  EXPECT_TRUE(walls.faults.empty());
}

TEST(Attacks, SegmentsKeepMonitorsOut) {
  const auto flat = replicate(bench(std::string(kWorm)));
  EXPECT_EQ(count(flat, "infected: "), 81u) << "80 devices and the server";
  EXPECT_EQ(count(flat, "infected: monitor"), 40u);
  const auto apart = replicate(bench(std::string(kWorm) + std::string(kSegments)));
  EXPECT_EQ(count(apart, "infected: "), 40u);
  EXPECT_EQ(count(apart, "infected: monitor"), 0u);
}

// A firewall separates even if nobody says what is in which segment.
TEST(Attacks, FirewallsSeparate) {
  const std::string wall = R"(    wall: { kind: firewall, uplink: core }
    behind: { uplink: wall }
)";
  auto text = wall + std::string(kWorm);
  const auto one_side = replicate(bench(text));
  EXPECT_EQ(count(one_side, "infected: "), 81u) << "nothing stands behind it";
  const auto h =
      compiler::compile_text(bench(text).text, "attacked.yaml",
                             std::vector<std::string>{"platform.servers.server.switch=behind"});
  const auto r = replicate(h);
  EXPECT_EQ(count(r, "infected: "), 80u);
  EXPECT_EQ(count(r, "infected: server"), 0u);
}

// A device loses its messages exactly while it is stopped or in quarantine.
TEST(Attacks, LostMessagesAreTheTimeOut) {
  const auto h = bench(std::string(kWorm));
  const auto plan = device_outages(h, {5, 0});
  const auto r = replicate(h);
  double expected = 0;
  std::size_t spells = 0;
  for (const auto& s : plan.silences)
    if (h.devices[s.device].class_name == "monitor") {
      expected += seconds(std::min(s.until, h.end()) - s.at);
      ++spells;
    }
  EXPECT_EQ(spells, 40u);
  // The server stops as well: what is lost on the way to it is counted there.
  for (std::size_t f = 0; f < h.flows.size(); ++f) {
    if (h.flows[f].class_name != "monitor") continue;
    const auto lost =
        r.flows[f].ledger.lost[static_cast<std::size_t>(flow::LossCause::not_attempted)];
    EXPECT_NEAR(static_cast<double>(lost), expected, 40) << "one message each way and device";
    EXPECT_GT(expected, 1000);
  }
  double blind = 0;
  for (const auto& b : r.blind)
    if (b.cause == "device out of service") blind = b.bed_minutes;
  EXPECT_GT(blind, 0);
}

TEST(Protocols, TakeTheirBytesAndRepeatWhatIsLost) {
  const std::string lossy = R"(faults:
  - { at: 00:00, what: access-core, loss: 5 % }
)";
  double utilisation[2] = {};
  for (const bool mqtt : {false, true}) {
    auto text = bench("", mqtt ? ", protocol: MQTT QoS 1" : "").text + lossy;
    const auto h = compiler::compile_text(text, "attacked.yaml");
    const auto r = replicate(h);
    for (std::size_t f = 0; f < h.flows.size(); ++f) {
      if (h.flows[f].class_name != "monitor") continue;
      const auto& ledger = r.flows[f].ledger;
      const double n = static_cast<double>(ledger.generated);
      if (mqtt)
        EXPECT_EQ(ledger.total_lost(), 0u);
      else
        EXPECT_NEAR(static_cast<double>(ledger.total_lost()), .05 * n,
                    4 * std::sqrt(n * .05 * .95));
      // 5 % of them take 200 ms more, a few of these 400 ms once more
      if (mqtt) {
        EXPECT_NEAR(r.flows[f].delay.quantile(.97), .2, .01);
      }
    }
    for (std::size_t l = 0; l < h.backbone.graph.links.size(); ++l)
      if (h.backbone.graph.links[l].name == "access-core")
        utilisation[mqtt] = r.ports[2 * l].utilisation;
  }
  // UDP: 600 + 70 B; MQTT QoS 1: 1 + 2 + 2 + 32 + 2 + 600 B over TCP, each sent 1 / .95 times, and
  // again for each lost answer. The offices are 4 a second of 170 B.
  const double udp = 40 * 670 + 4 * 170;
  const double again = .05 * .95, repeats = 1 / .95 + (1 / .95) * again / (1 - again);
  const double mqtt = 40 * (639 + 24 + 70) * repeats + 4 * 170;
  EXPECT_NEAR(utilisation[1] / utilisation[0], mqtt / udp, .01 * mqtt / udp);
}

}  // namespace
}  // namespace wardtwin::run
