// The program as people start it: recordings, the twin's file, what is refused, and a twin that is
// killed in the middle of a live hospital.
#include <chrono>
#include <thread>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "devices/wire/mqtt.h"
#include "sim/results/twin_file.h"
#include "tests/support/broker.h"
#include "tests/support/program.h"

namespace wardtwin {
namespace {

namespace fs = std::filesystem;
const std::string kWard = WARDTWIN_ROOT "/tests/twin/ward.yaml";

class TwinProgram : public tests::Program {
 protected:
  std::string record(const std::string& name, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"run", kWard,         "--quiet", "--replications",
                                   "1",   "--recording", path(name)};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome o = run(words);
    EXPECT_EQ(o.code, 0) << o.error;
    return path(name);
  }
};

TEST_F(TwinProgram, ARecordingGivesTheSameTwinToTheLastByte) {
  const std::string log = record("log", {"--set", "duration=2 h", "--set",
                                         "faults=[{ at: 08:30, what: gateway_2, for: 20 min }]"});
  for (const std::string jobs : {"1", "2"}) {
    const Outcome o = run({"twin", kWard, "--replay", log, "-o", path(jobs + ".h5"), "--jobs", jobs,
                           "--set", "twin.forecasts=6"});
    ASSERT_EQ(o.code, 0) << o.error;
    EXPECT_NE(o.out.find("gateway_2: is down, since 08:"), std::string::npos) << o.out;
    EXPECT_NE(o.out.find("gateway_2: is as before"), std::string::npos) << o.out;
    EXPECT_NE(o.out.find("if dead"), std::string::npos) << o.out;
  }
  EXPECT_TRUE(tests::slurp(path("1.h5")) == tests::slurp(path("2.h5")));
  const auto file = results::read_twin_file(path("1.h5"));
  EXPECT_EQ(file.scenario_name, "day_unit");
  EXPECT_GT(file.messages, 1000u);
  EXPECT_FALSE(file.findings.empty());
  EXPECT_FALSE(file.estimates.empty());
  // 4 forecasts, 3 futures, 4 steps
  EXPECT_EQ(file.bands.size() % (3 * 4), 0u);
  EXPECT_EQ(file.bands.back().forecast, 3u);
}

TEST_F(TwinProgram, SaysWhatToWriteInstead) {
  const Outcome nothing = run({"twin", kWard});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_NE(nothing.error.find("Write --mqtt mqtt://127.0.0.1:1883"), std::string::npos)
      << nothing.error;
  const Outcome remote = run({"twin", kWard, "--mqtt", "mqtt://192.0.2.7:1883"});
  EXPECT_EQ(remote.code, 2);
  EXPECT_NE(remote.error.find("Write --allow-remote 192.0.2.7"), std::string::npos) << remote.error;
  const Outcome open = run({"twin", kWard, "--mllp-listen", "0.0.0.0:2575"});
  EXPECT_EQ(open.code, 2);
  EXPECT_NE(open.error.find("'0.0.0.0' is not this machine"), std::string::npos) << open.error;
  const Outcome wrong = run({"twin", kWard, "--mqtt", "127.0.0.1"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.error.find("Write mqtt://127.0.0.1:1883"), std::string::npos) << wrong.error;
  const Outcome no_log = run({"twin", kWard, "--replay", kWard});
  EXPECT_EQ(no_log.code, 2);
  EXPECT_NE(no_log.error.find("is no recording"), std::string::npos) << no_log.error;
}

/// A hospital information system that speaks HL7 over MLLP.
class Peer {
 public:
  explicit Peer(std::uint16_t port) {
    for (int i = 0; i < 500 && fd_ < 0; ++i) {
      fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
      sockaddr_in a{};
      a.sin_family = AF_INET;
      a.sin_port = htons(port);
      a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      if (::connect(fd_, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0) return;
      ::close(std::exchange(fd_, -1));
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  ~Peer() { ::close(fd_); }
  /// The acknowledgement, or "" where the other side is gone.
  std::string tell(const std::string& message) {
    const std::string frame = '\v' + message + "\x1c\r";
    if (::send(fd_, frame.data(), frame.size(), MSG_NOSIGNAL) < 0) return "";
    std::string in;
    char buffer[4096];
    while (in.find('\x1c') == in.npos) {
      const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
      if (n <= 0) return "";
      in.append(buffer, static_cast<std::size_t>(n));
    }
    return in;
  }

 private:
  int fd_ = -1;
};

std::string admit(int patient, const std::string& room, int bed) {
  const std::time_t now = std::time(nullptr);
  char time[32];
  std::strftime(time, sizeof time, "%Y%m%d%H%M%S+0000", std::gmtime(&now));
  return fmt::format(
      "MSH|^~\\&|A|B|C|D|{0}||ADT^A01^ADT_A01|m{1}|P|2.6\rEVN||{0}\rPID|||{1}^^^H^MR\r"
      "PV1||I|ward^{2}^{3}\r",
      time, patient, room, bed);
}

/// Publishes at a broker with QoS 1, and waits for the acknowledgement.
bool publish(std::uint16_t port, const std::vector<std::string>& payloads) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bool fine = ::connect(fd, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0;
  std::string out, in;
  wire::mqtt::Connect c;
  c.client_id = "a_device";
  wire::mqtt::write(out, c);
  std::uint16_t id = 0;
  for (const std::string& text : payloads) {
    wire::mqtt::Publish p;
    p.topic = "ward/device";
    p.payload = text;
    p.qos = 1;
    p.id = ++id;
    wire::mqtt::write(out, wire::mqtt::Version::v311, p);
  }
  fine = fine && ::send(fd, out.data(), out.size(), MSG_NOSIGNAL) > 0;
  for (char buffer[4096]; fine && in.size() < 4 + 4 * payloads.size();) {  // CONNACK, PUBACKs
    const ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
    fine = n > 0;
    if (fine) in.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(fd);
  return fine;
}

TEST_F(TwinProgram, ListensToABrokerWhoseMessagesWaitWhileItIsAway) {
  const std::string broker = "/usr/sbin/mosquitto";
  if (!fs::exists(broker)) GTEST_SKIP() << "mosquitto is not installed";
  std::ofstream(path("key")) << "sixteen bytes or more";
  const auto port = static_cast<std::uint16_t>(tests::free_port());
  const pid_t server = ::fork();
  if (server == 0) {
    ::execl(broker.c_str(), broker.c_str(), "-p", std::to_string(port).c_str(), nullptr);
    ::_exit(127);
  }
  const std::vector<std::string> words{"twin",
                                       kWard,
                                       "--mqtt",
                                       fmt::format("mqtt://127.0.0.1:{}", port),
                                       "-o",
                                       path("twin.h5"),
                                       "--key",
                                       path("key"),
                                       "--no-forecasts"};
  const auto reading = [](int seq) {
    return fmt::format(R"({{"device":"bay_1_bed_1/vitals","stream":"readings","seq":{}}})", seq);
  };
  const auto lines = [&] {
    const std::string log = tests::slurp(path("twin.h5.log"));
    return std::count(log.begin(), log.end(), '\n');
  };
  const pid_t first = start(words);
  int seq = 0;  // until it has subscribed, what is published is nobody's
  for (int i = 0; i < 200 && lines() < 2; ++i) {
    publish(port, {reading(seq++)});
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  ASSERT_GE(lines(), 2) << tests::slurp(path("stderr"));
  ASSERT_TRUE(publish(port, {reading(seq), reading(seq + 1), "no JSON"}));
  for (int i = 0; i < 100 && lines() < 5; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  ::kill(first, SIGKILL);
  wait(first);
  const auto before = lines();
  ASSERT_TRUE(publish(port, {reading(seq + 2), reading(seq + 3)}));
  const pid_t second = start(words);
  for (int i = 0; i < 300 && lines() < before + 2; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  ::kill(second, SIGINT);
  EXPECT_EQ(wait(second).code, 0);
  ::kill(server, SIGTERM);
  ::waitpid(server, nullptr, 0);
  EXPECT_GE(lines(), before + 2) << "the broker kept what came meanwhile";
  const auto file = results::read_twin_file(path("twin.h5"));
  for (const auto& t : file.troubles) {
    if (t.kind == "unreadable") {
      EXPECT_EQ(t.count, 1u);
    }
    if (t.kind == "missing") {
      EXPECT_EQ(t.count, 0u);
    }
  }
}

TEST_F(TwinProgram, KilledAndStartedAgainItKnowsWhatItAcknowledgedAndCountsNothingTwice) {
  std::ofstream(path("key")) << "sixteen bytes or more";
  const auto port = static_cast<std::uint16_t>(tests::free_port());
  const std::vector<std::string> words{"twin",
                                       kWard,
                                       "--mllp-listen",
                                       fmt::format("127.0.0.1:{}", port),
                                       "-o",
                                       path("twin.h5"),
                                       "--key",
                                       path("key"),
                                       "--no-forecasts"};
  const pid_t first = start(words);
  {
    Peer peer(port);
    for (int i = 0; i < 5; ++i)
      ASSERT_NE(peer.tell(admit(4711 + i, "bay_1", 1 + i)).find("MSA|AA"), std::string::npos);
    EXPECT_NE(peer.tell("hello").find("MSA|AE"), std::string::npos);
  }
  ::kill(first, SIGKILL);
  EXPECT_EQ(wait(first).signal, SIGKILL);
  const pid_t second = start(words);
  {
    Peer peer(port);
    // the sender does not know whether the last one arrived, and says it again
    ASSERT_NE(peer.tell(admit(4715, "bay_1", 5)).find("MSA|AA"), std::string::npos);
    ASSERT_NE(peer.tell(admit(4720, "bay_2", 1)).find("MSA|AA"), std::string::npos);
  }
  ::kill(second, SIGINT);
  const Outcome o = wait(second);
  EXPECT_EQ(o.code, 0) << o.error;
  const auto file = results::read_twin_file(path("twin.h5"));
  EXPECT_EQ(file.messages, 8u);
  const auto count = [&](const std::string& kind) {
    for (const auto& t : file.troubles)
      if (t.kind == kind) return t.count;
    return std::uint64_t{99};
  };
  EXPECT_EQ(count("duplicate"), 1u);
  EXPECT_EQ(count("unreadable"), 1u);
  EXPECT_EQ(count("contradictory"), 0u);
  const std::string log = tests::slurp(path("twin.h5.log"));
  EXPECT_EQ(log.find("4711"), std::string::npos) << "an identifier was stored";
  // without its key the recording is nobody's
  std::vector<std::string> keyless(words.begin(), words.end() - 3);
  const Outcome refused = run(keyless);
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.error.find("Write --key FILE"), std::string::npos) << refused.error;
  // and what was live is the same from its recording
  ASSERT_EQ(run({"twin", kWard, "--replay", path("twin.h5.log"), "-o", path("again.h5"),
                 "--no-forecasts"})
                .code,
            0);
  EXPECT_EQ(results::read_twin_file(path("again.h5")).messages, 8u);
}

}  // namespace
}  // namespace wardtwin
