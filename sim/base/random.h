#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include <Random123/philox.h>

namespace wardtwin {

/// What a stream of random numbers is for. Together with the entity it names the stream, so that a
/// new consumer of randomness never shifts the draws of an old one. Append only.
enum class Purpose : std::uint16_t {
  test = 0,
  arrival,
  length_of_stay,
  routing,
  vital_sign,
  deterioration,
  artefact,
  arrhythmia,
  technical_alarm,
  alarm_delay,
  device_phase,
  device_jitter,
  device_event,
  backoff,
  frame_error,
  shadowing,
  fading,
  association,
  beacon_phase,
  gateway_service,
  port,
  server_service,
  nurse_task,
  nurse_answer,
  nurse_attend,
  nurse_call,
  failure,
  repair,
  battery,
  placement,
};

/// Names the root of all randomness of one replication.
struct Seed {
  std::uint64_t scenario = 1;
  std::uint32_t replication = 0;
};

/// Mixes text into 64 bits (FNV-1a), so that an entity can be named by its path: "ward/bed_7".
constexpr std::uint64_t name_key(std::string_view name) {
  std::uint64_t h = 0xcbf29ce484222325ull;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return h;
}

/// One stream of random numbers for one (seed, replication, entity, purpose): counter-based
/// Philox-4x32-10 (Salmon et al., SC11, doi 10.1145/2063384.2063405), so streams never overlap and
/// none needs to be stored.
class Stream {
 public:
  Stream() = default;
  Stream(Seed seed, std::uint64_t entity, Purpose purpose)
      : key_{{static_cast<std::uint32_t>(seed.scenario),
              static_cast<std::uint32_t>(seed.scenario >> 32) ^ (seed.replication * 0x9e3779b9u)}},
        entity_(entity),
        high_((static_cast<std::uint32_t>(purpose) << 16) ^ (seed.replication >> 16)) {}

  /// Word n of the stream is word n % 4 of block n / 4.
  std::uint32_t u32() {
    if (next_ == words_.size()) refill();
    return words_[next_++];
  }

  std::uint64_t u64() {
    if (next_ > words_.size() - 2) [[unlikely]] {
      if (next_ != words_.size()) {
        const std::uint64_t low = u32();
        return low | (static_cast<std::uint64_t>(u32()) << 32);
      }
      refill();
    }
    const std::uint32_t* const w = &words_[next_];
    next_ += 2;
    return w[0] | (static_cast<std::uint64_t>(w[1]) << 32);
  }

  /// Uniform on [0, 1), 53 bits.
  double uniform() { return static_cast<double>(u64() >> 11) * 0x1.0p-53; }

  /// Uniform on (0, 1]: safe under a logarithm.
  double positive_uniform() { return static_cast<double>((u64() >> 11) + 1) * 0x1.0p-53; }

  /// Uniform on 0 .. n-1 (n >= 1), without modulo bias beyond 2^-32 * n.
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(u32()) * n) >> 32);
  }

 private:
  // Two blocks at a time: the processor computes the second in the gaps of the first.
  void refill() {
    using Philox = r123::Philox4x32;
    const auto low = static_cast<std::uint32_t>(entity_);
    const auto middle = static_cast<std::uint32_t>(entity_ >> 32);
    const auto a = Philox{}(Philox::ctr_type{{low, middle, high_, index_}}, key_);
    const auto b = Philox{}(Philox::ctr_type{{low, middle, high_, index_ + 1}}, key_);
    for (std::size_t i = 0; i < 4; ++i) {
      words_[i] = a.v[i];
      words_[4 + i] = b.v[i];
    }
    index_ += 2;
    next_ = 0;
  }

  r123::Philox4x32::key_type key_{{0, 0}};
  std::uint64_t entity_ = 0;
  std::uint32_t high_ = 0;
  std::uint32_t index_ = 0;
  std::array<std::uint32_t, 8> words_{};
  std::uint32_t next_ = 8;
};
static_assert(sizeof(Stream) == 64);

}  // namespace wardtwin
