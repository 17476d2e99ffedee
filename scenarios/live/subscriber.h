#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "devices/wire/mqtt_session.h"
#include "scenarios/live/connection.h"
#include "scenarios/live/mqtt_peer.h"

namespace wardtwin::live {

/// What the drive's own subscriber saw of each flow.
struct Seen {
  std::uint64_t received = 0, duplicates = 0, out_of_order = 0;
  Histogram end_to_end;
};

/// Subscribes to everything that the drive publishes, on a thread and a session of its own, and tells by
/// each message's number whether it came before, and in order.
///
/// Model       MQTT 5: its session is kept for a minute, so what a broker holds for it while it is away comes
///             later. MQTT 3.1.1: it is not.
/// Valid for   Payloads that carry their stamp (wire/payload.h).
/// Leaves out  Messages of others below the same topics: counted as strangers.
/// Checked by  tests/live/drive_test.cpp
class Subscriber {
 public:
  Subscriber(const Plan& plan, std::size_t flows, const Endpoint& endpoint, ssl_ctx_st* tls,
             const MqttOptions& options);
  ~Subscriber();

  /// Waits until the broker has taken the subscription; RunError if it does not within the time.
  void start();
  /// Messages received so far, all flows.
  std::uint64_t received() const { return received_; }
  void stop();
  /// By flow, while it goes on: as it was at the last time somebody asked.
  std::vector<Seen> seen_so_far();
  // After stop().
  const std::vector<Seen>& seen() const { return seen_; }  ///< by flow
  std::uint64_t strangers() const { return strangers_; }
  const std::string& trouble() const { return trouble_; }  ///< last reason to connect again

 private:
  void run();
  void session(int epoll);
  void say_hello();
  bool take_all();
  void show();
  bool take(const wire::mqtt::Packet& packet);
  void take(const wire::mqtt::Publish& message);

  const Plan* plan_;
  const Endpoint* endpoint_;
  ssl_ctx_st* tls_;
  MqttOptions options_;
  std::unordered_map<std::string_view, flow::SourceIndex> source_of_;  ///< by topic
  struct Numbers {
    std::vector<bool> seen;
    std::uint32_t next = 0;
  };
  std::vector<Numbers> numbers_;  ///< by source
  std::vector<Seen> seen_;
  std::mutex shown_mutex_;
  std::vector<Seen> shown_;  ///< what others may look at; copied where somebody asked
  std::atomic<bool> asked_for_{false};
  Connection connection_;
  wire::mqtt::Inbox inbox_;
  bool greeted_ = false;
  std::uint64_t strangers_ = 0;
  std::string trouble_;
  std::atomic<bool> stop_{false}, subscribed_{false};
  std::atomic<std::uint64_t> received_{0};
  std::thread thread_;
};

}  // namespace wardtwin::live
