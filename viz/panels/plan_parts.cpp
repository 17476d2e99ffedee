#include <algorithm>

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
