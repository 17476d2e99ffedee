#include "viz/draw/sankey.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include <fmt/format.h>

#include "viz/draw/items.h"
#include "viz/draw/theme.h"

namespace wardtwin::viz {
namespace {

struct Node {
  std::string name;
  std::uint64_t in = 0, out = 0;
  int column = 0;
  ImVec2 at;  ///< upper left
  float height = 0, used_in = 0, used_out = 0;
  ImU32 color = 0;
  std::uint64_t through() const { return std::max(in, out); }
};

struct Link {
  std::size_t from, to;
  std::uint64_t count;
};

struct Graph {
  std::vector<Node> nodes;
  std::vector<Link> links;
  int columns = 3;
};

// Sources left, sinks right, all others between them: a place in the middle is both.
Graph graph_of(const std::vector<Stream>& streams) {
  Graph g;
  std::map<std::string, std::size_t> index;
  const auto node = [&](const std::string& name) {
    const auto [it, fresh] = index.try_emplace(name, g.nodes.size());
    if (fresh) g.nodes.push_back({name, 0, 0, 0, {}, 0, 0, 0, 0});
    return it->second;
  };
  for (const Stream& s : streams) {
    const std::size_t a = node(s.from), b = node(s.to);
    g.nodes[a].out += s.count;
    g.nodes[b].in += s.count;
    g.links.push_back({a, b, s.count});
  }
  for (std::size_t i = 0; i < g.nodes.size(); ++i) {
    g.nodes[i].column = g.nodes[i].in == 0 ? 0 : g.nodes[i].out == 0 ? 2 : 1;
    g.nodes[i].color = g.nodes[i].column == 1 ? series_color(i) : palette().faint;
  }
  return g;
}

float place(Graph& g, ImVec2 min, ImVec2 max) {
  const float width = px(16), gap = px(26);
  double scale = 1e9;
  for (int c = 0; c < g.columns; ++c) {
    std::uint64_t sum = 0;
    int n = 0;
    for (const Node& k : g.nodes)
      if (k.column == c) {
        sum += k.through();
        ++n;
      }
    if (sum > 0)
      scale = std::min(
          scale, double{max.y - min.y - gap * static_cast<float>(n)} / static_cast<double>(sum));
  }
  scale = std::max(scale, 1e-9);
  for (int c = 0; c < g.columns; ++c) {
    float y = min.y + gap;
    const float x =
        min.x + (max.x - min.x - width) * static_cast<float>(c) / static_cast<float>(g.columns - 1);
    for (Node& k : g.nodes) {
      if (k.column != c) continue;
      k.height = std::max(1.f, static_cast<float>(static_cast<double>(k.through()) * scale));
      k.at = {x, y};
      y += k.height + gap;
    }
  }
  return static_cast<float>(scale);
}

ImVec2 bezier(ImVec2 a, ImVec2 b, float t) {
  const float middle = (a.x + b.x) / 2, s = 1 - t;
  return {s * s * s * a.x + 3 * s * s * t * middle + 3 * s * t * t * middle + t * t * t * b.x,
          s * s * s * a.y + 3 * s * s * t * a.y + 3 * s * t * t * b.y + t * t * t * b.y};
}

// A band of even height from the right of one place to the left of another.
void draw_band(ImDrawList* draw, ImVec2 a, ImVec2 b, float height, ImU32 color) {
  constexpr int kPieces = 24;
  for (int i = 0; i < kPieces; ++i) {
    const ImVec2 p = bezier(a, b, static_cast<float>(i) / kPieces),
                 q = bezier(a, b, static_cast<float>(i + 1) / kPieces);
    draw->AddQuadFilled(p, q, {q.x, q.y + height}, {p.x, p.y + height}, color);
  }
}

// Between places of one column it runs round: out at the right, in at the left.
void draw_loop(ImDrawList* draw, ImVec2 a, ImVec2 b, float height, ImU32 color) {
  const float out = px(90), y = height / 2;
  draw->AddBezierCubic({a.x, a.y + y}, {a.x + out, a.y + y}, {b.x - out, b.y + y}, {b.x, b.y + y},
                       color, std::max(1.f, height), 32);
  const float r = px(5);
  draw->AddTriangleFilled({b.x, b.y + y}, {b.x - r * 1.6f, b.y + y - r},
                          {b.x - r * 1.6f, b.y + y + r}, palette().text);
}

void draw_links(Graph& g, ImDrawList* draw, float scale, const char* unit) {
  const float width = px(16);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  for (const Link& l : g.links) {
    Node &from = g.nodes[l.from], &to = g.nodes[l.to];
    const float h = std::max(1.f, static_cast<float>(static_cast<double>(l.count)) * scale);
    const ImVec2 a{from.at.x + width, from.at.y + from.used_out};
    from.used_out += h;
    const ImU32 color = faded(from.column == 1 ? from.color : to.color, 0.45f);
    const ImVec2 b{to.at.x, to.at.y + to.used_in};
    to.used_in += h;
    if (from.column == to.column) {
      draw_loop(draw, a, b, h, color);
      continue;
    }
    draw_band(draw, a, b, h, color);
    const float t = std::clamp((mouse.x - a.x) / std::max(1.f, b.x - a.x), 0.f, 1.f);
    const ImVec2 p = bezier(a, b, t);
    if (mouse.x > a.x && mouse.x < b.x && mouse.y > p.y - 2 && mouse.y < p.y + h + 2)
      ImGui::SetTooltip("%s to %s: %s %s", from.name.c_str(), to.name.c_str(),
                        fmt::format("{}", l.count).c_str(), unit);
  }
}

void draw_nodes(const Graph& g, ImDrawList* draw) {
  const float width = px(16);
  for (const Node& n : g.nodes) {
    draw->AddRectFilled(n.at, {n.at.x + width, n.at.y + n.height}, n.color, px(2));
    const std::string text = fmt::format("{}  {}", n.name, n.through());
    const ImVec2 size = ImGui::CalcTextSize(text.c_str());
    const float x = n.column == 2 ? n.at.x + width - size.x : n.at.x;
    const ImVec2 at{x, n.at.y - size.y - px(2)};
    draw->AddRectFilled({at.x - px(2), at.y}, {at.x + size.x + px(2), at.y + size.y},
                        faded(palette().panel, 0.75f), px(2));
    draw->AddText(at, palette().text, text.c_str());
    name_rect("sankey/" + n.name, n.at, {n.at.x + width, n.at.y + n.height});
  }
}

}  // namespace

void draw_sankey(const std::vector<Stream>& streams, ImVec2 size, const char* unit) {
  ImGui::InvisibleButton("sankey", size);
  name_item("sankey");
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddRectFilled(min, max, palette().panel, px(4));
  Graph g = graph_of(streams);
  const float scale = place(g, {min.x + px(14), min.y + px(4)}, {max.x - px(14), max.y - px(8)});
  draw->PushClipRect(min, max, true);
  draw_links(g, draw, scale, unit);
  draw_nodes(g, draw);
  draw->PopClipRect();
}

}  // namespace wardtwin::viz
