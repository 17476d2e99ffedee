#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "scenarios/import/plan.h"
#include "sim/base/error.h"

namespace wardtwin::importing {
namespace {

double cross(const Point& o, const Point& a, const Point& b) {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

// Whether a wall crosses the line between two middles. Its ends count, so that walls meet without a
// gap. A middle exactly on a wall counts as being on its right, seen along the wall from its lower or
// left end, so that it is cut off from one side only.
bool meet(Line wall, const Line& q) {
  if (wall.b.x < wall.a.x || (wall.b.x == wall.a.x && wall.b.y < wall.a.y))
    std::swap(wall.a, wall.b);
  const double a = cross(wall.a, wall.b, q.a), b = cross(wall.a, wall.b, q.b);
  const double c = cross(q.a, q.b, wall.a), d = cross(q.a, q.b, wall.b);
  return (a > 0) != (b > 0) && ((c <= 0 && d >= 0) || (c >= 0 && d <= 0));
}

struct Blocks {
  std::vector<char> right, up;  // of each cell: a wall to the next one
};

class Raster {
 public:
  Raster(const PlanFloor& floor, Grid& grid) : floor_(floor), g_(grid) { frame(); }

  void fill() {
    const std::size_t n = static_cast<std::size_t>(g_.width) * static_cast<std::size_t>(g_.height);
    g_.space.assign(n, -2);
    blocks_ = {std::vector<char>(n), std::vector<char>(n)};
    for (const Line& w : floor_.walls) block(w);
    spread(0, 0, -1);  // the frame leaves a free border, so this is the outside
    int next = 0;
    for (int y = 0; y < g_.height; ++y)
      for (int x = 0; x < g_.width; ++x)
        if (g_.space[index(x, y)] == -2) spread(x, y, next++);
    g_.names.resize(static_cast<std::size_t>(next));
  }

 private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(g_.width) +
           static_cast<std::size_t>(x);
  }
  Point middle(int x, int y) const {
    return {g_.origin.x + (x + 0.5) * g_.cell, g_.origin.y + (y + 0.5) * g_.cell};
  }
  void frame() {
    Point low{1e300, 1e300}, high{-1e300, -1e300};
    for (const Line& w : floor_.walls)
      for (const Point& p : {w.a, w.b}) {
        low = {std::min(low.x, p.x), std::min(low.y, p.y)};
        high = {std::max(high.x, p.x), std::max(high.y, p.y)};
      }
    const double w = (high.x - low.x) / g_.cell + 4, h = (high.y - low.y) / g_.cell + 4;
    if (!(w * h < kMostCells))
      throw InputError(
          fmt::format("floor '{}' is {:g} m x {:g} m; a plan is in metres, and of at "
                      "most {} cells of {:g} m",
                      floor_.name, high.x - low.x, high.y - low.y, kMostCells, g_.cell));
    // grid lines at multiples of the cell, so that most walls of tidy plans lie on one
    g_.origin = {g_.cell * (std::floor(low.x / g_.cell) - 1),
                 g_.cell * (std::floor(low.y / g_.cell) - 1)};
    g_.width = static_cast<int>(w);
    g_.height = static_cast<int>(h);
  }
  void block(const Line& wall) {
    const auto cell = [&](double v, double from) {
      return static_cast<int>(std::floor((v - from) / g_.cell));
    };
    const int x0 = std::max(0, cell(std::min(wall.a.x, wall.b.x), g_.origin.x) - 1);
    const int x1 = std::min(g_.width - 1, cell(std::max(wall.a.x, wall.b.x), g_.origin.x) + 1);
    const int y0 = std::max(0, cell(std::min(wall.a.y, wall.b.y), g_.origin.y) - 1);
    const int y1 = std::min(g_.height - 1, cell(std::max(wall.a.y, wall.b.y), g_.origin.y) + 1);
    for (int y = y0; y <= y1; ++y)
      for (int x = x0; x <= x1; ++x) {
        if (meet(wall, {middle(x, y), middle(x + 1, y)})) blocks_.right[index(x, y)] = 1;
        if (meet(wall, {middle(x, y), middle(x, y + 1)})) blocks_.up[index(x, y)] = 1;
      }
  }
  void spread(int x, int y, int space) {
    std::vector<std::pair<int, int>> todo{{x, y}};
    g_.space[index(x, y)] = space;
    const auto go = [&](int u, int v, bool blocked) {
      if (blocked || u < 0 || v < 0 || u >= g_.width || v >= g_.height) return;
      if (g_.space[index(u, v)] != -2) return;
      g_.space[index(u, v)] = space;
      todo.emplace_back(u, v);
    };
    while (!todo.empty()) {
      const auto [u, v] = todo.back();
      todo.pop_back();
      go(u + 1, v, blocks_.right[index(u, v)]);
      go(u, v + 1, blocks_.up[index(u, v)]);
      if (u > 0) go(u - 1, v, blocks_.right[index(u - 1, v)]);
      if (v > 0) go(u, v - 1, blocks_.up[index(u, v - 1)]);
    }
  }

  const PlanFloor& floor_;
  Grid& g_;
  Blocks blocks_;
};

int space_at(const Grid& g, const Point& p) {
  return g.at(static_cast<int>(std::floor((p.x - g.origin.x) / g.cell)),
              static_cast<int>(std::floor((p.y - g.origin.y) / g.cell)));
}

// A door without a label on either side names the smaller of its two spaces.
void name_by_doors(const PlanFloor& floor, Grid& g) {
  std::vector<int> size(g.names.size());
  for (const int s : g.space)
    if (s >= 0) ++size[static_cast<std::size_t>(s)];
  for (const Named& door : floor.doors) {
    int best = -1;
    for (int dx = -2; dx <= 2; ++dx)
      for (int dy = -2; dy <= 2; ++dy) {
        const int s = space_at(g, {door.at.x + dx * g.cell, door.at.y + dy * g.cell});
        if (s < 0) continue;
        const auto i = static_cast<std::size_t>(s);
        if (best < 0 || size[i] < size[static_cast<std::size_t>(best)]) best = s;
      }
    if (best >= 0 && !door.name.empty() && g.names[static_cast<std::size_t>(best)].empty())
      g.names[static_cast<std::size_t>(best)] = door.name;
  }
}

}  // namespace

Grid flood(const PlanFloor& floor) {
  Grid g;
  g.cell = kCell;
  if (floor.walls.empty()) throw InputError(fmt::format("floor '{}' has no walls", floor.name));
  Raster(floor, g).fill();
  for (const Named& label : floor.labels) {
    const int s = space_at(g, label.at);
    if (s >= 0 && g.names[static_cast<std::size_t>(s)].empty())
      g.names[static_cast<std::size_t>(s)] = label.name;
  }
  name_by_doors(floor, g);
  return g;
}

}  // namespace wardtwin::importing
