#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

// Philox multiplies, and asks nothing of these headers, which take a compiler longer than all else here.
#define R123_USE_SSE 0
#define R123_USE_X86INTRIN_H 0
#define R123_USE_SMMINTRIN_H 0
#define R123_USE_WMMINTRIN_H 0
#include <Random123/philox.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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
  observation,
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

/// Joins two names of randomness into one.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t h = a ^ (b + 0x9e3779b97f4a7c15ull + (a << 6) + (a >> 2));
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ull;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebull;
  return h ^ (h >> 31);
}

namespace detail {

/// Blocks `index` and `index + 1` of a counter, side by side: the processor computes one in the
/// gaps of the other. Equal on every machine; with SSE2, both multiplications of a round are one
/// instruction.
inline void philox_pair(std::array<std::uint32_t, 4> counter, r123::Philox4x32::key_type key,
                        std::array<std::uint32_t, 8>& out) {
#ifdef __SSE2__
  const auto pair = [](std::uint32_t a, std::uint32_t b) {
    return _mm_set_epi32(0, static_cast<int>(b), 0, static_cast<int>(a));
  };
  const __m128i factors = pair(PHILOX_M4x32_0, PHILOX_M4x32_1);
  const __m128i step = pair(PHILOX_W32_0, PHILOX_W32_1);
  __m128i k = pair(key.v[0], key.v[1]);
  // words 0 and 2 of a block, and words 1 and 3, each in the even lanes
  __m128i even_a = pair(counter[0], counter[2]), odd_a = pair(counter[1], counter[3]);
  __m128i even_b = even_a, odd_b = pair(counter[1], counter[3] + 1);
  for (int round = 0; round < 10; ++round) {
    const __m128i a = _mm_mul_epu32(even_a, factors), b = _mm_mul_epu32(even_b, factors);
    even_a = _mm_xor_si128(_mm_shuffle_epi32(a, _MM_SHUFFLE(1, 1, 3, 3)), _mm_xor_si128(odd_a, k));
    even_b = _mm_xor_si128(_mm_shuffle_epi32(b, _MM_SHUFFLE(1, 1, 3, 3)), _mm_xor_si128(odd_b, k));
    odd_a = _mm_shuffle_epi32(a, _MM_SHUFFLE(0, 0, 2, 2));
    odd_b = _mm_shuffle_epi32(b, _MM_SHUFFLE(0, 0, 2, 2));
    k = _mm_add_epi32(k, step);
  }
  const auto store = [](std::uint32_t* to, __m128i even, __m128i odd) {
    const __m128i e = _mm_shuffle_epi32(even, _MM_SHUFFLE(3, 1, 2, 0));
    const __m128i o = _mm_shuffle_epi32(odd, _MM_SHUFFLE(3, 1, 2, 0));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_unpacklo_epi32(e, o));
  };
  store(out.data(), even_a, odd_a);
  store(out.data() + 4, even_b, odd_b);
#else
  for (std::uint32_t block = 0; block < 2; ++block) {
    const auto words = r123::Philox4x32{}(
        r123::Philox4x32::ctr_type{{counter[0], counter[1], counter[2], counter[3] + block}}, key);
    for (std::size_t i = 0; i < 4; ++i) out[4 * block + i] = words.v[i];
  }
#endif
}

}  // namespace detail

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
  [[gnu::noinline]] void refill() {
    detail::philox_pair({static_cast<std::uint32_t>(entity_),
                         static_cast<std::uint32_t>(entity_ >> 32), high_, index_},
                        key_, words_);
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
