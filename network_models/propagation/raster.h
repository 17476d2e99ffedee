#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "network_models/propagation/propagation.h"

/// Path loss from one access point over one storey, in square cells.
///
/// Model       The loss of propagation.h at each cell's centre, at one height above the floor.
/// Valid for   Cells of 0.25 to 2 m; a lookup takes its cell's value, so it may miss a near wall.
/// Leaves out  Heights other than the raster's.
/// Checked by  tests/unit/propagation/raster_test.cpp
namespace wardtwin::propagation {

struct Raster {
  double x0 = 0, y0 = 0, step = 1;
  int columns = 0, rows = 0;
  std::vector<float> loss_db;  ///< row by row from (x0, y0); infinity: more than was asked for

  /// O(1). Points outside take the nearest cell.
  Decibels at(double x, double y) const;
};

/// `height` is that of the handset or device above the storey's floor. Losses above `most` are left
/// out, which saves the count of their walls.
Raster make_raster(const Propagation& propagation, std::uint64_t transmitter, Position access_point,
                   std::uint32_t floor, Metres height = {1.0}, Decibels most = {1e9});

/// Makes a raster of `before` one of `propagation`, which differs by these pieces of wall: doors that
/// were shut or opened. Only cells whose way to the access point may cross one are computed, to the
/// bit as make_raster() does; how many.
std::size_t patch(Raster& before, const Propagation& propagation, std::uint64_t transmitter,
                  Position access_point, std::uint32_t floor, std::span<const flow::Wall> changed,
                  Metres height = {1.0}, Decibels most = {1e9});

}  // namespace wardtwin::propagation
