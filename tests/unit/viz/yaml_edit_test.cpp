#include "viz/trace/yaml_edit.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace wardtwin::viz
