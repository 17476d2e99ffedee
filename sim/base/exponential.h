#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "sim/base/random.h"

namespace wardtwin {

/// Layers of equal area under exp(-x) (Marsaglia & Tsang 2000, J. Stat. Softw. 5(8)), 256 of them,
/// with 53 bits across a layer that are independent of the 8 bits that choose it.
struct ExponentialLayers {
  static constexpr int kLayers = 256;
  static constexpr double kTail = 7.69711747013104972;       ///< where the lowest layer ends
  static constexpr double kArea = 0.0039496598225815571993;  ///< of every layer

  struct Layer {
    double width;         ///< per unit of the 53-bit integer
    std::uint64_t inner;  ///< below it a point lies under the curve for certain
    double low, high;     ///< exp(-x) at the right ends of this layer and of the one above
  };
  std::array<Layer, kLayers> layer{};
};

namespace detail {
extern const ExponentialLayers kExponentialLayers;
}

/// Exponential with mean 1, exact to the resolution of a double; no logarithm.
inline double standard_exponential(Stream& s) {
  double beyond = 0;
  for (;;) {
    const std::uint64_t bits = s.u64();
    const auto& layer = detail::kExponentialLayers.layer[bits & 255];
    const std::uint64_t across = bits >> 11;
    const double x = static_cast<double>(static_cast<std::int64_t>(across)) * layer.width;
    if (across < layer.inner) [[likely]]
      return beyond + x;
    if ((bits & 255) == 0)
      beyond += ExponentialLayers::kTail;  // the tail is the whole curve again
    else if (layer.low + s.uniform() * (layer.high - layer.low) < std::exp(-x))
      return beyond + x;
  }
}

}  // namespace wardtwin
