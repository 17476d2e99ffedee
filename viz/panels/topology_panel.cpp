#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "viz/draw/record.h"
#include "viz/draw/table.h"
#include "viz/panels/edit.h"
#include "viz/panels/view.h"

// The wired network in layers, as data goes: access points, gateways, switches, servers.
namespace wardtwin::viz {
namespace {

// Access points hang on the first row of switches, the core above it; servers and gateways above.
std::size_t layer_of(const results::Surroundings& s, std::uint32_t node) {
  const std::string& kind = s.nodes[node].kind;
  if (kind == "access point") return 0;
  if (kind == "gateway" || kind == "server") return 3;
  for (const results::NetworkLink& l : s.links) {
    const std::uint32_t other = l.a == node ? l.b : l.b == node ? l.a : flow::kNone;
    if (other < s.nodes.size() && s.nodes[other].kind == "access point") return 1;
  }
  return 2;
}

struct Drawing {
  std::vector<ImVec2> at;  ///< by node
  float radius = 0;
};

Drawing lay_out(const results::Surroundings& s, ImVec2 min, ImVec2 size) {
  std::array<std::vector<std::uint32_t>, 4> layers;
  for (std::uint32_t n = 0; n < s.nodes.size(); ++n) layers[layer_of(s, n)].push_back(n);
  // below each switch stand those that hang on it
  std::vector<std::uint32_t> parent(s.nodes.size(), flow::kNone);
  for (const results::NetworkLink& l : s.links) {
    if (layer_of(s, l.a) == 0) parent[l.a] = l.b;
    if (layer_of(s, l.b) == 0) parent[l.b] = l.a;
  }
  std::ranges::stable_sort(layers[0], {}, [&](std::uint32_t n) { return parent[n]; });
  Drawing d;
  d.at.resize(s.nodes.size());
  d.radius = px(8);
  for (std::size_t k = 0; k < layers.size(); ++k)
    for (std::size_t i = 0; i < layers[k].size(); ++i)
      d.at[layers[k][i]] = {
          min.x + size.x * (static_cast<float>(i) + 0.5f) / static_cast<float>(layers[k].size()),
          min.y + size.y * (0.88f - 0.25f * static_cast<float>(k))};
  return d;
}

// Full speed of both directions' busier one.
double load_of(const Trace& t, std::size_t link) {
  const auto& ports = t.logs().ports;
  return 2 * link + 1 < ports.size()
             ? std::max(ports[2 * link].utilisation, ports[2 * link + 1].utilisation)
             : 0;
}

std::string as_csv(const Trace& t) {
  const results::Surroundings& s = t.model().surroundings;
  std::string out = "link,from,to,rate_bps,share in use\n";
  for (std::size_t l = 0; l < s.links.size(); ++l)
    out += fmt::format("{},{},{},{},{}\n", s.links[l].name, s.nodes[s.links[l].a].name,
                       s.nodes[s.links[l].b].name, s.links[l].rate_bps, load_of(t, l));
  return out;
}

void draw_links(const View& v, const Drawing& d, ImDrawList* draw, double most) {
  const results::Surroundings& s = v.trace->model().surroundings;
  const double least = v.theme.dark ? 0.3 : 0;  // the darkest colours are lost on a dark ground
  for (std::size_t l = 0; l < s.links.size(); ++l) {
    const bool down = v.trace->fault_of(s.links[l].name, v.now) ||
                      v.trace->fault_of(s.nodes[s.links[l].a].name, v.now) ||
                      v.trace->fault_of(s.nodes[s.links[l].b].name, v.now);
    const double load = load_of(*v.trace, l);
    const ImU32 c = down       ? color_of(State::bad)
                    : most > 0 ? heat_color(least + (0.85 - least) * load / most)
                               : palette().wall;
    draw->AddLine(d.at[s.links[l].a], d.at[s.links[l].b], c,
                  down ? px(1) : px(1.5f) + px(4) * static_cast<float>(most > 0 ? load / most : 0));
  }
}

void draw_node(const View& v, const Drawing& d, ImDrawList* draw, std::uint32_t n,
               std::size_t layer) {
  const results::NetworkNode& node = v.trace->model().surroundings.nodes[n];
  const ImVec2 at = d.at[n];
  name_rect("topology/" + node.name, {at.x - d.radius, at.y - d.radius},
            {at.x + d.radius, at.y + d.radius});
  const bool down = v.trace->fault_of(node.name, v.now) != nullptr;
  const ImU32 c = down ? color_of(State::bad) : palette().text;
  const float r = d.radius;
  draw->AddCircleFilled(at, r + px(3), palette().panel);
  if (node.kind == "access point")
    draw->AddCircle(at, r, c, 20, px(2));
  else if (node.kind == "switch")
    draw->AddRect({at.x - r * 1.4f, at.y - r * 0.8f}, {at.x + r * 1.4f, at.y + r * 0.8f}, c, px(2),
                  0, px(2));
  else if (node.kind == "gateway")
    draw->AddQuad({at.x, at.y - r * 1.2f}, {at.x + r * 1.2f, at.y}, {at.x, at.y + r * 1.2f},
                  {at.x - r * 1.2f, at.y}, c, px(2));
  else
    draw->AddRectFilled({at.x - r, at.y - r}, {at.x + r, at.y + r}, c, px(2));
  const ImVec2 size = ImGui::CalcTextSize(node.name.c_str());
  // below, beside or above, where no link runs
  ImVec2 text{at.x - size.x / 2, at.y + r + px(4)};
  if (layer == 1 || layer == 2) text = {at.x + r * 1.4f + px(8), at.y - size.y / 2};
  if (layer == 3) text.y = at.y - r - size.y - px(6);
  draw->AddRectFilled({text.x - px(2), text.y}, {text.x + size.x + px(2), text.y + size.y},
                      palette().panel);
  draw->AddText(text, c, node.name.c_str());
}

void hover(View& v, const Drawing& d) {
  const results::Surroundings& s = v.trace->model().surroundings;
  const ImVec2 m = ImGui::GetIO().MousePos;
  for (std::uint32_t n = 0; n < s.nodes.size(); ++n) {
    if (std::hypot(d.at[n].x - m.x, d.at[n].y - m.y) > px(14)) continue;
    v.pointed = s.nodes[n].name;
    if (v.tool == Tool::fault && ImGui::IsMouseClicked(0)) v.note = add_fault(v, v.pointed);
    ImGui::BeginTooltip();
    ImGui::Text("%s, %s", s.nodes[n].name.c_str(), s.nodes[n].kind.c_str());
    for (std::size_t l = 0; l < s.links.size(); ++l)
      if (s.links[l].a == n || s.links[l].b == n)
        ImGui::TextDisabled("to %s: %.3g Mbit/s, %.3g %% in use",
                            s.nodes[s.links[l].a == n ? s.links[l].b : s.links[l].a].name.c_str(),
                            s.links[l].rate_bps / 1e6, 100 * load_of(*v.trace, l));
    ImGui::EndTooltip();
    return;
  }
}

}  // namespace

void draw_topology(View& v) {
  if (nothing_open(v)) return;
  const results::Surroundings& s = v.trace->model().surroundings;
  if (s.nodes.empty())
    return empty_state(
        "The file has no wired network: the scenario has none, or the file is older than format "
        "1.1.",
        "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
  double most = 0;
  for (std::size_t l = 0; l < s.links.size(); ++l) most = std::max(most, load_of(*v.trace, l));
  faint_line(fmt::format(
      "{} nodes, {} links; width and colour: use of the busier direction, mean of the run, the "
      "fullest {}. Red: down at {}. Ring: access point, box: switch, diamond: gateway, square: "
      "server.",
      s.nodes.size(), s.links.size(), share_text(most), v.trace->clock(v.now)));
  bool faults = v.tool == Tool::fault;
  if (ImGui::Checkbox("a click makes a part fail", &faults))
    v.tool = faults ? Tool::fault : Tool::look;
  name_item("topology/fault");
  tooltip(
      "The fault is written into the scenario's text, at the time of the time bar; the panel "
      "Scenario runs it.");
  ImGui::SameLine();
  break_button(v, "topology/break");
  const ImVec2 room = ImGui::GetContentRegionAvail();
  ImGui::InvisibleButton("graph", {std::max(room.x, px(100)), std::max(room.y, px(100))});
  name_item("topology");
  const ImVec2 min = ImGui::GetItemRectMin();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddRectFilled(min, ImGui::GetItemRectMax(), palette().panel, px(4));
  draw->PushClipRect(min, ImGui::GetItemRectMax(), true);
  const Drawing d = lay_out(s, min, room);
  if (recording()) record("links", as_csv(*v.trace));
  draw_links(v, d, draw, most);
  const bool many = s.nodes.size() > 40;
  for (std::uint32_t n = 0; n < s.nodes.size(); ++n)
    if (!many || s.nodes[n].kind != "access point")
      draw_node(v, d, draw, n, layer_of(s, n));
    else
      draw->AddCircleFilled(d.at[n], px(3), color_of(v.trace->part_state(s.nodes[n].name, v.now)));
  draw->PopClipRect();
  if (ImGui::IsItemHovered()) hover(v, d);
}

}  // namespace wardtwin::viz
