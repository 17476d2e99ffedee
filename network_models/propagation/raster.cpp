#include "network_models/propagation/raster.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace wardtwin::propagation {

Decibels Raster::at(double x, double y) const {
  const int c = std::clamp(static_cast<int>(std::floor((x - x0) / step)), 0, columns - 1);
  const int r = std::clamp(static_cast<int>(std::floor((y - y0) / step)), 0, rows - 1);
  return {loss_db[static_cast<std::size_t>(r) * static_cast<std::size_t>(columns) +
                  static_cast<std::size_t>(c)]};
}

Raster make_raster(const Propagation& propagation, std::uint64_t transmitter, Position access_point,
                   std::uint32_t floor, Metres height, Decibels most) {
  const auto& plan = propagation.floorplan();
  const auto e = plan.extent(floor);
  Raster raster;
  raster.x0 = e.x0, raster.y0 = e.y0, raster.step = propagation.def().raster_step.value;
  raster.columns = std::max(1, static_cast<int>(std::ceil((e.x1 - e.x0) / raster.step - 1e-9)));
  raster.rows = std::max(1, static_cast<int>(std::ceil((e.y1 - e.y0) / raster.step - 1e-9)));
  raster.loss_db.reserve(static_cast<std::size_t>(raster.columns * raster.rows));
  const double z = plan.floor_height(floor) + height.value;
  for (int r = 0; r < raster.rows; ++r)
    for (int c = 0; c < raster.columns; ++c) {
      const Position at{e.x0 + (c + 0.5) * raster.step, e.y0 + (r + 0.5) * raster.step, z};
      const auto loss = propagation.loss_within(transmitter, access_point, at, most);
      raster.loss_db.push_back(loss ? static_cast<float>(loss->total.value)
                                    : std::numeric_limits<float>::infinity());
    }
  return raster;
}

}  // namespace wardtwin::propagation
