#include "network_models/propagation/formulas.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace wardtwin::propagation {

namespace {
constexpr double kLight = 299792458.0;  // m/s
double at_least_1_m(Metres d) { return std::max(d.value, 1.0); }
}  // namespace

Decibels free_space_loss(Hertz f, Metres d) {
  return {20 * std::log10(4 * std::numbers::pi * f.value * at_least_1_m(d) / kLight)};
}

Decibels log_distance_loss(Hertz f, Metres d, double exponent) {
  return free_space_loss(f, {1}) + Decibels{10 * exponent * std::log10(at_least_1_m(d))};
}

Decibels p1238_floor_loss(Environment e, int floors) {
  if (floors <= 0) return {0};
  switch (e) {
    case Environment::residential: return {4.0 * floors};
    case Environment::office: return {15.0 + 4.0 * (floors - 1)};
    case Environment::commercial: return {6.0 + 3.0 * (floors - 1)};
  }
  return {0};
}

Decibels p1238_loss(Hertz f, Metres d, double power_coefficient, Decibels floor_loss) {
  return {20 * std::log10(f.value * 1e-6) + power_coefficient * std::log10(at_least_1_m(d)) +
          floor_loss.value - 28};
}

Decibels cost231_floor_loss(int floors, Decibels one_floor, double b) {
  if (floors <= 0) return {0};
  const double n = floors;
  return {std::pow(n, (n + 2) / (n + 1) - b) * one_floor.value};
}

double jakes_area_coverage(Decibels margin, Decibels sigma, double exponent) {
  // letters as in [3]
  const double root = sigma.value * std::numbers::sqrt2;
  const double a = -margin.value / root;
  const double b = 10 * exponent * std::numbers::log10e / root;
  return 0.5 *
         (1 - std::erf(a) + std::exp((1 - 2 * a * b) / (b * b)) * (1 - std::erf((1 - a * b) / b)));
}

Dbm noise_floor(Hertz bandwidth, Decibels noise_figure) {
  return Dbm{-174} + Decibels{10 * std::log10(bandwidth.value)} + noise_figure;
}

}  // namespace wardtwin::propagation
