#include "scenarios/report/html/floor_plan.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace wardtwin::html {
namespace {

constexpr double kWidth = 760, kTallest = 560, kMargin = 8;

// The page names the colours, since dark pages need them the other way round.
std::string heat(double share) {
  return fmt::format("var(--h{})", std::lround(std::clamp(share, 0.0, 1.0) * (kHeatSteps - 1)));
}

std::uint32_t floor_of(const flow::Building& b, double z) {
  std::uint32_t best = 0;
  for (std::uint32_t f = 0; f < b.floors.size(); ++f)
    if (b.floors[f].height <= z + 1e-6 && b.floors[f].height >= b.floors[best].height) best = f;
  return best;
}

// Metres to drawing units, so that all rooms of a floor fit.
struct Plan {
  double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9, scale = 1;
  Plan(const flow::Building& b, std::uint32_t floor) {
    for (const flow::Room& r : b.rooms) {
      if (r.floor != floor) continue;
      x0 = std::min(x0, r.x0), x1 = std::max(x1, r.x1);
      y0 = std::min(y0, r.y0), y1 = std::max(y1, r.y1);
    }
    scale = std::min((kWidth - 2 * kMargin) / (x1 - x0), kTallest / (y1 - y0));
  }
  bool empty() const { return !(x1 > x0); }
  double x(double metres) const { return kMargin + (metres - x0) * scale; }
  double y(double metres) const { return kMargin + (y1 - metres) * scale; }
  double bottom() const { return kMargin + (y1 - y0) * scale; }
};

std::string legend(const Map& map, double y) {
  std::string out;
  for (int i = 0; i < 40; ++i)
    out +=
        fmt::format("<rect x=\"{}\" y=\"{:.1f}\" width=\"5.3\" height=\"10\" style=\"fill:{}\"/>",
                    10 + 5 * i, y, heat(i / 39.0));
  return out + fmt::format(
                   "<text x=\"10\" y=\"{0:.1f}\">{1}</text><text x=\"210\" y=\"{0:.1f}\" "
                   "text-anchor=\"end\">{2}</text>\n",
                   y + 24, escape(map.show(map.low)), escape(map.show(map.high)));
}

std::string square(const Plan& plan, const Square& q, const Scale& colours) {
  const double half = q.edge / 2, side = q.edge * plan.scale;
  return fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" style=\"fill:{}\"/>\n",
      plan.x(q.x - half), plan.y(q.y + half), side + 0.2, side + 0.2, heat(colours.share(q.value)));
}

std::string room(const Plan& plan, const flow::Room& r, const Spot* spot, bool outline,
                 const Scale& colours) {
  std::string out = fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"room{}\"{}>"
      "<title>{}</title></rect>\n",
      plan.x(r.x0), plan.y(r.y1), (r.x1 - r.x0) * plan.scale, (r.y1 - r.y0) * plan.scale,
      spot      ? ""
      : outline ? " outline"
                : " none",
      spot ? " style=\"fill:" + heat(colours.share(spot->value.mean)) + "\"" : "",
      escape(r.name + (spot ? ": " + spot->text : "")));
  if ((r.x1 - r.x0) * plan.scale > 5.5 * static_cast<double>(r.name.size()))
    out += fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" class=\"note tiny\">{}</text>\n",
        plan.x((r.x0 + r.x1) / 2), plan.y(r.y0) - 4, escape(r.name));
  return out;
}

std::string point(const Plan& plan, const Model::AccessPoint& a, const Spot& spot,
                  const Scale& colours) {
  return fmt::format(
      "<circle cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"9\" class=\"room\" style=\"fill:{2}\">"
      "<title>{3}</title></circle><text x=\"{0:.1f}\" y=\"{4:.1f}\" text-anchor=\"middle\" "
      "class=\"note\">{5}</text>\n",
      plan.x(a.at.x), plan.y(a.at.y), heat(colours.share(spot.value.mean)),
      escape(a.name + ": " + spot.text), plan.y(a.at.y) - 12, escape(a.name));
}

std::string draw(const Source& s, const Map& map, std::uint32_t floor) {
  const Model& m = s.results.model;
  const Plan plan(m.building, floor);
  if (plan.empty()) return "";
  const Scale colours{map.low, map.high, map.log};
  std::string body;
  for (const Square& q : map.squares)
    if (q.floor == floor) body += square(plan, q, colours);
  for (std::size_t i = 0; i < m.building.rooms.size(); ++i) {
    const bool known = i < map.rooms.size() && !std::isnan(map.rooms[i].value.mean);
    if (m.building.rooms[i].floor == floor)
      body += room(plan, m.building.rooms[i], known ? &map.rooms[i] : nullptr, !map.squares.empty(),
                   colours);
  }
  for (std::size_t i = 0; i < map.access_points.size(); ++i)
    if (floor_of(m.building, m.access_points[i].at.z) == floor &&
        !std::isnan(map.access_points[i].value.mean))
      body += point(plan, m.access_points[i], map.access_points[i], colours);
  const double bottom = plan.bottom() + 14;
  body += legend(map, bottom) +
          fmt::format(
              "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{2:.1f}\" y2=\"{1:.1f}\" "
              "class=\"whisker\"/><text x=\"{2:.1f}\" y=\"{3:.1f}\" "
              "text-anchor=\"end\">10 m</text>\n",
              kWidth - kMargin - 10 * plan.scale, bottom + 5, kWidth - kMargin, bottom + 24);
  Caption caption = map.caption;
  caption.title += ", " + m.building.floors[floor].name;
  return figure(caption, kWidth, bottom + 32, body, "");
}

}  // namespace

std::string draw_floors(const Source& s, const Map& map) {
  std::string out;
  for (std::uint32_t f = 0; f < s.results.model.building.floors.size(); ++f) out += draw(s, map, f);
  return out;
}

}  // namespace wardtwin::html
