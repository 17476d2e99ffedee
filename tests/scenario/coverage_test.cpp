// What `wardtwin analyze` says of coverage, by hand and by what must never happen.
#include "scenarios/analysis/coverage.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/hospital.h"
#include "tests/support/program.h"

namespace wardtwin::analysis {
namespace {

Coverage of(const std::string& file, std::vector<std::string> sets = {}) {
  return coverage_of(tests::compiled(file, std::move(sets)));
}

const std::string kRadios = "tests/scenario/good/radios.yaml",
                  kBle = "tests/scenario/good/ble_ward.yaml";

// Without walls and shadowing every cell has the power of free space, exponent 2.
TEST(Coverage, PowerOfACellByHand) {
  const std::vector<std::string> plain = {"network.wifi.propagation.model=log distance",
                                          "network.wifi.propagation.exponent=2",
                                          "network.wifi.propagation.shadowing=0 dB"};
  const auto h = tests::compiled(kBle, plain);
  const Coverage c = coverage_of(h);
  const auto map = std::ranges::find(c.maps, "wifi", &results::CoverageMap::band);
  ASSERT_NE(map, c.maps.end());
  const double f = wifi::carrier(h.wifi->radio.band).value;
  int checked = 0;
  for (std::size_t k = 0; k < map->rssi_dbm.size(); k += 7) {
    const double x = map->x0 + (static_cast<double>(k % map->columns) + .5) * map->step;
    const double y = map->y0 + (static_cast<double>(k / map->columns) + .5) * map->step;
    double best = -200;
    for (const wifi::AccessPoint& ap : h.wifi->access_points) {
      const double d = std::max(1.0, distance(ap.at, {x, y, 1}));
      best = std::max(
          best, ap.power.value - 20 * std::log10(4 * M_PI * f / 299'792'458) - 20 * std::log10(d));
    }
    EXPECT_NEAR(map->rssi_dbm[k], best, .02);
    ++checked;
  }
  EXPECT_GT(checked, 50);
}

double sum_of_powers(const Coverage& c, const std::string& band) {
  double sum = 0;
  for (const auto& m : c.maps)
    for (const float p : m.rssi_dbm)
      if (m.band == band) sum += static_cast<double>(p);
  return sum;
}

// A wall never raises a received power, in any cell of any band.
TEST(Coverage, AWallNeverRaisesAPower) {
  for (const std::string& file : {kRadios, kBle}) {
    const std::string walls = "building.floors.level_1.rooms.bay_1.walls=";
    const Coverage open = of(file, {walls + "open"}), board = of(file, {walls + "plasterboard"}),
                   concrete = of(file, {walls + "concrete_100"});
    ASSERT_EQ(open.maps.size(), concrete.maps.size());
    ASSERT_GT(open.maps.size(), 1u);
    for (std::size_t m = 0; m < open.maps.size(); ++m) {
      const std::string& band = open.maps[m].band;
      for (std::size_t k = 0; k < open.maps[m].rssi_dbm.size(); ++k) {
        ASSERT_LE(board.maps[m].rssi_dbm[k], open.maps[m].rssi_dbm[k]) << band << ' ' << k;
        ASSERT_LE(concrete.maps[m].rssi_dbm[k], board.maps[m].rssi_dbm[k]) << band << ' ' << k;
        ASSERT_LE(concrete.maps[m].audible[k], open.maps[m].audible[k]) << band << ' ' << k;
      }
      EXPECT_LT(sum_of_powers(concrete, band), sum_of_powers(open, band))
          << "and it does something";
    }
  }
}

// Twice the distance never delivers more.
TEST(Coverage, DoublingTheDistanceNeverRaisesDelivery) {
  double last = 1, nearest = 0;
  for (const int metres : {3, 6, 12, 24, 48}) {
    const auto h = tests::compiled(
        "scenarios/bench/ble_advertisers.yaml",
        {"bench.devices.tag.count=20", "network.ble.radio.fade_margin=0 dB",
         "network.ble.propagation.model=log distance", "network.ble.propagation.exponent=3.2",
         "network.ble.propagation.fixed_loss=0 dB",
         fmt::format("bench.devices.tag.circle={} m", metres)});
    const auto r = tests::replication(h);
    const auto& l = r.flows[0].ledger;
    const double share = static_cast<double>(l.delivered) / static_cast<double>(l.generated);
    EXPECT_LE(share, last) << metres << " m";
    if (metres == 3) nearest = share;
    last = share;
  }
  EXPECT_LT(last, nearest);
}

TEST(Coverage, RoomsUnderTheLimitsAreFlagged) {
  const Coverage strong = of(kBle, {"network.wifi.radio.access_point_power=23 dBm"});
  const Coverage faint = of(kBle, {"network.wifi.radio.access_point_power=0 dBm",
                                   "network.wifi.radio.client_power=20 dBm",
                                   "building.floors.level_1.rooms.bay_1.walls=brick"});
  const auto flagged = [](const Coverage& c) {
    return std::ranges::count_if(c.rooms,
                                 [](const RoomCover& r) { return r.band == "wifi" && r.weak; });
  };
  EXPECT_GT(flagged(faint), flagged(strong));
  for (const RoomCover& r : faint.rooms)
    if (r.band == "wifi") {
      EXPECT_EQ(r.weak, r.rssi.value < -65) << r.room;
      EXPECT_EQ(r.noisy, r.snr.value < 25) << r.room;
      EXPECT_NEAR(r.snr.value, r.rssi.value + 94, .1) << "20 MHz at a noise figure of 7 dB";
      EXPECT_LE(r.second.value, r.rssi.value);
    }
}

// Doors that stand open are shut for a look: as the building with its doors of wood says, and no
// change where they are.
TEST(Coverage, RoomsThatAreWeakBehindShutDoors) {
  const std::vector<std::string> walls{"building.walls=concrete_100",
                                       "network.wifi.access_points.ap_1.at=[6 m, 1 m, 2.7 m]",
                                       "network.wifi.access_points.ap_2.at=[14 m, 1 m, 2.7 m]",
                                       "network.wifi.radio.access_point_power=12 dBm"};
  std::vector<std::string> wood = walls;
  wood.push_back("building.doors=wood");
  const Coverage open = of("tests/scenario/good/small_ward.yaml", walls),
                 shut = of("tests/scenario/good/small_ward.yaml", wood);
  ASSERT_EQ(open.rooms.size(), shut.rooms.size());
  int differ = 0;
  for (std::size_t i = 0; i < open.rooms.size(); ++i) {
    EXPECT_EQ(open.rooms[i].rssi_shut.value, shut.rooms[i].rssi.value) << open.rooms[i].room;
    EXPECT_EQ(open.rooms[i].weak_shut, shut.rooms[i].weak);
    EXPECT_EQ(shut.rooms[i].rssi_shut.value, shut.rooms[i].rssi.value);
    differ += open.rooms[i].rssi_shut < open.rooms[i].rssi;
  }
  EXPECT_GT(differ, 0);
}

// One access point for every monitor of the two wards is crowded; the count follows the devices.
TEST(Coverage, AccessPointsWithTooManyMonitorsAreFlagged) {
  const auto most = [](const Coverage& c) {
    std::uint32_t n = 0;
    for (const SiteLoad& s : c.sites) n = std::max(n, s.monitors);
    return n;
  };
  const Coverage few = of("scenarios/ward_and_icu.yaml"),
                 many = of("scenarios/ward_and_icu.yaml", {"devices.per_bed.ward.telemetry_pack=4",
                                                           "network.wifi.roaming.reach=-75 dBm"});
  EXPECT_LE(most(few), 16u);
  EXPECT_GT(most(many), 16u);
  for (const SiteLoad& s : many.sites) EXPECT_EQ(s.crowded, s.monitors > 16) << s.site;
}

// Airtime by arithmetic against the simulated cell's, where collisions are rare: within 3 %.
TEST(Coverage, AirtimeAskedForIsWhatARunUses) {
  for (const int stations : {10, 60}) {
    const auto h = tests::compiled("scenarios/bench/wifi_ward.yaml",
                                   {fmt::format("bench.devices.telemetry.count={}", stations)});
    const Coverage c = coverage_of(h);
    const auto r = tests::replication(h);
    ASSERT_EQ(c.channels.size(), 1u);
    const double used = r.access_points[0].busy;
    EXPECT_NEAR(c.channels[0].airtime, used, .03 * used) << stations;
  }
}

class CoverageProgram : public tests::Program {};

TEST_F(CoverageProgram, MapsComeBackFromTheirFile) {
  const std::string scenario = WARDTWIN_ROOT "/" + kRadios, maps = path("maps.h5");
  const Outcome o = run({"analyze", scenario, "--samples", "1000", "--maps", maps});
  ASSERT_EQ(o.code, 0) << o.error;
  EXPECT_NE(o.out.find("Coverage that 95 % of each room has"), std::string::npos);
  EXPECT_NE(o.out.find("Airtime by channel"), std::string::npos);
  const auto back = results::read_coverage(maps);
  const Coverage c = of(kRadios);
  ASSERT_EQ(back.size(), c.maps.size());
  for (std::size_t m = 0; m < back.size(); ++m) {
    EXPECT_EQ(back[m].band, c.maps[m].band);
    EXPECT_EQ(back[m].columns, c.maps[m].columns);
    EXPECT_EQ(back[m].rssi_dbm, c.maps[m].rssi_dbm);
    EXPECT_EQ(back[m].audible, c.maps[m].audible);
  }
  // a bench has no network behind its radio, and still an air
  const Outcome bench = run({"analyze", WARDTWIN_ROOT "/scenarios/bench/wifi_ward.yaml"});
  ASSERT_EQ(bench.code, 0) << bench.error;
  EXPECT_NE(bench.out.find("Airtime by channel"), std::string::npos);
}

}  // namespace
}  // namespace wardtwin::analysis
