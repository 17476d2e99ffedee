#include <array>

#include <fmt/format.h>

#include "viz/draw/record.h"
#include "viz/draw/table.h"
#include "viz/panels/view.h"

namespace wardtwin::viz {
namespace {

void units(const Trace& t) {
  const auto& rows = t.logs().nurses;
  if (!begin_table(
          "nurses",
          {{"unit"},
           {"hours", "on duty, all nurses", true},
           {"busy", "share of these hours in any activity", false, 1.6f},
           {"alarms", "pushed to a handset", true},
           {"alarms an hour", "of one nurse", true},
           {"walked", nullptr, true}},
          ImGui::GetTextLineHeightWithSpacing() * (static_cast<float>(rows.size()) + 1.25f)))
    return;
  for (std::size_t u = 0; u < rows.size(); ++u) {
    next_row();
    cell(t.model().units[u].name);
    cell(fmt::format("{:.1f}", rows[u].hours), true);
    bar_cell(rows[u].utilisation, share_text(rows[u].utilisation), series_color(u));
    cell(fmt::format("{}", rows[u].alarms), true);
    cell(rows[u].hours > 0
             ? fmt::format("{:.2f}", static_cast<double>(rows[u].alarms) / rows[u].hours)
             : "-",
         true);
    cell(fmt::format("{:.1f} km", rows[u].walking_m / 1000), true);
  }
  end_table();
}

// Staff that pathways share; false: there is none.
bool staff_of_pathways(const Trace& t) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < t.logs().resources.size(); ++i)
    if (t.model().resources[i].kind == "staff") rows.push_back(i);
  if (rows.empty()) return false;
  if (!begin_table(
          "staff of pathways",
          {{"staff", "that patients on pathways wait for", false, 1.4f},
           {"unit"},
           {"on duty", "mean over time", true},
           {"busy", "share of the hours on duty with patients", false, 1.6f},
           {"hours", "on duty, all of them", true},
           {"overtime", "with patients after the end of a shift", true},
           {"waiting, mean", "patients, mean over time", true},
           {"wait, p95", "95 of 100 of those who got one waited no longer", true}},
          ImGui::GetTextLineHeightWithSpacing() * (static_cast<float>(rows.size()) + 1.25f)))
    return true;
  for (const std::size_t i : rows) {
    const results::Resource& r = t.logs().resources[i];
    next_row();
    cell(t.model().resources[i].name);
    cell(t.model().resources[i].unit);
    cell(quantity_text(r.on_duty_mean, ""), true);
    bar_cell(r.utilisation, share_text(r.utilisation), series_color(i));
    cell(fmt::format("{:.1f}", r.on_duty_h), true);
    cell(fmt::format("{:.1f} h", r.overtime_h), true);
    cell(fmt::format("{:.3g}", r.queue_mean), true);
    const double p95 = r.wait.quantile(0.95);
    cell(std::isnan(p95) ? "-" : duration_text(from_seconds(p95)), true);
  }
  end_table();
  ImGui::Spacing();
  return true;
}

// One bar per unit, its parts the activities.
void activities(const Trace& t) {
  record_table("activities");
  for (const char* head : {"unit", "activity", "share of nurse-hours"}) record_cell(head);
  for (const results::NurseActivity& a : t.logs().nurse_activities) {
    record_row();
    for (const std::string& text :
         {t.model().units[a.unit].name, a.activity, fmt::format("{}", a.share)})
      record_cell(text);
  }
  const float width = ImGui::GetContentRegionAvail().x, left = px(110), h = px(24);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  for (std::uint32_t u = 0; u < t.model().units.size(); ++u) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw->AddText({at.x, at.y + px(3)}, palette().text, t.model().units[u].name.c_str());
    float x = at.x + left;
    std::size_t i = 0;
    for (const results::NurseActivity& a : t.logs().nurse_activities) {
      if (a.unit != u) continue;
      const float w = static_cast<float>(a.share) * (width - left);
      const ImU32 color = series_color(i++);
      draw->AddRectFilled({x, at.y}, {x + w, at.y + h}, color);
      const std::string text = fmt::format("{:.0f} %", 100 * a.share);
      if (ImGui::CalcTextSize(text.c_str()).x < w - 4)
        draw->AddText({x + px(3), at.y + px(3)}, ink_on(color), text.c_str());
      x += w;
    }
    draw->AddRect({at.x + left, at.y}, {at.x + width, at.y + h}, palette().line);
    ImGui::Dummy({width, h});
  }
  std::size_t i = 0;
  float x = 0;
  for (const results::NurseActivity& a : t.logs().nurse_activities) {
    if (a.unit != 0) continue;
    const float w = px(22) + ImGui::CalcTextSize(a.activity.c_str()).x + px(10);
    if (i > 0 && x + w < width)
      ImGui::SameLine(0, px(10));
    else
      x = 0;
    x += w;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float line = ImGui::GetTextLineHeight();
    draw->AddRectFilled({at.x, at.y + 2}, {at.x + px(12), at.y + line - 2}, series_color(i++));
    ImGui::Dummy({px(12), line});
    ImGui::SameLine(0, px(4));
    ImGui::TextUnformatted(a.activity.c_str());
  }
  ImGui::TextDisabled("the rest of the bar is idle");
}

void now(View& v) {
  const Trace& t = *v.trace;
  if (!t.knows_nurses()) {
    ImGui::TextDisabled(
        "Where each nurse was is not in this file: write `record: [moves]` in the scenario and run "
        "it again.");
    return;
  }
  if (!begin_table("now",
                   {{"nurse", nullptr, false, 1.4f},
                    {"shift"},
                    {"does now", "at the time of the time bar", false, 1.6f},
                    {"place", nullptr, false, 1.4f}},
                   ImGui::GetContentRegionAvail().y * 0.5f))
    return;
  const auto& nurses = t.model().surroundings.nurses;
  for (std::uint32_t n = 0; n < nurses.size(); ++n) {
    const auto p = t.nurse(n, v.now);
    if (!p || p->doing == flow::kOffDuty) continue;
    next_row();
    if (choice_cell(nurses[n].name, fmt::format("{}", n))) {
      v.selected = {Kind::nurse, n, true};
      v.panel = "floor";
    }
    name_item("staff/" + nurses[n].name);
    cell(nurses[n].night ? "night" : "day");
    cell(t.activity(p->doing));
    std::string room;
    for (const flow::Room& r : t.model().building.rooms)
      if (r.floor == t.floor_of(p->at.z) && p->at.x >= r.x0 && p->at.x <= r.x1 && p->at.y >= r.y0 &&
          p->at.y <= r.y1)
        room = r.name;
    cell(room);
  }
  end_table();
}

}  // namespace

void draw_staff(View& v) {
  if (nothing_open(v)) return;
  const bool on_pathways = staff_of_pathways(*v.trace);
  if (v.trace->logs().nurses.empty()) {
    if (!on_pathways)
      empty_state(fmt::format("This run has no staff: {}.", why_no_building(*v.trace)),
                  "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
    return;
  }
  units(*v.trace);
  ImGui::Spacing();
  activities(*v.trace);
  ImGui::Spacing();
  now(v);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  chart(v, plot_of(v, SeriesName::nurses_busy, room.x), {room.x, std::max(px(140), room.y)},
        "nurses");
}

}  // namespace wardtwin::viz
