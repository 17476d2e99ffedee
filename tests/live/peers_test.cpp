// Other real peers: the broker aedes, and a FHIR server that keeps what it is sent and can be asked.
#include <charconv>

#include <gtest/gtest.h>

#include "scenarios/live/drive.h"
#include "sim/results/twin_file.h"
#include "tests/support/broker.h"
#include "tests/support/program.h"

namespace wardtwin::live {
namespace {

class Peers : public tests::Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    if (const std::string why = tests::NpmPeer::why_not(); !why.empty()) GTEST_SKIP() << why;
  }
  static compiler::Hospital hospital(const std::string& file, std::vector<std::string> sets) {
    return compiler::compile_file(std::string(WARDTWIN_ROOT "/scenarios/live/") + file, sets);
  }
  static DriveOptions to(const std::string& url) {
    DriveOptions o;
    o.targets = {url};
    o.ramp = 500ms;
    return o;
  }
};

std::string url_of(const tests::NpmPeer& peer, const std::string& scheme) {
  return scheme + "://127.0.0.1:" + std::to_string(peer.port);
}

TEST_F(Peers, AedesReceivesEverythingOnceAndInOrder) {
  tests::NpmPeer aedes("aedes");
  ASSERT_TRUE(aedes.start());
  const auto h = hospital("load.yaml", {"bench.devices.telemetry.count=200", "duration=2 s"});
  for (const int qos : {0, 1, 2}) {
    SCOPED_TRACE(testing::Message() << "QoS " << qos);
    DriveOptions o = to(url_of(aedes, "mqtt"));
    o.qos = qos;
    const Driven d = drive(h, o);
    ASSERT_TRUE(d.complete);
    const auto& f = d.live.flows[0];
    EXPECT_NEAR(static_cast<double>(f.simulated), 4000, 4 * std::sqrt(4000));
    EXPECT_EQ(f.sent, f.simulated);
    EXPECT_EQ(f.received, f.simulated);
    EXPECT_EQ(f.acknowledged, qos > 0 ? f.simulated : 0);
    EXPECT_EQ(f.duplicates, 0u);
    EXPECT_EQ(f.out_of_order, 0u);
    EXPECT_TRUE(d.live.errors.empty()) << d.live.errors[0].cause;
  }
}

// Its sessions are gone with it, as it keeps them in memory: what was under way comes again.
TEST_F(Peers, KilledAedesIsFoundAgain) {
  tests::NpmPeer aedes("aedes");
  ASSERT_TRUE(aedes.start());
  const auto h = hospital("load.yaml", {"bench.devices.telemetry.count=50", "duration=8 s"});
  DriveOptions o = to(url_of(aedes, "mqtt"));
  o.qos = 1;
  o.drain = 6s;
  int second = 0;
  o.on_progress = [&](const std::string&) {
    if (++second == 2) aedes.kill();
    if (second == 3) {
      EXPECT_TRUE(aedes.start());
    }
  };
  const Driven d = drive(h, o);
  ASSERT_TRUE(d.complete);
  const auto& f = d.live.flows[0];
  EXPECT_EQ(d.live.targets[0].closed_by_peer, 50u);
  EXPECT_EQ(d.live.targets[0].connects, 100u);
  EXPECT_EQ(f.sent + f.dropped, f.simulated);
  EXPECT_EQ(f.acknowledged, f.sent);
  EXPECT_LE(f.received, f.sent);
  EXPECT_GE(f.received + 50 * 20, f.sent);
}

TEST_F(Peers, ATwinHearsAHospitalThroughAedes) {
  tests::NpmPeer aedes("aedes");
  ASSERT_TRUE(aedes.start());
  const std::string ward = WARDTWIN_ROOT "/tests/twin/ward.yaml";
  const int mllp = tests::free_port();
  const std::string listen = "127.0.0.1:" + std::to_string(mllp);
  const pid_t twin =
      start({"twin", ward, "--mqtt", url_of(aedes, "mqtt"), "--mllp-listen", listen, "--shows",
             "08:00", "--speed", "8", "-o", path("twin.h5"), "--no-forecasts"});
  for (int i = 0; i < 500 && !tests::answers(mllp); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  DriveOptions o = to(url_of(aedes, "mqtt"));
  o.targets.push_back("mllp://" + listen);
  o.side = Side::gateways;
  o.speed = 8;
  const Driven d =
      drive(compiler::compile_file(
                ward, std::vector<std::string>{"starts=07:50", "warm_up=10 min", "duration=1 min"}),
            o);
  ::kill(twin, SIGINT);
  const Outcome told = wait(twin);
  ASSERT_EQ(told.code, 0) << told.error;
  std::uint64_t sent = 0, received = 0;
  for (const auto& f : d.live.flows)
    if (f.target == 0) sent += f.sent, received += f.received;
  EXPECT_GT(sent, 100u);
  EXPECT_EQ(received, sent);
  const auto file = results::read_twin_file(path("twin.h5"));
  EXPECT_GT(file.messages, sent * 9 / 10);
  for (const auto& t : file.troubles)
    if (t.kind == "unreadable" || t.kind == "contradictory" || t.kind == "duplicate") {
      EXPECT_EQ(t.count, 0u) << t.kind;
    }
}

std::uint64_t number_after(const std::string& text, const std::string& key) {
  const auto at = text.find(key);
  std::uint64_t n = 0;
  if (at != std::string::npos)
    std::from_chars(text.data() + at + key.size(), text.data() + text.size(), n);
  return n;
}

// The server checks resources and counts them; a drive that is repeated creates none.
TEST_F(Peers, FhirServerKeepsEachObservationOnce) {
  tests::NpmPeer fhir("fhir");
  ASSERT_TRUE(fhir.start());
  const auto kept = [&] {
    return number_after(tests::http_get(fhir.port, "/fhir/Observation?_total=accurate&_count=0"),
                        "\"total\":");
  };
  ASSERT_EQ(kept(), 0u);
  DriveOptions o = to(url_of(fhir, "http") + "/fhir");
  o.speed = 2;
  o.drain = 60s;
  const auto h = hospital("ward.yaml", {"duration=3 s", "faults=[]"});
  std::uint64_t first = 0;
  for (const int again : {0, 1}) {
    const Driven d = drive(h, o);
    ASSERT_TRUE(d.complete);
    std::uint64_t sent = 0, simulated = 0, acknowledged = 0;
    for (const auto& f : d.live.flows)
      sent += f.sent, simulated += f.simulated, acknowledged += f.acknowledged;
    EXPECT_GT(sent, 20u);
    EXPECT_EQ(sent, simulated);
    EXPECT_EQ(acknowledged, sent);
    EXPECT_TRUE(d.live.errors.empty()) << d.live.errors[0].cause;
    if (again == 0) {
      first = kept();
      EXPECT_GE(first, sent);  // one to five values a message
      EXPECT_LE(first, 5 * sent);
    } else {
      EXPECT_EQ(kept(), first) << "equal identifiers are created once";
    }
  }
}

}  // namespace
}  // namespace wardtwin::live
