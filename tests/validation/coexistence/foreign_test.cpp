// What senders of other families do to one cell, against closed forms; without a hospital.
#include "network_models/coexistence/foreign.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "network_models/ble/phy.h"
#include "tests/unit/patients/agrees.h"
#include "tests/validation/ble/bench.h"
#include "tests/validation/ieee802154/network.h"
#include "tests/validation/wifi/bench.h"

namespace wardtwin::radio {
namespace {

using test::agrees;

double mw(double dbm) { return to_milliwatts(Dbm{dbm}).value; }

Spectrum wifi_channel(int channel) { return {2407.0 + 5 * channel, 20}; }
bool inside(const Spectrum& sender, const Spectrum& receiver) {
  return rejection(sender, receiver).value < 20;
}

TEST(Foreign, BLE_9_ChannelsUnderWifi) {
  std::set<int> left;
  for (int c = 0; c < 37; ++c) left.insert(c);
  const std::pair<int, int> rows[] = {{1, 10}, {6, 10}, {11, 11}};
  for (const auto& [channel, covered] : rows) {
    int n = 0;
    for (int c = 0; c < 37; ++c)
      if (inside(wifi_channel(channel), {static_cast<double>(ble::channel_mhz(c)), 2}))
        ++n, left.erase(c);
    EXPECT_EQ(n, covered) << channel;
  }
  EXPECT_EQ(left, (std::set<int>{10, 21, 22, 34, 35, 36}));
  // adv channel 37 is under Wi-Fi 1; of 20 MHz a receiver of 2 MHz takes a tenth
  EXPECT_NEAR(rejection(wifi_channel(1), {2402, 2}).value, 10, 1e-9);
  EXPECT_NEAR(rejection(wifi_channel(1), {2426, 2}).value, 38, 1e-9);
  EXPECT_NEAR(rejection(wifi_channel(1), {2480, 2}).value, 58, 1e-9);
}

TEST(Foreign, ZB_9_ChannelsThatWifiLeaves) {
  std::set<int> left;
  for (int k = 11; k <= 26; ++k) {
    const Spectrum mine{2405.0 + 5 * (k - 11), 2};
    if (!inside(wifi_channel(1), mine) && !inside(wifi_channel(6), mine) &&
        !inside(wifi_channel(11), mine))
      left.insert(k);
  }
  EXPECT_EQ(left, (std::set<int>{15, 20, 25, 26}));
}

TEST(Foreign, NarrowSendersComeWholeIntoWifiAndHoppersForTheirShare) {
  EXPECT_EQ(rejection({2410, 2}, wifi_channel(1)).value, 0);
  EXPECT_EQ(rejection({2441, 2, 80}, wifi_channel(6)).value, 0);
  EXPECT_NEAR(share_in_band({2441, 2, 80}, wifi_channel(6)), 22.0 / 80, 1e-9);
  EXPECT_EQ(share_in_band({2410, 2}, wifi_channel(6)), 1);
}

// Bursts drawn one by one: how much of a frame they cover, and whether they meet it at all.
TEST(Foreign, BurstsOverAFrame) {
  for (const bool periodic : {false, true}) {
    const Load load{0.3, 10ms, periodic};
    const Time airtime = 4ms;
    std::vector<double> covered, met, met_after_silence;
    Stream random({3, 0}, 1, Purpose::test);
    for (int k = 0; k < 40; ++k) {
      double on = 0;
      int hit = 0, later = 0;
      for (int i = 0; i < 2000; ++i) {
        const Time t = on_during(load, airtime, false, random);
        on += seconds(t), hit += t > Time{0};
        later += on_during(load, airtime, true, random) > Time{0};
      }
      covered.push_back(on / 2000), met.push_back(hit / 2000.),
          met_after_silence.push_back(later / 2000.);
    }
    EXPECT_TRUE(agrees(covered, 0.3 * 4e-3)) << periodic;
    EXPECT_TRUE(agrees(met, meets(load, airtime))) << periodic;
    EXPECT_FALSE(agrees(met, 1.05 * meets(load, airtime)));
    // off is 70/3 ms long: the next burst comes within the frame with 1 - exp(-4 / 23.3), or 4 / 23.3
    const double off = 10e-3 * 0.7 / 0.3;
    EXPECT_TRUE(agrees(met_after_silence, periodic ? 4e-3 / off : 1 - std::exp(-4e-3 / off)));
  }
}

TEST(Foreign, AnOccupiedMediumIsFreeAsOftenAsItsDutySays) {
  std::vector<double> taken, wait;
  for (std::uint32_t k = 0; k < 40; ++k) {
    Occupancy occupancy(Stream({3, k}, 1, Purpose::test));
    occupancy.set({0.4, 8ms, false}, Time{0});
    int on = 0;
    double rest = 0;
    for (int i = 1; i <= 5000; ++i) {
      const Time at = i * 37ms, free = occupancy.free_at(at);
      on += free > at, rest += seconds(free - at);
    }
    taken.push_back(on / 5000.), wait.push_back(rest / on);
  }
  EXPECT_TRUE(agrees(taken, 0.4));
  EXPECT_TRUE(agrees(wait, 8e-3)) << "the rest of an exponential burst is as long as a burst";
  double half = 0;
  int heating = 0;
  Occupancy oven(Stream({3, 0}, 2, Purpose::test));
  oven.set({0.5, 10ms, true}, Time{0});
  for (int i = 1; i <= 20000; ++i) {
    const Time at = i * 37'123us, rest = oven.free_at(at) - at;
    EXPECT_LE(rest, 10ms + Time{1});
    heating += rest > Time{0}, half += seconds(rest);
  }
  EXPECT_NEAR(heating / 20000., 0.5, 0.02);
  EXPECT_NEAR(half / heating, 5e-3, 2e-4) << "of a fixed burst, half is left";
  Occupancy silent(Stream({3, 0}, 1, Purpose::test));
  EXPECT_EQ(silent.free_at(5ms), 5ms);
}

// A foreign Wi-Fi network is what a written one is, draw by draw.
TEST(Foreign, BluetoothLosesAsBesideAWrittenNetwork) {
  enum class Beside { nobody, written, foreign, far };
  const auto delivered = [](Beside beside) {
    ble::bench::Bench b;
    for (int i = 0; i < 20; ++i)
      b.add(true, tests::source(31, flow::Pattern::periodic, 1s)).interval = 1s;
    if (beside == Beside::written)
      b.setup.def.wifi = {{.channel = 1, .duty = 0.6, .busy = 1500us, .power = Dbm{-50}}};
    if (beside == Beside::foreign || beside == Beside::far)
      b.setup.foreign = {{.emitter = 1,
                          .spectrum = wifi_channel(beside == Beside::far ? 6 : 1),
                          .milliwatts = std::vector<double>(21, mw(-40)),
                          .load = {}}};
    b.build();
    const std::vector<Load> loads = {{0.9, 1ms}, {0.6, 1500us}};
    b.cell->disturb(loads);
    b.run(600s);
    return b.ledger().delivered;
  };
  const auto nobody = delivered(Beside::nobody), written = delivered(Beside::written);
  EXPECT_LT(static_cast<double>(written), 0.95 * static_cast<double>(nobody));
  EXPECT_EQ(delivered(Beside::foreign), written);
  // 38 dB down on channel 38
  EXPECT_GT(delivered(Beside::far), written);
}

struct Zigbee {
  double access_failure, lost;
};
// One node that sends a frame every 50 ms, beside bursts of 5 ms that are on for `duty`; no second try.
Zigbee zigbee(double duty, double at_node, double at_root, std::uint32_t replication) {
  ieee802154::Ieee802154Def mac;
  mac.header_bytes = 0;
  mac.acknowledged = false;
  ieee802154::test::Network n(mac, replication);
  n.add(tests::source(100, flow::Pattern::periodic, 50ms));
  n.setup.spectrum = {2410, 2};
  n.setup.foreign = {{0, wifi_channel(1), {mw(at_root + 10), mw(at_node + 10)}, {}}};
  n.start();
  const std::vector<Load> loads = {{duty, 5ms}};
  n.cell->disturb(loads);
  n.run(100s);
  const ieee802154::Counters& c = n.cell->counters();
  return {static_cast<double>(c.access_failures) / static_cast<double>(c.packets),
          static_cast<double>(c.noisy) / static_cast<double>(c.transmissions)};
}

TEST(Foreign, ZigbeeDefersToWhatItHearsAndIsHitByTheRest) {
  const Load load{0.3, 5ms, false};
  const Time frame = ieee802154::airtime(100), cca = 128us;
  std::vector<double> failed, hit, deaf_failed, deaf_hit, quiet;
  for (std::uint32_t k = 0; k < 20; ++k) {
    const Zigbee hears = zigbee(0.3, -20, -20, k), deaf = zigbee(0.3, -80, -20, k);
    failed.push_back(hears.access_failure), hit.push_back(hears.lost);
    deaf_failed.push_back(deaf.access_failure), deaf_hit.push_back(deaf.lost);
    quiet.push_back(zigbee(0, -20, -20, k).lost + zigbee(0.3, -130, -130, k).lost);
  }
  // five assessments; bursts of 30 dB over the wanted signal destroy a frame with their first bytes
  EXPECT_TRUE(agrees(failed, std::pow(meets(load, cca), 5)));
  const double off = 5e-3 * 0.7 / 0.3;
  EXPECT_TRUE(agrees(hit, 1 - std::exp(-seconds(frame) / off)));
  EXPECT_TRUE(agrees(deaf_hit, meets(load, frame)));
  EXPECT_FALSE(agrees(deaf_hit, 1.05 * meets(load, frame)));
  for (const double f : deaf_failed) EXPECT_EQ(f, 0) << "-80 dBm are below its threshold of -75";
  for (const double q : quiet) EXPECT_EQ(q, 0);
}

// A saturated Wi-Fi station, frames of 248 us, beside a narrow sender at the access point; Mbit/s.
struct WifiBeside {
  double goodput, unanswered;
};
WifiBeside wifi(double level, double duty, std::uint8_t mcs, double snr, Time burst = 50ms) {
  wifi::CellSetup s = wifi::bench::quiet_setup();
  s.foreign = {{0, {2410, 2}, {mw(level), mw(-120)}, {}}};
  s.spectrum = wifi_channel(1);
  s.receivers = 1;
  wifi::Direction up = wifi::bench::fixed_airtime(248us);
  up.snr_db = snr;
  up.mcs = mcs;
  wifi::bench::Bench b(s, {{1, wifi::bench::saturated(1500), up}});
  const std::vector<Load> loads = {{duty, burst}};
  b.cell->disturb(loads, Time{0});
  b.run(60s);
  const wifi::AirStatistics air = b.cell->air();
  return {b.goodput_mbps(0, 60s),
          static_cast<double>(air.unanswered) / static_cast<double>(air.attempts())};
}

TEST(Foreign, WifiDefersOnlyAboveItsEnergyDetection) {
  const double alone = wifi(-61, 0, 0, 40).goodput;
  // above -62 dBm the medium is not its own for 0.4 of the time: bursts are long beside an exchange
  EXPECT_NEAR(wifi(-61, 0.4, 0, 60).goodput, 0.6 * alone, 0.02 * alone);
  // below, nobody defers: 40 dB over the noise leave -63 dBm nothing to spoil at 1 bit a tone (9 dB)
  EXPECT_NEAR(wifi(-63, 0.4, 0, 40).goodput, alone, 0.001 * alone);
  // but 64QAM 5/6 dies with every frame that meets it
  const WifiBeside fast = wifi(-63, 0.4, 7, 40, 2ms);
  EXPECT_NEAR(fast.unanswered, meets({0.4, 2ms}, 248us), 0.01);
  EXPECT_EQ(wifi(-110, 0.4, 7, 40).unanswered, 0) << "under the noise";
}

}  // namespace
}  // namespace wardtwin::radio
