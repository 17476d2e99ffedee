#include <algorithm>

#include <fmt/format.h>

#include "viz/draw/record.h"
#include "viz/panels/plan_layers.h"

// Gateways, switches and servers on the plan. Access points have a layer of their own.
namespace wardtwin::viz {

bool stands_here(const View& v, std::uint32_t node) {
  const results::Surroundings& s = v.trace->model().surroundings;
  return node < s.node_places.size() && s.nodes[node].kind != "access point" &&
         v.trace->floor_of(s.node_places[node].at.z) == v.floor;
}

void draw_part(const PlanFrame& f, ImVec2 at, float r, const std::string& kind, bool down) {
  const ImU32 c = down ? color_of(State::bad) : palette().text;
  if (kind == "gateway") {
    const ImVec2 n{at.x, at.y - r * 1.2f}, e{at.x + r * 1.2f, at.y}, s{at.x, at.y + r * 1.2f},
        w{at.x - r * 1.2f, at.y};
    f.draw->AddQuadFilled(n, e, s, w, palette().panel);
    f.draw->AddQuad(n, e, s, w, c, px(2));
  } else if (kind == "server") {
    f.draw->AddRectFilled({at.x - r, at.y - r}, {at.x + r, at.y + r}, c, px(1));
  } else {
    const ImVec2 a{at.x - r * 1.4f, at.y - r * 0.8f}, b{at.x + r * 1.4f, at.y + r * 0.8f};
    f.draw->AddRectFilled(a, b, palette().panel, px(2));
    f.draw->AddRect(a, b, c, px(2), 0, px(2));
  }
  if (!down) return;
  f.draw->AddLine({at.x - r, at.y - r}, {at.x + r, at.y + r}, c, px(2));
  f.draw->AddLine({at.x - r, at.y + r}, {at.x + r, at.y - r}, c, px(2));
}

void record_things(const View& v) {
  if (!recording()) return;
  const Trace& t = *v.trace;
  const results::Model& m = t.model();
  record_table("things");
  for (const char* head : {"kind", "name", "floor", "x_m", "y_m", "state"}) record_cell(head);
  const auto add = [&](const char* word, Selection what, const std::string& state) {
    const auto at = place_of(t, what, v.now);
    if (!at) return;
    record_row();
    const std::uint32_t floor = t.floor_of(at->z);
    for (const std::string& text :
         {std::string(word), name_of(t, what),
          floor < m.building.floors.size() ? m.building.floors[floor].name : "",
          fmt::format("{:.3f}", at->x), fmt::format("{:.3f}", at->y), state})
      record_cell(text);
  };
  for (std::uint32_t b = 0; b < m.building.beds.size(); ++b)
    add("bed", {Kind::bed, b}, word_of_state(t.bed_state(b, v.now)));
  for (std::uint32_t d = 0; d < m.devices.size(); ++d)
    add("device", {Kind::device, d}, word_of_state(t.device_state(d, v.now)));
  for (std::uint32_t a = 0; a < m.access_points.size(); ++a)
    add("access point", {Kind::access_point, a},
        t.fault_of(m.access_points[a].name, v.now) ? "down" : "up");
  for (std::uint32_t n = 0; n < m.surroundings.nodes.size(); ++n)
    if (m.surroundings.nodes[n].kind != "access point")
      add("part", {Kind::part, n}, t.fault_of(m.surroundings.nodes[n].name, v.now) ? "down" : "up");
  for (std::uint32_t n = 0; n < m.surroundings.nurses.size(); ++n)
    if (const auto p = t.nurse(n, v.now)) add("nurse", {Kind::nurse, n}, t.activity(p->doing));
}

void draw_parts(const View& v, const PlanFrame& f) {
  const results::Surroundings& s = v.trace->model().surroundings;
  const float r = std::clamp(f.scale() * 0.4f, px(3.5f), px(8));
  for (std::uint32_t n = 0; n < s.nodes.size(); ++n) {
    if (!stands_here(v, n)) continue;
    const ImVec2 at = f.screen(s.node_places[n].at.x, s.node_places[n].at.y);
    if (!f.sees(at)) continue;
    name_rect("plan/" + s.nodes[n].name, {at.x - r, at.y - r}, {at.x + r, at.y + r});
    draw_part(f, at, r, s.nodes[n].kind, v.trace->fault_of(s.nodes[n].name, v.now) != nullptr);
  }
}

}  // namespace wardtwin::viz
