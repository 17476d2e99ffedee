#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/flow/building.h"

/// What a straight path crosses in a building.
///
/// Model       Exact intersection of the path with every wall of its storeys; one slab
///             for each floor surface it passes. Walls come without their doors, so doors are open.
/// Valid for   Straight walls of storey height; a path through the shared end of two walls of one
///             line counts one; both directions of a path count the same.
/// Leaves out  Diffraction, reflections, furniture, closed doors, wall height.
/// Checked by  tests/unit/propagation/walls_test.cpp
namespace wardtwin::propagation {

inline constexpr std::size_t kMaterials = 12;

struct Crossings {
  std::array<std::uint16_t, kMaterials> walls{};  ///< by flow::Material
  std::array<std::uint16_t, kMaterials> slabs{};
  int total_walls() const;
  int total_slabs() const;
};

/// The walls of a building, in square buckets per storey so that a path meets only walls near it.
class Floorplan {
 public:
  explicit Floorplan(const flow::Building& building);

  Crossings crossings(Position a, Position b) const;
  /// The slabs of crossings() alone, which take no look at any wall.
  Crossings slabs(Position a, Position b) const;

  /// The storey a point is in: the highest whose floor is not above it, else the lowest.
  std::uint32_t floor_at(double z) const;
  double floor_height(std::uint32_t floor) const;
  std::uint32_t floors() const { return static_cast<std::uint32_t>(heights_.size()); }

  /// The rectangle that holds every wall and room of a storey.
  struct Extent {
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  };
  Extent extent(std::uint32_t floor) const { return storeys_[floor].extent; }

 private:
  struct Storey {
    Extent extent;
    int columns = 1, rows = 1;
    std::vector<std::uint32_t> bucket_start;  ///< columns * rows + 1, into bucket_walls
    std::vector<std::uint32_t> bucket_walls;
  };
  void fill_buckets(Storey& storey, std::span<const std::uint32_t> walls) const;
  void count_walls(const Storey& storey, Position a, Position b, Crossings& sum) const;

  std::vector<double> heights_;  ///< ascending
  std::vector<flow::Material> slabs_;
  std::vector<std::uint32_t> order_;  ///< storeys by height, as indices of the building's floors
  std::vector<flow::Wall> walls_;
  std::vector<Storey> storeys_;
};

}  // namespace wardtwin::propagation
