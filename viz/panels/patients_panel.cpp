#include <fmt/format.h>

#include "viz/draw/chart.h"
#include "viz/draw/record.h"
#include "viz/draw/table.h"
#include "viz/panels/view.h"

namespace wardtwin::viz {
namespace {

// Times of day above the rows; how much room they take.
float hours(const Trace& t, Time from, Time to, ImVec2 at, float width, float rows) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float line = ImGui::GetTextLineHeight();
  const Time step = time_tick_step(to - from, std::max(2, static_cast<int>(width / px(80))));
  const Time offset = from_seconds(t.results().run.starts_s);
  float free = at.x;
  for (Time k = (from + offset + step - Time{1}) / step * step - offset; k <= to; k += step) {
    const float x = at.x + static_cast<float>(seconds(k - from) / seconds(to - from)) * width;
    draw->AddLine({x, at.y + line}, {x, at.y + line + px(4) + rows}, palette().line);
    std::string text = t.clock(k);
    if (step >= 1min) text.resize(text.size() - 3);
    const float wide = ImGui::CalcTextSize(text.c_str()).x;
    const float left = std::clamp(x - wide / 2, at.x, at.x + width - wide);
    if (left < free) continue;
    free = left + wide + px(8);
    draw->AddText({left, at.y}, palette().faint, text.c_str());
  }
  return line + px(4);
}

// Beds as rows, time across: a block while somebody is in it.
void occupancy(View& v, ImVec2 size) {
  const Trace& t = *v.trace;
  ImGui::BeginChild("beds", size);
  const auto& beds = t.model().building.beds;
  const float h = px(15), left = px(110), width = ImGui::GetContentRegionAvail().x - left - px(6);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const auto x = [&](Time when) {
    const double share =
        seconds(when - v.window_from) / std::max(1e-9, seconds(v.window_to - v.window_from));
    return at.x + left + static_cast<float>(std::clamp(share, 0.0, 1.0)) * width;
  };
  record_table("stays");
  for (const char* head : {"bed", "patient", "from_s", "until_s"}) record_cell(head);
  ImGui::PushFont(small_font());
  const float head = hours(t, v.window_from, v.window_to, {at.x + left, at.y}, width,
                           h * static_cast<float>(beds.size()));
  for (std::uint32_t b = 0; b < beds.size(); ++b) {
    const float y = at.y + head + static_cast<float>(b) * h;
    draw->AddText({at.x, y}, palette().text, beds[b].name.c_str());
    draw->AddRectFilled({at.x + left, y + 1}, {at.x + left + width, y + h - 2}, palette().room);
    flow::PatientIndex who = t.patient_in(b, v.window_from);
    Time since = v.window_from;
    const auto close = [&](Time until) {
      if (who == flow::kNone || until <= since) return;
      record_row();
      for (const std::string& text :
           {beds[b].name, fmt::format("{}", who), fmt::format("{}", seconds(since)),
            fmt::format("{}", seconds(until))})
        record_cell(text);
      draw->AddRectFilled({x(since), y + 1}, {x(until), y + h - 2}, series_color(who), px(2));
    };
    for (const flow::BedChange& c : t.logs().history.bed_changes) {
      if (c.bed != b || c.at <= v.window_from || c.at >= v.window_to) continue;
      close(c.at);
      who = c.patient;
      since = c.at;
    }
    close(v.window_to);
  }
  const float bottom = at.y + head + h * static_cast<float>(beds.size());
  if (v.now >= v.window_from && v.now <= v.window_to)
    draw->AddLine({x(v.now), at.y + head}, {x(v.now), bottom}, palette().cursor, px(2));
  ImGui::PopFont();
  ImGui::Dummy({left + width, bottom - at.y});
  name_item("patients/beds");
  ImGui::EndChild();
}

}  // namespace

void draw_patients(View& v) {
  if (nothing_open(v)) return;
  const Trace& t = *v.trace;
  if (t.logs().units.empty())
    return empty_state(fmt::format("This run has no beds of a building: {}.", why_no_building(t)),
                       "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
  const float rows = static_cast<float>(t.logs().units.size());
  if (begin_table("units",
                  {{"unit"},
                   {"beds", nullptr, true},
                   {"occupied", "mean over the run", false, 1.5f},
                   {"admitted", nullptr, true},
                   {"left", nullptr, true},
                   {"waited", "admissions that found no bed at once", true},
                   {"mean wait", "over all admissions", true},
                   {"turned away", nullptr, true}},
                  ImGui::GetTextLineHeightWithSpacing() * (rows + 1.25f))) {
    for (std::size_t u = 0; u < t.logs().units.size(); ++u) {
      const results::Unit& s = t.logs().units[u];
      const double share =
          t.model().units[u].beds ? s.beds_occupied_mean / t.model().units[u].beds : 0;
      next_row();
      cell(t.model().units[u].name);
      cell(fmt::format("{}", t.model().units[u].beds), true);
      bar_cell(share, fmt::format("{:.3g} ({})", s.beds_occupied_mean, share_text(share)),
               series_color(u));
      cell(fmt::format("{}", s.admissions), true);
      cell(fmt::format("{}", s.discharges), true);
      cell(fmt::format("{}", s.waited), true);
      cell(duration_text(from_seconds(s.wait_mean_s)), true);
      cell(fmt::format("{}", s.turned_away), true);
    }
    end_table();
  }
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const Plot& plot = plot_of(v, SeriesName::beds_occupied, room.x);
  chart(v, plot, {room.x, std::max(px(150), room.y * 0.32f)}, "beds");
  if (!t.knows_beds()) {
    ImGui::TextDisabled("Who was in which bed is not in this file: it is older than format 1.1.");
    return;
  }
  faint_line("Who was in which bed; one colour per stay");
  occupancy(v, ImGui::GetContentRegionAvail());
}

}  // namespace wardtwin::viz
