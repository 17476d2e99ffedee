#include "network_models/ble/extended.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/patients/agrees.h"
#include "tests/validation/ble/bench.h"

// Extended and periodic advertising against products of packet errors, ALOHA, and arithmetic.
namespace wardtwin::ble {
namespace {

using bench::Bench;
using bench::source;
using flow::Pattern;
using test::agrees;

StationSetup& extended(Bench& b, flow::Source s, Dbm level = {-60}) {
  StationSetup& station = b.add(true, s, level);
  station.advertising = Advertising::extended;
  return station;
}
StationSetup& periodic(Bench& b, flow::Source s, Time interval, Dbm level = {-60}) {
  StationSetup& station = b.add(true, s, level);
  station.advertising = Advertising::periodic;
  station.interval = interval;
  return station;
}
Bench quiet(std::uint32_t replication) {
  Bench b;
  b.setup.seed.replication = replication;
  b.setup.def.scanning = {10s, 10s};  // hardly ever turns to the next channel in mid packet
  return b;
}
double delay_mean(const Bench& b) {
  double sum = 0;
  for (const flow::Frame& f : b.out.received) sum += seconds(f.at - f.created);
  return sum / static_cast<double>(b.out.received.size());
}
Time chain_time(int data, int header) {
  Time t{0};
  for (int k = 0; k < chain_packets(data, header); ++k)
    t +=
        packet_time(Phy::le_1m, chain_payload(data, header, k)) + (k > 0 ? Time{300'000} : Time{0});
  return t;
}

TEST(BleExtended, ChainsHoldTheirData) {
  EXPECT_EQ(pointer_time(), Time{136'000});
  EXPECT_EQ(chain_packets(245, kAuxHeader), 1);
  EXPECT_EQ(chain_packets(246, kAuxHeader), 2);
  for (const int header : {kAuxHeader, kSyncHeader})
    for (int data = 0; data <= kMostExtended; ++data) {
      const int n = chain_packets(data, header);
      int sum = 0;
      for (int k = 0; k < n; ++k) {
        ASSERT_LE(chain_payload(data, header, k), kMostPayload);
        sum += chain_payload(data, header, k);
      }
      ASSERT_EQ(sum, data + header + (n - 1) * (kNextPointer + kChainHeader)) << data;
    }
}

// Up to 10 ms of random delay, three pointers with 50 us between, 1 ms to the first packet, the chain.
TEST(BleExtended, DelayOfALoneDevice) {
  for (const int data : {20, 300, 1650}) {
    Bench b = quiet(0);
    extended(b, source(static_cast<std::uint32_t>(data), Pattern::periodic, 5s));
    b.run(5000s);
    EXPECT_GT(b.delivered(), .998);
    const double least = 3 * 136e-6 + 2 * 50e-6 + 1e-3 + seconds(chain_time(data, kAuxHeader));
    EXPECT_NEAR(delay_mean(b), 5e-3 + least, .4e-3) << data;
  }
}

// The pointer and every packet of the chain must get through the noise.
TEST(BleExtended, DeliveryIsTheProductOverTheChain) {
  const Dbm level{-94.2};
  const double bit = bit_error_rate(level - RadioDef{}.sensitivity_1m);
  for (const int data : {20, 500}) {
    std::vector<double> delivered;
    for (std::uint32_t r = 0; r < 30; ++r) {
      Bench b = quiet(r);
      extended(b, source(static_cast<std::uint32_t>(data), Pattern::periodic, 1s), level);
      b.run(1000s);
      delivered.push_back(b.delivered());
      EXPECT_EQ(b.lost(flow::LossCause::collision), 0u);
    }
    double expected = 1 - packet_error_rate(bit, kPointerPayload);
    const double pointer = expected;
    for (int k = 0; k < chain_packets(data, kAuxHeader); ++k)
      expected *= 1 - packet_error_rate(bit, chain_payload(data, kAuxHeader, k));
    EXPECT_TRUE(agrees(delivered, expected)) << data;
    EXPECT_FALSE(agrees(delivered, pointer)) << data;
  }
}

// Among legacy advertisers of 376 us, whose packets are nowhere near secondary channels, a pointer of 136 us
// is in danger for 512 us, a legacy packet for 752 us.
TEST(BleExtended, ShortPointersCollideLess) {
  for (const bool is_extended : {true, false}) {
    std::vector<double> delivered;
    for (std::uint32_t r = 0; r < 20; ++r) {
      Bench b = quiet(r);
      flow::Source tagged = source(31, Pattern::poisson, 100ms);
      tagged.flow = 1;
      (is_extended ? extended(b, tagged) : b.add(true, tagged)).interval = 20ms;
      for (int i = 0; i < 200; ++i) b.add(true, source(31, Pattern::poisson, 1s));
      b.setup.flows = 2;
      b.run(100s);
      const flow::Ledger& l = b.ledger(1);
      const auto full = l.lost[static_cast<std::size_t>(flow::LossCause::radio_queue_full)];
      delivered.push_back(double(l.delivered) / double(l.generated - full - b.cell->held(1)));
    }
    const double danger = is_extended ? 512e-6 : 752e-6;
    EXPECT_TRUE(agrees(delivered, std::exp(-200 * danger))) << is_extended;
    EXPECT_FALSE(agrees(delivered, std::exp(-200 * (1264e-6 - danger)))) << is_extended;
  }
}

// A gateway that listens to a chain does not scan: what legacy packets lose is that share of time, the
// chain's, beside their collisions with pointers.
TEST(BleExtended, AChainTakesTheGatewaysRadio) {
  std::vector<double> lost;
  for (std::uint32_t r = 0; r < 20; ++r) {
    Bench b = quiet(r);
    flow::Source big = source(1650, Pattern::saturated);
    big.flow = 1;
    extended(b, big).interval = 100ms;
    for (int i = 0; i < 20; ++i) b.add(true, source(31, Pattern::poisson, 20s));
    b.setup.flows = 2;
    b.run(1000s);
    lost.push_back(1 - b.delivered());
  }
  const double turn = 100e-3 + 5e-3, legacy = 376e-6;
  const double chain = seconds(chain_time(1650, kAuxHeader));
  EXPECT_GT(chain, 14e-3);
  // twenty of them meet each other, too
  const double others = 19.0 / 20 * 2 * legacy;
  const double expected = (chain + legacy + legacy + 136e-6) / turn + others;
  EXPECT_TRUE(agrees(lost, expected));
  EXPECT_FALSE(agrees(lost, expected - chain / turn));
}

// Half an interval, and an interval more for every event that is lost.
TEST(BlePeriodic, LatencyOfATrain) {
  for (const double level : {-60.0, -94.0}) {
    const double bit = bit_error_rate(Dbm{level} - RadioDef{}.sensitivity_1m);
    const int payload = chain_payload(100, kSyncHeader, 0);
    const double q = packet_error_rate(bit, payload);
    if (level < -90) {
      ASSERT_GT(q, .05);
      ASSERT_LT(q, .6);
    }
    std::vector<double> delay;
    for (std::uint32_t r = 0; r < 20; ++r) {
      Bench b = quiet(r);
      // a message has left before the next one comes, at any phase of the train
      periodic(b, source(100, Pattern::periodic, 5'013'700us), 50ms, Dbm{level}).repeats = 40;
      b.run(2000s);
      EXPECT_GT(b.delivered(), .95);
      double sum = 0;
      int n = 0;
      for (const flow::Frame& f : b.out.received)
        if (f.created > 100s) sum += seconds(f.at - f.created), ++n;  // the train has been found
      delay.push_back(sum / n);
    }
    const double air = seconds(packet_time(Phy::le_1m, payload));
    EXPECT_TRUE(agrees(delay, 50e-3 * (.5 + q / (1 - q)) + air)) << level;
    EXPECT_FALSE(agrees(delay, 50e-3 * (1 + q / (1 - q)) + air)) << level;
  }
}

// Trains of one interval keep their phases: who begins while the gateway listens to another is never heard.
// By placing trains on a circle at random.
TEST(BlePeriodic, OneRadioForAllTrains) {
  constexpr int kTrains = 20;
  const double air = seconds(packet_time(Phy::le_1m, chain_payload(100, kSyncHeader, 0)));
  Stream random({5, 0}, 1, Purpose::test);
  double heard = 0;
  constexpr int kRounds = 4000;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<double> starts(kTrains);
    for (double& s : starts) s = random.uniform() * 50e-3;
    std::sort(starts.begin(), starts.end());
    double free = -1;
    for (int turn = 0; turn < 2; ++turn)  // the second time round as in the steady state
      for (const double s : starts) {
        const double at = s + turn * 50e-3;
        if (at < free) continue;
        free = at + air;
        heard += turn;
      }
  }
  const double expected = heard / kRounds / kTrains;
  std::vector<double> delivered;
  for (std::uint32_t r = 0; r < 40; ++r) {
    Bench b = quiet(r);
    for (int i = 0; i < kTrains; ++i) periodic(b, source(100, Pattern::saturated), 50ms);
    b.run(60s);
    const flow::Ledger before = b.ledger();
    b.run(120s);
    const flow::Ledger& after = b.ledger();
    delivered.push_back(double(after.delivered - before.delivered) / (kTrains * 60 / 50e-3));
    EXPECT_GT(b.lost(flow::LossCause::access_failure), 0u);
  }
  // of two on one channel of 37 neither is heard
  EXPECT_TRUE(agrees(delivered, expected - (1 - expected) / 37));
  EXPECT_FALSE(agrees(delivered, 1));
}

// Silence costs an empty packet each interval, and the advertising of the train's timing.
TEST(BlePeriodic, EnergyOfASilentTrain) {
  Bench b = quiet(0);
  periodic(b, source(100, Pattern::on_event), 100ms);
  b.run(1000s);
  const radio::Energy e = b.cell->energy(0, 1000s);
  const EnergyDef def;
  const double air = 10'000 * seconds(packet_time(Phy::le_1m, kSyncHeader)) +
                     1000 * (3 * 136e-6 + seconds(packet_time(Phy::le_1m, 28)));
  EXPECT_NEAR(e[radio::RadioState::transmit], air * def.transmit, 1e-3 * air * def.transmit);
  EXPECT_NEAR(e[radio::RadioState::wake], 11'000 * seconds(def.wake_time) * def.wake, 2e-4);
}

// A gateway that comes back has to find the train again.
TEST(BlePeriodic, AGatewayFindsTheTrainAgain) {
  Bench b = quiet(3);
  b.setup.def.extended.sync_info = 2s;
  periodic(b, source(100, Pattern::periodic, 100ms), 100ms);
  b.start();
  using Kind = flow::Command::Kind;
  b.cell->post({.at = 100s, .kind = Kind::access_point_down, .target = 0});
  b.cell->post({.at = 110s, .kind = Kind::access_point_up, .target = 0});
  b.run(200s);
  Time last{0}, first = kNever;
  for (const flow::Frame& f : b.out.received) {
    if (f.at < 100s) last = f.at;
    if (f.at > 100s) first = std::min(first, f.at);
  }
  EXPECT_GT(last, 99s);
  EXPECT_GT(first, 110s);
  EXPECT_LT(first, 110s + 2 * 2s + 1s);
  EXPECT_EQ(b.ledger().generated, b.ledger().delivered + b.ledger().total_lost() + b.cell->held(0));
}

TEST(BleExtended, LedgerBalancesInAnyWindows) {
  for (std::uint32_t r = 0; r < 6; ++r) {
    std::vector<Time> whole;
    for (const bool cut : {false, true}) {
      Bench b;
      b.setup.seed.replication = r;
      b.setup.gateways.push_back({.entry = 1, .key = 2});
      Stream random({8, r}, 1, Purpose::test);
      for (int i = 0; i < 40; ++i) {
        const auto bytes = 10 + random.below(i % 4 == 0 ? 20 : 600);
        StationSetup& s = b.add(true, source(bytes, Pattern::poisson, 500ms + 1s * random.below(4)),
                                Dbm{-60.0 - random.below(38)});
        s.advertising = static_cast<Advertising>(i % 4 == 0 ? 0 : 1 + i % 2);
        s.interval = 50ms + 10ms * random.below(20);
        s.repeats = 1 + static_cast<int>(random.below(3));
      }
      b.start();
      using Kind = flow::Command::Kind;
      b.cell->post({.at = 30s, .kind = Kind::access_point_down, .target = 1});
      b.cell->post({.at = 40s, .kind = Kind::access_point_up, .target = 1});
      for (Time t{0}; t < 60s;) {
        b.cell->run(t = std::min<Time>(t + (cut ? Time{13ms} : Time{5s}), 60s), b.out);
        ASSERT_EQ(b.ledger().generated,
                  b.ledger().delivered + b.ledger().total_lost() + b.cell->held(0));
      }
      EXPECT_GT(b.ledger().delivered, 300u);
      if (!cut)
        for (const flow::Frame& f : b.out.received) whole.push_back(f.at);
      ASSERT_EQ(whole.size(), b.out.received.size());
      for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(whole[i], b.out.received[i].at);
    }
  }
}

}  // namespace
}  // namespace wardtwin::ble
