#include <algorithm>

#include <fmt/format.h>

#include "viz/draw/chart.h"
#include "viz/panels/view.h"

namespace wardtwin::viz {
namespace {

constexpr std::array kSpeeds{1.0, 10.0, 60.0, 300.0, 1000.0, 3600.0, 10000.0};

void speeds(View& v) {
  ImGui::SetNextItemWidth(px(96));
  if (ImGui::BeginCombo("##speed", fmt::format("{:g} x", v.speed).c_str())) {
    for (const double s : kSpeeds)
      if (ImGui::Selectable(fmt::format("{:g} x", s).c_str(), s == v.speed)) v.speed = s;
    ImGui::EndCombo();
  }
  name_item("time/speed");
  tooltip("Simulated seconds in one second.");
}

void jump(View& v, const char* label, const char* name, const char* tip, std::optional<Time> to) {
  ImGui::SameLine();
  ImGui::BeginDisabled(!to);
  if (named_button(label, name) && to) go_to(v, *to);
  ImGui::EndDisabled();
  tooltip(to ? fmt::format("{} ({})", tip, v.trace->clock(*to))
             : fmt::format("{}: none after this", tip));
}

void buttons(View& v) {
  const Trace& t = *v.trace;
  if (named_button(v.playing ? "pause" : "play", "time/play")) v.playing = !v.playing;
  tooltip("Space");
  ImGui::SameLine();
  speeds(v);
  ImGui::SameLine();
  ImGui::PushFont(large_font());
  ImGui::TextUnformatted(t.clock(v.now).c_str());
  name_item("time/now");
  ImGui::PopFont();
  ImGui::SameLine();
  ImGui::TextDisabled("next:");
  jump(v, "alarm", "time/next alarm", "next high alarm, key A",
       t.next_alarm(v.now, flow::AlarmPriority::high));
  jump(v, "late alarm", "time/next late", "next high alarm that came late to the handset, key L",
       t.next_late(v.now));
  const auto& list = breaches(v).list;
  const auto breach = std::ranges::upper_bound(list, v.now, {}, &Breach::at);
  jump(v, "breach", "time/next breach",
       breach == list.end()
           ? "next breach of a requirement, key R"
           : fmt::format("next breach of a requirement, key R: {} {}",
                         t.results().requirements[breach->requirement].name, breach->text)
                 .c_str(),
       breach == list.end() ? std::nullopt : std::optional(breach->at));
  jump(v, "fault", "time/next fault", "next fault or repair, key N", t.next_fault(v.now));
  ImGui::SameLine();
  // one line only: where there is no room, the key does it
  const float right = ImGui::GetWindowPos().x + ImGui::GetWindowContentRegionMax().x;
  if (ImGui::GetCursorScreenPos().x + px(110) > right) return ImGui::NewLine();
  if (named_button("bookmark", "time/bookmark")) bookmark(v);
  tooltip("Marks this time, or takes its mark away, key B.");
  for (std::size_t i = 0; i < std::min<std::size_t>(v.bookmarks.size(), 5); ++i) {
    ImGui::SameLine();
    if (ImGui::GetCursorScreenPos().x + px(130) > right) return ImGui::NewLine();
    if (named_button(t.clock(v.bookmarks[i]).c_str(), fmt::format("time/mark {}", i)))
      go_to(v, v.bookmarks[i]);
  }
}

// High alarms per pixel column as a skyline, faults as bands, bookmarks as flags.
void track(View& v, ImVec2 min, ImVec2 max) {
  const Trace& t = *v.trace;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const double span = std::max(1e-9, seconds(t.end() - t.start()));
  const auto x = [&](Time when) {
    return min.x + static_cast<float>(std::clamp(seconds(when - t.start()) / span, 0.0, 1.0)) *
                       (max.x - min.x);
  };
  const float base = max.y - px(16);
  draw->AddRectFilled(min, {max.x, base}, palette().panel, px(3));
  for (const Outage& o : outages_of(t.logs().faults))
    if (o.from < t.end())
      draw->AddRectFilled({x(o.from), min.y}, {std::max(x(o.from) + 2, x(o.until)), base},
                          color_of_outage(o.down));
  float free = min.x;  // a name that would lie on the one before is left to the tooltips
  for (const results::Fault& f : t.logs().faults) {
    if (f.at >= t.end()) continue;
    const float width =
        small_font()->CalcTextSizeA(small_font()->FontSize, 1e9f, 0, f.what.c_str()).x;
    if (x(f.at) < free || x(f.at) + px(5) + width > max.x) continue;
    draw->AddText(small_font(), small_font()->FontSize, {x(f.at) + px(5), min.y + px(1)},
                  palette().text, f.what.c_str());
    free = x(f.at) + px(9) + width;
  }
  std::vector<std::uint32_t> count(static_cast<std::size_t>(std::max(1.f, (max.x - min.x) / 3)) +
                                   1);
  for (std::size_t i = 0; i < count.size(); ++i) {
    const auto at = [&](std::size_t column) {
      return t.start() + from_seconds(span * 3 * static_cast<double>(column) / (max.x - min.x));
    };
    const auto& high = t.high_alarms();
    const auto from = std::ranges::lower_bound(high, at(i)),
               to = std::ranges::lower_bound(high, at(i + 1));
    count[i] = static_cast<std::uint32_t>(to - from);
  }
  const auto most = std::max<std::uint32_t>(1, *std::ranges::max_element(count));
  for (std::size_t i = 0; i < count.size(); ++i) {
    if (count[i] == 0) continue;
    const float left = min.x + static_cast<float>(i) * 3;
    draw->AddRectFilled({left, base - (base - min.y - px(14)) * static_cast<float>(count[i]) /
                                          static_cast<float>(most)},
                        {left + 2, base}, color_of(State::warning));
  }
  float labelled = min.x;  // where the next label may begin
  const Time step = time_tick_step(t.end() - t.start(), static_cast<int>((max.x - min.x) / px(90)));
  const Time offset = from_seconds(t.results().run.starts_s);
  for (Time k = (t.start() + offset + step - Time{1}) / step * step - offset; k <= t.end();
       k += step) {
    std::string text = t.clock(k);
    if (step >= 1min) text.resize(text.size() - 3);
    const ImVec2 size = small_font()->CalcTextSizeA(small_font()->FontSize, 1e9f, 0, text.c_str());
    draw->AddLine({x(k), base - px(4)}, {x(k), base}, palette().faint);
    const float left = std::clamp(x(k) - size.x / 2, min.x, max.x - size.x);
    if (left < labelled) continue;
    labelled = left + size.x + px(8);
    draw->AddText(small_font(), small_font()->FontSize, {left, base + px(1)}, palette().faint,
                  text.c_str());
  }
  for (const Time b : v.bookmarks)
    draw->AddTriangleFilled({x(b), min.y}, {x(b) + px(9), min.y + px(4)}, {x(b), min.y + px(8)},
                            palette().selected);
  draw->AddLine({x(v.now), min.y}, {x(v.now), base}, palette().cursor, px(2.5f));
}

}  // namespace

void bookmark(View& v) {
  if (const auto same = std::ranges::find(v.bookmarks, v.now); same != v.bookmarks.end()) {
    v.bookmarks.erase(same);
    return;
  }
  v.bookmarks.push_back(v.now);
  std::ranges::sort(v.bookmarks);
}

void draw_time_bar(View& v) {
  if (!v.trace || v.trace->empty()) {
    ImGui::TextDisabled("No run is open.");
    return;
  }
  buttons(v);
  const ImVec2 size{ImGui::GetContentRegionAvail().x,
                    std::max(px(30), ImGui::GetContentRegionAvail().y)};
  ImGui::InvisibleButton("track", size);
  name_item("time/track");
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  track(v, min, max);
  if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
    const double share =
        std::clamp(double{(ImGui::GetIO().MousePos.x - min.x) / (max.x - min.x)}, 0.0, 1.0);
    const Time there =
        v.trace->start() + from_seconds(share * seconds(v.trace->end() - v.trace->start()));
    if (ImGui::IsItemActive()) go_to(v, there);
    ImGui::SetTooltip("%s; bars: high alarms, bands: faults", v.trace->clock(there).c_str());
  }
}

}  // namespace wardtwin::viz
