#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "network_models/propagation/doors.h"
#include "network_models/wifi/phy_tables_fields.h"
#include "network_models/wifi/wlan.h"
#include "network_models/wifi/wlan_fields.h"

namespace wardtwin::wifi {
namespace {

using Outcomes = std::vector<Controller::Outcome>;

propagation::Propagation waves(const flow::Building& b = {}) {
  propagation::PropagationDef path;
  path.shadowing = {0};
  return {path, {}, b, carrier(Band::ghz_5), Seed{}};
}

std::vector<AccessPoint> in_a_row(int n, double apart) {
  std::vector<AccessPoint> aps;
  for (int i = 0; i < n; ++i)
    aps.push_back({{i * apart, 0, 2.7}, 36, Dbm{20}, static_cast<std::uint64_t>(i)});
  return aps;
}

Wlan ward(Authentication authentication, int stations, double radius_rate = 50) {
  RoamingDef roaming;
  roaming.authentication = authentication;
  roaming.radius_rate = radius_rate;
  std::vector<Station> all;
  for (int i = 0; i < stations; ++i)
    all.push_back({{5, 1.0 + .01 * i, 1}, Dbm{15}, 1000u + static_cast<unsigned>(i), {266, 0, 0}});
  return Wlan(waves(), PhyDef{}, roaming, in_a_row(2, 20), std::move(all));
}

TEST(Wlan, DirectionsDifferByThePowersOnly) {
  const Wlan wlan(waves(), PhyDef{}, RoamingDef{}, {{{0, 0, 2.7}, 36, Dbm{20}, 1}},
                  {{{12, 3, 1}, Dbm{14}, 2, {}}});
  const auto link = wlan.link(0, 0);
  EXPECT_NEAR(link.rssi_down - link.rssi_up, 6, 1e-4);
  EXPECT_NEAR(link.snr_down - link.snr_up, 6, 1e-4);
  EXPECT_NEAR(20 - link.rssi_down, link.loss_db, 1e-4);
}

/// An access point and a station on either side of a door, and a second station beside it.
Wlan at_a_door() {
  return Wlan(waves(), PhyDef{}, RoamingDef{}, {{{0, 0, 2.7}, 36, Dbm{20}, 1}},
              {{{10, 0, 1}, Dbm{15}, 2, {266, 0, 0}}, {{10, 8, 1}, Dbm{15}, 3, {266, 0, 0}}});
}
propagation::ShutDoors door(flow::Material material) {
  const std::vector<flow::Wall> leaf{{0, 5, -.6, 5, .6, material}};
  return {propagation::PropagationDef{}, {}, flow::Building{}, leaf, carrier(Band::ghz_5)};
}

// A steel door takes its 25 dB from both directions of the links through it, and from no other; open
// again, all is as it was, to the bit.
TEST(Wlan, DoorsTakeTheirLossFromLinksThroughThem) {
  Wlan wlan = at_a_door();
  const LinkTable before = wlan.links();
  EXPECT_EQ(wlan.shut(door(flow::Material::metal)), std::vector<std::uint32_t>{0});
  const double loss = propagation::wall_loss({}, flow::Material::metal, carrier(Band::ghz_5)).value;
  const Link &was = before.rows[0][0], &is = wlan.links().rows[0][0];
  EXPECT_NEAR(was.rssi_down - is.rssi_down, loss, 1e-4);
  EXPECT_NEAR(was.rssi_up - is.rssi_up, loss, 1e-4);
  EXPECT_NEAR(was.snr_up - is.snr_up, loss, 1e-4);
  EXPECT_LT(is.rate_up, was.rate_up);
  EXPECT_NEAR(wlan.link(0, 0).rssi_down, is.rssi_down, 1e-4);
  EXPECT_EQ(wlan.links().rows[1], before.rows[1]);
  EXPECT_TRUE(wlan.shut(door(flow::Material::metal)).empty()) << "nothing changes";
  EXPECT_EQ(wlan.shut({}), std::vector<std::uint32_t>{0});
  EXPECT_EQ(wlan.links().rows, before.rows);
}

// Behind a cage's door nothing is in reach; who walks out from behind it is, and back he is not.
TEST(Wlan, DoorsPutStationsOutOfReach) {
  Wlan wlan = at_a_door();
  EXPECT_EQ(wlan.shut(door(flow::Material::faraday_cage)), std::vector<std::uint32_t>{0});
  EXPECT_EQ(wlan.links().find(0, 0), nullptr);
  wlan.move(0, {10, 8, 1});
  EXPECT_NE(wlan.links().find(0, 0), nullptr);
  wlan.move(1, {10, 0, 1});
  EXPECT_EQ(wlan.links().find(1, 0), nullptr);
  EXPECT_EQ(wlan.shut({}), std::vector<std::uint32_t>{1});
  EXPECT_NE(wlan.links().find(1, 0), nullptr);
}

using Numbers = std::vector<std::uint32_t>;

TEST(Wlan, CellsAndDomainsByChannelAndHearing) {
  PhyDef phy;
  // free space at 5.25 GHz: -82 dBm of 20 dBm reaches 570 m
  auto aps = in_a_row(4, 500);
  const auto model = waves();
  const Hearing chain = hearing_of(model, phy, aps);
  EXPECT_EQ(chain.cell, (Numbers{0, 1, 2, 3}));
  EXPECT_EQ(chain.domain, (Numbers{0, 0, 0, 0}));
  EXPECT_EQ(chain.heard_by, (std::vector<Numbers>{{1}, {0, 2}, {1, 3}, {2}}));
  aps[1].channel = 40;  // 0 and 2 no longer meet through 1
  const Hearing two = hearing_of(model, phy, aps);
  EXPECT_EQ(two.cell, (Numbers{0, 1, 2, 2})) << "2 and 3 hear the same: each other";
  EXPECT_EQ(two.domain, (Numbers{0, 1, 2}));
  for (auto& ap : aps) ap.channel = 36;
  for (auto& ap : aps) ap.at.x = 0;
  EXPECT_EQ(hearing_of(model, phy, aps).cell, (Numbers{0, 0, 0, 0}));
  aps = in_a_row(4, 500);
  aps[1].at.x = 0;  // 0 and 1 are twins at one end of a chain
  aps[2].at.x = 500, aps[3].at.x = 1000;
  const Hearing twins = hearing_of(model, phy, aps);
  EXPECT_EQ(twins.cell, (Numbers{0, 0, 1, 2}));
  EXPECT_EQ(twins.domain, (Numbers{0, 0, 0}));
  EXPECT_EQ(twins.heard_by, (std::vector<Numbers>{{1}, {0, 2}, {1}}));
  aps = in_a_row(2, 500);
  flow::Building b;
  b.walls = {{0, 100, -50, 100, 50, flow::Material::plasterboard}};
  EXPECT_EQ(hearing_of(waves(b), phy, aps).domain, (Numbers{0, 1}));
}

TEST(Wlan, WallBetweenCostsItsDecibelsAndSlowsTheRate) {
  flow::Building b;
  const auto link = [&] {
    return Wlan(waves(b), PhyDef{}, RoamingDef{}, {{{0, 0, 2.7}, 36, Dbm{20}, 1}},
                {{{15, 0, 1}, Dbm{15}, 2, {266, 0, 0}}})
        .link(0, 0);
  };
  const auto open = link();
  b.walls = {{0, 5, -5, 5, 5, flow::Material::concrete_200}};
  const auto walled = link();
  EXPECT_NEAR(open.rssi_down - walled.rssi_down, 26, 1e-4);
  EXPECT_LT(walled.rate_up, open.rate_up);
}

TEST(Wlan, AdaptiveRateKeepsItsMargin) {
  PhyDef phy;
  const auto rates = rates_of(phy);
  // MCS 7 at 10 % needs 19.63 dB, with the 4 dB reserve 23.63
  EXPECT_EQ(choose_rate(phy, rates, {23.64}).index, 7);
  EXPECT_EQ(choose_rate(phy, rates, {23.62}).index, 6);
  EXPECT_LE(choose_rate(phy, rates, {23.64}).per, .1);
  phy.rate = "ideal";
  EXPECT_EQ(choose_rate(phy, rates, {-10}).index, 0);
}

TEST(Wlan, CoverageGapSaysItsNumbers) {
  flow::Building b;
  b.walls = {{0, 5, -5, 5, 5, flow::Material::lead}, {0, 6, -5, 6, 5, flow::Material::brick}};
  const Wlan wlan(waves(b), PhyDef{}, RoamingDef{}, {{{0, 0, 2.7}, 36, Dbm{20}, 1}},
                  {{{15, 0, 1}, Dbm{15}, 2, {}}, {{4, 0, 1}, Dbm{15}, 3, {}}});
  const std::vector<std::string> names{"ap_1"};
  const auto gap = wlan.coverage_gap(0, names);
  ASSERT_TRUE(gap);
  for (const auto* part : {"ap_1 at 15.1 m", "2 walls 49.0 dB", "needs -80 dBm", "needs -82 dBm"})
    EXPECT_NE(gap->find(part), std::string::npos) << *gap;
  EXPECT_FALSE(wlan.coverage_gap(1, names));
}

TEST(Wlan, MovingChangesOnlyItsOwnRow) {
  Wlan wlan = ward(Authentication::open, 2);
  const float before = wlan.links().find(1, 0)->rssi_down;
  EXPECT_EQ(wlan.links().best(0, std::vector<std::uint8_t>{1, 1}), 0u);
  wlan.move(0, {18, 1, 1});
  EXPECT_EQ(wlan.links().best(0, std::vector<std::uint8_t>{1, 1}), 1u);
  EXPECT_EQ(wlan.links().find(1, 0)->rssi_down, before);
}

// What is left out of the table for want of reach, without a look at its walls, is out of reach
// when they are counted, and what is kept is the same link to the last bit.
TEST(Wlan, TheTableHoldsExactlyTheLinksInReach) {
  flow::Building b;
  for (int storey = 0; storey < 4; ++storey) {
    b.floors.push_back({"f", 4.0 * storey, flow::Material::concrete_200});
    for (int i = 0; i < 12; ++i)
      b.walls.push_back(
          {static_cast<std::uint32_t>(storey), 8.0 * i, 0, 8.0 * i, 20, flow::Material::brick});
  }
  propagation::PropagationDef path;
  path.shadowing = {6};
  PhyDef phy;
  std::vector<AccessPoint> aps;
  std::vector<Station> stations;
  for (unsigned storey = 0; storey < 4; ++storey)
    for (unsigned i = 0; i < 6; ++i) {
      const double x = 16.0 * i + 3, z = 4.0 * storey;
      aps.push_back({{x, 5, z + 2.7}, 36, Dbm{8}, 10 * storey + i});
      for (const double power : {5.0, 14.0})
        stations.push_back({{x + 4, 11, z + 1}, Dbm{power}, 100 + i, {266, 0, 0}});
    }
  const Wlan wlan({path, {}, b, carrier(phy.band), Seed{}}, phy, RoamingDef{}, aps, stations);
  int in_reach = 0, out_of_reach = 0;
  for (std::uint32_t s = 0; s < stations.size(); ++s)
    for (std::uint32_t ap = 0; ap < aps.size(); ++ap) {
      const Link link = wlan.link(s, ap);
      const Link* kept = wlan.links().find(s, ap);
      ASSERT_EQ(kept != nullptr, link.in_reach) << s << " " << ap;
      ++(kept ? in_reach : out_of_reach);
      if (!kept) continue;
      EXPECT_EQ(kept->rssi_up, link.rssi_up);
      EXPECT_EQ(kept->rate_down, link.rate_down);
      EXPECT_EQ(kept->per_up, link.per_up);
    }
  EXPECT_GT(in_reach, 50);
  EXPECT_GT(out_of_reach, 100);
}

TEST(Wlan, RoamsOnlyFromWeakToClearlyBetter) {
  flow::Building b;
  b.walls = {{0, 30, -50, 30, 50, flow::Material::concrete_200}};
  Wlan wlan(waves(b), PhyDef{}, RoamingDef{}, in_a_row(2, 60), {{{10, 0, 1}, Dbm{15}, 2, {}}});
  const std::vector<std::uint8_t> up{1, 1};
  EXPECT_FALSE(wlan.roam_target(0, 0, up));
  wlan.move(0, {50, 0, 1});  // 81 + 26 dB from the first
  EXPECT_EQ(wlan.roam_target(0, 0, up), 1u);
  EXPECT_FALSE(wlan.roam_target(0, 0, std::vector<std::uint8_t>{1, 0}));
}

Outcomes all_lose_ap_0(const Wlan& wlan, bool backwards = false) {
  Controller c(wlan, Seed{9, 0});
  c.access_point(1s, 0, false);
  const auto n = static_cast<std::uint32_t>(wlan.stations().size());
  for (std::uint32_t i = 0; i < n; ++i) c.lost(2s, backwards ? n - 1 - i : i);
  Outcomes out;
  c.advance(10min, out);
  return out;
}

TEST(Controller, DeterministicAtEqualInstantsWhateverTheOrderOfCalls) {
  const Wlan wlan = ward(Authentication::dot1x, 40);
  const auto one = all_lose_ap_0(wlan), other = all_lose_ap_0(wlan, true);
  ASSERT_EQ(one.size(), 40u);
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].at, other[i].at);
    EXPECT_EQ(one[i].station, other[i].station);
    EXPECT_EQ(one[i].access_point, 1u);
    EXPECT_LE(one[i > 0 ? i - 1 : 0].at, one[i].at);
  }
}

TEST(Controller, WindowsChangeNothing) {
  const Wlan wlan = ward(Authentication::dot1x, 40);
  const auto whole = all_lose_ap_0(wlan);
  Controller c(wlan, Seed{9, 0});
  Outcomes out;
  const Time w = 10ms;
  for (Time t{0}; t < 1min; t += w) {
    if (t == 1s) c.access_point(1s, 0, false);
    if (t == 2s + w)  // known only after the window in which it happened
      for (std::uint32_t i = 0; i < 40; ++i) c.lost(2s, i);
    c.advance(t + w, out);
  }
  ASSERT_EQ(out.size(), whole.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    EXPECT_EQ(out[i].at, whole[i].at);
    EXPECT_EQ(out[i].station, whole[i].station);
  }
}

// 60 logins at 20 a second: the last waits 3 s; with open authentication none does.
TEST(Controller, DeadAccessPointMakesAnAuthenticationStorm) {
  const auto storm = all_lose_ap_0(ward(Authentication::dot1x, 60, 20));
  const auto calm = all_lose_ap_0(ward(Authentication::dot1x, 1, 20));
  const auto open = all_lose_ap_0(ward(Authentication::open, 60));
  const Time scan = 10ms + 3 * 20ms;
  EXPECT_GE(storm.back().at - 2s, scan + 60 * 50ms + 212ms);
  EXPECT_LE(storm.back().at - 2s, scan + 60 * 50ms + 340ms);
  EXPECT_LE(calm.back().at - 2s, scan + 50ms + 340ms);
  EXPECT_LE(open.back().at - 2s, scan + 10ms);
}

// The facts' bounds: PSK roam 50-100 ms with a short scan, fast transition within 50 ms, 802.1X 200
// ms up.
TEST(Controller, AuthenticationTakesItsTime) {
  const Time scan = 10ms + 3 * 20ms;
  const auto took = [&](Authentication a) {
    const auto out = all_lose_ap_0(ward(a, 1));
    return out.back().at - 2s - scan;
  };
  EXPECT_GE(took(Authentication::psk), 12ms);
  EXPECT_LE(took(Authentication::psk), 40ms);
  EXPECT_LE(took(Authentication::ft), 50ms);
  EXPECT_GE(took(Authentication::dot1x), 200ms);
}

TEST(Controller, BlindUntilAnAccessPointReturns) {
  const Wlan wlan = ward(Authentication::open, 1);
  Controller c(wlan, Seed{9, 0});
  c.access_point(1s, 0, false);
  c.access_point(1s, 1, false);
  c.access_point(10s, 0, true);
  c.lost(2s, 0);
  Outcomes out;
  c.advance(1min, out);
  ASSERT_GE(out.size(), 2u);
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    EXPECT_FALSE(out[i].access_point);
    EXPECT_EQ(out[i].try_again, out[i].at + 2s);
  }
  EXPECT_EQ(out.back().access_point, 0u);
  EXPECT_GE(out.back().at, 10s);
  EXPECT_LE(out.back().at, 10s + 2s + 80ms);
  EXPECT_TRUE(c.idle());
}

TEST(Controller, TargetThatDiesDuringTheLoginIsNotAttachedTo) {
  const Wlan wlan = ward(Authentication::dot1x, 1);
  Controller c(wlan, Seed{9, 0});
  c.access_point(1s, 0, false);
  c.lost(2s, 0);
  c.access_point(2s + 100ms, 1, false);
  c.access_point(2s + 110ms, 0, true);
  Outcomes out;
  c.advance(1min, out);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].access_point, 0u);
}

TEST(Fields, WifiTablesAreSound) {
  const auto check = [](auto def) {
    std::apply(
        [&](const auto&... f) {
          const auto sound = [&](const auto& one) {
            EXPECT_FALSE(one.doc.empty()) << one.name;
            const auto& value = def.*one.member;
            using Value = std::remove_cvref_t<decltype(value)>;
            if constexpr (std::is_same_v<Value, Time>) {
              EXPECT_GE(seconds(value), one.low) << one.name;
              EXPECT_LE(seconds(value), one.high) << one.name;
            } else if constexpr (requires { value.value; }) {
              EXPECT_GE(value.value, one.low) << one.name;
              EXPECT_LE(value.value, one.high) << one.name;
            }
          };
          (sound(f), ...);
        },
        fields<decltype(def)>);
  };
  check(PhyDef{});
  check(RoamingDef{});
}

}  // namespace
}  // namespace wardtwin::wifi
