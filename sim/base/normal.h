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

constexpr long double sqrt_of(long double y) {
  long double x = y > 1 ? y : 1;
  for (int i = 0; i < 80; ++i) x = (x + y / x) / 2;
  return x;
}

constexpr NormalLayers normal_layers() {
  using L = NormalLayers;
  constexpr long double scale = 0x1.0p53L;
  constexpr auto curve = [](long double x) { return exp_of(-x * x / 2); };
  std::array<long double, L::kLayers + 1> x{};
  x[1] = L::kTail;
  x[0] = L::kArea / curve(x[1]);  // the lowest layer with its tail, as wide as its area asks for
  for (std::size_t i = 2; i < L::kLayers; ++i)
    x[i] = sqrt_of(-2 * log_of(L::kArea / x[i - 1] + curve(x[i - 1])));
  x[L::kLayers] = 0;
  L table;
  for (std::size_t i = 0; i < L::kLayers; ++i)
    table.layer[i] = {static_cast<double>(x[i] / scale),
                      static_cast<std::uint64_t>(x[i + 1] / x[i] * scale),
                      static_cast<double>(curve(x[i])), static_cast<double>(curve(x[i + 1]))};
  return table;
}

inline constexpr NormalLayers kNormalLayers = normal_layers();

}  // namespace detail

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
