#include "network_models/propagation/slab.h"

#include <cmath>
#include <complex>
#include <numbers>

namespace wardtwin::propagation {

namespace {

using Complex = std::complex<double>;

// Transmitted share of the power; scale(i) is the factor on the thickness of layer i.
double transmittance(std::span<const Layer> layers, Hertz f, auto scale) {
  constexpr double light = 299792458.0;
  const double ghz = f.value * 1e-9;
  // the product of the layers' characteristic matrices, admittances in units of free space
  Complex m11 = 1, m12 = 0, m21 = 0, m22 = 1;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto& layer = layers[i];
    const auto& m = layer.material;
    const double sigma = m.c * std::pow(ghz, m.d);
    const Complex eps{m.a * std::pow(ghz, m.b), -17.98 * sigma / ghz};
    const Complex n = std::sqrt(eps);
    const Complex phase =
        2 * std::numbers::pi * f.value / light * layer.thickness.value * scale(i) * n;
    const Complex c = std::cos(phase), s = Complex{0, 1} * std::sin(phase);
    const Complex a11 = m11 * c + m12 * n * s, a12 = m11 * s / n + m12 * c;
    const Complex a21 = m21 * c + m22 * n * s, a22 = m21 * s / n + m22 * c;
    m11 = a11, m12 = a12, m21 = a21, m22 = a22;
  }
  return std::norm(2.0 / (m11 + m12 + m21 + m22));
}

}  // namespace

Decibels exact_slab_loss(std::span<const Layer> layers, Hertz f) {
  return {-10 * std::log10(transmittance(layers, f, [](std::size_t) { return 1.0; }))};
}

// Thicknesses by the additive sequence of the generalised golden ratio, which fills a cube of as
// many sides as there are layers evenly: 1/g, 1/g^2 ... with g^(n+1) = g + 1.
Decibels slab_loss(std::span<const Layer> layers, Hertz f) {
  constexpr int steps = 4000;
  double g = 1.5;
  for (int i = 0; i < 60; ++i) g = std::pow(1 + g, 1.0 / (static_cast<double>(layers.size()) + 1));
  double sum = 0;
  for (int k = 0; k < steps; ++k)
    sum += transmittance(layers, f, [&](std::size_t i) {
      const double u = (k + 0.5) * std::pow(g, -static_cast<double>(i + 1));
      return 0.9 + 0.2 * (u - std::floor(u));
    });
  return {-10 * std::log10(sum / steps)};
}

}  // namespace wardtwin::propagation
