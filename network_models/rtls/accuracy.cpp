#include "network_models/rtls/accuracy.h"

#include <cmath>
#include <numbers>

#include "sim/base/normal.h"

namespace wardtwin::rtls {
namespace {

constexpr double kNinth = 1.2815515655446004;  // 90th percentile of the standard normal
constexpr double kLight = 299'792'458;

double normal_below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

}  // namespace

Accuracy typical(Technology t) {
  switch (t) {
    case Technology::ble_rssi: return {{3}, {6}};
    case Technology::ble_aoa: return {{0.5}, {1.5}};
    case Technology::uwb: return {{0.2}, {0.5}};
    case Technology::wifi_rtt: return {{1.5}, {3}};
    case Technology::wifi_rssi: return {{5}, {8}};
    case Technology::infrared: break;
  }
  return {{0}, {0}};
}

RoomBias room_bias(Seed seed, std::uint64_t room_key) {
  Stream stream(seed, room_key, Purpose::shadowing);
  return {standard_normal(stream), 2 * std::numbers::pi * stream.uniform()};
}

Offset position_error(const Accuracy& accuracy, double correlation, const RoomBias& room,
                      Stream& stream) {
  const double spread = std::log(accuracy.p90.value / accuracy.median.value) / kNinth;
  const double own = standard_normal(stream), turn = 2 * stream.uniform() - 1;
  const double score = std::sqrt(correlation) * room.score + std::sqrt(1 - correlation) * own;
  const double distance = accuracy.median.value * std::exp(spread * score);
  const double angle = room.direction + std::numbers::pi * (1 - correlation) * turn;
  return {distance * std::cos(angle), distance * std::sin(angle)};
}

double ranging_spread(double sigma_db, double n) {
  return sigma_db * std::numbers::ln10 / (10 * n);
}

double ranging_bias(double spread) { return std::exp(spread * spread / 2); }

double ranging_within(double spread, double share) {
  return normal_below(std::log(1 + share) / spread) - normal_below(std::log(1 - share) / spread);
}

Metres clock_error(double reply_s, double ppm) { return {kLight * reply_s * ppm * 1e-6 / 2}; }

}  // namespace wardtwin::rtls
