#include <cmath>
#include <map>

#include <fmt/format.h>

#include "scenarios/import/csv.h"
#include "scenarios/import/json.h"
#include "scenarios/import/plan.h"

/// Tiled maps (JSON map format 1.x): a layer whose name contains "arena", "room" or "zone" tells what
/// space a tile belongs to; one whose name contains "object" where beds stand. What a tile means is
/// told by tables or by the tile sets' own names (class, type or property `name`).
namespace wardtwin::importing {
namespace {

using Json = nlohmann::json;
using Meanings = std::map<std::uint32_t, std::string>;

constexpr std::uint32_t kFlips = 0xf0000000;  ///< how a tile is turned, in the highest bits

struct Layer {
  std::string name;
  std::vector<std::uint32_t> tiles;  ///< row by row from above
};

std::string lower(std::string s) {
  for (char& c : s) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return s;
}

void own_meanings(const Json& root, Meanings& m) {
  const Json* sets = member(root, "tilesets");
  if (!sets || !sets->is_array()) return;
  for (const Json& set : *sets) {
    const double first = number_member(set, "firstgid", 0);
    const Json* tiles = member(set, "tiles");
    if (!tiles || !tiles->is_array()) continue;
    for (const Json& tile : *tiles) {
      std::string name = text_member(tile, "class");
      if (name.empty()) name = text_member(tile, "type");
      if (const Json* list = member(tile, "properties"); list && list->is_array())
        for (const Json& p : *list)
          if (text_member(p, "name") == "name") name = text_member(p, "value");
      const double id = first + number_member(tile, "id", 0);
      if (!name.empty() && id >= 0 && id < kFlips) m[static_cast<std::uint32_t>(id)] = name;
    }
  }
}

// Lines of a table: the tile's number first, its meaning last. Such tables have no head.
void read_meanings(const File& file, Meanings& m, Problems& problems) {
  std::size_t line = 0;
  for (std::string_view rest = file.text; !rest.empty();) {
    std::string_view text = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), text.size() + 1));
    ++line;
    while (text.ends_with('\r') || text.ends_with(' ')) text.remove_suffix(1);
    if (text.empty()) continue;
    double id = 0;
    const std::size_t comma = text.find(',');
    if (comma == text.npos || !read_number(text.substr(0, comma), id) || id < 0 || id >= kFlips) {
      problems.add({file.path, line, ""}, "a line is NUMBER, ..., NAME");
      continue;
    }
    std::string_view name = text.substr(text.rfind(',') + 1);
    while (name.starts_with(' ')) name.remove_prefix(1);
    m[static_cast<std::uint32_t>(id)] = std::string(name);
  }
}

// The first tile layer with one of the words in its name.
bool find_layer(const Json& root, std::initializer_list<std::string_view> words, std::size_t size,
                const File& file, Layer& out, Problems& problems) {
  const Json* layers = member(root, "layers");
  if (!layers || !layers->is_array()) return false;
  for (const Json& layer : *layers) {
    const std::string name = text_member(layer, "name");
    bool named = false;
    for (const std::string_view w : words) named |= lower(name).find(w) != std::string::npos;
    if (!named || text_member(layer, "type") != "tilelayer") continue;
    const Json* data = member(layer, "data");
    const auto tell = [&](std::string_view what) {
      problems.add({file.path, 0, fmt::format("layer '{}'", comment_text(name))}, what);
      return false;
    };
    if (!data || !data->is_array())
      return tell("its data is no list of tiles; save the map with CSV tiles and a fixed size");
    if (data->size() != size)
      return tell(fmt::format("has {} tiles; the map has {}", data->size(), size));
    for (const Json& tile : *data) {
      if (!tile.is_number_unsigned() || tile.get<std::uint64_t>() > 0xffffffff)
        return tell(fmt::format("tile {} is not a number of 32 bits", out.tiles.size()));
      out.tiles.push_back(tile.get<std::uint32_t>() & ~kFlips);
    }
    out.name = name;
    return true;
  }
  return false;
}

// Tiles of equal number that touch are one space.
void join_tiles(const Layer& layer, const Meanings& m, Grid& g) {
  const auto w = static_cast<std::size_t>(g.width), h = static_cast<std::size_t>(g.height);
  const auto tile = [&](std::size_t x, std::size_t y) { return layer.tiles[(h - 1 - y) * w + x]; };
  g.space.assign(w * h, -1);
  for (std::size_t start = 0; start < w * h; ++start) {
    const std::uint32_t id = tile(start % w, start / w);
    if (id == 0 || g.space[start] >= 0) continue;
    const int space = static_cast<int>(g.names.size());
    const auto it = m.find(id);
    g.names.push_back(it == m.end() ? fmt::format("zone_{}", id) : it->second);
    std::vector<std::size_t> todo{start};
    g.space[start] = space;
    while (!todo.empty()) {
      const std::size_t x = todo.back() % w, y = todo.back() / w;
      todo.pop_back();
      const auto go = [&](std::size_t u, std::size_t v) {
        if (u >= w || v >= h || g.space[v * w + u] >= 0 || tile(u, v) != id) return;
        g.space[v * w + u] = space;
        todo.push_back(v * w + u);
      };
      go(x + 1, y);
      go(x - 1, y);  // wraps to beyond the width at 0
      go(x, y + 1);
      go(x, y - 1);
    }
  }
}

}  // namespace

std::vector<GridFloor> read_tiled(const File& file, const File* zone_table,
                                  const File* object_table, double tile, Problems& problems) {
  const std::size_t before = problems.count();
  const Json root = read_object(file, problems);
  if (problems.count() > before) return {};
  const double w = number_member(root, "width", 0), h = number_member(root, "height", 0);
  if (!(w >= 1 && h >= 1 && w * h <= kMostCells && w == std::floor(w) && h == std::floor(h))) {
    problems.add({file.path, 1, "width, height"},
                 fmt::format("are {:g} x {:g}; a map has 1 to {} tiles", w, h, kMostCells));
    return {};
  }
  Meanings zone_names;
  own_meanings(root, zone_names);
  Meanings object_names = zone_names;
  if (zone_table) read_meanings(*zone_table, zone_names, problems);
  if (object_table) read_meanings(*object_table, object_names, problems);
  const auto size = static_cast<std::size_t>(w * h);
  Layer zones, objects;
  if (!find_layer(root, {"arena", "room", "zone"}, size, file, zones, problems)) {
    if (problems.count() == before)
      problems.add({file.path, 0, "layers"}, "there is no tile layer of arenas, rooms or zones");
    return {};
  }
  GridFloor f{"level_1", 0, {}, {}, {}};
  f.grid.cell = tile;
  f.grid.width = static_cast<int>(w);
  f.grid.height = static_cast<int>(h);
  join_tiles(zones, zone_names, f.grid);
  if (find_layer(root, {"object"}, size, file, objects, problems))
    for (std::size_t i = 0; i < size; ++i) {
      const auto it = object_names.find(objects.tiles[i]);
      if (it == object_names.end() || lower(it->second) != "bed") continue;
      const std::size_t x = i % static_cast<std::size_t>(w), y = i / static_cast<std::size_t>(w);
      f.beds.push_back(
          {tile * (static_cast<double>(x) + 0.5), tile * (h - static_cast<double>(y) - 0.5)});
    }
  if (problems.count() > before) return {};
  return {f};
}

}  // namespace wardtwin::importing
