#pragma once

#include "sim/base/units.h"

/// Closed forms of indoor propagation.
///
/// Model       Free space (Friis); log-distance; ITU-R P.1238 [1]; COST 231 multi-wall floors [2];
///             share of a circular cell above a threshold (Jakes) [3]; thermal noise at 290 K.
/// Valid for   0.3 to 7 GHz, 1 to 100 m, indoors; distances below 1 m count as 1 m.
/// Leaves out  Antenna patterns, corridors as wave guides, polarisation.
/// Checked by  tests/validation/propagation/formulas_test.cpp
///
/// [1] ITU-R P.1238. Its exponent already averages the walls: never add walls to it.
/// [2] COST 231 final report, chapter 4; constants as in the SEAMCAT manual.
/// [3] W. C. Jakes, Microwave Mobile Communications, 1974, section 2.5.
namespace wardtwin::propagation {

/// Free-space loss.
Decibels free_space_loss(Hertz f, Metres d);

/// FSPL(1 m) + 10 n log10 d.
Decibels log_distance_loss(Hertz f, Metres d, double exponent);

/// What the building is used for, as P.1238 divides them.
enum class Environment { residential, office, commercial };

/// Loss through `floors` floors by P.1238: residential 4n, office 15+4(n-1), commercial 6+3(n-1).
Decibels p1238_floor_loss(Environment e, int floors);

/// 20 log10 f(MHz) + N log10 d + Lf - 28.
Decibels p1238_loss(Hertz f, Metres d, double power_coefficient, Decibels floor_loss);

/// n^((n+2)/(n+1)-b) L_f: a second floor costs less than the first.
Decibels cost231_floor_loss(int floors, Decibels one_floor = {18.3}, double b = 0.46);

/// Share of a circular cell's area above a threshold that its edge meets with `margin` on average.
double jakes_area_coverage(Decibels margin, Decibels sigma, double exponent);

/// Thermal noise -174 dBm/Hz over the bandwidth, plus the receiver's noise figure.
Dbm noise_floor(Hertz bandwidth, Decibels noise_figure);

}  // namespace wardtwin::propagation
