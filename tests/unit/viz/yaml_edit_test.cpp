#include "viz/trace/yaml_edit.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace wardtwin::viz {
namespace {

const std::string kText = R"(# a ward
scenario: ward   # its name
network:
  wifi:
    radio: { standard: 802.11n, band: 5 GHz }
    access_points:
      # by the door
      ap_1:  { at: [4 m, 20 m, 2.7 m],   channel: 36,  switch: access_1 }
      ap_2:  { at: [20 m, 20 m, 2.7 m],  channel: 52,
               switch: access_1 }   # far
people:
  units:
    ward:
      staff: { day: 6, night: 4 }
      arrivals:
        hourly: [1, 2,
                 3]
        share: 1.5 %
)";

std::string with(const std::string& path, const std::string& value) {
  return set_value(kText, path, value).value_or("no such key");
}

TEST(YamlEdit, ReadsBlocksBracesAndLists) {
  EXPECT_EQ(get_value(kText, "scenario"), "ward");
  EXPECT_EQ(get_value(kText, "network.wifi.access_points.ap_1.at"), "[4 m, 20 m, 2.7 m]");
  EXPECT_EQ(get_value(kText, "network.wifi.access_points.ap_1.switch"), "access_1");
  EXPECT_EQ(get_value(kText, "network.wifi.access_points.ap_2.switch"), "access_1");
  EXPECT_EQ(get_value(kText, "people.units.ward.staff.night"), "4");
  EXPECT_EQ(get_value(kText, "people.units.ward.arrivals.hourly"), "[1, 2,\n                 3]");
  EXPECT_EQ(get_value(kText, "people.units.ward.arrivals.share"), "1.5 %");
}

TEST(YamlEdit, KeysThatAreNotThereAreNotInvented) {
  for (const char* path :
       {"night", "people.night", "people.units.icu.staff.night",
        "network.wifi.access_points.ap_3.at", "scenario.x", "network.wifi.access_points.ap_1.a"})
    EXPECT_FALSE(get_value(kText, path)) << path;
}

TEST(YamlEdit, ChangesOnlyTheValue) {
  const std::string at = with("network.wifi.access_points.ap_1.at", "[5.5 m, 20 m, 2.7 m]");
  std::string expected = kText;
  expected.replace(expected.find("[4 m"), 4, "[5.5 m");
  EXPECT_EQ(at, expected);
  expected = kText;
  expected.replace(expected.find("night: 4"), 8, "night: 12");
  EXPECT_EQ(with("people.units.ward.staff.night", "12"), expected);
  expected = kText;
  expected.replace(expected.find("1.5 %"), 5, "2 %");
  EXPECT_EQ(with("people.units.ward.arrivals.share", "2 %"), expected);
  expected = kText;
  expected.replace(expected.find("ward   #"), 4, "icu");
  EXPECT_EQ(with("scenario", "icu"), expected);
}

TEST(YamlEdit, ThereAndBackIsTheSameText) {
  for (const char* path :
       {"scenario", "network.wifi.radio.band", "people.units.ward.arrivals.hourly",
        "network.wifi.access_points.ap_2.switch"}) {
    const auto old = get_value(kText, path);
    ASSERT_TRUE(old) << path;
    const auto changed = set_value(kText, path, "SOMETHING");
    ASSERT_TRUE(changed);
    EXPECT_NE(*changed, kText);
    EXPECT_EQ(set_value(*changed, path, *old), kText) << path;
  }
}

// Every value of every shipped scenario is found again by its path, and can be changed alone.
TEST(YamlEdit, LeavesOfShippedScenarios) {
  std::size_t leaves = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(std::string(WARDTWIN_ROOT) + "/scenarios")) {
    if (file.path().extension() != ".yaml") continue;
    SCOPED_TRACE(file.path());
    std::ifstream in(file.path());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    std::size_t own = 0;
    for (const Leaf& l : leaves_of(text)) {
      ++own;
      EXPECT_EQ(get_value(text, l.path), l.value) << l.path;
      if (own % 10 != 0) continue;  // a tenth of them is enough
      const auto changed = set_value(text, l.path, "CHANGED");
      ASSERT_TRUE(changed);
      EXPECT_EQ(changed->size(), text.size() - l.value.size() + 7) << l.path;
      EXPECT_EQ(set_value(*changed, l.path, l.value), text) << l.path;
    }
    EXPECT_GT(own, 3u);
    leaves += own;
  }
  EXPECT_GT(leaves, 500u);
}

const std::string kListed = R"(scenario: ward
building:
  floors:
    level_1:
      rooms:
        bay: { beds: 4 }   # a bay
    level_2: { height: 4 m, rooms: {} }

faults:
  - { at: 02:00, what: ap_7, for: 4 h }        # an access point's
  - { at: 03:00,
      what: gateway_2 }   # a gateway's

# what must hold
requirements:
  fast: { must: p99 <= 10 s }
record: [alarms, faults]
same:
- one
- two
)";

std::string added(const std::string& path, const std::string& item) {
  return add_item(kListed, path, item).value_or("no such list");
}

// `what` put behind the first place where `after` stands.
std::string behind(std::string text, const std::string& after, const std::string& what) {
  return text.insert(text.find(after) + after.size(), what);
}

TEST(YamlEdit, ItemsAreAddedAtTheEndOfTheirList) {
  EXPECT_EQ(added("faults", "{ at: 04:00, what: core }"),
            behind(kListed, "# a gateway's\n", "  - { at: 04:00, what: core }\n"));
  EXPECT_EQ(added("record", "series"), behind(kListed, "[alarms, faults", ", series"));
  EXPECT_EQ(added("same", "three"), behind(kListed, "- two\n", "- three\n"));
}

TEST(YamlEdit, AListThatIsMissingIsBegun) {
  EXPECT_EQ(added("building.floors.level_1.partitions", "{ from: [1 m, 1 m] }"),
            behind(kListed, "# a bay\n", "      partitions:\n        - { from: [1 m, 1 m] }\n"));
  EXPECT_EQ(added("building.floors.level_2.partitions", "x"),
            behind(kListed, "rooms: {}", ", partitions: [x]"));
  EXPECT_EQ(added("extra", "x"), kListed + "\nextra:\n  - x\n");
  EXPECT_FALSE(add_item(kListed, "building.floors.level_3.partitions", "x"));
}

TEST(YamlEdit, ItemsAreReadBack) {
  EXPECT_EQ(items_of(kListed, "faults"),
            (std::vector<std::string>{"{ at: 02:00, what: ap_7, for: 4 h }",
                                      "{ at: 03:00,\n      what: gateway_2 }"}));
  EXPECT_EQ(items_of(kListed, "record"), (std::vector<std::string>{"alarms", "faults"}));
  EXPECT_EQ(items_of(kListed, "same"), (std::vector<std::string>{"one", "two"}));
  EXPECT_TRUE(items_of(kListed, "nothing").empty());
  EXPECT_EQ(items_of(added("faults", "{ x: 1 }"), "faults").back(), "{ x: 1 }");
}

TEST(YamlEdit, AMissingKeyIsPutLastInItsMap) {
  EXPECT_EQ(put_value(kListed, "building.floors.level_1.height", "3 m"),
            behind(kListed, "# a bay\n", "      height: 3 m\n"));
  EXPECT_EQ(put_value(kListed, "building.floors.level_1.rooms.bay.kind", "ward"),
            behind(kListed, "beds: 4", ", kind: ward"));
  EXPECT_EQ(put_value(kListed, "scenario", "icu"), set_value(kListed, "scenario", "icu"));
  EXPECT_EQ(put_value(kListed, "seed", "3"), kListed + "\nseed: 3\n");
  EXPECT_FALSE(put_value(kListed, "people.units.ward", "1"));
}

TEST(YamlEdit, WhatIsMissingOnTheWayIsLaidInBraces) {
  EXPECT_EQ(lay_value(kListed, "people.units.ward.beds", "4"),
            kListed + "\npeople: { units: { ward: { beds: 4 } } }\n");
  EXPECT_EQ(lay_value(kListed, "building.floors.level_1.rooms.bay.kind", "ward"),
            put_value(kListed, "building.floors.level_1.rooms.bay.kind", "ward"));
  EXPECT_EQ(lay_value(kListed, "building.floors.level_3.height", "3 m"),
            put_value(kListed, "building.floors.level_3", "{ height: 3 m }"));
  const auto once = lay_value(kListed, "people.units.ward.beds", "4");
  EXPECT_EQ(lay_value(*once, "people.units.icu.beds", "2"),
            kListed + "\npeople: { units: { ward: { beds: 4 }, icu: { beds: 2 } } }\n");
}

TEST(YamlEdit, LeavesAreEveryValueByItsPath) {
  std::vector<std::string> seen;
  for (const Leaf& l : leaves_of(kText)) {
    seen.push_back(l.path);
    EXPECT_EQ(get_value(kText, l.path), l.value) << l.path;
  }
  EXPECT_EQ(seen,
            (std::vector<std::string>{
                "scenario", "network.wifi.radio.standard", "network.wifi.radio.band",
                "network.wifi.access_points.ap_1.at", "network.wifi.access_points.ap_1.channel",
                "network.wifi.access_points.ap_1.switch", "network.wifi.access_points.ap_2.at",
                "network.wifi.access_points.ap_2.channel", "network.wifi.access_points.ap_2.switch",
                "people.units.ward.staff.day", "people.units.ward.staff.night",
                "people.units.ward.arrivals.hourly", "people.units.ward.arrivals.share"}));
}

}  // namespace
}  // namespace wardtwin::viz
