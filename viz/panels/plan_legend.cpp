#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "viz/panels/plan_layers.h"

namespace wardtwin::viz {
namespace {

void legend_of_heat(const View& v, const PlanFrame& f, ImVec2 at) {
  const HeatScale s = scale_of(v.heat, current_heat(v));
  const float width = px(220), bar = px(10);
  const std::string head = fmt::format("{} [{}]", s.title, s.unit);
  for (int i = 0; i < 44; ++i) {
    const float x = at.x + width * static_cast<float>(i) / 44;
    f.draw->AddRectFilled({x, at.y + px(18)}, {x + width / 44 + 1, at.y + px(18) + bar},
                          heat_color(i / 43.0));
  }
  f.draw->AddText(at, palette().text, head.c_str());
  const bool open = v.heat == Heat::signal || v.heat == Heat::second_signal;
  const std::string low = fmt::format("{:g}{}", s.low, open ? " and less" : ""),
                    high = fmt::format("{:g}{}", s.high, open ? " and more" : "");
  const float y = at.y + px(30);
  f.draw->AddText({at.x, y}, palette().text, low.c_str());
  f.draw->AddText({at.x + width - ImGui::CalcTextSize(high.c_str()).x, y}, palette().text,
                  high.c_str());
}

}  // namespace

void draw_legend(const View& v, const PlanFrame& f) {
  ImGui::PushFont(small_font());
  const float h = ImGui::GetTextLineHeight();
  struct Entry {
    const char* text;
    State state;
  };
  constexpr std::array<Entry, 8> kEntries{{{"good", State::good},
                                           {"empty", State::off},
                                           {"no data", State::notice},
                                           {"alarm", State::warning},
                                           {"high alarm or down", State::bad},
                                           {"access point", State::off},
                                           {"nurse, ring: idle", State::off},
                                           {"link: -85, -60, -35 dBm", State::off}}};
  const std::size_t entries = v.show_links ? 8 : 7;
  std::array<ImVec2, 8> places;  // from the upper left of the legend, broken into lines
  ImVec2 next{0, 0};
  float widest = 0;
  for (std::size_t i = 0; i < entries; ++i) {
    const float width = ImGui::CalcTextSize(kEntries[i].text).x + h * 2;
    if (next.x > 0 && next.x + width > f.max.x - f.min.x - px(24)) next = {0, next.y + h * 1.3f};
    places[i] = next;
    next.x += width;
    widest = std::max(widest, next.x);
  }
  const bool heat = v.heat != Heat::none;
  const float top = f.max.y - next.y - h - px(14) - (heat ? px(56) : 0);
  f.draw->AddRectFilled({f.min.x + px(6), top},
                        {f.min.x + px(16) + std::max(widest, heat ? px(300) : 0), f.max.y - px(6)},
                        faded(palette().panel, 0.88f), px(3));
  ImVec2 at{f.min.x + px(12), top + px(4)};
  if (heat) {
    legend_of_heat(v, f, at);
    at.y += px(56);
  }
  for (std::size_t i = 0; i < entries; ++i) {
    const ImVec2 mark{at.x + places[i].x + h / 2, at.y + places[i].y + h / 2};
    if (i < 5) draw_mark(f.draw, mark, h * 0.36f, kEntries[i].state);
    if (i == 5) f.draw->AddCircle(mark, h * 0.36f, palette().selected, 14, px(2));
    if (i == 6) f.draw->AddCircleFilled(mark, h * 0.36f, kNurse, 14);
    for (int k = 0; i == 7 && k < 3; ++k) {
      const float y = mark.y + h * 0.3f * static_cast<float>(k - 1);
      f.draw->AddLine({mark.x - h * 0.4f, y}, {mark.x + h * 0.4f, y}, heat_color(k / 2.0), px(2));
    }
    f.draw->AddText({mark.x + h * 0.7f, mark.y - h / 2}, palette().text, kEntries[i].text);
  }
  ImGui::PopFont();
}

}  // namespace wardtwin::viz
