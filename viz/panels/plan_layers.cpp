#include "viz/panels/plan_layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "viz/draw/chart.h"
#include "viz/draw/record.h"
#include "viz/panels/edit.h"

namespace wardtwin::viz {
namespace {

constexpr float kSeesNames = 9;  ///< pixels (at scale 1) per metre from which names are written

void text_in(const PlanFrame& f, ImVec2 at, ImU32 color, const std::string& text, ImFont* font) {
  const ImVec2 size = font->CalcTextSizeA(font->FontSize, 1e9f, 0, text.c_str());
  f.draw->AddText(font, font->FontSize, {at.x - size.x / 2, at.y - size.y / 2}, color,
                  text.c_str());
}

void haloed(const PlanFrame& f, ImVec2 at, ImU32 color, const std::string& text, ImFont* font) {
  const ImVec2 size = font->CalcTextSizeA(font->FontSize, 1e9f, 0, text.c_str());
  f.draw->AddRectFilled({at.x - size.x / 2 - 2, at.y - size.y / 2},
                        {at.x + size.x / 2 + 2, at.y + size.y / 2}, faded(palette().panel, 0.7f),
                        px(2));
  text_in(f, at, color, text, font);
}

float thickness(flow::Material m) {
  switch (m) {
    case flow::Material::brick:
    case flow::Material::concrete_100:
    case flow::Material::concrete_150:
    case flow::Material::concrete_200: return 3;
    case flow::Material::lead:
    case flow::Material::faraday_cage:
    case flow::Material::metal: return 4;
    case flow::Material::glass: return 1;
    default: return 2;
  }
}

}  // namespace

namespace {

struct Heated {
  std::vector<HeatSquare> squares;
  HeatScale scale;
};

const Heated& heated(const View& v) {
  static std::tuple<std::string, std::string, Time, std::size_t, HeatChoice, Time, Time> key;
  static Heated kept;
  const std::tuple now{v.trace->path(), v.trace->results().run.created_utc,
                       v.trace->end(),  v.trace->replication(),
                       v.heat,          v.window_from,
                       v.window_to};
  if (now != key) {
    kept.squares = heat_map(*v.trace, v.heat, v.window_from, v.window_to);
    kept.scale = scale_of(v.heat, kept.squares);
    key = now;
  }
  return kept;
}

}  // namespace

const std::vector<HeatSquare>& current_heat(const View& v) { return heated(v).squares; }
const HeatScale& current_scale(const View& v) { return heated(v).scale; }

void draw_rooms(const View& v, const PlanFrame& f) {
  for (const flow::Room& r : v.trace->model().building.rooms) {
    if (r.floor != v.floor) continue;
    const bool corridor = r.kind == flow::RoomKind::corridor;
    f.draw->AddRectFilled(f.screen(r.x0, r.y1), f.screen(r.x1, r.y0),
                          corridor ? palette().corridor : palette().room);
  }
}

namespace {

std::string as_csv(const std::vector<HeatSquare>& squares, const HeatScale& s) {
  std::string out = fmt::format("floor,x0_m,y0_m,x1_m,y1_m,\"{} [{}]\"\n", s.title, s.unit);
  for (const HeatSquare& q : squares)
    if (!std::isnan(q.value))
      out += fmt::format("{},{},{},{},{},{}\n", q.floor, q.x0, q.y0, q.x1, q.y1, q.value);
  return out;
}

}  // namespace

void draw_heat(const View& v, const PlanFrame& f) {
  if (v.heat.heat == Heat::none) return;
  if (recording()) record("heat", as_csv(current_heat(v), current_scale(v)));
  const HeatScale& s = current_scale(v);
  for (const HeatSquare& q : current_heat(v)) {
    if (q.floor != v.floor || std::isnan(q.value)) continue;
    const ImVec2 a = f.screen(q.x0, q.y1), b = f.screen(q.x1, q.y0);
    if (b.x < f.min.x || a.x > f.max.x || b.y < f.min.y || a.y > f.max.y) continue;
    f.draw->AddRectFilled(a, b, faded(heat_color(share_on(s, q.value)), 0.8f));
  }
}

void draw_walls(const View& v, const PlanFrame& f) {
  for (const flow::Wall& w : v.trace->model().building.walls)
    if (w.floor == v.floor)
      f.draw->AddLine(f.screen(w.x0, w.y0), f.screen(w.x1, w.y1), palette().wall,
                      thickness(w.material));
}

void draw_beds(const View& v, const PlanFrame& f) {
  const results::Model& m = v.trace->model();
  const float r = std::max(px(3), std::min(px(9), f.scale() * 0.5f));
  for (std::uint32_t b = 0; b < m.building.beds.size(); ++b) {
    const Position& at = m.building.beds[b].at;
    const ImVec2 s = f.screen(at.x, at.y);
    if (v.trace->floor_of(at.z) != v.floor || !f.sees(s)) continue;
    const State state = v.trace->bed_state(b, v.now);
    if (v.tool == Tool::move)
      name_rect("plan/" + m.building.beds[b].name, {s.x - r, s.y - r}, {s.x + r, s.y + r});
    // on a heat map a mark needs a ground of its own
    if (v.heat.heat != Heat::none)
      f.draw->AddRectFilled({s.x - r * 1.5f, s.y - r * 1.3f}, {s.x + r * 1.5f, s.y + r * 1.3f},
                            faded(palette().panel, 0.8f), px(2));
    if (f.scale() > px(kSeesDevices))
      f.draw->AddRect({s.x - f.scale() * 0.95f, s.y - f.scale() * 0.45f},
                      {s.x + f.scale() * 0.95f, s.y + f.scale() * 0.45f},
                      faded(palette().wall, 0.7f), px(2));
    draw_mark(f.draw, s, r, state);
  }
}

void draw_access_points(const View& v, const PlanFrame& f) {
  const results::Model& m = v.trace->model();
  const float r = std::clamp(f.scale() * 0.42f, px(4), px(9));
  for (std::uint32_t a = 0; a < m.access_points.size(); ++a) {
    const Position& at = m.access_points[a].at;
    if (v.trace->floor_of(at.z) != v.floor) continue;
    const ImVec2 s = f.screen(at.x, at.y);
    if (!f.sees(s)) continue;
    name_rect("plan/" + m.access_points[a].name, {s.x - r, s.y - r}, {s.x + r, s.y + r});
    const bool down = v.trace->fault_of(m.access_points[a].name, v.now) != nullptr;
    const ImU32 c = down ? color_of(State::bad) : palette().selected;
    f.draw->AddCircleFilled(s, r, palette().panel, 20);
    f.draw->AddCircle(s, r, c, 20, px(2.5f));
    if (down) {
      f.draw->AddLine({s.x - r, s.y - r}, {s.x + r, s.y + r}, c, px(2.5f));
      f.draw->AddLine({s.x - r, s.y + r}, {s.x + r, s.y - r}, c, px(2.5f));
    } else {
      f.draw->AddCircleFilled(s, r * 0.35f, c, 10);
    }
  }
}

void draw_names_of_access_points(const View& v, const PlanFrame& f) {
  if (f.scale() <= px(kSeesNames)) return;
  const float r = std::clamp(f.scale() * 0.42f, px(4), px(9));
  const auto name = [&](const std::string& text, const Position& at) {
    const ImVec2 s = f.screen(at.x, at.y);
    if (f.sees(s)) haloed(f, {s.x, s.y - r - px(7)}, palette().text, text, small_font());
  };
  const results::Model& m = v.trace->model();
  for (const auto& a : m.access_points)
    if (v.trace->floor_of(a.at.z) == v.floor) name(a.name, a.at);
  // those that stand together have their names in the tooltip and beside the plan
  for (std::uint32_t n = 0; v.show_parts && n < m.surroundings.nodes.size(); ++n) {
    if (!stands_here(v, n)) continue;
    const Position& at = m.surroundings.node_places[n].at;
    bool alone = true;
    for (std::uint32_t k = 0; k < n && alone; ++k)
      alone = !stands_here(v, k) || std::hypot(at.x - m.surroundings.node_places[k].at.x,
                                               at.y - m.surroundings.node_places[k].at.y) *
                                            v.camera.pixels_per_metre >
                                        double{px(70)};
    if (alone) name(m.surroundings.nodes[n].name, at);
  }
}

namespace {

void draw_one_moved(const PlanFrame& f, const std::string& name, const Position& from,
                    const Position& to) {
  const ImVec2 s = f.screen(to.x, to.y);
  f.draw->AddLine(f.screen(from.x, from.y), s, palette().selected, px(2));
  f.draw->AddCircle(s, px(9), palette().selected, 20, px(3));
  haloed(f, {s.x, s.y + px(18)}, palette().selected, name + " in the text", small_font());
}

void draw_new_wall(const PlanFrame& f, const flow::Wall& w) {
  f.draw->AddLine(f.screen(w.x0, w.y0), f.screen(w.x1, w.y1), palette().selected,
                  std::max(px(3), thickness(w.material)));
}

}  // namespace

void draw_edits(const View& v, const PlanFrame& f) {
  const Edits& e = edits_of(v);
  for (const Moved& m : e.moved)
    if (v.trace->floor_of(m.from.z) == v.floor && v.dragged != m.what)
      draw_one_moved(f, name_of(*v.trace, m.what), m.from, m.to);
  if (v.dragged)
    if (const auto from = place_of(*v.trace, *v.dragged, v.now))
      draw_one_moved(f, name_of(*v.trace, *v.dragged), *from, v.dragged_to);
  for (const flow::Wall& w : e.walls)
    if (w.floor == v.floor) draw_new_wall(f, w);
  if (v.wall_from)
    draw_new_wall(f, {v.floor, v.wall_from->x, v.wall_from->y, v.dragged_to.x, v.dragged_to.y,
                      flow::Material::plasterboard});
}

void draw_room_names(const View& v, const PlanFrame& f) {
  ImFont* font = small_font();
  for (const flow::Room& r : v.trace->model().building.rooms) {
    if (r.floor != v.floor) continue;
    const ImVec2 a = f.screen(r.x0, r.y1), b = f.screen(r.x1, r.y0);
    const ImVec2 size = font->CalcTextSizeA(font->FontSize, 1e9f, 0, r.name.c_str());
    // beds need the room that a name would take in a small one
    const float least = r.kind == flow::RoomKind::corridor ? 1.f : 5.f;
    if (size.x > b.x - a.x - px(4) || least * size.y > b.y - a.y) continue;
    // of a room at the edge its name is in the part that is seen, if it has room there
    if (size.x > std::min(b.x, f.max.x) - std::max(a.x, f.min.x) - px(4) ||
        size.y > std::min(b.y, f.max.y) - std::max(a.y, f.min.y))
      continue;
    const ImVec2 at{std::max(a.x, f.min.x) + px(4), std::max(a.y, f.min.y) + px(2)};
    if (v.heat.heat != Heat::none)
      f.draw->AddRectFilled({at.x - px(2), at.y}, {at.x + size.x + px(2), at.y + size.y},
                            faded(palette().panel, 0.75f));
    f.draw->AddText(font, font->FontSize, at,
                    v.heat.heat == Heat::none ? palette().faint : palette().text, r.name.c_str());
  }
}

void draw_scale_bar(const PlanFrame& f) {
  const double metres = tick_step(px(160) / f.camera.pixels_per_metre, 1);
  const auto width = static_cast<float>(metres * f.camera.pixels_per_metre);
  const ImVec2 at{f.max.x - px(16) - width, f.min.y + px(28)};
  f.draw->AddRectFilled({at.x - px(8), at.y - px(22)}, {f.max.x - px(6), at.y + px(8)},
                        faded(palette().panel, 0.85f), px(3));
  f.draw->AddLine(at, {at.x + width, at.y}, palette().text, px(2));
  text_in(f, {at.x + width / 2, at.y - px(10)}, palette().text, fmt::format("{:g} m", metres),
          small_font());
}

Selection pick(const View& v, const PlanFrame& f, ImVec2 at) {
  const results::Model& m = v.trace->model();
  Selection best;
  float nearest = px(10);
  const auto offer_at = [&](Kind kind, std::uint32_t i, ImVec2 s) {
    const float d = std::hypot(s.x - at.x, s.y - at.y);
    if (d < nearest) {
      nearest = d;
      best = {kind, i, false};
    }
  };
  const auto offer = [&](Kind kind, std::uint32_t i, double x, double y) {
    offer_at(kind, i, f.screen(x, y));
  };
  if (v.show_nurses)
    for (const NurseMark& n : nurse_marks(v, f)) offer_at(Kind::nurse, n.nurse, n.at);
  for (const HandsetMark& h : handset_marks(v, f)) offer_at(Kind::device, h.device, h.at);
  for (std::uint32_t a = 0; a < m.access_points.size(); ++a)
    if (v.trace->floor_of(m.access_points[a].at.z) == v.floor)
      offer(Kind::access_point, a, m.access_points[a].at.x, m.access_points[a].at.y);
  for (std::uint32_t n = 0; v.show_parts && n < m.surroundings.nodes.size(); ++n)
    if (stands_here(v, n))
      offer(Kind::part, n, m.surroundings.node_places[n].at.x, m.surroundings.node_places[n].at.y);
  for (std::uint32_t b = 0; b < m.building.beds.size(); ++b)
    if (v.trace->floor_of(m.building.beds[b].at.z) == v.floor)
      offer(Kind::bed, b, m.building.beds[b].at.x, m.building.beds[b].at.y);
  if (v.show_devices && f.scale() > px(kSeesDevices))
    for (std::uint32_t d = 0; d < m.devices.size(); ++d)
      if (const DrawnDevice& p = drawn_devices(v)[d]; p.floor == v.floor)
        offer(Kind::device, d, double{p.x}, double{p.y});
  if (best.kind != Kind::none) return best;
  const Position w = f.world(at);
  for (std::uint32_t r = 0; r < m.building.rooms.size(); ++r) {
    const flow::Room& room = m.building.rooms[r];
    if (room.floor == v.floor && w.x >= room.x0 && w.x < room.x1 && w.y >= room.y0 && w.y < room.y1)
      return {Kind::room, r, false};
  }
  return {};
}

}  // namespace wardtwin::viz
