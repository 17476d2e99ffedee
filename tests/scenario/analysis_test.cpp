// What `wardtwin analyze` says of whole scenarios, and that it follows what they say.
#include "scenarios/analysis/analysis.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "sim/base/error.h"
#include "tests/theory/availability.h"

namespace wardtwin::analysis {
namespace {

const std::string kScenarios = WARDTWIN_ROOT "/scenarios/";

Analysis of(const std::string& file, std::vector<std::string> sets = {}) {
  return analyse(compiler::compile_file(kScenarios + file, sets), {.samples = 100'000});
}

const Finding* finding(const Analysis& a, const std::string& name) {
  const auto at = std::ranges::find(a.findings, name, &Finding::name);
  return at == a.findings.end() ? nullptr : &*at;
}

TEST(Analysis, WhatTheWardStandsOn) {
  const Analysis a = of("ward_and_icu.yaml");
  ASSERT_EQ(a.wards.size(), 2u);
  const Finding* core = finding(a, "core");
  ASSERT_NE(core, nullptr);
  EXPECT_TRUE(core->cut);
  EXPECT_EQ(core->beds, 44u) << "everything passes the only core";
  EXPECT_EQ(core->units.size(), 2u);
  const Finding* gateway = finding(a, "gateway_1");
  ASSERT_NE(gateway, nullptr) << "it has no standby";
  EXPECT_FALSE(gateway->cut) << "no articulation point of the graph, and yet it cuts beds off";
  EXPECT_EQ(gateway->beds, 22u);
  EXPECT_NEAR(gateway->minutes, 525600 * 8 / 50008.0, 1e-6);
  for (const Ward& w : a.wards) {
    EXPECT_NEAR(w.exact, w.sampled.mean, 2 * w.sampled.half_width()) << w.name;
    EXPECT_GT(w.exact, gateway->minutes) << "gateway, core, switch and cables in series";
    EXPECT_EQ(w.node_disjoint, 1u);
  }
}

// The parts of a wired device's way, by hand: its switch, core, gateway and server, and the cables
// between them.
TEST(Analysis, ASeriesByHand) {
  const auto h = compiler::compile_file(kScenarios + "ward_and_icu.yaml", {});
  const auto system = system_of(h);
  const double cable = theory::availability(100'000, 4), sw = theory::availability(200'000, 4);
  const double expected = 1 - sw * cable * sw * cable * theory::availability(50'000, 8) * cable *
                                  theory::availability(45'000, 6);
  int wired = 0;
  for (const Place& place : places_of(h)) {
    if (place.service.entries != std::vector{h.backbone.graph.find("access_2")}) continue;
    ++wired;
    EXPECT_NEAR(topology::exact_unavailability(system, place.service).unavailability, expected,
                1e-9);
  }
  EXPECT_GT(wired, 0);
}

TEST(Analysis, RedundancyIsSeen) {
  const Analysis bare = of("ward_and_icu.yaml"), twin = of("ward_and_icu_redundant.yaml");
  EXPECT_EQ(finding(twin, "gateway_1"), nullptr) << "its standby takes over";
  EXPECT_LT(twin.wards[0].exact, bare.wards[0].exact - 70) << "84 min a year of gateway are gone";
  EXPECT_GT(twin.wards[0].failing_over, 0);
  EXPECT_LT(twin.wards[0].failing_over, .1);
  EXPECT_THAT(twin.notes, testing::Contains("gateway_1 and its standby gateway_1b hang on one "
                                            "switch, core."));
}

TEST(Analysis, TheResilientHospital) {
  const Analysis a = of("ward_and_icu_resilient.yaml");
  ASSERT_NE(finding(a, "core"), nullptr);
  EXPECT_EQ(finding(a, "core")->beds, 0u) << "only gateways with standbys elsewhere hang on it";
  EXPECT_EQ(finding(a, "ups_a"), nullptr);
  ASSERT_NE(finding(a, "room_a"), nullptr);
  EXPECT_EQ(finding(a, "room_a")->beds, 44u) << "the only alarm server stands there, beside core";
  ASSERT_NE(finding(a, "mains"), nullptr);
  EXPECT_EQ(finding(a, "mains")->beds, 44u);
  ASSERT_NE(finding(a, "duct"), nullptr);
  EXPECT_EQ(finding(a, "duct")->cause, Cause::shared);
  ASSERT_NE(finding(a, "riser"), nullptr);
  for (const Ward& w : a.wards) {
    EXPECT_EQ(w.node_disjoint, 2u);
    EXPECT_NEAR(w.exact, w.sampled.mean, 2 * w.sampled.half_width());
  }
  const Analysis dry = of("ward_and_icu_resilient.yaml",
                          {"network.power.mains.battery=0 s", "network.power.mains.generator=no"});
  // mains: 0.5 h every 5000.5 h
  EXPECT_NEAR(dry.wards[0].exact - a.wards[0].exact, 525600 * .5 / 5000.5, 1);
}

TEST(Analysis, JsonHasTheKeysThatOthersRelyOn) {
  const Analysis redundant = of("ward_and_icu_redundant.yaml");
  const auto j = nlohmann::json::parse(json(&redundant, nullptr));
  for (const auto* key : {"scenario", "nodes", "findings", "wards", "betweenness", "notes"})
    EXPECT_TRUE(j.contains(key)) << key;
  for (const auto* key :
       {"name", "cause", "graph_cut", "beds", "alarm_streams", "minutes_per_year"})
    EXPECT_TRUE(j["findings"][0].contains(key)) << key;
  for (const auto* key : {"max_flow_bps", "smallest_cut", "edge_disjoint", "node_disjoint", "ways",
                          "minutes_per_year"})
    EXPECT_TRUE(j["wards"][0].contains(key)) << key;
}

TEST(Analysis, ABenchHasNothingToAnalyse) { EXPECT_THROW(of("bench/wifi_ward.yaml"), InputError); }

}  // namespace
}  // namespace wardtwin::analysis
