#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network_models/lorawan/lorawan_def.h"

namespace wardtwin::lorawan {

/// What became of one frame at one gateway; the later, the closer to success.
enum class Outcome : std::uint8_t {
  weak,          ///< below sensitivity
  gateway_down,  ///< switched off, at least for a while
  sending,       ///< the gateway itself sent
  no_demodulator,
  interference,
  received,
};
inline constexpr int kOutcomes = 6;

/// The frames on air and what each gateway makes of them.
///
/// Model       A gateway takes a demodulator for every frame above sensitivity, from its first to
///             its last symbol, lost or not; a sending gateway hears nothing and drops what it was
///             receiving. Interference is summed per spreading factor in linear power, over the
///             frame or at its worst after the preamble's first Npre - 5 symbols; or it is that of
///             the strongest frame alone.
/// Valid for   Uplinks; any number of channels, which do not disturb each other.
/// Leaves out  Downlinks as interference to uplinks (their chirps are inverted).
/// Checked by  tests/validation/lorawan/aloha_test.cpp
class Air {
 public:
  struct Frame {
    Time start{0}, critical{0}, end{0};  ///< interference from `critical` on counts
    std::uint32_t device = 0;
    std::uint8_t channel = 0, sf = 0;  ///< sf: spreading factor - 7
    std::uint32_t copies = 0;          ///< set by begin()
  };

  /// What of a frame comes to one gateway.
  struct Copy {
    std::uint32_t gateway = 0;
    double power = 0;  ///< mW
  };

  Air(const LorawanDef& def, std::size_t gateways);

  /// A frame begins, with a copy at most for every gateway. Returns its slot.
  std::uint32_t begin(const Frame& frame, std::span<const Copy> copies);
  /// The frame ends; its outcomes can be read until the next begin().
  void end(std::uint32_t slot);

  const Frame& frame(std::uint32_t slot) const { return frames_[slot]; }
  /// Of one of its copies, as they were given to begin().
  Outcome outcome(std::uint32_t slot, std::size_t copy) const {
    return receptions_[slot * gateways_ + copy].outcome;
  }
  std::uint32_t gateway(std::uint32_t slot, std::size_t copy) const {
    return receptions_[slot * gateways_ + copy].gateway;
  }
  double power(std::uint32_t slot, std::size_t copy) const {
    return receptions_[slot * gateways_ + copy].power;
  }

  void starts_sending(std::size_t gateway) {
    if (++state_[gateway].sending == 1) deafen(gateway, Outcome::sending);
  }
  void stops_sending(std::size_t gateway) { --state_[gateway].sending; }
  void set_up(std::size_t gateway, bool up);
  bool up(std::size_t gateway) const { return state_[gateway].up; }

 private:
  struct Reception {
    double power = 0;
    std::uint32_t gateway = 0, slot = 0;
    std::uint32_t place = 0;  ///< among those now on air
    Outcome outcome = Outcome::weak;
    bool locked = false;
    std::array<double, kSpreadingFactors> interference{};  ///< mW, or mW s for the mean
  };
  struct Gateway {
    int demodulators = 0, sending = 0;
    bool up = true;
  };
  struct Bucket {
    double power = 0;  ///< mW
    std::uint32_t frames = 0;
  };

  std::span<Reception> copies(std::uint32_t slot) {
    return {&receptions_[slot * gateways_], frames_[slot].copies};
  }
  std::vector<std::uint32_t>& active(std::size_t gateway, std::size_t channel) {
    return active_[gateway * channels_ + channel];
  }
  Outcome lock(std::size_t gateway, double power, std::size_t sf);
  void deafen(std::size_t gateway, Outcome why);
  void add_overlaps(const Frame& gone, Reception& ours);
  void judge(const Frame& frame, Reception& r);
  Bucket& bucket(std::size_t gateway, std::size_t channel, std::size_t sf) {
    return buckets_[(gateway * channels_ + channel) * kSpreadingFactors + sf];
  }

  std::size_t gateways_, channels_;
  Overlap overlap_;
  Thresholds thresholds_;
  std::array<double, kSpreadingFactors> sensitivity_{};  ///< mW
  std::vector<Frame> frames_;
  std::vector<Reception> receptions_;
  std::vector<std::uint32_t> free_;
  std::vector<std::vector<std::uint32_t>> active_;  ///< receptions, by gateway and channel
  std::vector<Bucket> buckets_;
  std::vector<Gateway> state_;
};

}  // namespace wardtwin::lorawan
