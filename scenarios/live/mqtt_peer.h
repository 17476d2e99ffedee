#pragma once

#include <deque>

#include "devices/wire/mqtt_session.h"
#include "scenarios/live/connection.h"
#include "scenarios/live/hub.h"

namespace wardtwin::live {

struct MqttOptions {
  wire::mqtt::Version version = wire::mqtt::Version::v311;
  std::uint16_t keep_alive = 60;        ///< s
  std::uint32_t session_expiry = 3600;  ///< s; MQTT 5
  Wall timeout = 10'000'000'000;        ///< ns; for a connection to be made and accepted
  Wall unheard_after =
      30'000'000'000;  ///< ns without a connection until the device raises an alarm
  std::string prefix;  ///< of client identifiers, so that drives do not disturb each other
  int sources = 1;     ///< addresses that connections come from
};

/// A device's own session with a broker.
///
/// Model       While the scenario gives the device a way, it keeps a connection: retries wait twice as long
///             each time, shortened by a random share, as its gateway's sessions do in the run. Without one
///             it keeps messages as its class of traffic says, and after a while tells the run, where it
///             becomes a technical alarm. A way that the scenario cuts is cut here without a word, so the
///             broker publishes its will.
/// Valid for   MQTT 3.1.1 and 5; sessions that the broker keeps.
/// Leaves out  What a device does with a message that is refused (it is counted).
/// Checked by  tests/live/drive_test.cpp
class MqttPeer final : public Peer {
 public:
  MqttPeer(Hub& hub, const Endpoint& endpoint, ssl_ctx_st* tls, const MqttOptions& options,
           std::uint32_t target, flow::DeviceIndex device);

  void want();  ///< the way is there: connect
  void cut();   ///< the way is gone
  void way(bool link,
           bool on);  ///< its association or cable (link), or its session with its gateway
  void count(const Outgoing& m, bool allowed);  ///< that the run brought it
  bool send(const Outgoing& m);                 ///< whether it went at once
  void leave();                                 ///< the drive ends
  bool is_open() const { return state_ == State::open; }
  /// Whether nothing of its own waits for anything.
  bool is_idle() { return store_.empty() && outbox_.size() == 0 && connection_.out().empty(); }

  void ready() override;
  void alarm(Alarm which) override;
  void connect_now() override;
  void flush() override;

 private:
  enum class State : std::uint8_t { off, waiting, in_line, connecting, greeting, open };

  void enter(State s);
  void say_hello();
  void welcome(const wire::mqtt::ConnAck& answer);
  void lost(const std::string& why);
  void retry();
  void handle();
  bool handle(const wire::mqtt::Packet& packet);
  void keep(const Outgoing& m);
  void drain();
  void written();  ///< takes the times of what has left the program
  bool publish(const Outgoing& m);
  void say_status(std::string_view text);
  bool holds_place() const { return state_ == State::connecting || state_ == State::greeting; }
  results::LiveTarget& counts() { return hub_.live.targets[target_]; }

  Hub& hub_;
  const Endpoint* endpoint_;
  ssl_ctx_st* tls_;
  const MqttOptions* options_;
  std::uint32_t target_;
  flow::DeviceIndex device_;
  State state_ = State::off;
  bool link_ = true, session_ = true, told_ = false, was_connected_ = false;
  int attempt_ = 0;
  Wall wanted_ = 0, down_since_ = 0, wrote_ = 0;
  Connection connection_;
  wire::mqtt::Outbox outbox_;
  std::deque<Outgoing> store_;
  struct Unwritten {
    std::uint32_t flow;
    Wall due;
  };
  std::vector<Unwritten> unwritten_;  ///< in out(), and not all of that is written
};

}  // namespace wardtwin::live
