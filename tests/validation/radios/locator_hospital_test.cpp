#include <gtest/gtest.h>

#include "tests/support/hospital.h"

namespace wardtwin::run {
namespace {

// In a hospital, from the file: tags over Bluetooth, located by it.
TEST(LocatorHospital, FromAScenarioToItsTable) {
  const auto run = [](std::vector<std::string> sets) {
    sets.insert(sets.end(),
                {"faults=~", "duration=30 min", "network.rtls.assets.technology=BLE RSSI",
                 "network.rtls.assets.classes=[asset_tag]"});
    const auto h = tests::compiled("tests/scenario/good/ble_ward.yaml", sets);
    return tests::replication(h).locators.at(0);
  };
  const results::Locator rough = run({});
  EXPECT_GT(rough.positions, 100u);
  EXPECT_NEAR(rough.interval_s, 60, 5) << "every minute, but for lost ones";
  EXPECT_NEAR(rough.age_mean_s, 30, 4);
  const results::Locator fine =
      run({"network.rtls.assets.median=0.1 m", "network.rtls.assets.p90=0.2 m"});
  EXPECT_EQ(fine.positions, rough.positions)
      << "the radio does not know what is made of its messages";
  EXPECT_LT(fine.wrong_room, rough.wrong_room);
  const results::Locator often = run({"devices.classes.asset_tag.streams.position.period=10 s",
                                      "devices.classes.asset_tag.streams.position.payload=31 B",
                                      "devices.classes.asset_tag.streams.position.when=always"});
  EXPECT_NEAR(often.age_mean_s, 5, 1);
}

}  // namespace
}  // namespace wardtwin::run
