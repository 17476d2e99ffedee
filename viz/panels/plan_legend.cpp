#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "viz/panels/plan_layers.h"

namespace wardtwin::viz {
namespace {

constexpr float kHeatHeight = 68;  ///< of its legend, at scale 1

// What time the numbers are of; empty: of none.
std::string time_of_heat(const View& v) {
  const Trace& t = *v.trace;
  if (v.heat.heat == Heat::signal || v.heat.heat == Heat::second_signal) return "";
  auto [from, to] = std::pair(v.window_from, v.window_to);
  if (is_of_messages(v.heat.heat)) std::tie(from, to) = message_window(t, from, to);
  if (to <= from) return "no messages were counted by place";
  std::string a = t.clock(from), b = t.clock(to);
  a.resize(a.size() - 3);
  b.resize(b.size() - 3);
  return fmt::format("{} {} to {}", is_of_messages(v.heat.heat) ? "made" : "of", a, b);
}

std::string title_of_heat(const View& v, const HeatScale& s) {
  const auto bands = bands_of(*v.trace);
  std::string title = s.title;
  if (is_of_band(v.heat.heat) && v.heat.band < bands.size()) title += ", " + bands[v.heat.band];
  return title;
}

void legend_of_heat(const View& v, const PlanFrame& f, ImVec2 at) {
  const HeatScale& s = current_scale(v);
  const float width = px(260), bar = px(10);
  for (int i = 0; i < 44; ++i) {
    const float x = at.x + width * static_cast<float>(i) / 44;
    f.draw->AddRectFilled({x, at.y + px(18)}, {x + width / 44 + 1, at.y + px(18) + bar},
                          heat_color(i / 43.0));
  }
  f.draw->AddText(at, palette().text, title_of_heat(v, s).c_str());
  const bool open = v.heat.heat == Heat::signal || v.heat.heat == Heat::second_signal;
  const std::string low = heat_text(s, s.low) + (open ? " and less" : ""),
                    high = heat_text(s, s.high) + (open ? " and more" : "");
  const float y = at.y + px(30);
  f.draw->AddText({at.x, y}, palette().text, low.c_str());
  f.draw->AddText({at.x + width - ImGui::CalcTextSize(high.c_str()).x, y}, palette().text,
                  high.c_str());
  if (s.log) {
    const std::string middle = heat_text(s, std::sqrt(s.low * s.high));
    f.draw->AddText({at.x + width / 2 - ImGui::CalcTextSize(middle.c_str()).x / 2, y},
                    palette().text, middle.c_str());
  }
  f.draw->AddText({at.x, at.y + px(45)}, palette().faint, time_of_heat(v).c_str());
}

}  // namespace

std::string heat_text(const HeatScale& s, double value) {
  if (s.unit == "s" && value > 0) return duration_text(from_seconds(value));
  return fmt::format("{:.4g} {}", value, s.unit);
}

void draw_legend(const View& v, const PlanFrame& f) {
  ImGui::PushFont(small_font());
  const float h = ImGui::GetTextLineHeight();
  struct Entry {
    const char* text;
    State state;
  };
  constexpr std::array<Entry, 9> kEntries{{{"good", State::good},
                                           {"empty", State::off},
                                           {"no data", State::notice},
                                           {"alarm", State::warning},
                                           {"high alarm or down", State::bad},
                                           {"access point", State::off},
                                           {"nurse with handset, ring: idle", State::off},
                                           {"gateway, switch, server", State::off},
                                           {"signal: -85, -60, -35 dBm", State::off}}};
  const std::size_t entries = v.show_links || v.devices_by_signal ? 9 : 8;
  std::array<ImVec2, 9> places;  // from the upper left of the legend, broken into lines
  ImVec2 next{0, 0};
  float widest = 0;
  for (std::size_t i = 0; i < entries; ++i) {
    const float width = ImGui::CalcTextSize(kEntries[i].text).x + h * 2;
    if (next.x > 0 && next.x + width > f.max.x - f.min.x - px(24)) next = {0, next.y + h * 1.3f};
    places[i] = next;
    next.x += width;
    widest = std::max(widest, next.x);
  }
  const bool heat = v.heat.heat != Heat::none;
  const float tall =
      is_of_band(v.heat.heat) && v.heat.heat != Heat::airtime ? px(50) : px(kHeatHeight);
  float wide = 0;
  if (heat)
    for (const std::string& text : {title_of_heat(v, current_scale(v)), time_of_heat(v)})
      wide = std::max({wide, px(270), ImGui::CalcTextSize(text.c_str()).x + px(8)});
  const float top = f.max.y - next.y - h - px(14) - (heat ? tall : 0);
  f.draw->AddRectFilled({f.min.x + px(6), top},
                        {f.min.x + px(16) + std::max(widest, wide), f.max.y - px(6)},
                        faded(palette().panel, 0.88f), px(3));
  ImVec2 at{f.min.x + px(12), top + px(4)};
  if (heat) {
    legend_of_heat(v, f, at);
    at.y += tall;
  }
  for (std::size_t i = 0; i < entries; ++i) {
    const ImVec2 mark{at.x + places[i].x + h / 2, at.y + places[i].y + h / 2};
    if (i < 5) draw_mark(f.draw, mark, h * 0.36f, kEntries[i].state);
    if (i == 5) f.draw->AddCircle(mark, h * 0.36f, palette().selected, 14, px(2));
    if (i == 6) {
      f.draw->AddCircleFilled(mark, h * 0.36f, kNurse, 14);
      const ImVec2 a{mark.x + h * 0.12f, mark.y + h * 0.05f}, b{a.x + h * 0.28f, a.y + h * 0.42f};
      f.draw->AddRectFilled(a, b, color_of(State::good));
      f.draw->AddRect(a, b, palette().panel);
    }
    if (i == 7) draw_part(f, mark, h * 0.36f, "gateway", false);
    for (int k = 0; i == 8 && k < 3; ++k) {
      const float y = mark.y + h * 0.3f * static_cast<float>(k - 1);
      f.draw->AddLine({mark.x - h * 0.4f, y}, {mark.x + h * 0.4f, y}, heat_color(k / 2.0), px(2));
    }
    f.draw->AddText({mark.x + h * 0.7f, mark.y - h / 2}, palette().text, kEntries[i].text);
  }
  ImGui::PopFont();
}

}  // namespace wardtwin::viz
