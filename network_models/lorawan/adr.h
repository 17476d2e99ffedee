#pragma once

#include <array>
#include <cstdint>

#include "network_models/lorawan/lorawan_def.h"

/// Adaptive data rate, network's half.
///
/// Model       Semtech's algorithm: after 20 uplinks, steps = floor((best SNR - SNR needed -
///             margin) / 3); each step lowers the spreading factor, then the power by 2 dB;
///             negative steps raise the power.
/// Valid for   Devices that stay where they are.
/// Leaves out  More repetitions (NbTrans) against losses.
/// Checked by  tests/unit/lorawan/adr_test.cpp
namespace wardtwin::lorawan {

struct Rate {
  int sf = 7;
  int power_steps = 0;  ///< 2 dB each below the most
  friend bool operator==(const Rate&, const Rate&) = default;
};
inline constexpr int kMostPowerSteps = 7;  ///< EU868: 14 dB

Rate adr_rate(Rate now, double best_snr_db, Decibels margin);

/// The SNRs of a device's last uplinks at its current rate.
class SnrHistory {
 public:
  static constexpr std::uint8_t kUplinks = 20;
  void add(double snr_db) {
    snr_[count_ % kUplinks] = static_cast<float>(snr_db);
    count_ = count_ == 2 * kUplinks - 1 ? kUplinks : static_cast<std::uint8_t>(count_ + 1);
  }
  bool full() const { return count_ >= kUplinks; }
  void clear() { count_ = 0; }
  double best() const;  ///< of a full history

 private:
  std::array<float, kUplinks> snr_{};
  std::uint8_t count_ = 0;
};

}  // namespace wardtwin::lorawan
