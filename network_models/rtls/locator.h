#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "network_models/rtls/accuracy.h"
#include "sim/base/histogram.h"
#include "sim/flow/building.h"
#include "sim/flow/flow.h"

/// A location service: what it makes of the messages of its tags.
///
/// Model       Each message of a tag that arrives is one position with the error of accuracy.h, put
///             into the room that holds it or the nearest one; infrared names the right room. Age:
///             time since the latest position was measured, over all time and tags.
/// Valid for   Tags that stay in their rooms, rooms of one storey told apart by the anchors on it.
/// Leaves out  Staleness by movement, wrong storeys.
/// Checked by  tests/validation/rtls/locator_test.cpp
namespace wardtwin::rtls {

struct LocatorDef {
  Technology technology = Technology::ble_rssi;
  std::vector<std::string> classes;
  std::optional<Metres> median, p90;
  double correlation = 0.5;
  double blocked = 0.02;
};

struct LocatorSetup {
  std::string name;
  LocatorDef def;
  struct Tag {
    flow::DeviceIndex device = 0;
    Position at;
  };
  std::vector<Tag> tags;
};

/// The room that holds a point at this height; kNone: none.
std::uint32_t room_at(const flow::Building& building, Position at);

class Locator {
 public:
  Locator(const LocatorSetup& setup, const flow::Building& building, Seed seed, Time warm_up);

  /// A message of any device, in any order of devices but in order of time for each.
  void hear(flow::DeviceIndex device, Time created, Time at);
  void finish(Time end);

  std::uint64_t positions() const { return errors_.count(); }
  std::uint64_t blocked() const { return blocked_; }
  /// Positions that name another room than the tag's; of tags in rooms.
  std::uint64_t wrong_room() const { return wrong_; }
  std::uint64_t in_rooms() const { return in_rooms_; }
  Metres error_quantile(double q) const { return {errors_.quantile(q)}; }
  double age_mean() const { return age_time_ > 0 ? age_sum_ / age_time_ : 0; }  ///< s
  double age_quantile(double q) const;                                          ///< s
  double interval_mean() const {
    return intervals_ ? interval_sum_ / static_cast<double>(intervals_) : 0;
  }

 private:
  struct Tag {
    Position at;
    std::uint32_t room = flow::kNone;
    RoomBias bias;
    Stream stream;
    Time measured = kNever, since{0};  ///< of the latest position: made, and known
  };
  void aged(const Tag& tag, Time until);
  std::uint32_t nearest_room(const Tag& tag, const Offset& error) const;

  LocatorDef def_;
  Accuracy accuracy_;
  const flow::Building* building_;
  Time warm_up_;
  std::vector<Tag> tags_;
  std::vector<std::uint32_t> tag_of_;               ///< by DeviceIndex
  std::vector<std::vector<std::uint32_t>> around_;  ///< by room: rooms near it on its storey
  Histogram errors_;                                ///< 1 s stands for 1 m
  std::uint64_t blocked_ = 0, wrong_ = 0, in_rooms_ = 0, intervals_ = 0;
  double interval_sum_ = 0, age_sum_ = 0, age_time_ = 0;
  static constexpr int kAgeBins = 256;  ///< 8 to an octave, from 1 ms
  std::array<double, kAgeBins> ages_{};
};

}  // namespace wardtwin::rtls
