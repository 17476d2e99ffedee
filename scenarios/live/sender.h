#pragma once

#include <memory>
#include <vector>

#include "scenarios/live/hub.h"
#include "scenarios/live/mqtt_peer.h"
#include "scenarios/live/unit_peer.h"

namespace wardtwin::live {

/// The thread that sends: peers of all targets, what the run brings for them, and the clock.
class Sender {
 public:
  Sender(const compiler::Hospital& hospital, const Plan& plan, const Limits& limits,
         Exchange& exchange);
  ~Sender();

  void add(const Endpoint& endpoint, ssl_ctx_st* tls, const MqttOptions& mqtt,
           const UnitOptions& unit);
  std::size_t connections() const { return mqtt_.size() + units_.size(); }

  /// Each peer connects at its own instant of the ramp; returns when all are open or had their try, and
  /// `go_on` has been asked now and then.
  void connect(Wall ramp, const std::function<bool()>& go_on);
  /// Sends what the run brings, from `start` on, until the run has finished and nothing waits, or
  /// `drain` has passed. `each_second` is told on the way.
  void run(Wall start, Time from, double speed, Wall drain, const std::function<bool()>& settled,
           const std::function<void()>& each_second);
  void leave();
  Hub& hub() { return hub_; }

 private:
  void dispatch(const Item& item, Wall due, Wall t);
  void send_due(Wall t);
  Wall wait_for(Wall until);  ///< events of epoll until then; answers the time
  void flush(Wall t);
  bool idle() const;

  int epoll_;
  Hub hub_;
  Exchange* exchange_;
  std::vector<std::unique_ptr<MqttPeer>> mqtt_;
  std::vector<std::unique_ptr<UnitPeer>> units_;
  std::vector<std::vector<MqttPeer*>> of_device_;  ///< one per MQTT target
  std::vector<std::vector<UnitPeer*>> of_unit_;
  std::vector<std::uint32_t> mqtt_targets_;
  struct Sent {
    std::uint32_t flow;
    Wall due;
  };
  std::vector<Sent> batch_;  ///< whose lateness is taken when they are written
};

}  // namespace wardtwin::live
