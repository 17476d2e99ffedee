#include "viz/draw/chart.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "viz/draw/items.h"
#include "viz/draw/record.h"
#include "viz/draw/theme.h"

namespace wardtwin::viz {
namespace {

// Where values and times fall on the screen.
struct Frame {
  ImVec2 min, max;
  Time from, to;
  double low, high;
  float x(Time t) const {
    return min.x + static_cast<float>(seconds(t - from) / seconds(to - from)) * (max.x - min.x);
  }
  float y(double v) const {
    return max.y - static_cast<float>((v - low) / (high - low)) * (max.y - min.y);
  }
  Time at(float px_x) const {
    return from + from_seconds(double{(px_x - min.x) / (max.x - min.x)} * seconds(to - from));
  }
};

double largest(const Plot& plot) {
  double top = 0;
  for (const Line& l : plot.lines)
    for (const Bucket& b : l.buckets) top = std::max(top, double{b.max});
  return top;
}

void draw_axes(ImDrawList* draw, const Frame& f, const Trace* trace) {
  const Palette& p = palette();
  const float line = ImGui::GetFontSize();
  const double step = tick_step(
      f.high - f.low, std::clamp(static_cast<int>((f.max.y - f.min.y) / (2.2f * line)), 2, 6));
  for (double v = std::ceil(f.low / step) * step; v <= f.high + step * 1e-6; v += step) {
    const float y = f.y(v);
    draw->AddLine({f.min.x, y}, {f.max.x, y}, p.line);
    const std::string text = fmt::format("{:g}", std::abs(v) < step * 1e-6 ? 0.0 : v);
    const ImVec2 size = ImGui::CalcTextSize(text.c_str());
    draw->AddText({f.min.x - size.x - px(6), y - size.y / 2}, p.faint, text.c_str());
  }
  if (!trace) return;
  const Time t_step =
      time_tick_step(f.to - f.from, std::max(2, static_cast<int>((f.max.x - f.min.x) / px(80))));
  const Time offset = from_seconds(trace->results().run.starts_s);
  float free = f.min.x;  // where the next label may begin
  for (Time t = (f.from + offset + t_step - Time{1}) / t_step * t_step - offset; t <= f.to;
       t += t_step) {
    const float x = f.x(t);
    draw->AddLine({x, f.min.y}, {x, f.max.y}, faded(p.line, 0.6f));
    std::string text = trace->clock(t);
    if (t_step >= 1min) text.resize(text.size() - 3);
    const ImVec2 size = ImGui::CalcTextSize(text.c_str());
    const float left = std::clamp(x - size.x / 2, f.min.x, f.max.x - size.x);
    if (left < free) continue;
    free = left + size.x + px(10);
    draw->AddText({left, f.max.y + px(3)}, p.faint, text.c_str());
  }
}

void draw_faults(ImDrawList* draw, const Frame& f, const Trace* trace) {
  if (!trace) return;
  for (const Outage& o : outages_of(trace->logs().faults)) {
    const float x0 = std::max(f.min.x, f.x(std::min(o.from, f.to)));
    const float x1 = std::min(f.max.x, f.x(std::min(o.until, f.to)));
    if (x1 > x0) draw->AddRectFilled({x0, f.min.y}, {x1, f.max.y}, color_of_outage(o.down));
  }
}

// Segments of all lines together that a frame may hold; more are taken together.
constexpr std::size_t kMostSegments = 16000;
// Bands of more lines than these lie over each other and say nothing but cost much: one band holds all.
constexpr std::size_t kMostBands = 6;

void draw_band(ImDrawList* draw, const Frame& f, const Line& line, ImU32 color) {
  for (const Bucket& b : line.buckets) {
    const float x0 = f.x(b.from), x1 = f.x(b.to);
    if (b.max > b.min)
      draw->AddRectFilled({x0, f.y(b.max)}, {std::max(x0 + 1, x1), f.y(b.min)},
                          faded(color, 0.25f));
  }
}

void draw_mean(ImDrawList* draw, const Frame& f, const Line& line, ImU32 color) {
  static std::vector<ImVec2> points;
  points.clear();
  // from edge to edge, so that a run of one minute has a line, too
  for (const Bucket& b : line.buckets) {
    if (&b == &line.buckets.front()) points.push_back({f.x(b.from), f.y(b.mean)});
    points.push_back({(f.x(b.from) + f.x(b.to)) / 2, f.y(b.mean)});
    if (&b == &line.buckets.back()) points.push_back({f.x(b.to), f.y(b.mean)});
  }
  draw->AddPolyline(points.data(), static_cast<int>(points.size()), color, 0, px(1.6f));
}

void draw_lines(ImDrawList* draw, const Frame& f, const Plot& plot) {
  const Plot drawn = coarser(plot, kMostSegments);
  if (drawn.lines.size() > kMostBands)
    draw_band(draw, f, envelope(drawn), palette().faint);
  else
    for (std::size_t i = 0; i < drawn.lines.size(); ++i)
      draw_band(draw, f, drawn.lines[i], series_color(i));
  for (std::size_t i = 0; i < drawn.lines.size(); ++i)
    draw_mean(draw, f, drawn.lines[i], series_color(i));
}

// Three rows of names at most; the tooltip has the others.
float draw_legend(ImDrawList* draw, ImVec2 at, float right, const Plot& plot) {
  const float line = ImGui::GetTextLineHeight(), left = at.x;
  const std::string more = fmt::format("and {} more", plot.lines.size());
  const float room_for_more = ImGui::CalcTextSize(more.c_str()).x + px(14);
  int row = 0;
  for (std::size_t i = 0; i < plot.lines.size(); ++i) {
    const char* text = plot.lines[i].name.c_str();
    const float width = px(20) + ImGui::CalcTextSize(text).x + px(14);
    const bool last = i + 1 == plot.lines.size();
    if (at.x + width > right && at.x > left && row < 2) {
      at = {left, at.y + line};
      ++row;
    }
    if (row == 2 && at.x + width + (last ? 0 : room_for_more) > right && at.x > left) {
      draw->AddText(at, palette().faint, fmt::format("and {} more", plot.lines.size() - i).c_str());
      break;
    }
    draw->AddRectFilled({at.x, at.y + line * 0.42f}, {at.x + px(14), at.y + line * 0.62f},
                        series_color(i));
    draw->AddText({at.x + px(20), at.y}, palette().text, text);
    at.x += width;
  }
  return at.y + line;
}

void hover(const Frame& f, const Plot& plot, const Trace* trace) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (mouse.x < f.min.x || mouse.x > f.max.x || !trace) return;
  const Time t = f.at(mouse.x);
  ImGui::GetWindowDrawList()->AddLine({mouse.x, f.min.y}, {mouse.x, f.max.y}, palette().faint);
  ImGui::BeginTooltip();
  ImGui::Text("%s", trace->clock(t).c_str());
  for (std::size_t i = 0; i < plot.lines.size() && i < 24; ++i)
    for (const Bucket& b : plot.lines[i].buckets)
      if (b.from <= t && t < b.to) {
        ImGui::PushStyleColor(ImGuiCol_Text, series_color(i));
        ImGui::TextUnformatted(plot.lines[i].name.c_str());
        ImGui::PopStyleColor();
        ImGui::SameLine();
        if (b.max > b.min)
          ImGui::Text("%.4g (%.4g to %.4g)", double{b.mean}, double{b.min}, double{b.max});
        else
          ImGui::Text("%.4g", double{b.mean});
        break;
      }
  ImGui::TextDisabled("%s", plot.unit.c_str());
  if (!plot.meaning.empty()) ImGui::TextDisabled("%s", plot.meaning.c_str());
  ImGui::EndTooltip();
}

}  // namespace

std::vector<Outage> outages_of(const std::vector<results::Fault>& faults) {
  std::vector<std::pair<Time, int>> changes;
  for (const results::Fault& f : faults)
    if (f.until > f.at) {
      changes.push_back({f.at, +1});
      changes.push_back({f.until, -1});
    }
  std::ranges::sort(changes);
  std::vector<Outage> out;
  int down = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Time at = changes[i].first;
    if (!out.empty() && out.back().until == kNever) out.back().until = at;
    down += changes[i].second;
    if (i + 1 < changes.size() && changes[i + 1].first == at) continue;
    if (down > 0) out.push_back({at, kNever, down});
  }
  return out;
}

ImU32 color_of_outage(int down) {
  return faded(color_of(State::bad), std::min(0.30f, 0.08f + 0.07f * static_cast<float>(down)));
}

double tick_step(double span, int most) {
  if (!(span > 0)) return 1;
  const double raw = span / most, power = std::pow(10, std::floor(std::log10(raw)));
  for (const double m : {1.0, 2.0, 5.0})
    if (raw <= m * power * (1 + 1e-9)) return m * power;
  return 10 * power;
}

Time time_tick_step(Time span, int most) {
  for (const Time step : {Time{1s}, Time{2s}, Time{5s}, Time{10s}, Time{15s}, Time{30s}, Time{1min},
                          Time{2min}, Time{5min}, Time{10min}, Time{15min}, Time{30min}, Time{1h},
                          Time{2h}, Time{3h}, Time{6h}, Time{12h}, Time{24h}})
    if (span / step <= most) return step;
  Time step = 48h;
  while (span / step > most) step *= 2;
  return step;
}

ChartAnswer draw_chart(const Plot& plot, Time from, Time to, ImVec2 size, const ChartMarks& marks) {
  ChartAnswer answer;
  if (recording()) record(marks.name, as_csv(plot));
  ImGui::PushID(marks.name.c_str());
  ImGui::InvisibleButton("chart", size);
  name_item("chart/" + marks.name);
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  const bool hovered = ImGui::IsItemHovered();
  const float line = ImGui::GetTextLineHeight();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddRectFilled(min, max, palette().panel, px(4));
  draw->AddText({min.x + px(8), min.y + px(4)}, palette().text,
                fmt::format("{} [{}]{}", plot.title, plot.unit,
                            plot.lines.size() > kMostBands ? "; band: least to largest of all" : "")
                    .c_str());
  const float below = draw_legend(draw, {min.x + px(8), min.y + px(6) + line}, max.x - px(8), plot);
  const double top = largest(plot);
  const double step = tick_step(top > 0 ? top : 1, 4);
  const Frame f{{min.x + px(64), below + px(8)},
                {max.x - px(12), max.y - line - px(8)},
                from,
                std::max(to, from + Time{1s}),
                0,
                std::max(step, std::ceil(top * 1.02 / step) * step)};
  draw_axes(draw, f, marks.trace);
  draw->PushClipRect(f.min, f.max, true);
  draw_faults(draw, f, marks.trace);
  draw_lines(draw, f, plot);
  if (marks.now >= from && marks.now <= to)
    draw->AddLine({f.x(marks.now), f.min.y}, {f.x(marks.now), f.max.y}, palette().cursor, px(2));
  draw->PopClipRect();
  if (hovered) hover(f, plot, marks.trace);
  if (hovered && ImGui::IsMouseClicked(0))
    answer.clicked = std::clamp(f.at(ImGui::GetIO().MousePos.x), from, to);
  if (ImGui::BeginPopupContextItem("export")) {
    answer.save_csv = ImGui::MenuItem("Save as CSV");
    name_item("export/csv");
    answer.save_picture = ImGui::MenuItem("Save as PNG");
    name_item("export/png");
    ImGui::EndPopup();
  }
  ImGui::PopID();
  return answer;
}

}  // namespace wardtwin::viz
