#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "sim/base/exponential.h"

namespace wardtwin {

/// Layers of equal area under exp(-x^2 / 2), x >= 0 (Marsaglia & Tsang 2000, J. Stat. Softw. 5(8)),
/// 256 of them, laid out as those of the exponential. Tail and area solve "the topmost layer ends
/// at 1".
struct NormalLayers {
  static constexpr int kLayers = 256;
  static constexpr double kTail = 3.65415288536100877165;     ///< where the lowest layer ends
  static constexpr double kArea = 0.00492867323397465534736;  ///< of every layer
  std::array<ExponentialLayers::Layer, kLayers> layer{};
};

namespace detail {
extern const NormalLayers kNormalLayers;
}

/// Normal with mean 0 and variance 1, exact to the resolution of a double; mostly one draw and one
/// multiplication. Eight bits choose the layer, one the sign, 53 the place.
inline double standard_normal(Stream& s) {
  for (;;) {
    const std::uint64_t bits = s.u64();
    const auto& layer = detail::kNormalLayers.layer[bits & 255];
    const double sign = bits & 256 ? -1 : 1;
    const std::uint64_t across = bits >> 11;
    const double x = static_cast<double>(static_cast<std::int64_t>(across)) * layer.width;
    if (across < layer.inner) [[likely]]
      return sign * x;
    if ((bits & 255) == 0) {  // Marsaglia's tail: exponential, thinned
      double beyond, over;
      do {
        beyond = standard_exponential(s) / NormalLayers::kTail;
        over = standard_exponential(s);
      } while (2 * over < beyond * beyond);
      return sign * (NormalLayers::kTail + beyond);
    }
    if (layer.low + s.uniform() * (layer.high - layer.low) < std::exp(-x * x / 2)) return sign * x;
  }
}

}  // namespace wardtwin
