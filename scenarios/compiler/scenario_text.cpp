#include "scenarios/compiler/scenario_text.h"

#include <cmath>

#include <fmt/format.h>

#include "scenarios/compiler/quantity.h"

namespace wardtwin::compiler {
namespace {

constexpr double kFarthest = 1e4;  // metres; no hospital is larger

bool read_metres(const Node& list, const FieldSpec& f, std::span<double> out, Context& c) {
  if (!expect_list(list, f, c, out.size())) return false;
  const FieldSpec metre{f.name, "m", -kFarthest, kFarthest};
  bool fine = true;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto v = read_number(list.items[i], metre, "m", c);
    fine = fine && v;
    if (v) out[i] = std::round(*v * 1e3) / 1e3;  // plans are exact to the millimetre
  }
  return fine;
}

bool read_point(const Node& list, const FieldSpec& f, PlanPoint& out, Context& c) {
  double v[2];
  if (!read_metres(list, f, v, c)) return false;
  out = {v[0], v[1]};
  return true;
}

Node point_node(const PlanPoint& p) {
  return Node::list({write_number(p.x, "m"), write_number(p.y, "m")});
}

}  // namespace

void Custom<PlanPoint>::read(const Node& n, const FieldSpec& f, PlanPoint& out, Context& c) {
  read_point(n, f, out, c);
}

Node Custom<PlanPoint>::write(const PlanPoint& p, const FieldSpec&) { return point_node(p); }

void Custom<PlanArea>::read(const Node& n, const FieldSpec& f, PlanArea& out, Context& c) {
  double v[4];
  if (!read_metres(n, f, v, c)) return;
  if (v[0] < v[2] && v[1] < v[3]) {
    out = {v[0], v[1], v[2], v[3]};
    return;
  }
  c.error(n.at, fmt::format("this area is {:g} m x {:g} m", v[2] - v[0], v[3] - v[1]),
          {fmt::format("It is written x0, y0, x1, y1: from {:g} to {:g} m and from {:g} to {:g} m.",
                       v[0], v[2], v[1], v[3]),
           v[0] != v[2] && v[1] != v[3]
               ? fmt::format("Write [{:g} m, {:g} m, {:g} m, {:g} m]?", std::min(v[0], v[2]),
                             std::min(v[1], v[3]), std::max(v[0], v[2]), std::max(v[1], v[3]))
               : "A room needs a length and a width."});
}

Node Custom<PlanArea>::write(const PlanArea& a, const FieldSpec&) {
  if (a == PlanArea{}) return Node::scalar("");
  Node n = point_node({a.x0, a.y0});
  n.items.push_back(write_number(a.x1, "m"));
  n.items.push_back(write_number(a.y1, "m"));
  return n;
}

void Custom<Doors>::read(const Node& n, const FieldSpec& f, Doors& out, Context& c) {
  out.at.clear();
  const bool several = n.is_list() && !n.items.empty() && n.items.front().is_list();
  PlanPoint p;
  if (!several) {
    if (n.is_list() && n.items.empty()) return;
    if (read_point(n, f, p, c)) out.at.push_back(p);
    return;
  }
  for (const Node& one : n.items)
    if (read_point(one, f, p, c)) out.at.push_back(p);
}

Node Custom<Doors>::write(const Doors& d, const FieldSpec&) {
  if (d.at.size() == 1) return point_node(d.at.front());
  Node list = Node::list();
  for (const PlanPoint& p : d.at) list.items.push_back(point_node(p));
  return list;
}

void Custom<Beds>::read(const Node& n, const FieldSpec& f, Beds& out, Context& c) {
  out = {};
  if (!n.is_map()) {
    if (!n.is_scalar()) {
      c.error(n.at,
              fmt::format("'{}' is a number or a map of names and points, and this is {}", f.name,
                          shape_of(n)),
              {"Write 4, or { bed_a: [1 m, 2 m] }."});
      return;
    }
    if (const auto v = read_whole(n, {f.name, "1", 0, 1000}, c)) out.count = static_cast<int>(*v);
    return;
  }
  for (const Entry& e : n.entries) {
    PlanPoint p;
    check_name(e, c);
    if (read_point(e.value, {e.key, "m"}, p, c)) out.placed.push_back({e.key, p});
  }
}

Node Custom<Beds>::write(const Beds& b, const FieldSpec&) {
  if (b.placed.empty()) return Node::scalar(std::to_string(b.count));
  Node map = Node::map();
  for (const NamedBed& bed : b.placed) map.set(bed.name, point_node(bed.at));
  return map;
}

namespace {

constexpr std::array<std::pair<std::string_view, Bound::Figure>, 5> kFigures{
    {{"mean", Bound::Figure::mean},
     {"max", Bound::Figure::max},
     {"min", Bound::Figure::min},
     {"share", Bound::Figure::share},
     {"count", Bound::Figure::count}}};

bool read_figure(std::string_view word, Bound& b) {
  for (const auto& [name, figure] : kFigures)
    if (word == name) {
      b.figure = figure;
      return true;
    }
  if (!word.starts_with('p')) return false;
  const auto w = split_quantity(word.substr(1));
  if (!w || !w->unit.empty() || !(w->number > 0 && w->number < 100)) return false;
  b.figure = Bound::Figure::quantile;
  b.quantile = w->number / 100;
  return true;
}

}  // namespace

void Custom<Bound>::read(const Node& n, const FieldSpec& f, Bound& out, Context& c) {
  if (!expect_scalar(n, f, "a bound", c)) return;
  const std::string_view text = trim(n.text);
  const std::size_t sign = text.find_first_of("<>");
  const bool split = sign != text.npos && sign + 1 < text.size() && text[sign + 1] == '=';
  Bound b;
  const auto w = split ? split_quantity(text.substr(sign + 2)) : std::nullopt;
  if (!w || !read_figure(trim(text.substr(0, sign)), b)) {
    c.error(n.at, fmt::format("'{}' is not a bound", text.substr(0, 60)),
            {"Write a figure, <= or >=, and a quantity, such as p99 <= 10 s, mean <= 2 s or share "
             ">= 95 %.",
             "Figures: p50, p90, p95, p99, p99.9 (any quantile), mean, max, min, share, count."});
    return;
  }
  b.at_most = text[sign] == '<';
  for (const std::string_view unit : {"s", "1", "B", "bit/s"})
    if (const auto v = in_unit(*w, unit)) {
      b.unit = unit;
      b.limit = *v;
      out = b;
      if (*v < 0)
        c.error(n.at, fmt::format("'{}': a bound below 0 decides nothing", text.substr(0, 60)));
      return;
    }
  c.error(
      n.at,
      fmt::format("'{}': '{}' is no unit of a bound", text.substr(0, 60), w->unit.substr(0, 20)),
      {"Bounds are times (s), shares (%), numbers, bytes (B) or data rates (bit/s)."});
}

Node Custom<Bound>::write(const Bound& b, const FieldSpec&) {
  std::string figure = fmt::format("p{}", write_quantity(std::round(b.quantile * 1e10) / 1e8, ""));
  for (const auto& [name, f] : kFigures)
    if (b.figure == f) figure = name;
  return Node::scalar(
      fmt::format("{} {} {}", figure, b.at_most ? "<=" : ">=", write_quantity(b.limit, b.unit)));
}

}  // namespace wardtwin::compiler
