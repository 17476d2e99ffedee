#include <cmath>

#include <gtest/gtest.h>

#include "tests/validation/wifi/bench.h"

// Saturated stations against closed forms, exact slot-by-slot simulation and published ns-3 tables.
// Values marked "exact" were computed by independent slot-by-slot code.
namespace wardtwin::wifi::bench {
namespace {

struct Outcome {
  double mbps = 0, p = 0, dropped = 0;
};

/// Per-group outcome of a run of `until`; p is that of the group's access category.
std::vector<Outcome> measure(const CellSetup& setup, const std::vector<Group>& groups, Time until) {
  Bench b(setup, groups);
  b.run(until, until / 4);
  const AirStatistics air = b.cell->air();
  std::vector<Outcome> all;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const flow::Ledger& l = b.row(g).ledger;
    const auto category = static_cast<std::size_t>(groups[g].category);
    all.push_back(
        {b.goodput_mbps(g, until),
         static_cast<double>(air.collisions_of[category]) /
             static_cast<double>(air.attempts_of[category]),
         static_cast<double>(l.total_lost()) / static_cast<double>(l.total_lost() + l.delivered)});
  }
  return all;
}

bool within(double value, double expected, double share) {
  return std::abs(value - expected) <= share * std::abs(expected);
}

#define EXPECT_WITHIN(value, expected, share) \
  EXPECT_TRUE(within(value, expected, share)) \
      << #value " is " << (value) << ", expected " << (expected)

CellSetup fhss(int w, int m, Countdown countdown) {
  CellSetup s = quiet_setup();
  s.wifi.slot = 50us;
  s.wifi.sifs = 28us;
  s.wifi.ack = 241us;  // with the propagation delay of 1 us
  s.wifi.attempts = 255;
  s.wifi.countdown = countdown;
  s.station[2] = {.aifsn = 2, .cw_min = w - 1, .cw_max = (w << m) - 1, .lifetime = Time{0}};
  return s;
}

Group fhss_group(int n) {
  return {.stations = n, .source = saturated(1023), .up = fixed_airtime(8585us)};
}

struct FhssRow {
  int n;
  double s, p;
};

TEST(WIFI_2b, BianchiBasicAccess) {
  for (const FhssRow& r : {FhssRow{5, .8084, .1817}, {10, .7525, .3002}, {20, .6788, .4296}}) {
    SCOPED_TRACE(r.n);
    const Outcome o = measure(fhss(32, 3, Countdown::busy_slot), {fhss_group(r.n)}, 30000s)[0];
    EXPECT_WITHIN(o.mbps, r.s, .005);
    EXPECT_WITHIN(o.p, r.p, .005);
  }
}

TEST(WIFI_2b, BianchiRtsCts) {
  for (const FhssRow& r : {FhssRow{5, .8341, .1817}, {10, .8370, .3002}, {20, .8356, .4296}}) {
    SCOPED_TRACE(r.n);
    CellSetup s = fhss(32, 3, Countdown::busy_slot);
    s.wifi.rts_threshold = 0;
    s.wifi.rts = 289us;
    s.wifi.cts = 241us;
    const Outcome o = measure(s, {fhss_group(r.n)}, 20000s)[0];
    EXPECT_WITHIN(o.mbps, r.s, .005);
  }
}

TEST(WIFI_3, FreezeCountdown) {
  const Outcome a = measure(fhss(32, 3, Countdown::freeze), {fhss_group(10)}, 30000s)[0];
  EXPECT_WITHIN(a.mbps, .7511, .005);
  EXPECT_WITHIN(a.p, .2966, .005);
  const Outcome b = measure(fhss(16, 6, Countdown::freeze), {fhss_group(10)}, 30000s)[0];
  EXPECT_WITHIN(b.mbps, .7133, .005);
  EXPECT_WITHIN(b.p, .3673, .005);
  EXPECT_FALSE(within(a.p, .3002, .005)) << "cannot tell the two countdowns apart";
}

CellSetup dcf(Time ack, AfterCollision after) {
  CellSetup s = quiet_setup();
  s.wifi.ack = ack;
  s.wifi.attempts = 255;
  s.wifi.after_collision = after;
  s.station[2].aifsn = 2;
  return s;
}

// ns-3 wifi-bianchi.cc, tables of 802.11a (1500 B, 1536 B MPDU) and 802.11ax HE MCS 0.
TEST(WIFI_4a, Ns3BianchiTables) {
  struct Row {
    int n;
    double at6, at54;
  };
  for (const Row& r : {Row{5, 4.6899, 29.2861}, {10, 4.3197, 27.3763}, {50, 3.4711, 22.4162}}) {
    SCOPED_TRACE(r.n);
    const Group slow{.stations = r.n, .source = saturated(1500), .up = fixed_airtime(2072us)};
    const Group fast{.stations = r.n, .source = saturated(1500), .up = fixed_airtime(248us)};
    EXPECT_WITHIN(measure(dcf(44us, AfterCollision::eifs), {slow}, 600s)[0].mbps, r.at6, .03);
    EXPECT_WITHIN(measure(dcf(28us, AfterCollision::eifs), {fast}, 100s)[0].mbps, r.at54, .03);
  }
  for (const FhssRow& r : {FhssRow{5, 6.3381, 0}, {10, 5.8172, 0}}) {
    SCOPED_TRACE(r.n);
    Direction he;
    he.airtime = {.preamble = 44us, .symbol = 13600ns, .bits_per_symbol = 117};
    CellSetup s = dcf(44us, AfterCollision::eifs);
    s.wifi.header_bytes = 44;  // LLC 8, MAC 26, FCS 4, delimiter and padding 6
    EXPECT_WITHIN(
        measure(s, {{.stations = r.n, .source = saturated(1500), .up = he}}, 400s)[0].mbps, r.s,
        .03);
  }
}

TEST(WIFI_4b, ExactFreezeWithEifs) {
  for (const FhssRow& r :
       {FhssRow{1, 30.497, 0}, {5, 29.125, 0}, {10, 27.312, 0}, {50, 22.415, 0}}) {
    SCOPED_TRACE(r.n);
    const Group g{.stations = r.n, .source = saturated(1500), .up = fixed_airtime(248us)};
    EXPECT_WITHIN(measure(dcf(28us, AfterCollision::eifs), {g}, 1000s)[0].mbps, r.s, .005);
    const double difs = measure(dcf(28us, AfterCollision::aifs), {g}, 100s)[0].mbps;
    if (r.n > 1) {
      EXPECT_FALSE(within(difs, r.s, .005));
    }
  }
}

TEST(WIFI_5, SevenAttemptsThenDrop) {
  struct Row {
    int n;
    double s, p, drop;
  };
  for (const Row& r : {Row{10, 27.19, .3735, 1.54e-3}, {50, 21.22, .6140, 3.92e-2}}) {
    SCOPED_TRACE(r.n);
    CellSetup s = dcf(28us, AfterCollision::eifs);
    s.wifi.attempts = 7;
    const Group g{.stations = r.n, .source = saturated(1500), .up = fixed_airtime(248us)};
    const Outcome o = measure(s, {g}, 1000s)[0];
    EXPECT_WITHIN(o.mbps, r.s, .01);
    EXPECT_WITHIN(o.p, r.p, .01);
    EXPECT_WITHIN(o.dropped, r.drop, .10);
  }
}

CellSetup edca() {
  CellSetup s = quiet_setup();
  s.wifi.countdown = Countdown::busy_slot;
  s.wifi.after_collision = AfterCollision::eifs;
  return s;
}

Group voice(int n) { return {n, saturated(200), fixed_airtime(56us), AccessCategory::voice}; }
Group video(int n) { return {n, saturated(1000), fixed_airtime(176us), AccessCategory::video}; }
Group best_effort(int n) {
  return {n, saturated(1500), fixed_airtime(248us), AccessCategory::best_effort};
}
Group background(int n) {
  return {n, saturated(1500), fixed_airtime(248us), AccessCategory::background};
}

TEST(WIFI_6, FourCategoriesOneStationEach) {
  const auto o = measure(edca(), {voice(1), video(1), best_effort(1), background(1)}, 3000s);
  EXPECT_WITHIN(o[0].mbps, 4.938, .02);
  EXPECT_WITHIN(o[1].mbps, 9.080, .02);
  EXPECT_WITHIN(o[2].mbps, 1.301, .02);
  EXPECT_WITHIN(o[3].mbps, .046, .10);
  EXPECT_WITHIN(o[0].p, .198, .02);
  EXPECT_WITHIN(o[1].p, .385, .02);
  EXPECT_WITHIN(o[2].p, .495, .02);
  EXPECT_GT(o[3].p, o[2].p) << "the later a category may start, the more often it is met";
}

TEST(WIFI_6, BestEffortAgainstBackground) {
  const auto o = measure(edca(), {best_effort(5), background(5)}, 500s);
  EXPECT_WITHIN(o[0].mbps, 26.23, .02);
  EXPECT_WITHIN(o[0].p, .289, .02);
  EXPECT_WITHIN(o[1].p, .438, .02);
  EXPECT_WITHIN(o[1].mbps, 2.006, .10);
}

TEST(WIFI_6, VideoAgainstBestEffort) {
  const auto o = measure(edca(), {video(5), best_effort(5)}, 500s);
  EXPECT_WITHIN(o[0].mbps, 19.26, .02);
  EXPECT_WITHIN(o[0].p, .515, .02);
  EXPECT_WITHIN(o[1].mbps, 1.415, .02);
}

TEST(WIFI_6, VoiceAlone) {
  const Outcome five = measure(edca(), {voice(5)}, 500s)[0];
  EXPECT_WITHIN(five.mbps, 5.84, .02);
  EXPECT_WITHIN(five.p, .704, .02);
  EXPECT_WITHIN(five.dropped, .082, .10);
  EXPECT_WITHIN(measure(edca(), {voice(1)}, 100s)[0].mbps, 10.85, .02);
}

TEST(WIFI_7, OneSlowStationSlowsAll) {
  struct Row {
    int n;
    double mixed, fast;
  };
  for (const Row& r : {Row{2, 4.23, 15.52}, {5, 2.66, 5.94}}) {
    SCOPED_TRACE(r.n);
    const CellSetup s = dcf(28us, AfterCollision::aifs);
    const Group fast{.stations = r.n - 1, .source = saturated(1500), .up = fixed_airtime(248us)};
    const Group slow{.stations = 1, .source = saturated(1500), .up = fixed_airtime(2072us)};
    const auto o = measure(s, {fast, slow}, 3000s);
    EXPECT_WITHIN(o[0].mbps / (r.n - 1), r.mixed, .015);
    EXPECT_WITHIN(o[1].mbps, r.mixed, .015);
    Group all = fast;
    all.stations = r.n;
    EXPECT_WITHIN(measure(s, {all}, 300s)[0].mbps / r.n, r.fast, .015);
  }
}

TEST(WIFI_10, SingleStationAggregates) {
  struct Row {
    int bits_per_symbol_x100, k;
    double mbps;
  };
  for (const Row& r : {Row{117000, 1, 34.08},
                       {117000, 8, 70.67},
                       {117000, 64, 81.74},
                       {816667, 1, 52.24},
                       {816667, 64, 504.70}}) {
    SCOPED_TRACE(testing::Message() << r.bits_per_symbol_x100 << ' ' << r.k);
    CellSetup s = quiet_setup();
    s.wifi.ack = s.wifi.block_ack = 32us;
    s.wifi.header_bytes = 40;  // MPDU 1540 B, subframe 1544 B
    s.wifi.ampdu_frames = r.k;
    s.wifi.ampdu_bytes = 1 << 20;
    s.wifi.ppdu_limit = 20ms;
    s.wifi.saturated_backlog = 2 * r.k;
    Direction d;
    d.airtime = {.preamble = 44us,
                 .symbol = 13600ns,
                 .bits_per_symbol = r.bits_per_symbol_x100 == 816667 ? 980 * 10 * 5.0 / 6 : 1170};
    const double t = measure(s, {{.stations = 1, .source = saturated(1500), .up = d}}, 40s)[0].mbps;
    EXPECT_WITHIN(t, r.mbps, .005);
  }
}

TEST(WIFI_13, BeaconsAlone) {
  struct Row {
    Time airtime, signal;
    int ssids;
    std::uint32_t points;
    double share;
  };
  for (const Row& r : {Row{424us, Time{0}, 5, 4, .103}, {2592us, Time{0}, 3, 5, .43}}) {
    CellSetup s = quiet_setup();
    s.wifi.beacon_airtime = r.airtime;
    s.wifi.ssids = r.ssids;
    s.access_points.clear();
    for (std::uint32_t a = 0; a < r.points; ++a) s.access_points.push_back(a);
    Bench b(s, {});
    b.run(60s, 1s);
    const double beacons = r.ssids * r.points / .1024;
    EXPECT_WITHIN(static_cast<double>(b.cell->air().beacons) / 60, beacons, .01);
    // the facts add AIFS and a mean backoff of 101 us (360 us with 11b slots) to each beacon
    const double access = (r.airtime == 424us ? 101e-6 : 360e-6) * beacons;
    EXPECT_WITHIN(b.cell->busy_fraction(60s) + access, r.share, .01);
  }
}

}  // namespace
}  // namespace wardtwin::wifi::bench
