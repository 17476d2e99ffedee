#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "scenarios/run/model.h"
#include "tests/support/hospital.h"

// What a viewer draws: signal by channel, and who carries what.
namespace wardtwin::run {
namespace {

// At every point the strongest of all channels is the strongest of all, and each is on its channel.
TEST(Surroundings, ChannelsOfWifiHaveMapsOfTheirOwn) {
  const compiler::Hospital h = tests::compiled("scenarios/ward_and_icu.yaml");
  const results::Surroundings s = surroundings_of(h);
  std::set<std::string> channels;
  for (const auto& ap : h.wifi->access_points) channels.insert(std::to_string(ap.channel));
  ASSERT_GT(channels.size(), 1u);
  std::set<std::string> mapped;
  for (const results::Band& b : s.bands)
    if (!b.of_channel.empty()) mapped.insert(b.of_channel);
  EXPECT_EQ(mapped, channels);
  std::map<std::pair<float, float>, float> best;
  for (const results::BandPoint& p : s.band_signal) {
    const results::Band& band = s.bands[p.band];
    if (band.name != "wifi") continue;
    ASSERT_LT(p.point.strongest, h.wifi->access_points.size());
    EXPECT_EQ(std::to_string(h.wifi->access_points[p.point.strongest].channel), band.of_channel);
    float& top = best.try_emplace({p.point.x, p.point.y}, p.point.signal_dbm).first->second;
    top = std::max(top, p.point.signal_dbm);
  }
  ASSERT_EQ(best.size(), s.signal.size());
  for (const results::SignalPoint& p : s.signal) {
    const float top = best[{p.x, p.y}];
    EXPECT_EQ(top, p.signal_dbm);
  }
}

TEST(Surroundings, OneChannelNeedsNoMapOfItsOwn) {
  const compiler::Hospital h = tests::compiled("tests/scenario/good/small_ward.yaml",
                                               {"network.wifi.access_points.ap_2.channel=36"});
  for (const results::Band& b : surroundings_of(h).bands) EXPECT_EQ(b.of_channel, "");
}

// Handset i of a unit belongs to the i-th nurse of either shift, if the shift has so many.
TEST(Surroundings, HandsetsAreCarriedByTheNursesOfTheirUnit) {
  const compiler::Hospital h = tests::compiled("scenarios/ward_and_icu.yaml");
  const results::Surroundings s = surroundings_of(h);
  std::size_t carried = 0;
  for (std::size_t d = 0; d < h.devices.size(); ++d) {
    const results::DevicePlace& p = s.places[d];
    if (!p.carried) {
      EXPECT_EQ(p.day_nurse, flow::kNone);
      EXPECT_EQ(p.night_nurse, flow::kNone);
      continue;
    }
    ++carried;
    const std::string unit = h.devices[d].name.substr(0, h.devices[d].name.find('/'));
    const std::string number = std::to_string(h.devices[d].nurse + 1);
    if (p.day_nurse != flow::kNone) {
      EXPECT_EQ(s.nurses[p.day_nurse].name, unit + " day " + number);
    }
    if (p.night_nurse != flow::kNone) {
      EXPECT_EQ(s.nurses[p.night_nurse].name, unit + " night " + number);
    }
    EXPECT_TRUE(p.day_nurse != flow::kNone || p.night_nurse != flow::kNone);
  }
  EXPECT_GT(carried, 10u);
}

}  // namespace
}  // namespace wardtwin::run
