// Attacks and protocols from a scenario's text to what a run counts.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "network_models/protocols/tcp.h"
#include "scenarios/compiler/hospital.h"
#include "scenarios/run/device_outages.h"
#include "scenarios/run/replication.h"

namespace wardtwin::run {
namespace {

/// Forty monitors on cable, one message a second, and what `more` adds under `network:`.
compiler::Hospital bench(const std::string& more, const std::string& device = "") {
  return compiler::compile_text(fmt::format(R"(scenario: attacked
format: 1
starts: 00:00
warm_up: 0 s
duration: 2 h
seed: 5
bench:
  devices:
    monitor: {{ count: 40, payload: 600 B, pattern: periodic, every: 1 s, link: wired{} }}
    office:  {{ count: 40, payload: 100 B, pattern: periodic, every: 10 s, link: wired }}
network:
  wired: {{ on: access }}
  switches:
    access: {{ uplink: core }}
    core: {{}}
{}
platform:
  servers:
    server: {{ switch: core }}
  alarm_manager: {{ on: server }}
)",
                                            device, more),
                                "attacked.yaml");
}

constexpr std::string_view kWorm = R"(  attacks:
    worm: { kind: ransomware, at: 00:10, what: office, spread: 6 1/min, stops_after: 20 min, recovery: 5 h }
)";
constexpr std::string_view kSegments = R"(  security:
    segments: { clinical: [monitor], desks: [office] }
)";

results::Replication replicate(const compiler::Hospital& h, std::uint32_t number = 0) {
  ReplicationOptions options;
  options.seed = {5, number};
  return Replication(h, options).run();
}

std::size_t count(const results::Replication& r, std::string_view entry) {
  return static_cast<std::size_t>(std::ranges::count_if(
      r.faults, [&](const results::Fault& f) { return f.what.starts_with(entry); }));
}

TEST(Attacks, WithoutThemNothingChanges) {
  const auto plain = replicate(bench("")), walls = replicate(bench(std::string(kSegments)));
  EXPECT_EQ(plain.event_hash, walls.event_hash);
  EXPECT_EQ(plain.events, walls.events);
  EXPECT_TRUE(walls.faults.empty());
}

TEST(Attacks, SegmentsKeepMonitorsOut) {
  const auto flat = replicate(bench(std::string(kWorm)));
  EXPECT_EQ(count(flat, "infected: "), 81u) << "80 devices and the server";
  EXPECT_EQ(count(flat, "infected: monitor"), 40u);
  const auto apart = replicate(bench(std::string(kWorm) + std::string(kSegments)));
  EXPECT_EQ(count(apart, "infected: "), 40u);
  EXPECT_EQ(count(apart, "infected: monitor"), 0u);
}

// A firewall separates even if nobody says what is in which segment.
TEST(Attacks, FirewallsSeparate) {
  const std::string wall = R"(    wall: { kind: firewall, uplink: core }
    behind: { uplink: wall }
)";
  auto text = wall + std::string(kWorm);
  const auto one_side = replicate(bench(text));
  EXPECT_EQ(count(one_side, "infected: "), 81u) << "nothing stands behind it";
  const auto h =
      compiler::compile_text(bench(text).text, "attacked.yaml",
                             std::vector<std::string>{"platform.servers.server.switch=behind"});
  const auto r = replicate(h);
  EXPECT_EQ(count(r, "infected: "), 80u);
  EXPECT_EQ(count(r, "infected: server"), 0u);
}

// A device loses its messages exactly while it is stopped or in quarantine.
TEST(Attacks, LostMessagesAreTheTimeOut) {
  const auto h = bench(std::string(kWorm));
  const auto plan = device_outages(h, {5, 0});
  const auto r = replicate(h);
  double expected = 0;
  std::size_t spells = 0;
  for (const auto& s : plan.silences)
    if (h.devices[s.device].class_name == "monitor") {
      expected += seconds(std::min(s.until, h.end()) - s.at);
      ++spells;
    }
  EXPECT_EQ(spells, 40u);
  // The server stops as well: what is lost on the way to it is counted there.
  for (std::size_t f = 0; f < h.flows.size(); ++f) {
    if (h.flows[f].class_name != "monitor") continue;
    const auto lost =
        r.flows[f].ledger.lost[static_cast<std::size_t>(flow::LossCause::not_attempted)];
    EXPECT_NEAR(static_cast<double>(lost), expected, 40) << "one message each way and device";
    EXPECT_GT(expected, 1000);
  }
  double blind = 0;
  for (const auto& b : r.blind)
    if (b.cause == "device out of service") blind = b.bed_minutes;
  EXPECT_GT(blind, 0);
}

TEST(Attacks, FloodsOfMessagesAndHalfOpenConnections) {
  const std::string gateway = R"(  gateways:
    gateway: { switch: access, cores: 2, sessions: { kept: yes, limit: 1000 } }
)";
  const auto pressed = [&](const std::string& more) {
    return bench(gateway + more).impairments.at(0);
  };
  // 2,000 a second of 0.4 ms on two cores take 0.4 of them
  const std::string flood =
      "  attacks: { flood: { kind: publish flood, at: 00:10, what: gateway, messages: 2000 1/s } "
      "}\n";
  EXPECT_NEAR(pressed(flood).slow, 1 / (1 - 0.4), 1e-3);
  EXPECT_NEAR(pressed("  security: { message_limit: 500 1/s }\n" + flood).slow, 1 / (1 - 0.1),
              1e-3);
  // ten a second, each kept for a minute
  const std::string syn =
      "  attacks: { syn: { kind: SYN flood, at: 00:10, what: gateway, connects: ";
  EXPECT_EQ(pressed(syn + "10 1/s } }\n").taken, 600);
  EXPECT_EQ(pressed(syn + "100 1/s } }\n").taken, 1000) << "no more than there are";
  EXPECT_EQ(pressed("  security: { connect_limit: 1 1/s }\n" + syn + "100 1/s } }\n").taken, 60);
}

TEST(Attacks, AScanHangsItsShare) {
  const auto h = bench(
      "  attacks: { probe: { kind: scan, at: 00:10, what: monitor, share: 50 %, hangs: 40 %, "
      "recovery: 20 min } }\n");
  double hung = 0;
  for (std::uint32_t k = 0; k < 50; ++k)
    for (const auto& f : device_outages(h, {5, k}).log) {
      if (!f.what.starts_with("hung: ")) continue;
      ++hung;
      EXPECT_TRUE(f.what.starts_with("hung: monitor"));
      EXPECT_EQ(f.until - f.at, Time{20min});
    }
  const double expected = 50 * 40 * 0.2;
  EXPECT_NEAR(hung, expected, 4 * std::sqrt(expected * 0.8));
}

/// A gateway of one core on its cable of 1 Gbit/s, for 900 sessions, and 80 devices that have one
/// each; an attack on it from 00:10 for an hour.
compiler::Hospital under(const std::string& attack) {
  return bench(fmt::format(R"(  gateways:
    gateway:
      switch: core
      cores: 1
      sessions: {{ kept: yes, limit: 900, handshake: constant(1 ms) }}
      service_vitals: constant(1 ms)
  attacks:
    it: {{ at: 00:10, for: 1 h, what: gateway, {} }}
)",
                           attack));
}

/// What is left of the gateway at its worst.
struct Left {
  double rate = 1, loss = 0, slow = 1;
  int taken = 0;
};
Left left_of_gateway(const compiler::Hospital& h) {
  Left left;
  for (const auto& i : h.impairments) {
    left.rate = std::min(left.rate, i.rate);
    left.loss = std::max(left.loss, i.loss);
    left.slow = std::max(left.slow, i.slow);
    left.taken = std::max(left.taken, i.taken);
  }
  return left;
}

// Each kind of flood takes what it is named for, by hand, and leaves the rest alone.
TEST(Floods, EachExhaustsItsOwn) {
  // 500 Mbit/s in packets of 1,500 B are 41,667 a second; thrown away in 2 us each they cost 8 %
  const Left udp = left_of_gateway(under("kind: UDP flood, rate: 500 Mbit/s"));
  EXPECT_NEAR(udp.rate, .5, 1e-12);
  EXPECT_NEAR(udp.slow, 1 / (1 - 5e8 / 8 / 1500 * 2e-6), 1e-9);
  EXPECT_LT(udp.slow, 1.1);
  EXPECT_EQ(udp.taken, 0);
  const Left more = left_of_gateway(under("kind: UDP flood, rate: 4 Gbit/s"));
  EXPECT_GT(more.loss, 0.7) << "whatever becomes of it, it does not stop";
  // as short packets it is the core that suffers as well: 100 Mbit/s of 64 B are 195,000
  const Left small = left_of_gateway(under("kind: UDP flood, rate: 100 Mbit/s, packet: 64 B"));
  EXPECT_GT(small.slow, 1.5);
  // TCP holds connections, works a core twice for each packet, and loses nobody anything
  const Left tcp = left_of_gateway(under("kind: TCP flood, rate: 4 Gbit/s, connections: 700"));
  EXPECT_EQ(tcp.loss, 0);
  EXPECT_NEAR(tcp.rate, 80. / 780, 1e-9);
  EXPECT_EQ(tcp.taken, 700);
  EXPECT_NEAR(tcp.slow, 1 / (1 - 700. / 780 * 1e9 / 8 / 1500 * 4e-6), 1e-6);
  // half-open connections and slow ones hold places alone; handshakes and messages work cores alone
  for (const char* kind : {"SYN flood, connects: 10 1/s", "slow connects, connects: 10 1/s"}) {
    const Left held = left_of_gateway(under(fmt::format("kind: {}", kind)));
    EXPECT_EQ(held.rate, 1) << kind;
    EXPECT_EQ(held.slow, 1) << kind;
    EXPECT_GE(held.taken, 600) << kind;
  }
  for (const char* kind :
       {"connect flood, connects: 500 1/s", "publish flood, messages: 500 1/s"}) {
    const Left busy = left_of_gateway(under(fmt::format("kind: {}", kind)));
    EXPECT_EQ(busy.rate, 1) << kind;
    EXPECT_EQ(busy.taken, 0) << kind;
    EXPECT_NEAR(busy.slow, 2, 1e-9) << kind << ": 500 x 1 ms are half of a core";
  }
}

// Connections of TCP share the cable: as many as the devices' have half of it, ten times as many more.
TEST(Floods, TcpTakesItsShareOfTheCable) {
  for (const auto& [connections, others_have] : {std::pair{80, .5}, {800, 1. / 11}}) {
    const auto h =
        under(fmt::format("kind: TCP flood, rate: 4 Gbit/s, connections: {}", connections));
    const auto cable = std::ranges::find(h.impairments, compiler::Part::Kind::link,
                                         [](const auto& i) { return i.part.kind; });
    ASSERT_NE(cable, h.impairments.end());
    EXPECT_EQ(h.backbone.graph.links[cable->part.index].name, "gateway-core");
    EXPECT_NEAR(cable->rate, others_have, 1e-9);
  }
}

// What is taken shows in a run: on the wire, at the core or in the sessions.
TEST(Floods, ShowWhereTheyAre) {
  const auto at = [](const char* attack) {
    const auto h = under(attack);
    const auto r = replicate(h);
    struct {
      double delay, lost, refused;
    } got{r.flows[0].delay.quantile(.9),
          static_cast<double>(r.flows[0].ledger.total_lost()) /
              static_cast<double>(r.flows[0].ledger.generated),
          static_cast<double>(r.gateways[0].refused)};
    return got;
  };
  const auto quiet = at("kind: UDP flood, rate: 1 Mbit/s");
  EXPECT_LT(quiet.delay, .05);
  EXPECT_EQ(quiet.lost, 0);
  const auto udp = at("kind: UDP flood, rate: 4 Gbit/s");
  // a quarter gets into the gateway, and a quarter of that out of it, for half of the time
  EXPECT_NEAR(udp.lost, .5 * (1 - .25 * .25), .01);
  const auto busy = at("kind: connect flood, connects: 950 1/s");
  EXPECT_EQ(busy.lost, 0) << "a core that is busy is slow";
  EXPECT_GT(busy.delay, 5 * quiet.delay);
}

// The series of infected hosts is what the log of infections says, minute by minute.
TEST(Ransomware, InfectedHostsAreASeries) {
  const auto h = bench(std::string(kWorm));
  const auto r = replicate(h);
  ASSERT_EQ(r.series.infected.values.size(), 120u);
  EXPECT_EQ(r.series.infected.columns, 1u);
  float most = 0;
  for (std::size_t minute = 0; minute < 120; ++minute) {
    const Time end = (minute + 1) * Time{1min};
    const auto now = std::ranges::count_if(r.faults, [&](const results::Fault& f) {
      return f.what.starts_with("infected: ") && f.at <= end && end < f.until;
    });
    EXPECT_EQ(r.series.infected.values[minute], static_cast<float>(now)) << minute;
    most = std::max(most, r.series.infected.values[minute]);
  }
  EXPECT_EQ(r.series.infected.values[8], 0) << "before it begins";
  EXPECT_GT(most, 30);
  EXPECT_EQ(replicate(bench("")).series.infected.rows(), 0u) << "nothing attacks";
}

/// A small ward for `hours`, with more settings.
compiler::Hospital ward(std::vector<std::string> sets, int hours = 12) {
  sets.push_back(fmt::format("duration={} h", hours));
  sets.emplace_back("people.units.ward.patients.arrivals.hourly=[20]");  // it is always full
  return compiler::compile_file(WARDTWIN_ROOT "/tests/scenario/good/small_ward.yaml", sets);
}

std::string forged(const std::string& more) {
  return "network.attacks.lies={ kind: false readings, at: 08:00, what: telemetry_pack, " + more +
         " }";
}

double quality(const results::Replication& r, std::string_view cause) {
  for (const auto& b : r.blind)
    if (b.cause == cause) return b.bed_minutes;
  return 0;
}

// False alarms come at their rate for each hour under a monitor, and nurses go for them; true ones
// that a device hides are lost, those of other devices are not.
TEST(FalseReadings, RaiseFalseAlarmsAndHideTrueOnes) {
  const auto none = replicate(ward({}));
  const auto loud = replicate(ward({forged("false_per_hour: 6 1/h, hides: 0 %")}));
  const double expected = 6 * loud.units[0].monitored_min / 60;
  EXPECT_NEAR(static_cast<double>(loud.alarm_manager.forged), expected, 4 * std::sqrt(expected));
  EXPECT_EQ(loud.alarm_manager.masked, 0u);
  EXPECT_GT(loud.nurses[0].alarms, none.nurses[0].alarms + 100);
  EXPECT_GT(loud.nurses[0].utilisation, none.nurses[0].utilisation);

  const auto h = ward({forged("false_per_hour: 0 1/h")});
  const auto silent = replicate(h);
  EXPECT_EQ(silent.alarm_manager.forged, 0u);
  std::uint64_t hidden = 0;
  for (const auto& a : silent.alarms) {
    const bool lies = h.devices[a.alarm.device].class_name == "telemetry_pack" && a.alarm.real;
    EXPECT_EQ(a.end == results::AlarmEnd::lost, lies);
    hidden += lies;
  }
  EXPECT_EQ(silent.alarm_manager.masked, hidden);
  EXPECT_GT(hidden, 0u);
}

// Whoever is found is cut off: fewer false alarms, and minutes in which nobody is heard.
TEST(FalseReadings, ADetectorTradesThemForBlindness) {
  const std::string lies = forged("false_per_hour: 6 1/h, hides: 0 %");
  const auto loud = replicate(ward({lies}));
  const auto found =
      replicate(ward({lies, "network.security.detector={ found: 100 %, takes: 10 min }",
                      "network.security.responds_after=5 min", "network.security.inspection=4 h"}));
  EXPECT_LT(found.alarm_manager.forged, loud.alarm_manager.forged / 4);
  EXPECT_EQ(count(found, "quarantine: bay_1_bed_"), 4u);
  EXPECT_NEAR(quality(found, "device out of service"), 4 * 240, 300) << "four hours of four beds";
  const auto mistaken =
      replicate(ward({lies, "network.security.detector={ found: 0 %, false_alarms: 0.5 1/h }"}));
  EXPECT_GT(count(mistaken, "quarantine: "), 0u);
}

// The alarm server is stopped after half an hour, and the ward is cut off from it. Without alarms of
// its own the ward is silent; with them its nurses are rung, and only the central station is blind.
TEST(Isolation, ItsGatewayKeepsTheWardsAlarms) {
  const auto isolated = [](const char* local) {
    return replicate(ward(
        {fmt::format("network.gateways.gateway_1={{ switch: access, serves: [ward], "
                     "local_alarms: {}, queue: 1000000 }}",
                     local),
         "network.security={ isolation: { zones: { ward: [access] }, findings: 1, after: 1 min } }",
         "network.attacks.mail={ kind: ransomware, at: 08:30, what: alarm_server, spread: 0 1/min, "
         "stops_after: 10 min, recovery: 48 h }"},
        8));
  };
  const auto mute = isolated("no"), rung = isolated("yes");
  EXPECT_EQ(count(rung, "isolated: ward"), 1u);
  const auto all = [](const results::Replication& r, auto of) {
    std::uint64_t sum = 0;
    for (const auto& p : r.alarm_statistics.priority) sum += of(p);
    return sum;
  };
  const auto medium = [](const results::Replication& r) -> const results::AlarmsOfPriority& {
    return r.alarm_statistics.priority[static_cast<std::size_t>(flow::AlarmPriority::medium)];
  };
  const auto delivered = [](const results::AlarmsOfPriority& p) {
    return p.ended[static_cast<std::size_t>(results::AlarmEnd::delivered)];
  };
  EXPECT_GT(all(mute, [](const auto& p) { return p.total_late(); }), 15u);
  EXPECT_GT(all(rung, delivered), 3 * all(mute, delivered));
  // what came in the ten seconds until the gateway took over, at most
  EXPECT_LE(medium(rung).total_late(), 3u);
  EXPECT_GT(rung.gateways[0].local_alarms, 30u);
  EXPECT_NEAR(rung.gateways[0].alone_s, 8 * 3600 - 40 * 60 - 10, 65);
  const auto answered = std::ranges::count_if(rung.alarms, [](const results::AlarmRecord& a) {
    return a.alarm.onset > 1h &&
           a.alarm.at[static_cast<std::size_t>(flow::AlarmStage::acknowledged)] != kNever;
  });
  EXPECT_GT(answered, 5) << "nurses answer the gateway";
  EXPECT_GT(quality(rung, "only its gateway hears it"), 4 * 400);
  EXPECT_LT(quality(rung, "gateway or network down"), 4);
  EXPECT_GT(quality(mute, "gateway or network down"), 4 * 400);
}

TEST(Protocols, TakeTheirBytesAndRepeatWhatIsLost) {
  const std::string lossy = R"(faults:
  - { at: 00:00, what: access-core, loss: 5 % }
)";
  double utilisation[2] = {};
  for (const bool mqtt : {false, true}) {
    auto text = bench("", mqtt ? ", protocol: MQTT QoS 1" : "").text + lossy;
    const auto h = compiler::compile_text(text, "attacked.yaml");
    const auto r = replicate(h);
    for (std::size_t f = 0; f < h.flows.size(); ++f) {
      if (h.flows[f].class_name != "monitor") continue;
      const auto& ledger = r.flows[f].ledger;
      const double n = static_cast<double>(ledger.generated);
      if (mqtt)
        EXPECT_EQ(ledger.total_lost(), 0u);
      else
        EXPECT_NEAR(static_cast<double>(ledger.total_lost()), .05 * n,
                    4 * std::sqrt(n * .05 * .95));
      // 5 % of them take 200 ms more, a few of these 400 ms once more
      if (mqtt) {
        EXPECT_NEAR(r.flows[f].delay.quantile(.97), .2, .01);
      }
    }
    for (std::size_t l = 0; l < h.backbone.graph.links.size(); ++l)
      if (h.backbone.graph.links[l].name == "access-core")
        utilisation[mqtt] = r.ports[2 * l].utilisation;
  }
  // UDP: 600 + 70 B; MQTT QoS 1: 1 + 2 + 2 + 32 + 2 + 600 B over TCP, each sent 1 / .95 times, and
  // again for each lost answer. The offices are 4 a second of 170 B.
  const double udp = 40 * 670 + 4 * 170;
  const double again = .05 * .95, repeats = 1 / .95 + (1 / .95) * again / (1 - again);
  const double mqtt = 40 * (639 + 24 + 70) * repeats + 4 * 170;
  EXPECT_NEAR(utilisation[1] / utilisation[0], mqtt / udp, .01 * mqtt / udp);
}

}  // namespace
}  // namespace wardtwin::run
