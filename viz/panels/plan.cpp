#include "viz/panels/plan.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "viz/draw/chart.h"
#include "viz/draw/table.h"
#include "viz/panels/edit.h"
#include "viz/panels/plan_layers.h"

namespace wardtwin::viz {
namespace {

struct Bounds {
  double x0 = 1e300, y0 = 1e300, x1 = -1e300, y1 = -1e300;
};

Bounds bounds_of(const results::Model& m, std::uint32_t floor) {
  Bounds b;
  for (const flow::Room& r : m.building.rooms)
    if (r.floor == floor) {
      b.x0 = std::min(b.x0, r.x0);
      b.y0 = std::min(b.y0, r.y0);
      b.x1 = std::max(b.x1, r.x1);
      b.y1 = std::max(b.y1, r.y1);
    }
  if (b.x0 > b.x1) b = {0, 0, 10, 10};
  return b;
}

void fit(View& v, ImVec2 size) {
  const Bounds b = bounds_of(v.trace->model(), v.floor);
  const double margin = px(28);
  v.camera.pixels_per_metre = std::max(
      0.01, std::min((size.x - 2 * margin) / (b.x1 - b.x0), (size.y - 2 * margin) / (b.y1 - b.y0)));
  v.camera.x = (b.x0 + b.x1) / 2;
  v.camera.y = (b.y0 + b.y1) / 2;
}

// Wheel: towards the mouse; drag: with the mouse.
void steer(View& v, const PlanFrame& f) {
  ImGuiIO& io = ImGui::GetIO();
  if (ImGui::IsItemHovered() && io.MouseWheel != 0) {
    const Position under = f.world(io.MousePos);
    const double ppm =
        std::clamp(v.camera.pixels_per_metre * std::pow(1.2, double{io.MouseWheel}), 0.5, 400.0);
    v.camera.x = under.x - (io.MousePos.x - f.middle.x) / ppm;
    v.camera.y = under.y + (io.MousePos.y - f.middle.y) / ppm;
    v.camera.pixels_per_metre = ppm;
  }
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(0) && !v.dragged && !v.wall_from) {
    v.camera.x -= io.MouseDelta.x / v.camera.pixels_per_metre;
    v.camera.y += io.MouseDelta.y / v.camera.pixels_per_metre;
    v.selected.follow = false;
  }
}

// A bed, access point or part of the network under the mouse is dragged and its place written down.
void drag_thing(View& v, const PlanFrame& f, ImVec2 mouse) {
  if (v.tool == Tool::move && ImGui::IsItemActivated()) {
    const Selection under = pick(v, f, mouse);
    if (under.kind == Kind::access_point || under.kind == Kind::bed || under.kind == Kind::part)
      v.dragged = under;
  }
  if (!v.dragged) return;
  v.dragged_to = f.world(mouse);
  if (ImGui::IsItemActive()) return;
  const ImVec2 moved = ImGui::GetMouseDragDelta(0);
  if (std::hypot(moved.x, moved.y) >= px(4)) v.note = move_to(v, *v.dragged, v.dragged_to);
  v.dragged.reset();
}

void draw_wall_by_mouse(View& v, const PlanFrame& f, ImVec2 mouse) {
  if (v.tool == Tool::wall && ImGui::IsItemActivated()) v.wall_from = f.world(mouse);
  if (!v.wall_from) return;
  v.dragged_to = f.world(mouse);
  if (ImGui::IsItemActive()) return;
  v.note = add_wall(v, *v.wall_from, v.dragged_to);
  v.wall_from.reset();
}

void use_tool(View& v, const PlanFrame& f) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  drag_thing(v, f, mouse);
  draw_wall_by_mouse(v, f, mouse);
}

// With the tool for it, a click on a part writes down that it fails.
void clicked(View& v, Selection under) {
  v.selected = under;
  if (v.tool != Tool::fault) return;
  v.note = under.kind == Kind::access_point || under.kind == Kind::part
               ? add_fault(v, name_of(*v.trace, under))
               : "click an access point, gateway, switch or server, here or in the panel Network";
}

void follow(View& v) {
  if (!v.selected.follow) return;
  if (const auto at = place_of(*v.trace, v.selected, v.now)) {
    v.camera.x = at->x;
    v.camera.y = at->y;
    v.floor = v.trace->floor_of(at->z);
  }
}

void hover(const View& v, const PlanFrame& f, Selection s) {
  if (s.kind == Kind::none || !ImGui::IsItemHovered()) return;
  const Trace& t = *v.trace;
  ImGui::BeginTooltip();
  ImGui::TextUnformatted(name_of(t, s).c_str());
  if (s.kind == Kind::bed) ImGui::TextDisabled("%s", word_of_state(t.bed_state(s.index, v.now)));
  if (s.kind == Kind::nurse)
    if (const auto n = t.nurse(s.index, v.now))
      ImGui::TextDisabled("%s", t.activity(n->doing).c_str());
  if (s.kind == Kind::access_point)
    ImGui::TextDisabled("channel %s, %u devices", t.model().access_points[s.index].channel.c_str(),
                        t.stations_of_access_points(v.now)[s.index]);
  if (s.kind == Kind::part)
    ImGui::TextDisabled("%s%s", t.model().surroundings.nodes[s.index].kind.c_str(),
                        t.model().surroundings.node_places[s.index].given
                            ? ""
                            : "; the scenario does not say where it stands");
  if (v.heat.heat != Heat::none)
    for (const HeatSquare& q : current_heat(v)) {
      const Position at = f.world(ImGui::GetIO().MousePos);
      if (q.floor != v.floor || at.x < q.x0 || at.x >= q.x1 || at.y < q.y0 || at.y >= q.y1)
        continue;
      if (std::isnan(q.value)) break;
      const HeatScale& scale = current_scale(v);
      ImGui::TextDisabled("%s", heat_text(scale, q.value).c_str());
      if (q.count > 0) ImGui::TextDisabled("of %s", count_text(q.count).c_str());
      break;
    }
  ImGui::EndTooltip();
}

void mark_selected(const View& v, const PlanFrame& f) {
  if (v.selected.kind == Kind::none || v.selected.kind == Kind::room) return;
  const auto at = place_of(*v.trace, v.selected, v.now);
  if (!at || v.trace->floor_of(at->z) != v.floor) return;
  f.draw->AddCircle(f.screen(at->x, at->y), px(14), palette().selected, 24, px(2.5f));
}

}  // namespace

void draw_mark(ImDrawList* draw, ImVec2 at, float r, State state) {
  const ImU32 c = color_of(state);
  // smoothed edges are most of the cost of a mark, and nothing to see on one of a few pixels
  const ImDrawListFlags kept = draw->Flags;
  const bool tiny = r < px(3.5f);
  if (tiny) draw->Flags &= ~(ImDrawListFlags_AntiAliasedFill | ImDrawListFlags_AntiAliasedLines);
  switch (state) {
    case State::off: draw->AddCircle(at, r * 0.8f, c, tiny ? 6 : 12, tiny ? 1 : 1.5f); break;
    case State::good: draw->AddCircleFilled(at, r * 0.85f, c, tiny ? 6 : 10); break;
    case State::notice:
      draw->AddQuadFilled({at.x, at.y - r}, {at.x + r, at.y}, {at.x, at.y + r}, {at.x - r, at.y},
                          c);
      break;
    case State::warning:
      draw->AddTriangleFilled({at.x, at.y - r}, {at.x + r, at.y + r * 0.8f},
                              {at.x - r, at.y + r * 0.8f}, c);
      break;
    case State::bad: draw->AddRectFilled({at.x - r, at.y - r}, {at.x + r, at.y + r}, c); break;
  }
  draw->Flags = kept;
}

void draw_plan(View& v, ImVec2 size) {
  size.x = std::max(size.x, px(80));
  size.y = std::max(size.y, px(80));
  ImGui::InvisibleButton("plan", size);
  name_item("plan");
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  if (v.camera.pixels_per_metre <= 0) fit(v, size);
  follow(v);
  PlanFrame f;
  f.draw = ImGui::GetWindowDrawList();
  f.min = min;
  f.max = max;
  f.middle = {(min.x + max.x) / 2, (min.y + max.y) / 2};
  f.camera = v.camera;
  use_tool(v, f);
  steer(v, f);
  f.camera = v.camera;
  f.draw->AddRectFilled(min, max, palette().panel, px(4));
  record_things(v);
  f.draw->PushClipRect(min, max, true);
  draw_rooms(v, f);
  draw_heat(v, f);
  draw_walls(v, f);
  if (v.show_links) draw_links(v, f);
  draw_beds(v, f);
  if (v.show_devices) draw_devices(v, f);
  if (v.show_parts) draw_parts(v, f);
  draw_access_points(v, f);
  draw_edits(v, f);
  if (v.show_nurses) draw_nurses(v, f);
  draw_handsets(v, f);
  draw_room_names(v, f);
  draw_names_of_access_points(v, f);
  mark_selected(v, f);
  draw_scale_bar(f);
  draw_legend(v, f);
  f.draw->PopClipRect();
  const Selection under =
      ImGui::IsItemHovered() ? pick(v, f, ImGui::GetIO().MousePos) : Selection{};
  hover(v, f, under);
  const ImVec2 moved = ImGui::GetMouseDragDelta(0);
  if (ImGui::IsItemDeactivated() && std::hypot(moved.x, moved.y) < px(4)) clicked(v, under);
  if (under.kind == Kind::access_point || under.kind == Kind::part)
    v.pointed = name_of(*v.trace, under);
}

}  // namespace wardtwin::viz
