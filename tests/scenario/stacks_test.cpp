// Copies of a template are what one would have written by hand, and a setting of one copy reaches
// that copy alone.
#include <algorithm>

#include <gtest/gtest.h>

#include "scenarios/compiler/scenario.h"

namespace wardtwin::compiler {
namespace {

constexpr const char* kHead = "scenario: two_storeys\nformat: 1\n";

const std::string kStacks = std::string(kHead) + R"(
templates:
  wing:
    rooms:
      corridor: { kind: corridor, area: [0 m, 0 m, 16 m, 3 m] }
      bay: { kind: ward, area: [0 m, 3 m, 8 m, 10 m], door: [[4 m, 3 m], [6 m, 3 m]], beds: { one: [2 m, 5 m] } }
      station: { kind: nurse_station, area: [8 m, 3 m, 16 m, 10 m], door: [12 m, 3 m] }
    units:
      ward: { rooms: [bay], station: station, patients: { moves_to: { ward: 0.1, theatre: 0.2 } } }
    per_bed:
      ward: { telemetry_pack: 1 }
    access_points:
      ap: { at: [4 m, 6 m, 2.7 m], channel: 36, switch: access }
    switches:
      access: { uplink: core }
    links:
      ring: { from: access, to: core }
    gateways:
      gateway: { switch: core, serves: [ward], standby: spare }
      spare: { switch: access }
building:
  stacks:
    level: { storeys: 2, height: 1 m, storey_height: 3.5 m, wings: { a: { of: wing, at: [100 m, 7.5 m] } } }
people:
  units:
    theatre: { rooms: [], station: level_1_a_station }
network:
  switches:
    core: {}
)";

std::string by_hand() {
  std::string out = kHead;
  const auto each = [&](const char* text) {
    for (const std::string k : {"1", "2"}) {
      std::string one = text;
      for (std::size_t at; (at = one.find('$')) != one.npos;)
        one.replace(at, 1, "level_" + k + "_a_");
      const std::pair<const char*, const char*> heights[] = {
          {"FLOOR", k == "1" ? "1" : "4.5"},
          {"AP", k == "1" ? "3.7" : "7.2"},
          {"NAME", k == "1" ? "level_1" : "level_2"}};
      for (const auto& [word, value] : heights)
        if (const auto at = one.find(word); at != one.npos)
          one.replace(at, std::string(word).size(), value);
      out += one;
    }
  };
  out += "building:\n  floors:\n";
  each(R"(    NAME:
      height: FLOOR m
      rooms:
        $corridor: { kind: corridor, area: [100 m, 7.5 m, 116 m, 10.5 m] }
        $bay: { kind: ward, area: [100 m, 10.5 m, 108 m, 17.5 m], door: [[104 m, 10.5 m], [106 m, 10.5 m]], beds: { $one: [102 m, 12.5 m] } }
        $station: { kind: nurse_station, area: [108 m, 10.5 m, 116 m, 17.5 m], door: [112 m, 10.5 m] }
)");
  out += "people:\n  units:\n    theatre: { rooms: [], station: level_1_a_station }\n";
  each(
      "    $ward: { rooms: [$bay], station: $station, patients: { moves_to: { $ward: 0.1, theatre: "
      "0.2 } } }\n");
  out += "network:\n  switches:\n    core: {}\n";
  each("    $access: { uplink: core }\n");
  out += "  wifi:\n    access_points:\n";
  each("      $ap: { at: [104 m, 13.5 m, AP m], channel: 36, switch: $access }\n");
  out += "  links:\n";
  each("    $ring: { from: $access, to: core }\n");
  out += "  gateways:\n";
  each(
      "    $gateway: { switch: core, serves: [$ward], standby: $spare }\n    $spare: { switch: "
      "$access }\n");
  out += "devices:\n  per_bed:\n";
  each("    $ward: { telemetry_pack: 1 }\n");
  return out;
}

std::string echo_of(const std::string& text, std::vector<std::string> sets = {}) {
  Context context;
  const Scenario s = read_scenario_text(text, "s.yaml", sets, context);
  context.stop_if_wrong();
  Node network = *s.section("network");  // the order of sections within it says nothing
  std::sort(network.entries.begin(), network.entries.end(),
            [](const Entry& a, const Entry& b) { return a.key < b.key; });
  Node sections = Node::map();
  sections.set("network", std::move(network));
  return echo(s, sections);
}

TEST(Stacks, AreWhatOneWouldHaveWrittenByHand) { EXPECT_EQ(echo_of(kStacks), echo_of(by_hand())); }

TEST(Stacks, SettingsReachOneCopyOrTheTemplate) {
  const std::string none = echo_of(kStacks);
  const auto count = [](const std::string& text, std::string_view word) {
    int n = 0;
    for (std::size_t at = 0; (at = text.find(word, at)) != text.npos; ++at) ++n;
    return n;
  };
  EXPECT_EQ(count(none, "channel: 44"), 0);
  const std::vector<std::string> one{"network.wifi.access_points.level_2_a_ap.channel=44"};
  EXPECT_EQ(count(echo_of(kStacks, one), "channel: 44"), 1);
  EXPECT_EQ(count(echo_of(kStacks, one), "channel: 36"), 1);
  const std::vector<std::string> all{"templates.wing.access_points.ap.channel=44",
                                     "building.stacks.level.storeys=5"};
  EXPECT_EQ(count(echo_of(kStacks, all), "channel: 44"), 5);
}

}  // namespace
}  // namespace wardtwin::compiler
