#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "sim/results/live.h"
#include "sim/results/results.h"

namespace wardtwin::live {

/// Counters and quantiles in Prometheus' text format (version 0.0.4), at http://127.0.0.1:PORT/metrics.
class MetricsPage {
 public:
  explicit MetricsPage(int port);  ///< 0: any free one; RunError if it is taken
  ~MetricsPage();
  int port() const { return port_; }
  void set(std::string text);

 private:
  void serve();
  int listener_ = -1, port_ = 0;
  std::mutex mutex_;
  std::string text_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// `flows`: what rows of flows are called.
std::string prometheus(const results::Live& live, const std::vector<results::Model::Flow>& flows);

}  // namespace wardtwin::live
