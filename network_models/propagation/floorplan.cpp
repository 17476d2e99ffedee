#include "network_models/propagation/floorplan.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <tuple>

namespace wardtwin::propagation {

namespace {

constexpr double kBucket = 4.0;  // m

// Twice the signed area of the triangle: on which side of a-b the point lies.
double side(const Position& a, const Position& b, double x, double y) {
  return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
}

// Ends are half-open, so a path through the joint of two pieces of one wall counts one of them.
bool crosses(const Position& a, const Position& b, const flow::Wall& w) {
  if ((side(a, b, w.x0, w.y0) >= 0) == (side(a, b, w.x1, w.y1) >= 0)) return false;
  const Position w0{w.x0, w.y0, 0}, w1{w.x1, w.y1, 0};
  return (side(w0, w1, a.x, a.y) >= 0) != (side(w0, w1, b.x, b.y) >= 0);
}

Position between(const Position& a, const Position& b, double z) {
  const double t = (z - a.z) / (b.z - a.z);
  return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), z};
}

int column_of(double x, double x0, int n) {
  return std::clamp(static_cast<int>(std::floor((x - x0) / kBucket)), 0, n - 1);
}

}  // namespace

int Crossings::total_walls() const { return std::accumulate(walls.begin(), walls.end(), 0); }
int Crossings::total_slabs() const { return std::accumulate(slabs.begin(), slabs.end(), 0); }

Floorplan::Floorplan(const flow::Building& building) : walls_(building.walls) {
  const auto& floors = building.floors;
  order_.resize(std::max<std::size_t>(floors.size(), 1));
  std::iota(order_.begin(), order_.end(), 0u);
  const auto height = [&](std::uint32_t f) { return floors.empty() ? 0.0 : floors[f].height; };
  std::stable_sort(order_.begin(), order_.end(),
                   [&](auto a, auto b) { return height(a) < height(b); });
  storeys_.resize(order_.size());
  for (std::size_t level = 0; level < order_.size(); ++level) {
    const auto floor = order_[level];
    heights_.push_back(height(floor));
    slabs_.push_back(floors.empty() ? flow::Material::none : floors[floor].slab);
    std::vector<std::uint32_t> mine;
    auto& s = storeys_[level];
    bool any = false;
    const auto include = [&](double x0, double y0, double x1, double y1) {
      if (!any) s.extent = {std::min(x0, x1), std::min(y0, y1), std::max(x0, x1), std::max(y0, y1)};
      s.extent = {std::min({s.extent.x0, x0, x1}), std::min({s.extent.y0, y0, y1}),
                  std::max({s.extent.x1, x0, x1}), std::max({s.extent.y1, y0, y1})};
      any = true;
    };
    for (std::uint32_t i = 0; i < walls_.size(); ++i) {
      const auto& w = walls_[i];
      if (w.floor != floor) continue;
      mine.push_back(i);
      include(w.x0, w.y0, w.x1, w.y1);
    }
    for (const auto& r : building.rooms)
      if (r.floor == floor) include(r.x0, r.y0, r.x1, r.y1);
    fill_buckets(s, mine);
  }
}

void Floorplan::fill_buckets(Storey& s, std::span<const std::uint32_t> walls) const {
  const auto& e = s.extent;
  s.columns = std::max(1, static_cast<int>(std::ceil((e.x1 - e.x0) / kBucket)));
  s.rows = std::max(1, static_cast<int>(std::ceil((e.y1 - e.y0) / kBucket)));
  std::vector<std::vector<std::uint32_t>> buckets(static_cast<std::size_t>(s.columns * s.rows));
  for (const auto i : walls) {
    const auto& w = walls_[i];
    const int c0 = column_of(std::min(w.x0, w.x1), e.x0, s.columns);
    const int c1 = column_of(std::max(w.x0, w.x1), e.x0, s.columns);
    const int r0 = column_of(std::min(w.y0, w.y1), e.y0, s.rows);
    const int r1 = column_of(std::max(w.y0, w.y1), e.y0, s.rows);
    for (int r = r0; r <= r1; ++r)
      for (int c = c0; c <= c1; ++c)
        buckets[static_cast<std::size_t>(r * s.columns + c)].push_back(i);
  }
  s.bucket_start.assign(1, 0);
  for (const auto& b : buckets) {
    s.bucket_walls.insert(s.bucket_walls.end(), b.begin(), b.end());
    s.bucket_start.push_back(static_cast<std::uint32_t>(s.bucket_walls.size()));
  }
}

// Walks the columns of buckets under the path; in each, the rows the path spans there, widened by a
// hair so that rounding drops none. A wall in several buckets is met once: the list is made unique.
void Floorplan::count_walls(const Storey& s, Position a, Position b, Crossings& sum) const {
  constexpr double hair = 1e-6;
  if (b.x < a.x) std::swap(a, b);
  const auto& e = s.extent;
  std::vector<std::uint32_t> near;
  const int c0 = column_of(a.x - hair, e.x0, s.columns);
  const int c1 = column_of(b.x + hair, e.x0, s.columns);
  for (int c = c0; c <= c1; ++c) {
    // the outermost columns also hold whatever part of the path lies outside the storey
    const double from = c == c0 ? a.x : e.x0 + c * kBucket - hair;
    const double to = c == c1 ? b.x : e.x0 + (c + 1) * kBucket + hair;
    const double slope = b.x > a.x ? (b.y - a.y) / (b.x - a.x) : 0;
    const bool steep = !(b.x - a.x > hair);
    const double y0 = steep ? a.y : a.y + slope * (from - a.x);
    const double y1 = steep ? b.y : a.y + slope * (to - a.x);
    const int r0 = column_of(std::min(y0, y1) - hair, e.y0, s.rows);
    const int r1 = column_of(std::max(y0, y1) + hair, e.y0, s.rows);
    for (int r = r0; r <= r1; ++r) {
      const auto bucket = static_cast<std::size_t>(r * s.columns + c);
      for (auto i = s.bucket_start[bucket]; i < s.bucket_start[bucket + 1]; ++i)
        near.push_back(s.bucket_walls[i]);
    }
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  for (const auto i : near)
    if (crosses(a, b, walls_[i])) ++sum.walls[static_cast<std::size_t>(walls_[i].material)];
}

Crossings Floorplan::crossings(Position a, Position b) const {
  // one direction for both, so that a path and its reverse agree to the last bit
  if (std::tie(b.z, b.x, b.y) < std::tie(a.z, a.x, a.y)) std::swap(a, b);
  Crossings sum;
  const auto low = floor_at(a.z), high = floor_at(b.z);
  Position from = a;
  for (auto level = low; level < high; ++level) {
    const Position through = between(a, b, heights_[level + 1]);
    count_walls(storeys_[level], from, through, sum);
    ++sum.slabs[static_cast<std::size_t>(slabs_[level + 1])];
    from = through;
  }
  count_walls(storeys_[high], from, b, sum);
  return sum;
}

Crossings Floorplan::slabs(Position a, Position b) const {
  Crossings sum;
  const auto high = floor_at(std::max(a.z, b.z));
  for (auto level = floor_at(std::min(a.z, b.z)); level < high; ++level)
    ++sum.slabs[static_cast<std::size_t>(slabs_[level + 1])];
  return sum;
}

std::uint32_t Floorplan::floor_at(double z) const {
  const auto above = std::upper_bound(heights_.begin(), heights_.end(), z);
  return above == heights_.begin() ? 0u : static_cast<std::uint32_t>(above - heights_.begin() - 1);
}

double Floorplan::floor_height(std::uint32_t floor) const { return heights_[floor]; }

}  // namespace wardtwin::propagation
