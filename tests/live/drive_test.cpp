#include "scenarios/live/drive.h"

#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include <gtest/gtest.h>

#include "scenarios/run/run.h"
#include "sim/base/error.h"
#include "sim/results/reader.h"
#include "tests/live/listener.h"
#include "tests/support/broker.h"
#include "tests/support/program.h"

namespace wardtwin::live {
namespace {

namespace fs = std::filesystem;

class Drive : public tests::Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    if (!tests::Broker::installed())
      GTEST_SKIP() << "MOSQUITTO IS NOT INSTALLED: nothing is driven. apt-get install mosquitto";
    broker_ = std::make_unique<tests::Broker>(folder_);
  }
  static compiler::Hospital hospital(const std::string& file, std::vector<std::string> sets) {
    return compiler::compile_file(fs::path(WARDTWIN_ROOT) / "scenarios/live" / file, sets);
  }
  DriveOptions options() {
    DriveOptions o;
    o.targets = {broker_->url()};
    o.ramp = 500ms;
    o.output = path("r.h5");
    return o;
  }
  std::unique_ptr<tests::Broker> broker_;
};

struct Sum {
  std::uint64_t simulated = 0, sent = 0, acknowledged = 0, received = 0, duplicates = 0,
                out_of_order = 0, lost = 0, rejected = 0;
};
Sum sum_of(const results::Live& live, std::uint32_t target = 0) {
  Sum s;
  for (const auto& f : live.flows) {
    if (f.target != target) continue;
    s.simulated += f.simulated;
    s.sent += f.sent;
    s.acknowledged += f.acknowledged;
    s.received += f.received;
    s.duplicates += f.duplicates;
    s.out_of_order += f.out_of_order;
    s.lost += f.dropped + f.withheld;
    s.rejected += f.rejected;
  }
  return s;
}

TEST_F(Drive, WithoutFaultsEverythingIsReceivedOnceAndInOrder) {
  ASSERT_TRUE(broker_->start());
  const auto h = hospital("load.yaml", {"bench.devices.telemetry.count=200", "duration=2 s"});
  for (const auto& [five, qos] : {std::pair{false, 0}, {false, 1}, {true, 2}}) {
    SCOPED_TRACE(testing::Message() << "MQTT " << (five ? "5" : "3.1.1") << " QoS " << qos);
    DriveOptions o = options();
    o.qos = qos;
    o.mqtt5 = five;
    const Driven d = drive(h, o);
    ASSERT_TRUE(d.complete);
    const Sum s = sum_of(d.live);
    // 200 devices x 10 a second x 2 s, Poisson
    EXPECT_NEAR(static_cast<double>(s.simulated), 4000, 4 * std::sqrt(4000));
    EXPECT_EQ(s.sent, s.simulated);
    EXPECT_EQ(s.received, s.simulated);
    EXPECT_EQ(s.acknowledged, qos > 0 ? s.simulated : 0);
    EXPECT_EQ(s.duplicates, 0u);
    EXPECT_EQ(s.out_of_order, 0u);
    EXPECT_TRUE(d.live.errors.empty()) << d.live.errors[0].cause;
    EXPECT_EQ(d.live.targets[0].connects, 200u);
    // The run's own count at its server leaves out what was under way as the warm-up ended.
    const auto& flow = d.results.replications[0].flows[0];
    EXPECT_GE(s.simulated, flow.ledger.delivered);
    EXPECT_LT(static_cast<double>(s.simulated - flow.ledger.delivered),
              2000 * flow.delay.quantile(0.99));
    const results::Live read = results::read_live(o.output);
    EXPECT_EQ(sum_of(read).received, s.received);
  }
}

// A run that is followed, in windows of a lookahead, is the run that nobody follows.
TEST_F(Drive, ChangesNothingInTheRunWhileAllIsWell) {
  ASSERT_TRUE(broker_->start());
  const auto h = hospital("ward.yaml", {"duration=30 s"});
  DriveOptions o = options();
  o.speed = 20;
  const Driven d = drive(h, o);
  ASSERT_TRUE(d.complete);
  const auto alone = run::replicate(h, {h.header.seed, 0}, 1, [](double) { return true; });
  EXPECT_EQ(d.results.replications[0].event_hash, alone.event_hash);
}

TEST_F(Drive, DeadAccessPointCutsRealSessionsAndAlarmsArriveOnce) {
  ASSERT_TRUE(broker_->start());
  const auto with = hospital("ward.yaml", {"duration=60 s"});
  const auto without = hospital("ward.yaml", {"duration=60 s", "faults=[]"});
  DriveOptions o = options();
  o.speed = 10;
  const Driven d = drive(with, o), quiet = drive(without, o);
  EXPECT_GT(d.live.targets[0].closed_by_us, 20u);
  EXPECT_GT(d.live.targets[0].resumed, 20u);
  EXPECT_EQ(d.live.targets[0].closed_by_peer, 0u);
  EXPECT_EQ(quiet.live.targets[0].closed_by_us, 0u);
  EXPECT_LT(sum_of(d.live).simulated, sum_of(quiet.live).simulated);
  const Sum s = sum_of(d.live);
  EXPECT_EQ(s.sent + s.lost, s.simulated);
  for (const auto& f : d.live.flows)
    if (f.flow != flow::kNone && d.results.model.flows[f.flow].stream == "alarm") {
      EXPECT_EQ(f.received, f.simulated);
    }
}

TEST_F(Drive, KilledBrokerIsFoundAgainAndNothingCountsTwice) {
  ASSERT_TRUE(broker_->start());
  const auto h = hospital("load.yaml", {"bench.devices.telemetry.count=50", "duration=8 s"});
  DriveOptions o = options();
  o.qos = 1;
  o.drain = 6s;
  int second = 0;
  o.on_progress = [&](const std::string&) {
    if (++second == 2) broker_->kill();
    if (second == 3) {
      EXPECT_TRUE(broker_->start());
    }
  };
  const Driven d = drive(h, o);
  ASSERT_TRUE(d.complete);
  const Sum s = sum_of(d.live);
  EXPECT_EQ(d.live.targets[0].closed_by_peer, 50u);
  EXPECT_EQ(d.live.targets[0].connects, 100u);
  EXPECT_GE(d.live.targets[0].failures, 1u);
  EXPECT_EQ(s.sent + s.lost, s.simulated);
  // sessions live on here, so each message is acknowledged in the end, and received at least once but
  // for what the broker had acknowledged and not yet passed on as it died
  EXPECT_EQ(s.acknowledged, s.sent);
  EXPECT_LE(s.received, s.sent);
  EXPECT_GE(s.received + 50 * 20, s.sent);
  EXPECT_EQ(sum_of(results::read_live(o.output)).received, s.received);
  EXPECT_TRUE(results::read_results(o.output).complete);
}

TEST_F(Drive, DeviceThatNobodyHearsRaisesATechnicalAlarm) {
  ASSERT_TRUE(broker_->start());
  const auto h = hospital("ward.yaml", {"duration=60 s", "faults=[]"});
  const auto technical = [](const Driven& d) {
    return std::ranges::count_if(d.results.replications[0].alarms, [](const auto& a) {
      return a.alarm.kind == flow::AlarmKind::technical;
    });
  };
  DriveOptions o = options();
  o.speed = 10;
  o.subscribe = false;
  o.drain = 0s;
  o.unheard_after = 500ms;
  const auto before = technical(drive(h, o));
  o.on_progress = [&](const std::string&) { broker_->kill(); };
  const auto after = technical(drive(h, o));
  EXPECT_GT(after, before + 20);
}

TEST_F(Drive, StoppedDriveLeavesAReadableFile) {
  ASSERT_TRUE(broker_->start());
  const pid_t pid = start({"drive", WARDTWIN_ROOT "/scenarios/live/load.yaml", "--target",
                           broker_->url(), "--ramp", "1s", "-o", path("r.h5")});
  std::this_thread::sleep_for(4s);
  ::kill(pid, SIGINT);
  const Outcome o = wait(pid);
  EXPECT_EQ(o.code, 3) << o.error;
  EXPECT_GT(sum_of(results::read_live(path("r.h5.part"))).received, 100u);
  const pid_t second = start({"drive", WARDTWIN_ROOT "/scenarios/live/load.yaml", "--target",
                              broker_->url(), "--ramp", "1s", "-o", path("s.h5")});
  std::this_thread::sleep_for(3s);
  ::kill(second, SIGKILL);
  wait(second);
  EXPECT_FALSE(results::read_results(path("s.h5.part")).complete);
}

// Devices that have nothing to say for long: the broker would close them after one and a half times that.
TEST_F(Drive, SilentDevicesKeepTheirSessions) {
  ASSERT_TRUE(broker_->start());
  const auto h = hospital("load.yaml", {"bench.devices.telemetry.count=20", "duration=6 s",
                                        "bench.devices.telemetry.every=10 min"});
  DriveOptions o = options();
  o.keep_alive = 1;
  const Driven d = drive(h, o);
  EXPECT_EQ(d.live.targets[0].closed_by_peer, 0u);
  EXPECT_EQ(d.live.targets[0].connects, 20u);
  EXPECT_TRUE(d.live.errors.empty()) << d.live.errors[0].cause;
}

TEST_F(Drive, ConnectionsComeFromAsManyAddressesAsAreAskedFor) {
  ASSERT_TRUE(broker_->start());
  const auto h = hospital("load.yaml", {"bench.devices.telemetry.count=50", "duration=2 s"});
  DriveOptions o = options();
  o.sources = 5;
  std::size_t most = 0;
  o.on_progress = [&](const std::string&) {
    std::ifstream in("/proc/net/tcp");
    std::set<std::string> addresses;
    const std::string broker = fmt::format(":{:04X}", broker_->port);
    std::string number, local, remote;
    for (std::string line; std::getline(in, line);) {
      std::istringstream(line) >> number >> local >> remote;
      if (remote.ends_with(broker)) addresses.insert(local.substr(0, 8));
    }
    most = std::max(most, addresses.size());
  };
  const Driven d = drive(h, o);
  EXPECT_EQ(most, 5u);
  EXPECT_EQ(sum_of(d.live).received, sum_of(d.live).simulated);
}

// It stops reading for a while: what was due waits, in order, and its times say so.
TEST_F(Drive, ThrottlingBrokerIsToldAndNothingIsLost) {
  ASSERT_TRUE(broker_->start());
  const auto h = hospital("load.yaml", {"bench.devices.telemetry.count=4", "duration=5 s",
                                        "bench.devices.telemetry.every=1 ms",
                                        "bench.devices.telemetry.payload=1400 B"});
  DriveOptions o = options();
  o.drain = 10s;
  int second = 0;
  o.on_progress = [&](const std::string&) {
    if (++second == 1) ::kill(broker_->pid(), SIGSTOP);
    if (second == 4) ::kill(broker_->pid(), SIGCONT);
  };
  const Driven d = drive(h, o);
  const Sum s = sum_of(d.live);
  EXPECT_EQ(s.received, s.simulated);
  EXPECT_EQ(s.out_of_order, 0u);
  EXPECT_EQ(d.live.targets[0].closed_by_peer, 0u);
  ASSERT_EQ(d.live.errors.size(), 1u);
  EXPECT_EQ(d.live.errors[0].cause, "throttled: the broker takes no more for now");
  // whoever waits up to 3 of 5 s: intended times show it, and the generator is not to blame
  EXPECT_GT(d.live.flows[0].end_to_end.quantile(0.5), 0.5);
  // the system keeps most of it, as much as it likes; at other times a write takes microseconds
  EXPECT_GT(d.live.flows[0].publish.max(), 0.1) << "what the system did not take at once";
  EXPECT_LT(d.live.flows[0].late.quantile(0.99), 0.05);
}

TEST_F(Drive, RefusingBrokerIsAskedAgainLaterAndLater) {
  ASSERT_TRUE(broker_->start("allow_anonymous false\n"));
  const auto h = hospital("ward.yaml", {"duration=60 s", "faults=[]"});
  DriveOptions o = options();
  o.speed = 10;
  o.subscribe = false;
  o.drain = 0s;
  const Driven d = drive(h, o);
  const auto& target = d.live.targets[0];
  EXPECT_EQ(target.connects, 0u);
  EXPECT_EQ(sum_of(d.live).sent, 0u);
  // some 11 s; gateway sessions: 1 s, then twice as long each time, less up to half
  EXPECT_GE(target.failures, 2u * target.connections);
  EXPECT_LE(target.failures, 6u * target.connections);
  ASSERT_EQ(d.live.errors.size(), 1u);
  EXPECT_TRUE(d.live.errors[0].cause.starts_with("connection refused: ")) << d.live.errors[0].cause;
}

// 1,800 strangers a second knock at the simulated gateway; nobody does at the real one.
TEST_F(Drive, AttacksStayInTheSimulation) {
  ASSERT_TRUE(broker_->start());
  const auto bench = [](const std::string& connects) {
    return compiler::compile_file(
        WARDTWIN_ROOT "/scenarios/bench/broker_flood.yaml",
        std::vector<std::string>{
            "bench.beds=8", "duration=5 s", "requirements={}", "network.attacks.knock.at=00:00:11",
            "network.attacks.knock.for=3 s", "network.attacks.knock.connects=" + connects});
  };
  const Driven d = drive(bench("1800 1/s"), options());
  const auto& target = d.live.targets[0];
  EXPECT_EQ(target.connections, 48u);
  EXPECT_LE(target.connects, 48u + target.closed_by_us);
  EXPECT_EQ(target.failures, 0u);
  // what is sent is what devices send, and the run itself did have the flood
  const Sum s = sum_of(d.live);
  EXPECT_EQ(s.sent + s.lost, s.simulated);
  const Driven calm = drive(bench("1 1/s"), options());
  EXPECT_NE(d.results.replications[0].event_hash, calm.results.replications[0].event_hash);
}

// The broker tells of every device that is gone, and what the next drive counts is its own alone.
TEST_F(Drive, KilledDriveIsMissedByTheBrokerAndTheNextOneCountsOnlyItsOwn) {
  ASSERT_TRUE(broker_->start());
  tests::Listener listener(broker_->port, "wardtwin/#");
  ASSERT_TRUE(listener.subscribed());
  const auto h = hospital("load.yaml", {"bench.devices.telemetry.count=50", "duration=2 s"});
  const pid_t killed = start({"drive", WARDTWIN_ROOT "/scenarios/live/load.yaml", "--target",
                              broker_->url(), "--ramp", "1s", "--qos", "1", "--mqtt", "5", "--set",
                              "bench.devices.telemetry.count=50", "-o", path("k.h5")});
  std::this_thread::sleep_for(3s);
  ::kill(killed, SIGKILL);
  wait(killed);
  DriveOptions o = options();
  o.qos = 1;
  o.mqtt5 = true;
  const Driven d = drive(h, o);
  const Sum s = sum_of(d.live);
  EXPECT_EQ(s.received, s.simulated);
  EXPECT_EQ(s.acknowledged, s.simulated);
  EXPECT_EQ(s.duplicates, 0u);
  EXPECT_EQ(d.live.targets[0].resumed, 0u);
  EXPECT_FALSE(results::read_results(path("k.h5.part")).complete);
  std::size_t wills = 0, readings = 0;
  for (const auto& m : listener.stop()) (m.topic.ends_with("/status") ? wills : readings) += 1;
  EXPECT_EQ(wills, 50u);
  EXPECT_GT(readings, s.received) << "of the drive that was killed, too";
}

TEST_F(Drive, PrometheusReadsWhatTheFileSays) {
  ASSERT_TRUE(broker_->start());
  const auto h = hospital("load.yaml", {"bench.devices.telemetry.count=100", "duration=4 s"});
  DriveOptions o = options();
  o.qos = 1;
  o.metrics_port = 0;
  int port = 0;
  std::string page, elsewhere;
  o.on_progress = [&](const std::string& line) {
    const std::string begin = "metrics at http://127.0.0.1:";
    if (line.starts_with(begin)) port = std::stoi(line.substr(begin.size()));
    elsewhere = tests::http_get(port, "/");
    page = tests::http_get(port, "/metrics");
  };
  const Driven d = drive(h, o);
  EXPECT_TRUE(elsewhere.starts_with("HTTP/1.1 404")) << elsewhere;
  ASSERT_TRUE(page.starts_with("HTTP/1.1 200")) << page;
  const auto sample = [&](const std::string& name) {
    const auto at = page.find("\nwardtwin_" + name);
    EXPECT_NE(at, page.npos) << name << "\n" << page;
    return at == page.npos ? -1.0 : std::stod(page.substr(page.find("} ", at) + 2));
  };
  // the page is of a second before the end, what was received of one before that
  const auto sent = static_cast<double>(sum_of(d.live).sent);
  for (const char* count : {"messages_simulated_total{", "messages_sent_total{",
                            "messages_acknowledged_total{", "messages_received_total{"}) {
    EXPECT_GT(sample(count), 0.2 * sent) << count;
    EXPECT_LT(sample(count), sent) << count;
  }
  EXPECT_EQ(sample("connects_total{"), 100);
  double last = 0;
  for (const char* time : {"publish_seconds", "acknowledge_seconds"}) {
    const double p95 = sample(std::string(time) + "{target=\"" + broker_->url() +
                              "\",flow=\"telemetry/messages\",quantile=\"0.95\"");
    EXPECT_GE(p95, last) << time;
    last = p95;
  }
  EXPECT_GT(sample("late_seconds_count{"), 0.3 * sent);
  EXPECT_GT(sample("end_to_end_seconds_count{"), 0.2 * sent);
  EXPECT_GT(sample("connect_seconds{"), 0);
}

TEST_F(Drive, CertificatesAreVerified) {
  // two authorities; two certificates of the first: for 127.0.0.1, and for another name
  const char* const lines[] = {
      "set -e; cd \"$(dirname \"$0\")\"",
      "key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'",
      "for n in right wrong; do",
      "  openssl req -x509 $key -keyout $n.key -out $n.pem -days 2 -subj /CN=$n; done",
      "for n in IP:127.0.0.1 DNS:elsewhere; do f=${n%%:*}",
      "  openssl req $key -keyout $f.key -out $f.csr -subj /CN=broker",
      "  echo subjectAltName=$n > ext",
      "  openssl x509 -req -in $f.csr -CA right.pem -CAkey right.key -CAcreateserial \\",
      "    -days 2 -extfile ext -out $f.pem",
      "done",
      "chmod 644 *"};
  {
    std::ofstream make(path("make"));
    for (const char* line : lines) make << line << '\n';
  }
  const std::string make = "sh " + path("make") + " 2>/dev/null";
  const auto with = [&](const std::string& name) {
    return "certfile " + path(name + ".pem") + "\nkeyfile " + path(name + ".key") + "\n";
  };
  ASSERT_EQ(std::system(make.c_str()), 0);
  ASSERT_TRUE(broker_->start(with("IP")));
  const auto h = hospital("load.yaml", {"bench.devices.telemetry.count=20", "duration=2 s"});
  DriveOptions o = options();
  o.targets = {broker_->url("mqtts")};
  o.tls.authority = path("right.pem");
  const Driven d = drive(h, o);
  EXPECT_EQ(sum_of(d.live).received, sum_of(d.live).simulated);
  EXPECT_GT(sum_of(d.live).received, 100u);

  o.tls.authority = path("wrong.pem");
  o.subscribe = false;
  o.drain = 0s;
  const Driven refused = drive(h, o);
  EXPECT_EQ(refused.live.targets[0].connects, 0u);
  EXPECT_EQ(sum_of(refused.live).sent, 0u);
  ASSERT_FALSE(refused.live.errors.empty());
  EXPECT_TRUE(refused.live.errors[0].cause.starts_with("certificate refused: "))
      << refused.live.errors[0].cause;
  broker_->kill();
  ASSERT_TRUE(broker_->start(with("DNS")));
  o.tls.authority = path("right.pem");
  const Driven elsewhere = drive(h, o);
  EXPECT_EQ(elsewhere.live.targets[0].connects, 0u);
  ASSERT_FALSE(elsewhere.live.errors.empty());
  EXPECT_NE(elsewhere.live.errors[0].cause.find("IP address mismatch"), std::string::npos)
      << elsewhere.live.errors[0].cause;
}

TEST_F(Drive, Hl7AndFhirPeersAcknowledgeRefuseAndAreAskedAgain) {
  tests::Server mllp, fhir;
  const int mllp_port = tests::free_port(), fhir_port = tests::free_port();
  const std::string peer = WARDTWIN_ROOT "/tests/live/peer.py";
  if (std::system("/usr/bin/python3 -c 'import hl7' 2>/dev/null") != 0)
    GTEST_SKIP() << "PYTHON3-HL7 IS NOT INSTALLED: no HL7 is sent. apt-get install python3-hl7";
  ASSERT_TRUE(
      mllp.start({"/usr/bin/python3", "-B", peer, "mllp", std::to_string(mllp_port)}, mllp_port));
  ASSERT_TRUE(
      fhir.start({"/usr/bin/python3", "-B", peer, "fhir", std::to_string(fhir_port)}, fhir_port));
  DriveOptions o = options();
  o.targets = {"mllp://127.0.0.1:" + std::to_string(mllp_port),
               "http://127.0.0.1:" + std::to_string(fhir_port) + "/fhir"};
  o.speed = 2;
  o.drain = 30s;
  const Driven d = drive(hospital("ward.yaml", {"duration=10 s", "faults=[]"}), o);
  const Sum hl7 = sum_of(d.live, 0), observations = sum_of(d.live, 1);
  EXPECT_GT(hl7.simulated, 60u);
  EXPECT_EQ(hl7.sent, hl7.simulated);
  EXPECT_EQ(hl7.acknowledged + hl7.rejected, hl7.sent);
  EXPECT_GT(observations.simulated, 50u);
  EXPECT_EQ(observations.acknowledged, observations.simulated);
  EXPECT_EQ(observations.rejected, 0u);
  // who is there at the beginning is admitted
  const auto moves = std::ranges::find_if(
      d.live.flows, [](const auto& f) { return f.flow == flow::kNone && f.target == 0; });
  EXPECT_GE(moves->acknowledged, 8u);
  std::uint64_t errors = 0, busy = 0;
  for (const auto& e : d.live.errors) (e.target == 0 ? errors : busy) += e.count;
  EXPECT_GT(errors, hl7.sent / 20);
  EXPECT_GT(busy, observations.sent / 16);
}

TEST_F(Drive, LimitsAreOnByDefault) {
  ASSERT_TRUE(broker_->start());
  const auto h = hospital("load.yaml", {"bench.devices.telemetry.count=100", "duration=2 s"});
  DriveOptions o = options();
  o.limits.connections = 99;
  try {
    drive(h, o);
    FAIL() << "101 connections passed a limit of 99";
  } catch (const InputError& e) {
    EXPECT_STREQ(e.what(),
                 "100 connections are wanted, 99 allowed; write --max-connections 100 to "
                 "allow them");
  }
  o = options();
  o.limits.messages = 300;
  const Sum s = sum_of(drive(h, o).live);
  EXPECT_EQ(s.sent + s.lost, s.simulated);
  EXPECT_LE(s.sent, 300u * 2 + 100);
  EXPECT_GT(s.lost, 800u);
}

TEST(DriveTargets, OnlyThisMachineUnlessNamed) {
  const auto problem = [](const std::string& url, std::vector<std::string> allowed = {}) {
    try {
      Endpoint e = read_endpoint(url);
      resolve(e, allowed);
      return std::string("allowed: ") + e.name;
    } catch (const InputError& e) {
      return std::string(e.what());
    }
  };
  EXPECT_EQ(problem("mqtt://127.0.0.1"), "allowed: mqtt://127.0.0.1:1883");
  EXPECT_EQ(problem("mqtt://user:secret@127.9.9.9:99"), "allowed: mqtt://127.9.9.9:99");
  EXPECT_EQ(problem("http://[::1]:8080/fhir"), "allowed: http://[::1]:8080/fhir");
  EXPECT_EQ(problem("mqtt://192.0.2.7:1883"),
            "mqtt://192.0.2.7:1883: 192.0.2.7 is 192.0.2.7, which is not this machine; nothing was "
            "sent. If you may send to it, write --allow-remote 192.0.2.7");
  EXPECT_EQ(problem("mqtt://0.0.0.0:1883").substr(0, 30), "mqtt://0.0.0.0:1883: 0.0.0.0 i");
  EXPECT_EQ(problem("mqtt://192.0.2.7:1883", {"192.0.2.8"}).substr(0, 22),
            "mqtt://192.0.2.7:1883:");
  EXPECT_EQ(problem("mqtt://192.0.2.7:1883", {"192.0.2.7"}), "allowed: mqtt://192.0.2.7:1883");
  EXPECT_EQ(
      problem("ftp://127.0.0.1"),
      "'ftp://127.0.0.1' is no target: it does not begin with a protocol. Write "
      "mqtt://127.0.0.1:1883, mllp://127.0.0.1:2575 or http://127.0.0.1:8080/fhir (mqtts, mllps, "
      "https: encrypted)");
  for (const char* bad : {"mqtt://", "mqtt://127.0.0.1:0", "mqtt://127.0.0.1:99999", "mqtt://[::1",
                          "mqtt://127.0.0.1/topic", "127.0.0.1:1883"})
    EXPECT_NE(problem(bad).find("is no target"), std::string::npos) << bad;
}

}  // namespace
}  // namespace wardtwin::live
