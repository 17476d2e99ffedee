#pragma once

#include <cmath>

namespace wardtwin {

/// A ratio of powers, in decibels.
struct Decibels {
  double value = 0;
  friend constexpr auto operator<=>(Decibels, Decibels) = default;
  friend constexpr Decibels operator+(Decibels a, Decibels b) { return {a.value + b.value}; }
  friend constexpr Decibels operator-(Decibels a, Decibels b) { return {a.value - b.value}; }
};

/// A power in dB over 1 mW. One adds gains to it, and never adds two of them.
struct Dbm {
  double value = 0;
  friend constexpr auto operator<=>(Dbm, Dbm) = default;
  friend constexpr Dbm operator+(Dbm p, Decibels g) { return {p.value + g.value}; }
  friend constexpr Dbm operator-(Dbm p, Decibels g) { return {p.value - g.value}; }
  friend constexpr Decibels operator-(Dbm a, Dbm b) { return {a.value - b.value}; }
};

/// A power in linear units. Interference adds up in these.
struct Milliwatts {
  double value = 0;
  friend constexpr auto operator<=>(Milliwatts, Milliwatts) = default;
  friend constexpr Milliwatts operator+(Milliwatts a, Milliwatts b) { return {a.value + b.value}; }
};

inline Milliwatts to_milliwatts(Dbm p) { return {std::pow(10.0, p.value / 10.0)}; }
inline Dbm to_dbm(Milliwatts p) { return {10.0 * std::log10(p.value)}; }

struct Hertz {
  double value = 0;
  friend constexpr auto operator<=>(Hertz, Hertz) = default;
};

struct BitsPerSecond {
  double value = 0;
  friend constexpr auto operator<=>(BitsPerSecond, BitsPerSecond) = default;
};

struct Metres {
  double value = 0;
  friend constexpr auto operator<=>(Metres, Metres) = default;
};

/// A point in the building, in metres; z is above the floor of the lowest storey.
struct Position {
  double x = 0, y = 0, z = 0;
  friend constexpr bool operator==(const Position&, const Position&) = default;
};

inline double distance(const Position& a, const Position& b) {
  return std::hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}

}  // namespace wardtwin
