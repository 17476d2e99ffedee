// A hospital that is driven over real connections, with changes that its twin at the other end does not know
// of. The same without a network and many times over: tests/twin/closed_loop_test.cpp.
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/live/drive.h"
#include "scenarios/recording/recording.h"
#include "sim/results/twin_file.h"
#include "tests/live/listener.h"
#include "tests/support/broker.h"
#include "tests/support/program.h"

namespace wardtwin::live {
namespace {

const std::string kWard = WARDTWIN_ROOT "/tests/twin/ward.yaml";

class LiveClosedLoop : public tests::Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    if (!tests::Broker::installed())
      GTEST_SKIP() << "MOSQUITTO IS NOT INSTALLED: nothing is driven. apt-get install mosquitto";
    broker_ = std::make_unique<tests::Broker>(folder_);
    ASSERT_TRUE(broker_->start("set_tcp_nodelay true\n"));
  }

  static void add_sets(std::vector<std::string>& words, const std::vector<std::string>& sets) {
    for (const std::string& s : sets) words.insert(words.end(), {"--set", s});
  }

  // The twin knows `known`, the hospital is that with `hidden` on top.
  results::TwinFile play(const std::vector<std::string>& known,
                         const std::vector<std::string>& hidden, double speed) {
    const int port = tests::free_port();
    const std::string mllp = "127.0.0.1:" + std::to_string(port);
    std::vector<std::string> words{
        "twin", kWard,          "--mqtt", broker_->url(), "--mllp-listen",
        mllp,   "--shows",      "08:00",  "--speed",      std::to_string(speed),
        "-o",   path("twin.h5")};
    if (!forecasts_) words.push_back("--no-forecasts");
    tests::Listener listener(broker_->port, "wardtwin/twin/#");
    add_sets(words, known);
    const pid_t twin = start(words);
    for (int i = 0; i < 500 && !tests::answers(port); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::vector<std::string> sets = known;
    sets.insert(sets.end(), hidden.begin(), hidden.end());
    DriveOptions o;
    o.targets = {broker_->url(), "mllp://" + mllp};
    o.ramp = 500ms;
    o.speed = speed;
    o.side = Side::gateways;
    driven_ = drive(compiler::compile_file(kWard, sets), o);
    ::kill(twin, SIGINT);
    const Outcome told = wait(twin);
    EXPECT_EQ(told.code, 0) << told.error;
    terminal_ = told.out;
    announced_.clear();
    for (const auto& m : listener.stop()) announced_[m.topic] += m.payload + "\n";
    // the hospital's 08:00 by the twin's clock
    began_ = kNever;
    recording::read(path("twin.h5.log"), [this](const recording::Event& e) {
      if (e.kind == recording::Kind::beat) began_ = std::min(began_, e.at);
    });
    return results::read_twin_file(path("twin.h5"));
  }

  const results::TwinFinding* find(const results::TwinFile& f, const std::string& kind,
                                   const std::string& what) {
    for (const auto& x : f.findings)
      if (x.kind == kind && x.what == what) return &x;
    return nullptr;
  }

  std::unique_ptr<tests::Broker> broker_;
  Driven driven_;
  Time began_{0};
  bool forecasts_ = false;
  std::string terminal_;
  std::map<std::string, std::string> announced_;  ///< by topic
};

const std::vector<std::string> kBusy{
    "warm_up=10 min",
    "twin.heartbeat=2 s",
    "people.units.ward.patients.arrivals.hourly=[3]",
    "people.units.ward.patients.length_of_stay=lognormal(mean 8 h, sd 4 h)",
    "people.units.ward.patients.occupied_at_start=1",
    "devices.classes.vitals.streams.readings.period=2 s",
    "network.gateways.gateway_1.service_vitals=20 ms",
    "network.gateways.gateway_2.service_vitals=20 ms"};

TEST_F(LiveClosedLoop, ALosingAccessPointAndASlowGatewayAreFoundOverMqtt) {
  constexpr double kSpeed = 4;
  const auto file = play({kBusy.begin(), kBusy.end()},
                         {"starts=07:50", "duration=4 min",
                          "faults=[{ at: 08:02, what: ap_2-access, loss: 20 % }, { at: 08:02, "
                          "what: gateway_1, slower: 4 }]"},
                         kSpeed);
  const Time change = began_ + 2min;
  const auto* loss = find(file, "loss", "ap_2");
  const auto* slow = find(file, "slow", "gateway_1");
  ASSERT_TRUE(loss);
  ASSERT_TRUE(slow);
  EXPECT_GE(loss->at, change - 1s);
  EXPECT_LE(loss->at, change + 100s);
  EXPECT_LT(loss->low, 0.2 + 0.15);
  EXPECT_GT(loss->high, 0.2 - 0.02);
  EXPECT_GE(slow->at, change - 1s);
  EXPECT_LE(slow->at, change + 100s);
  EXPECT_GT(slow->value, 1.5);
  EXPECT_NE(announced_["wardtwin/twin/findings"].find("\"what\":\"ap_2\""), std::string::npos);
  EXPECT_NE(announced_["wardtwin/twin/findings"].find("\"what\":\"gateway_1\""), std::string::npos);
  EXPECT_NE(terminal_.find("gateway_1: takes "), terminal_.npos) << terminal_;
  RecordProperty("loss_s_to_detect", std::to_string(seconds(loss->at - change)));
  RecordProperty("loss_share", std::to_string(loss->value));
  RecordProperty("slow_s_to_detect", std::to_string(seconds(slow->at - change)));
  RecordProperty("slow_factor", std::to_string(slow->value));
  for (const auto& f : file.findings)
    if (&f != loss && f.what != "gateway_1") {
      // a machine that was busy with something else is a gateway that was slow
      const bool quiet =
          driven_.live.flows.empty() || driven_.live.flows[0].late.quantile(0.99) < 0.005;
      EXPECT_TRUE(f.kind == "slow" && !quiet) << f.kind << " " << f.what << " is a false alarm";
    }
}

// The same words in three places: the file, the terminal, and a topic for other programs.
TEST_F(LiveClosedLoop, ForecastsAndWarningsReachFileTopicAndTerminal) {
  forecasts_ = true;
  std::vector<std::string> known{kBusy.begin(), kBusy.end()};
  for (const char* set : {"twin.every=2 min", "twin.horizon=15 min", "twin.step=15 min",
                          "twin.forecasts=3", "twin.warn.late.above=1 s"})
    known.emplace_back(set);
  const auto file = play(known, {"starts=07:50", "duration=4 min"}, 4);
  ASSERT_FALSE(file.bands.empty());
  EXPECT_EQ(file.bands[0].future, "as_is");
  ASSERT_FALSE(file.warnings.empty());
  const results::TwinWarning& w = file.warnings[0];
  EXPECT_EQ(w.name, "late");
  EXPECT_GE(w.probability, 0.3);
  EXPECT_NE(w.text.find("alarm p99 above 1 s within 15 min, probability "), w.text.npos) << w.text;
  EXPECT_NE(terminal_.find("warning: " + w.text), terminal_.npos) << terminal_;
  EXPECT_NE(announced_["wardtwin/twin/warnings"].find("\"text\":\"" + w.text + "\""),
            std::string::npos)
      << announced_["wardtwin/twin/warnings"];
  for (const char* future : {"as_is", "dead", "rush"})
    EXPECT_NE(announced_["wardtwin/twin/forecasts"].find(fmt::format("\"future\":\"{}\"", future)),
              std::string::npos)
        << future;
  // and its recording gives the same twin, to the last byte
  std::vector<std::string> again{"twin",           kWard,    "--replay", path("twin.h5.log"), "-o",
                                 path("again.h5"), "--quiet"};
  add_sets(again, known);
  ASSERT_EQ(run(again).code, 0);
  EXPECT_TRUE(tests::slurp(path("twin.h5")) == tests::slurp(path("again.h5")));
}

TEST_F(LiveClosedLoop, NothingHiddenNothingFound) {
  const auto file = play({kBusy.begin(), kBusy.end()}, {"starts=07:50", "duration=2 min"}, 4);
  EXPECT_GT(file.messages, 1000u);
  for (const auto& f : file.findings) EXPECT_EQ(f.kind, "slow") << f.what << " is a false alarm";
  for (const auto& t : file.troubles)
    if (t.kind != "late" && t.kind != "missing" && t.kind != "out of order") {
      EXPECT_EQ(t.count, 0u) << t.kind;
    }
}

TEST_F(LiveClosedLoop, ArrivalsThatDoubleAreFoundOverHl7) {
  const std::string seven = "7,7,7,7,7,7,7,7,7,7",
                    more = "14,14,14,14,14,14,14,14,14,14,14,14,14,14";
  const auto file =
      play({"devices.classes.vitals.streams.readings.period=5 min", "twin.heartbeat=15 min"},
           {"starts=07:30", "duration=8 h",
            "people.units.ward.patients.arrivals.hourly=[" + seven + "," + more + "]"},
           900);
  const auto* found = find(file, "arrivals", "ward");
  ASSERT_TRUE(found);
  const Time change = began_ + 2h;
  EXPECT_GE(found->at, change);
  EXPECT_LT(found->at, change + 6h);
  EXPECT_LT(found->low, 2);
  EXPECT_GT(found->high, 2);
  RecordProperty("h_to_detect", std::to_string(seconds(found->at - change) / 3600));
  RecordProperty("factor", std::to_string(found->value));
}

}  // namespace
}  // namespace wardtwin::live
