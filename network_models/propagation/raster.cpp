#include "network_models/propagation/raster.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace wardtwin::propagation {
namespace {

struct Vector {
  double x, y;
};
double cross(Vector a, Vector b) { return a.x * b.y - a.y * b.x; }

/// Where a way from one point crosses a stretch of wall, in plan: what lies behind it.
class Shadow {
 public:
  Shadow(Position from, const flow::Wall& wall)
      : from_{from.x, from.y}, a_{wall.x0, wall.y0}, b_{wall.x1, wall.y1} {
    if (cross(to(a_), to(b_)) < 0) std::swap(a_, b_);
    all_ = cross(to(a_), to(b_)) < kHair;  // the point is on the wall's line: too thin to tell
  }

  /// The cells [first, second) of a row that may be in it.
  std::pair<int, int> columns(double y, const Raster& r) const {
    if (all_) return {0, r.columns};
    double low = r.x0, high = r.x0 + r.columns * r.step;
    // left of the ray to a, right of the ray to b, and beyond the wall
    keep(y, from_, to(a_), low, high);
    keep(y, b_, {-to(b_).x, -to(b_).y}, low, high);
    keep(y, b_, {a_.x - b_.x, a_.y - b_.y}, low, high);
    const auto column = [&](double x) {
      return std::clamp(static_cast<int>(std::floor((x - r.x0) / r.step)), -1, r.columns);
    };
    if (low > high) return {0, 0};
    return {std::max(0, column(low) - 1), std::min(r.columns, column(high) + 2)};
  }

 private:
  static constexpr double kHair = 1e-6;  // m; rounding moves an edge by less
  Vector to(Vector p) const { return {p.x - from_.x, p.y - from_.y}; }

  /// Of the row at `y` what is left of the line through `point`, and a hair more.
  static void keep(double y, Vector point, Vector along, double& low, double& high) {
    // along.x * (y - point.y) - along.y * (x - point.x) >= 0
    const double rise = along.x * (y - point.y), slack = kHair * (1 + std::abs(along.x));
    if (std::abs(along.y) < 1e-12) {
      if (rise < -slack) high = low - 1;
      return;
    }
    const double x = point.x + rise / along.y, hair = kHair + slack / std::abs(along.y);
    if (along.y > 0)
      high = std::min(high, x + hair);
    else
      low = std::max(low, x - hair);
  }

  Vector from_, a_, b_;
  bool all_ = false;
};

/// The loss in one cell; infinity beyond `most`.
float loss_in(const Raster& r, const Propagation& propagation, std::uint64_t transmitter,
              Position access_point, double z, int row, int column, Decibels most) {
  const Position at{r.x0 + (column + 0.5) * r.step, r.y0 + (row + 0.5) * r.step, z};
  const auto loss = propagation.loss_within(transmitter, access_point, at, most);
  return loss ? static_cast<float>(loss->total.value) : std::numeric_limits<float>::infinity();
}

}  // namespace

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
    for (int c = 0; c < raster.columns; ++c)
      raster.loss_db.push_back(
          loss_in(raster, propagation, transmitter, access_point, z, r, c, most));
  return raster;
}

std::size_t patch(Raster& raster, const Propagation& propagation, std::uint64_t transmitter,
                  Position access_point, std::uint32_t floor, std::span<const flow::Wall> changed,
                  Metres height, Decibels most) {
  const double z = propagation.floorplan().floor_height(floor) + height.value;
  std::vector<Shadow> shadows;
  for (const flow::Wall& w : changed) shadows.emplace_back(access_point, w);
  std::vector<std::uint8_t> hit(static_cast<std::size_t>(raster.columns));
  std::size_t computed = 0;
  for (int r = 0; r < raster.rows; ++r) {
    std::ranges::fill(hit, 0);
    for (const Shadow& s : shadows) {
      const auto [first, end] = s.columns(raster.y0 + (r + 0.5) * raster.step, raster);
      if (first < end) std::fill(hit.begin() + first, hit.begin() + end, 1);
    }
    for (int c = 0; c < raster.columns; ++c) {
      if (!hit[static_cast<std::size_t>(c)]) continue;
      const auto cell = static_cast<std::size_t>(r) * static_cast<std::size_t>(raster.columns) +
                        static_cast<std::size_t>(c);
      raster.loss_db[cell] = loss_in(raster, propagation, transmitter, access_point, z, r, c, most);
      ++computed;
    }
  }
  return computed;
}

}  // namespace wardtwin::propagation
