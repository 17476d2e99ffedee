// What wearers' bodies take, from the file to the powers of every family.
#include <gtest/gtest.h>

#include "network_models/propagation/body.h"
#include "tests/support/hospital.h"

namespace wardtwin {
namespace {

compiler::Hospital ward(const std::string& links, const std::string& away) {
  return tests::compiled(
      "tests/scenario/good/every_link.yaml",
      {"devices.per_bed.ward={telemetry_pack: 1, vitals_patch: 1}", "devices.links=" + links,
       "devices.classes.telemetry_pack.body.away=" + away,
       "devices.classes.vitals_patch.body.away=" + away,
       "devices.classes.staff_badge.body.away=" + away});
}

// Each link loses exactly what posture and direction say, and those not worn nothing.
TEST(Bodies, TakeTheirPartOfEveryLink) {
  const auto bare = ward("{staff_badge: ble}", "0 dB"), worn = ward("{staff_badge: ble}", "15 dB");
  const auto& w = *worn.wifi;
  ASSERT_GT(w.stations.size(), 1u);
  for (std::uint32_t s = 0; s < w.stations.size(); ++s) {
    const compiler::Device& d = worn.devices[w.device_of[s]];
    const double lost = propagation::body_loss(d.body, d.at, w.access_points[0].at).value;
    EXPECT_EQ(lost > 0, d.class_name == "telemetry_pack") << d.name;
    EXPECT_NEAR(w.wlan->link(s, 0).rssi_up, bare.wifi->wlan->link(s, 0).rssi_up - lost, 1e-4);
  }
  const auto& cell = worn.ble.cells.at(0);
  int badges = 0;
  for (std::size_t i = 0; i < cell.stations.size(); ++i) {
    const compiler::Device& d = worn.devices[cell.stations[i].device];
    const double lost = propagation::body_loss(d.body, d.at, worn.gateway_radios[0].at).value;
    badges += d.class_name == "staff_badge";
    EXPECT_GT(lost, 0);
    EXPECT_LE(lost, 15);
    EXPECT_NEAR(cell.stations[i].paths.at(0).up.value,
                bare.ble.cells.at(0).stations[i].paths.at(0).up.value - lost, 1e-9);
  }
  EXPECT_EQ(badges, 1);
}

// Nurses stand, patients lie.
TEST(Bodies, PostureFollowsWhoCarries) {
  const auto h = ward("{staff_badge: ble}", "15 dB");
  for (const compiler::Device& d : h.devices) {
    if (d.class_name == "staff_badge") {
      EXPECT_EQ(d.body.facing.z, 0);
    }
    if (d.class_name == "vitals_patch") {
      EXPECT_NE(d.body.facing.z, 0);
    }
  }
}

}  // namespace
}  // namespace wardtwin
