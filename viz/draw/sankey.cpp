#include "viz/draw/sankey.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>

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
  bool hidden = false;  ///< keeps room for a stream that passes its column
  std::uint64_t through() const { return std::max(in, out); }
};

struct Link {
  std::size_t from, to;
  std::uint64_t count;
  bool back = false;                ///< against the direction of larger streams
  std::size_t origin = 0, end = 0;  ///< of the whole stream, of which this is a piece
};

struct Graph {
  std::vector<Node> nodes;
  std::vector<Link> links;
  std::vector<std::vector<std::size_t>> order;  ///< places of each column from above
  int columns = 3;
};

// Whether streams that go on lead from one place to another.
bool leads(const Graph& g, std::size_t from, std::size_t to) {
  if (from == to) return true;
  return std::ranges::any_of(g.links, [&](const Link& l) {
    return !l.back && l.from == from && l.to != from && leads(g, l.to, to);
  });
}

// Each place stands right of all that lead to it, those that lead nowhere at the right end.
void set_columns(Graph& g) {
  for (std::size_t round = 0; round < g.nodes.size(); ++round)
    for (const Link& l : g.links)
      if (!l.back)
        g.nodes[l.to].column = std::max(g.nodes[l.to].column, g.nodes[l.from].column + 1);
  int last = 1;
  for (const Node& n : g.nodes) last = std::max(last, n.column);
  for (std::size_t i = 0; i < g.nodes.size(); ++i) {
    Node& n = g.nodes[i];
    if (n.out == 0) n.column = last;
    n.color = n.in > 0 && n.out > 0 ? series_color(i) : palette().faint;
  }
  g.columns = last + 1;
}

// A stream over several columns gets a place in each between, so that none runs over another.
void split_long(Graph& g) {
  for (std::size_t i = 0; i < g.links.size(); ++i) {
    const Link l = g.links[i];
    const int next = g.nodes[l.from].column + 1;
    if (l.back || next >= g.nodes[l.to].column) continue;
    Node keeper;
    keeper.in = keeper.out = l.count;
    keeper.column = next;
    keeper.hidden = true;
    keeper.color = g.nodes[l.origin].in > 0 ? g.nodes[l.origin].color : g.nodes[l.end].color;
    g.nodes.push_back(keeper);
    g.links[i].to = g.nodes.size() - 1;
    g.links.push_back({g.nodes.size() - 1, l.to, l.count, false, l.origin, l.end});
  }
}

// From left to right, each column in the order in which streams come from the one before.
void order_columns(Graph& g) {
  std::vector<double> height(g.nodes.size());  // of a place, as a share of its column
  g.order.resize(static_cast<std::size_t>(g.columns));
  for (std::size_t i = 0; i < g.nodes.size(); ++i)
    g.order[static_cast<std::size_t>(g.nodes[i].column)].push_back(i);
  for (auto& column : g.order) {
    const auto from_above = [&](std::size_t n) {
      double sum = 0, weight = 0;
      for (const Link& l : g.links)
        if (l.to == n && !l.back) {
          sum += height[l.from] * static_cast<double>(l.count);
          weight += static_cast<double>(l.count);
        }
      return weight > 0 ? sum / weight : height[n];
    };
    std::ranges::stable_sort(column, {}, from_above);
    for (std::size_t k = 0; k < column.size(); ++k)
      height[column[k]] = (static_cast<double>(k) + 0.5) / static_cast<double>(column.size());
  }
  // links in the order of their ends, so that they do not cross where they need not
  std::vector<std::size_t> rank(g.nodes.size());
  for (const auto& column : g.order)
    for (std::size_t k = 0; k < column.size(); ++k) rank[column[k]] = k;
  std::ranges::stable_sort(g.links, {},
                           [&](const Link& l) { return std::pair(rank[l.from], rank[l.to]); });
}

// Streams largest first: one that would close a circle leads back.
Graph graph_of(const std::vector<Stream>& streams) {
  Graph g;
  std::map<std::string, std::size_t> index;
  const auto node = [&](const std::string& name) {
    const auto [it, fresh] = index.try_emplace(name, g.nodes.size());
    if (fresh) g.nodes.emplace_back().name = name;
    return it->second;
  };
  std::vector<const Stream*> order;
  for (const Stream& s : streams) {
    order.push_back(&s);
    g.nodes[node(s.from)].out += s.count;
    g.nodes[node(s.to)].in += s.count;
  }
  std::ranges::stable_sort(order, std::greater{}, &Stream::count);
  for (const Stream* s : order) {
    const std::size_t a = node(s->from), b = node(s->to);
    g.links.push_back({a, b, s->count, leads(g, b, a), a, b});
  }
  set_columns(g);
  split_long(g);
  order_columns(g);
  return g;
}

float place(Graph& g, ImVec2 min, ImVec2 max) {
  const float width = px(16), gap = px(26);
  double scale = 1e9;
  for (const auto& column : g.order) {
    std::uint64_t sum = 0;
    for (const std::size_t n : column) sum += g.nodes[n].through();
    const auto places = static_cast<float>(column.size());
    if (sum > 0)
      scale = std::min(
          scale, double{std::max(px(20), max.y - min.y - gap * places)} / static_cast<double>(sum));
  }
  for (std::size_t c = 0; c < g.order.size(); ++c) {
    float y = min.y + gap;
    const float x =
        min.x + (max.x - min.x - width) * static_cast<float>(c) / static_cast<float>(g.columns - 1);
    for (const std::size_t n : g.order[c]) {
      Node& k = g.nodes[n];
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

// A band of even height from the right of one place to the left of another. Its pieces meet without
// smoothed edges, which would show as stripes.
void draw_band(ImDrawList* draw, ImVec2 a, ImVec2 b, float height, ImU32 color) {
  constexpr int kPieces = 32;
  const ImDrawListFlags kept = draw->Flags;
  draw->Flags &= ~ImDrawListFlags_AntiAliasedFill;
  for (int i = 0; i < kPieces; ++i) {
    const ImVec2 p = bezier(a, b, static_cast<float>(i) / kPieces),
                 q = bezier(a, b, static_cast<float>(i + 1) / kPieces);
    draw->AddQuadFilled(p, q, {q.x, q.y + height}, {p.x, p.y + height}, color);
  }
  draw->Flags = kept;
}

// A stream that leads back is a line below with its number and an arrow.
void draw_back(ImDrawList* draw, ImVec2 a, ImVec2 b, float bottom, std::uint64_t count) {
  const float out = px(70), r = px(5);
  const ImVec2 p{a.x + out, bottom}, q{b.x - out, bottom};
  draw->AddBezierCubic(a, p, q, b, palette().text, px(1.5f), 40);
  draw->AddTriangleFilled(b, {b.x - r * 1.6f, b.y - r}, {b.x - r * 1.6f, b.y + r}, palette().text);
  const std::string text = fmt::format("{} back", count);
  const ImVec2 size = ImGui::CalcTextSize(text.c_str());
  const ImVec2 at{(a.x + 3 * p.x + 3 * q.x + b.x) / 8 - size.x / 2,
                  (a.y + 3 * p.y + 3 * q.y + b.y) / 8 - size.y / 2};
  draw->AddRectFilled({at.x - px(2), at.y}, {at.x + size.x + px(2), at.y + size.y},
                      faded(palette().panel, 0.85f), px(2));
  draw->AddText(at, palette().text, text.c_str());
}

// Where each link leaves its first place and comes to its second, from above.
struct Ends {
  ImVec2 a, b;
  float height = 0;
};
std::vector<Ends> ends_of(Graph& g, float scale) {
  const float width = px(16);
  std::vector<Ends> all;
  for (const Link& l : g.links) {
    Node& from = g.nodes[l.from];
    const float h = std::max(1.f, static_cast<float>(static_cast<double>(l.count)) * scale);
    all.push_back({{from.at.x + width, from.at.y + from.used_out}, {}, h});
    from.used_out += h;
  }
  std::vector<std::size_t> by_start(g.links.size());
  for (std::size_t i = 0; i < by_start.size(); ++i) by_start[i] = i;
  std::ranges::stable_sort(by_start, {}, [&](std::size_t i) { return all[i].a.y; });
  for (const std::size_t i : by_start) {
    Node& to = g.nodes[g.links[i].to];
    all[i].b = {to.at.x, to.at.y + to.used_in};
    to.used_in += all[i].height;
  }
  return all;
}

void draw_links(Graph& g, ImDrawList* draw, float scale, float bottom, const char* unit) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const std::vector<Ends> ends = ends_of(g, scale);
  for (std::size_t i = 0; i < g.links.size(); ++i) {
    const Link& l = g.links[i];
    const auto [a, b, h] = ends[i];
    if (l.back) {
      draw_back(draw, {a.x, a.y + h / 2}, {b.x, b.y + h / 2}, bottom, l.count);
      continue;
    }
    const Node& colored = g.nodes[g.nodes[l.origin].in > 0 ? l.origin : l.end];
    draw_band(draw, a, b, h, faded(colored.color, 0.45f));
    if (g.nodes[l.to].hidden)  // on through the place that is kept for it
      draw->AddRectFilled(b, {b.x + px(16), b.y + h}, faded(colored.color, 0.45f));
    const float t = std::clamp((mouse.x - a.x) / std::max(1.f, b.x - a.x), 0.f, 1.f);
    const ImVec2 p = bezier(a, b, t);
    if (mouse.x > a.x && mouse.x < b.x && mouse.y > p.y - 2 && mouse.y < p.y + h + 2)
      ImGui::SetTooltip("%s to %s: %s %s", g.nodes[l.origin].name.c_str(),
                        g.nodes[l.end].name.c_str(), fmt::format("{}", l.count).c_str(), unit);
  }
}

void draw_nodes(const Graph& g, ImDrawList* draw) {
  const float width = px(16);
  for (const Node& n : g.nodes) {
    if (n.hidden) continue;
    draw->AddRectFilled(n.at, {n.at.x + width, n.at.y + n.height}, n.color, px(2));
    const std::string text = fmt::format("{}  {}", n.name, n.through());
    const ImVec2 size = ImGui::CalcTextSize(text.c_str());
    const float x = n.column == g.columns - 1 ? n.at.x + width - size.x : n.at.x;
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
  draw_links(g, draw, scale, max.y - px(4), unit);
  draw_nodes(g, draw);
  draw->PopClipRect();
}

}  // namespace wardtwin::viz
