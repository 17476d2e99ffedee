#include <gtest/gtest.h>

#include "sim/base/error.h"
#include "tests/validation/lorawan/network.h"

namespace wardtwin::lorawan {
namespace {

using Kind = flow::Command::Kind;
using test::Network;
using test::source;

TEST(LoraCell, AMessageArrivesAfterItsAirtime) {
  Network n(test::bare());
  n.add(7, source(20, flow::Pattern::on_event, {}), {100});
  n.start();
  n.cell->post({.at = 5s, .created = 5s, .kind = Kind::send, .target = 0, .alarm = 9});
  EXPECT_EQ(n.cell->next_event(), 5s);
  n.run(1min);
  ASSERT_EQ(n.out.received.size(), 1u);
  EXPECT_EQ(n.out.received[0].at, 5s + 56'576us);
  EXPECT_EQ(n.out.received[0].alarm, 9u);
  EXPECT_EQ(n.cell->next_event(), kNever);
}

TEST(LoraCell, CausesOfLoss) {
  {
    Network n(test::bare());
    n.add(7, source(20, flow::Pattern::periodic, 10s), {139});  // -125 dBm, needs -124.5
    n.run(1h);
    EXPECT_EQ(n.lost(flow::LossCause::phy), n.ledger().generated);
  }
  {
    LorawanDef def = test::bare();
    def.demodulators = 1;
    def.capture = Capture::same_sf;
    Network n(def);
    for (const int sf : {7, 8, 9, 10, 11, 12})
      n.add(sf, source(20, flow::Pattern::poisson, 5s), {100});
    n.run(1h);
    EXPECT_GT(n.lost(flow::LossCause::access_failure), 500u);
    EXPECT_EQ(n.ledger().total_lost(), n.lost(flow::LossCause::access_failure));
  }
  {
    Network n(test::bare());
    n.add(7, source(20, flow::Pattern::periodic, 10s), {100});
    n.start();
    n.cell->post({.at = 30min, .kind = Kind::access_point_down, .target = 0});
    n.cell->post({.at = 45min, .kind = Kind::access_point_up, .target = 0});
    n.run(1h);
    EXPECT_NEAR(static_cast<double>(n.lost(flow::LossCause::access_point_down)), 90, 1);
  }
}

// One of the two gateways hears the strong device through the other's frame.
TEST(LoraCell, CaptureAndSecondGateway) {
  for (const bool second : {false, true}) {
    LorawanDef def = test::bare();
    Network n(def, second ? 2 : 1);
    n.add(9, source(20, flow::Pattern::on_event, {}),
          second ? std::vector{100.0, 120.0} : std::vector{100.0});
    n.add(9, source(20, flow::Pattern::on_event, {}),
          second ? std::vector{120.0, 100.0} : std::vector{120.0});
    n.start();
    for (const flow::SourceIndex s : {0u, 1u})
      n.cell->post({.at = 1s, .created = 1s, .kind = Kind::send, .target = s});
    n.run(1min);
    EXPECT_EQ(n.ledger().delivered, second ? 2u : 1u);
    EXPECT_EQ(n.lost(flow::LossCause::collision), second ? 0u : 1u);
  }
}

TEST(LoraCell, AcknowledgementsEndRetries) {
  LorawanDef def;
  def.adr = false;
  Network n(def);
  n.add(9, source(20, flow::Pattern::periodic, 300s), {120}, true);
  n.run(24h);
  const Counters& c = n.cell->counters();
  EXPECT_EQ(c.acknowledged, n.ledger().delivered);
  EXPECT_EQ(c.sent[2], n.ledger().delivered);
  // the answer cannot be heard: every message is sent eight times, slower and slower, counted once
  def.gateway_power = {-10}, def.gateway_rx2_power = {-10};
  Network deaf(def);
  deaf.add(9, source(20, flow::Pattern::periodic, 3600s), {136}, true);
  deaf.start();
  deaf.cell->post({.at = 24h, .kind = Kind::stop_source, .target = 0});
  deaf.run(26h);
  EXPECT_EQ(deaf.cell->counters().acknowledged, 0u);
  EXPECT_EQ(deaf.cell->counters().sent[2], 2 * deaf.ledger().generated);
  EXPECT_EQ(deaf.cell->counters().sent[5], 2 * deaf.ledger().generated);
  EXPECT_EQ(deaf.ledger().delivered, deaf.ledger().generated);
  EXPECT_EQ(deaf.cell->counters().repeats, 7 * deaf.ledger().delivered);
}

// A gateway that sends acknowledgements hears nothing meanwhile, and runs out of air time.
TEST(LoraCell, ConfirmedTrafficStarvesItself) {
  const auto run = [](bool confirmed) {
    LorawanDef def;
    def.adr = false;
    Network n(def);
    for (int i = 0; i < 400; ++i)
      n.add(10, source(20, flow::Pattern::periodic, 600s), {120}, confirmed);
    n.run(12h);
    return std::tuple{n.delivered(), n.cell->counters().unanswered,
                      n.cell->counters().outcome[static_cast<std::size_t>(Outcome::sending)]};
  };
  const auto [plain, none, free] = run(false);
  const auto [asked, unanswered, deaf] = run(true);
  EXPECT_EQ(none, 0u);
  EXPECT_EQ(free, 0u);
  EXPECT_GT(unanswered, 1000u);
  EXPECT_GT(deaf, 100u);
  EXPECT_GT(plain, 0.7);
}

TEST(LoraCell, AdaptiveRateMovesToTheFastest) {
  LorawanDef def;
  Network n(def);
  n.add(12, source(20, flow::Pattern::periodic, 300s), {110});
  n.run(24h);
  EXPECT_EQ(n.cell->rate(0).sf, 7);
  EXPECT_GT(n.cell->rate(0).power_steps, 0);
  EXPECT_GE(n.cell->counters().rate_changes, 1u);
  EXPECT_EQ(n.cell->counters().sent[5], 20u) << "twenty uplinks before the first order";
  def.adr = false;
  Network still(def);
  still.add(12, source(20, flow::Pattern::periodic, 300s), {110});
  still.run(24h);
  EXPECT_EQ(still.cell->rate(0).sf, 12);
}

// Without any answer a device falls back by itself: power first, then one step each 32 uplinks.
TEST(LoraCell, SilenceSlowsADeviceDown) {
  LorawanDef def;
  def.gateway_power = {-10}, def.gateway_rx2_power = {-10};
  Network n(def);
  n.add(7, source(20, flow::Pattern::periodic, 100s), {130});
  n.run(100s * 127);
  EXPECT_EQ(n.cell->rate(0).sf, 8);
  n.run(100s * (64 + 32 * 5 + 2));
  EXPECT_EQ(n.cell->rate(0).sf, 12);
  EXPECT_EQ(n.cell->counters().fallbacks, 5u);
}

TEST(LoraCell, DevicesJoinBeforeTheySend) {
  LorawanDef def;
  def.join = true;
  Network n(def, 2);
  for (int i = 0; i < 50; ++i) n.add(9, source(20, flow::Pattern::periodic, 600s), {120, 125});
  n.run(6h);
  EXPECT_EQ(n.cell->counters().joins, 50u);
  EXPECT_GE(n.cell->counters().join_requests, 50u);
  EXPECT_EQ(n.out.links.size(), 50u);
  EXPECT_GT(n.delivered(), 0.95);
  // out of reach: no message is ever attempted
  Network far(def);
  far.add(12, source(20, flow::Pattern::periodic, 600s), {170});
  far.run(24h);
  EXPECT_EQ(far.cell->counters().joins, 0u);
  EXPECT_GT(far.lost(flow::LossCause::not_attempted) + far.lost(flow::LossCause::radio_queue_full),
            100u);
  EXPECT_EQ(far.ledger().delivered, 0u);
}

// Class A hears from the network after an uplink only; class C at once.
TEST(LoraCell, DownlinksByClass) {
  for (const bool class_c : {false, true}) {
    LorawanDef def;
    def.adr = false;
    Network n(def);
    n.add(9, source(20, flow::Pattern::on_event, {}), {110}, false, class_c);
    flow::Source down = source(10, flow::Pattern::on_event, {});
    down.downlink = true;
    down.device = 0;
    n.sources.push_back(down);
    n.start();
    n.cell->post({.at = 10s, .created = 9s, .kind = Kind::deliver, .target = 1, .sequence = 4});
    n.cell->post({.at = 100s, .created = 100s, .kind = Kind::send, .target = 0});
    n.run(50s);
    EXPECT_EQ(n.out.delivered.size(), class_c ? 1u : 0u);
    EXPECT_EQ(n.cell->held(0), class_c ? 0u : 1u);
    n.run(200s);
    ASSERT_EQ(n.out.delivered.size(), 1u);
    EXPECT_EQ(n.out.delivered[0].sequence, 4u);
    if (class_c) {
      EXPECT_EQ(n.out.delivered[0].at, 10s + airtime({.sf = 12}, 23));
    } else {
      // first window, uplink's spreading factor: 12 B and the port before the message
      EXPECT_EQ(n.out.delivered[0].at, 101s + airtime({.sf = 9}, 33) + airtime({.sf = 9}, 23));
    }
    EXPECT_EQ(n.cell->energy(0, 200s)[radio::RadioState::receive] > 1, class_c);
  }
}

TEST(LoraCell, RefusesWhatDoesNotFit) {
  Network n(test::bare());
  n.add(12, source(52, flow::Pattern::periodic, 60s), {100});
  try {
    n.start();
    FAIL();
  } catch (const InputError& e) {
    EXPECT_STREQ(e.what(),
                 "source 0: 52 B at spreading factor 12, where 51 B fit in one frame; send less or "
                 "use a lower spreading factor");
  }
  Network s(test::bare());
  s.add(7, source(20, flow::Pattern::saturated, {}), {100});
  EXPECT_THROW(s.start(), InputError);
}

Network busy(std::uint32_t replication, double closer = 0, int idle = 0) {
  LorawanDef def;
  def.channels = 1 + static_cast<int>(replication % 8);
  def.join = replication % 3 == 1;
  def.demodulators = replication % 2 ? 8 : 2;
  def.lifetime = 400s;
  Network n(def, 1 + replication % 3, replication);
  Stream random({99, replication}, 1, Purpose::test);
  for (int i = 0; i < 60; ++i) {
    std::vector<double> loss;
    for (std::size_t g = 0; g < n.setup.gateways.size(); ++g)
      loss.push_back(100 + 50 * random.uniform() - closer);
    n.add(7 + static_cast<int>(random.below(6)),
          source(5 + random.below(40),
                 random.below(2) ? flow::Pattern::poisson : flow::Pattern::periodic,
                 from_seconds(20 + 200 * random.uniform())),
          loss, random.below(3) == 0, random.below(4) == 0);
  }
  for (std::uint32_t i = 0; i < 60; i += 4) {
    flow::Source down = source(8, flow::Pattern::poisson, 300s);
    down.downlink = true;
    down.device = i;
    n.sources.push_back(down);
  }
  for (int i = 0; i < idle; ++i)
    n.add(12, source(20, flow::Pattern::on_event, {}), std::vector(n.setup.gateways.size(), 110.0));
  n.start();
  for (int i = 0; i < 20; ++i) {
    const auto g = random.below(static_cast<std::uint32_t>(n.setup.gateways.size()));
    const Time at = from_seconds(3600 * random.uniform());
    n.cell->post({.at = at, .kind = Kind::access_point_down, .target = g});
    n.cell->post({.at = at + 60s, .kind = Kind::access_point_up, .target = g});
    n.cell->post({.at = at, .created = at, .kind = Kind::send, .target = random.below(60)});
    n.cell->post({.at = at, .kind = Kind::stop_source, .target = random.below(60)});
  }
  return n;
}

TEST(LoraCell, LedgerBalancesWhateverHappens) {
  for (std::uint32_t r = 0; r < 24; ++r) {
    Network n = busy(r);
    for (Time t{0}; t < 2h;) {
      n.cell->run(t += 7min, n.out);
      const auto& l = n.ledger();
      ASSERT_EQ(l.generated, l.delivered + l.total_lost() + n.cell->held(0))
          << r << " " << t.count();
    }
    EXPECT_GT(n.ledger().delivered, 100u);
    EXPECT_GT(n.ledger().total_lost(), 100u);
    EXPECT_TRUE(std::is_sorted(n.out.received.begin(), n.out.received.end()));
  }
}

bool same(const radio::CellOutput& a, const radio::CellOutput& b) {
  const auto equal = [](const flow::Frame& x, const flow::Frame& y) {
    return x.at == y.at && x.source == y.source && x.sequence == y.sequence && x.entry == y.entry;
  };
  return std::equal(a.received.begin(), a.received.end(), b.received.begin(), b.received.end(),
                    equal) &&
         std::equal(a.delivered.begin(), a.delivered.end(), b.delivered.begin(), b.delivered.end(),
                    equal);
}

TEST(LoraCell, WindowsChangeNothing) {
  for (std::uint32_t r = 0; r < 6; ++r) {
    Network whole = busy(r), cut = busy(r);
    whole.run(1h, 1h);
    cut.run(1h, 13ms * 17);
    EXPECT_TRUE(same(whole.out, cut.out)) << r;
    EXPECT_GT(whole.out.received.size(), 50u);
  }
}

TEST(LoraCell, IdleDevicesChangeNothing) {
  for (std::uint32_t r = 0; r < 3; ++r) {
    Network alone = busy(3 * r), crowd = busy(3 * r, 0, 1000);
    alone.run(1h);
    crowd.run(1h);
    EXPECT_TRUE(same(alone.out, crowd.out)) << r;
  }
}

// Twice as far is 6 dB (free space) to 11 dB (indoors) weaker, everywhere.
TEST(LoraCell, DistanceNeverHelps) {
  std::uint64_t last = 0;
  for (const double closer : {-30.0, -20.0, -10.0, 0.0, 10.0}) {
    LorawanDef def = test::bare();
    Network n(def);
    for (int i = 0; i < 30; ++i)
      n.add(8, source(20, flow::Pattern::periodic, 60s), {115.0 + i - closer});
    n.run(2h);
    EXPECT_GE(n.ledger().delivered, last);
    last = n.ledger().delivered;
  }
  EXPECT_GT(last, 3000u);
}

}  // namespace
}  // namespace wardtwin::lorawan
