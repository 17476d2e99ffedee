#include "network_models/propagation/shadowing.h"

#include <cmath>
#include <numbers>

namespace wardtwin::propagation {

namespace {
// One round of SplitMix64: spreads every bit over the word.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}
}  // namespace

double Shadowing::node(std::uint64_t transmitter, std::uint32_t floor, std::int64_t i,
                       std::int64_t j) const {
  std::uint64_t h = mix(transmitter);
  h = mix(h ^ floor);
  h = mix(h ^ static_cast<std::uint64_t>(i));
  h = mix(h ^ static_cast<std::uint64_t>(j));
  Stream s(seed_, h, Purpose::shadowing);
  const double r = std::sqrt(-2 * std::log(s.positive_uniform()));
  return r * std::cos(2 * std::numbers::pi * s.uniform());
}

Decibels Shadowing::at(std::uint64_t transmitter, std::uint32_t floor, double x, double y) const {
  if (sigma_.value == 0) return {0};
  const double gx = x / step_.value, gy = y / step_.value;
  const double fi = std::floor(gx), fj = std::floor(gy);
  const double u = gx - fi, v = gy - fj;
  const auto i = static_cast<std::int64_t>(fi), j = static_cast<std::int64_t>(fj);
  const double w00 = (1 - u) * (1 - v), w10 = u * (1 - v), w01 = (1 - u) * v, w11 = u * v;
  const double sum =
      w00 * node(transmitter, floor, i, j) + w10 * node(transmitter, floor, i + 1, j) +
      w01 * node(transmitter, floor, i, j + 1) + w11 * node(transmitter, floor, i + 1, j + 1);
  return {sigma_.value * sum / std::sqrt(w00 * w00 + w10 * w10 + w01 * w01 + w11 * w11)};
}

}  // namespace wardtwin::propagation
