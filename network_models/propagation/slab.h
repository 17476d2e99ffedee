#pragma once

#include <span>

#include "sim/base/units.h"

/// Loss of a plane wave through a wall built of layers.
///
/// Model       Normal incidence on homogeneous layers (transfer matrix), materials of
///             ITU-R P.2040-3 [1]: eps_r = a f^b, sigma = c f^d (f in GHz). Power through the wall
///             is averaged over thicknesses from -10 to +10 %, each layer by itself.
/// Valid for   0.8 to 7 GHz (materials 1 to 100 GHz).
/// Leaves out  Oblique incidence, studs, reinforcement, services (materials.h adds them).
/// Checked by  tests/validation/propagation/formulas_test.cpp
///
/// [1] ITU-R P.2040-3, table 3.
namespace wardtwin::propagation {

struct Dielectric {
  double a, b, c, d;
};

inline constexpr Dielectric kAir{1, 0, 0, 0};
inline constexpr Dielectric kConcrete{5.24, 0, .0462, .7822};
inline constexpr Dielectric kBrick{3.91, 0, .0238, .16};
inline constexpr Dielectric kPlasterboard{2.73, 0, .0085, .9395};
inline constexpr Dielectric kWood{1.99, 0, .0047, 1.0718};
inline constexpr Dielectric kGlass{6.31, 0, .0036, 1.3394};
inline constexpr Dielectric kCeilingBoard{1.48, 0, .0011, 1.075};
inline constexpr Dielectric kChipboard{2.58, 0, .0217, .78};

struct Layer {
  Dielectric material;
  Metres thickness;
};

/// Loss of the layers with thicknesses exactly as given.
Decibels exact_slab_loss(std::span<const Layer> layers, Hertz f);

/// Loss with the transmitted power averaged over thicknesses scaled, each by itself, by 0.9 .. 1.1.
Decibels slab_loss(std::span<const Layer> layers, Hertz f);

}  // namespace wardtwin::propagation
