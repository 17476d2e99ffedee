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

// Series in long double, so that the table is a constant and equal on every machine.
constexpr long double exp_of(long double x) {
  long double sum = 1, term = 1;
  for (int n = 1; n < 30; ++n) sum += term *= (x / 64) / n;
  for (int i = 0; i < 6; ++i) sum *= sum;
  return sum;
}

constexpr long double log_of(long double y) {
  long double x = 0;
  for (int i = 0; i < 40; ++i) x += 2 * (y - exp_of(x)) / (y + exp_of(x));
  return x;
}

constexpr ExponentialLayers exponential_layers() {
  using L = ExponentialLayers;
  constexpr long double scale = 0x1.0p53L;
  std::array<long double, L::kLayers + 1> x{};
  x[1] = L::kTail;
  x[0] = L::kArea / exp_of(-x[1]);  // the lowest layer with its tail, as wide as its area asks for
  for (std::size_t i = 2; i < L::kLayers; ++i)
    x[i] = -log_of(L::kArea / x[i - 1] + exp_of(-x[i - 1]));
  x[L::kLayers] = 0;
  L table;
  for (std::size_t i = 0; i < L::kLayers; ++i)
    table.layer[i] = {static_cast<double>(x[i] / scale),
                      static_cast<std::uint64_t>(x[i + 1] / x[i] * scale),
                      static_cast<double>(exp_of(-x[i])), static_cast<double>(exp_of(-x[i + 1]))};
  return table;
}

inline constexpr ExponentialLayers kExponentialLayers = exponential_layers();

}  // namespace detail

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
