// Radars, which make access points go to another channel, and the wireless LAN controller's failure: timelines
// by hand, from the scenario's text.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/run/fault_plan.h"
#include "tests/support/hospital.h"

namespace wardtwin {
namespace {

using Sets = std::vector<std::string>;

constexpr const char* kFailover = "scenarios/bench/wifi_failover.yaml";

struct Timeline {
  compiler::Hospital hospital;
  results::Replication result;
  std::vector<Time> cut_off;  ///< of each device that was, over all its spells
  Time first_back = kNever, last_back{0};
  std::uint64_t lost() const {
    std::uint64_t sum = 0;
    for (const auto& f : result.flows)
      for (const auto n : f.ledger.lost) sum += n;
    return sum;
  }
};

Timeline timeline(Sets sets, int threads = 1) {
  Timeline out;
  out.hospital = tests::compiled(kFailover, sets);
  out.result = tests::replication(out.hospital, threads);
  std::map<flow::DeviceIndex, Time> since, sum;
  for (const flow::LinkChange& c : out.result.link_changes) {
    if (!c.connected) {
      since[c.device] = c.at;
      continue;
    }
    if (!since.contains(c.device)) continue;
    sum[c.device] += c.at - since[c.device];
    out.first_back = std::min(out.first_back, c.at);
    out.last_back = std::max(out.last_back, c.at);
  }
  for (const auto& [device, time] : sum) out.cut_off.push_back(time);
  for (const auto& f : out.result.flows) {
    std::uint64_t ended = f.ledger.delivered + f.in_flight;
    for (const auto n : f.ledger.lost) ended += n;
    EXPECT_EQ(f.ledger.generated, ended);
  }
  return out;
}

const std::string kWifi = "network.wifi.";
const Sets kRadar{"faults=[{at: 00:00:10, what: ap_1, radar: yes}]",
                  kWifi + "access_points.ap_1.channel=100"};
const Sets kAlone{kWifi + "access_points.ap_2=~"};

Sets with(Sets a, const Sets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Announced, to a channel without radars: everybody leaves at ten seconds and is there when it was said,
// with what waited. Half a second is as long as a message waits at most: the first ones are too old.
TEST(WifiRadar, StationsFollowToAnotherChannel) {
  const auto at = [](const char* announced) {
    const Timeline r = timeline(
        with(kRadar, {kWifi + "radar.moves_to=[40]", kWifi + "radar.announced=" + announced}));
    EXPECT_EQ(r.cut_off.size(), 10u);
    EXPECT_EQ(r.first_back, r.last_back);
    for (const Time t : r.cut_off)
      EXPECT_NEAR(seconds(t), seconds(r.last_back) - 10, 0.005) << "after its frame on air";
    for (const auto& a : r.result.history.associations)
      EXPECT_TRUE(a.access_point == flow::kNone || a.access_point == 0);
    return std::pair{r.last_back, r.lost()};
  };
  EXPECT_EQ(at("450 ms"), (std::pair{Time{10'450ms}, std::uint64_t{0}}));
  const auto [later, lost] = at("1500 ms");
  EXPECT_EQ(later, 11'500ms);
  EXPECT_NEAR(static_cast<double>(lost), 10 * 10, 10) << "a second's messages of ten stations";
}

// To another channel of radars it listens first: as good as dead for a minute.
TEST(WifiRadar, ListensFirstWhereOtherRadarsMayBe) {
  const Sets longer{"duration=90 s"};
  const Timeline r =
      timeline(with(with(kRadar, kAlone), with(longer, {kWifi + "radar.moves_to=[104]"})));
  ASSERT_EQ(r.cut_off.size(), 10u);
  EXPECT_GE(r.first_back, 70s);
  EXPECT_LE(r.last_back, 70s + 2s + 500ms) << "tried every two seconds";
  // the same as if it stays where it is and is silent
  const Timeline stays = timeline(with(with(kRadar, kAlone), longer));
  EXPECT_GE(stays.first_back, 70s);
  EXPECT_LE(stays.last_back, 72'500ms);
  // another in reach takes them within two seconds, as when an access point dies
  const Timeline two = timeline(with(kRadar, {kWifi + "radar.moves_to=[104]"}));
  EXPECT_LE(two.last_back, 12s);
  EXPECT_GE(two.first_back, 10'900ms);
  for (const Time t : two.cut_off) EXPECT_NEAR(seconds(t), 1.03, 0.1);
}

// Half of the new channel's air is somebody else's: from the switch on, and only then.
TEST(WifiRadar, TheNewChannelHasItsOwnNeighbours) {
  const auto delivered = [](Sets more, const char* channel) {
    const auto h = tests::compiled(
        "scenarios/bench/wifi_saturation.yaml",
        with(
            {"bench.devices.station.count=1", "warm_up=0 s", "duration=40 s",
             kWifi + "access_points.ap.channel=100", kWifi + "radar.moves_to=[40]",
             kWifi + "access.beacon_airtime=0 s", kWifi + "propagation.model=log distance",
             kWifi + "propagation.fixed_loss=0 dB", kWifi + "neighbours.clinic.at=[30 m, 0 m, 0 m]",
             kWifi + "neighbours.clinic.burst=5 ms", kWifi + "neighbours.clinic.channel=" + channel,
             kWifi + "neighbours.clinic.duty=0.5"},
            more));
    return static_cast<double>(tests::replication(h).flows[0].ledger.delivered);
  };
  const Sets radar{"faults=[{at: 00:00:20, what: ap, radar: yes}]"};
  const double calm = delivered({}, "40");
  // 20 s of all and 19.5 s of half; some 2,000 bursts: their share is known to 2 %
  EXPECT_NEAR(delivered(radar, "40") / calm, (20 + 19.5 / 2) / 40, .02);
  EXPECT_NEAR(delivered(radar, "44") / calm, 39.5 / 40, .005) << "nobody there";
  EXPECT_NEAR(delivered({}, "100") / calm, .5, .03) << "as the old one has";
}

TEST(WifiRadar, GoesWhereFewestAreHeard) {
  const auto away = [](const std::string& of_other) {
    const auto h = tests::compiled(
        kFailover, with(kRadar, {kWifi + "radar.moves_to=[40, 44]",
                                 kWifi + "access_points.ap_2.channel=" + of_other}));
    return h.wifi->away.at(0).channel;
  };
  EXPECT_EQ(away("40"), 44);
  EXPECT_EQ(away("44"), 40);
  EXPECT_EQ(away("36"), 40) << "of equals the first";
}

TEST(WifiRadar, ComesBackAndMayBeDownMeanwhile) {
  const Sets there{kWifi + "radar.moves_to=[40]", kWifi + "radar.announced=450 ms",
                   "duration=100 s"};
  const Timeline back =
      timeline(with(with(kRadar, kAlone), with(there, {kWifi + "radar.returns=60 s"})));
  EXPECT_EQ(back.first_back, 10'450ms);
  EXPECT_EQ(back.last_back, 70'450ms) << "announced again";
  EXPECT_EQ(back.lost(), 0u);
  const Timeline down = timeline(with(
      with(with(kRadar, kAlone), there),
      {"faults=[{at: 00:00:10, what: ap_1, radar: yes}, {at: 00:00:09, what: ap_1, for: 30 s}]"}));
  EXPECT_GE(down.first_back, 39s);
  EXPECT_LE(down.last_back, 41'500ms);
}

TEST(WifiRadar, WithoutOneNothingChanges) {
  const Sets calm{"faults=[]", kWifi + "access_points.ap_1.channel=100"};
  const auto hash = [](Sets sets, int threads = 1) {
    return timeline(sets, threads).result.event_hash;
  };
  EXPECT_EQ(hash(calm), hash(with(calm, {kWifi + "radar.moves_to=[40, 36]"})));
  const Sets radar = with(kRadar, {kWifi + "radar.moves_to=[36]"});
  EXPECT_NE(hash(radar), hash(calm));
  EXPECT_EQ(hash(radar), hash(radar, 3));
  EXPECT_EQ(hash(radar), hash(with(radar, {"clock.longest_window=200 ms"})));
}

// Found every four hours on average while it is on its channel, and back after half an hour.
TEST(WifiRadar, RandomRadarsAndReturns) {
  const auto h = tests::compiled(
      "tests/scenario/bad/hospital/_ward.yaml",
      {kWifi + "access_points.ap_1.channel=100", kWifi + "radar.every=4 h",
       kWifi + "radar.moves_to=[36]", kWifi + "radar.returns=30 min", "duration=40 d"});
  const auto plan = run::fault_plan(h, {1, 0}, {});
  const double expected = 960 / 4.5;
  // renewals of mean 4.5 h and deviation 4 h
  EXPECT_NEAR(static_cast<double>(plan.size()) / 2, expected, 4 * 4 / 4.5 * std::sqrt(expected));
  for (std::size_t i = 0; i + 1 < plan.size(); ++i) {
    EXPECT_TRUE(plan[i].moves);
    EXPECT_EQ(plan[i].until - plan[i].at, 500ms);
    if (i % 2 == 0) {
      EXPECT_EQ(plan[i + 1].at - plan[i].at, 30min);
    }
  }
}

const Sets kLogin{kWifi + "roaming.authentication=802.1X", "duration=60 s"};
std::string faults(const std::string& more) {
  return "faults=[{at: 00:00:10, what: ap_1}" + more + "]";
}

// Nobody logs in while it is down, whoever is in goes on.
TEST(WifiController, LocalSwitchingStopsLoginsAlone) {
  const std::string down = ", {at: 00:00:09, what: wifi_controller, for: 30 s}";
  const Timeline with_it = timeline(with(kLogin, {faults("")}));
  EXPECT_LE(with_it.last_back, 13s);
  const Timeline without = timeline(with(kLogin, {faults(down)}));
  ASSERT_EQ(without.cut_off.size(), 10u);
  EXPECT_GE(without.first_back, 39s);
  EXPECT_LE(without.last_back, 39s + 2s + 1s) << "tried every two seconds, and 20 ms a login";
  const Timeline standby =
      timeline(with(kLogin, {faults(down), kWifi + "controller.takeover=5 s"}));
  EXPECT_GE(standby.first_back, 14s);
  EXPECT_LE(standby.last_back, 17s);
  // no login, no matter
  const Sets open{"duration=60 s"};
  EXPECT_EQ(timeline(with(open, {faults("")})).result.event_hash,
            timeline(with(open, {faults(down)})).result.event_hash);
  const Sets calm = with(kLogin, {"faults=[{at: 00:00:09, what: wifi_controller, for: 30 s}]"});
  EXPECT_EQ(timeline(with(kLogin, {"faults=[]"})).result.event_hash,
            timeline(calm).result.event_hash);
  EXPECT_EQ(timeline(calm).lost(), 0u);
}

// All tunnels end: less than ten beacons later everybody goes on where he was; later all have to log in.
TEST(WifiController, CentralSwitchingFallsSilent) {
  const Sets central{kWifi + "controller.switching=central",
                     "faults=[{at: 00:00:10, what: wifi_controller, for: 30 s}]", "duration=60 s"};
  const Timeline quick = timeline(with(central, {kWifi + "controller.takeover=500 ms"}));
  ASSERT_EQ(quick.cut_off.size(), 10u);
  EXPECT_EQ(quick.first_back, 10'500ms);
  for (const Time t : quick.cut_off) EXPECT_EQ(t, 500ms);
  const Timeline slow = timeline(central);
  EXPECT_GE(slow.first_back, 40s);
  EXPECT_LE(slow.last_back, 42'500ms);
  // an access point of its own fault stays down
  const Timeline both =
      timeline(with(central, {"faults=[{at: 00:00:10, what: wifi_controller, for: 5 s}, "
                              "{at: 00:00:09, what: ap_1, for: 30 s}]",
                              kWifi + "access_points.ap_2=~"}));
  EXPECT_GE(both.first_back, 39s);
}

}  // namespace
}  // namespace wardtwin
