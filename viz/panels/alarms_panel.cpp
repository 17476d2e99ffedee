#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "viz/draw/record.h"
#include "viz/draw/table.h"
#include "viz/panels/view.h"

namespace wardtwin::viz {
namespace {

State state_of(const results::AlarmRecord& r, const Trace& t) {
  if (r.end == results::AlarmEnd::lost) return State::bad;
  if (late(t, r.alarm)) return State::warning;
  return r.end == results::AlarmEnd::delivered ? State::good : State::off;
}

void filters(View& v) {
  const char* names[] = {"high", "medium", "low"};
  for (std::size_t i = 0; i < 3; ++i) {
    ImGui::Checkbox(names[i], &v.filter.priority[i]);
    name_item(fmt::format("alarms/{}", names[i]));
    beside(105);
  }
  ImGui::Checkbox("only late", &v.filter.only_late);
  name_item("alarms/only late");
  tooltip(fmt::format("More than {} s from the device to the handset.",
                      v.trace->results().run.late_after_s));
  beside(205);
  ImGui::Checkbox("only lost", &v.filter.only_lost);
  name_item("alarms/only lost");
  beside(205);
  int order = static_cast<int>(v.filter.order);
  ImGui::SetNextItemWidth(px(200));
  if (ImGui::Combo("##order", &order, "by time\0slowest to handset\0slowest to bedside\0by bed\0"))
    v.filter.order = static_cast<AlarmOrder>(order);
  name_item("alarms/order");
  beside(205);
  static char words[48] = "";
  ImGui::SetNextItemWidth(px(180));
  if (ImGui::InputTextWithHint("##words", "bed, device or kind", words, sizeof words))
    v.filter.words = words;
  name_item("alarms/words");
}

// One row's way as coloured parts: from the device to the bedside, on a scale of `whole`.
void way_cell(const flow::Alarm& a, Time whole) {
  record_cell("");
  ImGui::TableNextColumn();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, h = ImGui::GetTextLineHeight();
  ImGui::Dummy({width, h});
  Time last = sounded(a);
  const double scale = seconds(whole) > 0 ? width / seconds(whole) : 0;
  std::vector<std::pair<Time, std::size_t>> stages;
  for (std::size_t s = 2; s < flow::kAlarmStages; ++s)
    if (a.at[s] != kNever) stages.push_back({a.at[s], s});
  std::ranges::sort(stages);
  for (const auto& [reached, s] : stages) {
    const auto x0 = at.x + static_cast<float>(seconds(last - sounded(a)) * scale);
    const auto x1 = at.x + static_cast<float>(seconds(reached - sounded(a)) * scale);
    if (x1 > x0)
      ImGui::GetWindowDrawList()->AddRectFilled(
          {x0, at.y + 2}, {std::min(x1, at.x + width), at.y + h - 2}, series_color(s));
    last = reached;
  }
}

void legend() {
  ImGui::PushFont(small_font());
  faint_line("the way, coloured by the stage it led to:", true);
  for (std::size_t s = 2; s < flow::kAlarmStages; ++s) {
    const std::string word(words<flow::AlarmStage>[s].word);
    beside(ImGui::CalcTextSize(word.c_str()).x / px(1) + 18);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float h = ImGui::GetTextLineHeight();
    ImGui::GetWindowDrawList()->AddRectFilled({at.x, at.y + h * 0.2f},
                                              {at.x + h * 0.7f, at.y + h * 0.9f}, series_color(s));
    ImGui::Dummy({h * 0.7f, h});
    ImGui::SameLine(0, px(4));
    ImGui::TextUnformatted(word.c_str());
  }
  ImGui::PopFont();
}

void row(View& v, std::uint32_t i, Time whole, std::size_t place) {
  const Trace& t = *v.trace;
  const results::AlarmRecord& r = t.logs().alarms[i];
  const flow::Alarm& a = r.alarm;
  next_row();
  if (choice_cell(t.clock(sounded(a)), fmt::format("{}", i), v.alarm == i)) {
    v.alarm = i;
    go_to(v, sounded(a));
  }
  name_item(fmt::format("alarms/row {}", place));
  cell(std::string(word_of(a.priority)),
       a.priority == flow::AlarmPriority::high ? color_of(State::bad) : palette().text);
  cell(std::string(word_of(a.kind)));
  cell(name_of(t, {Kind::bed, a.bed, false}));
  const State state = state_of(r, t);
  cell(std::string(word_of(r.end)), state == State::off ? palette().faint : color_of(state));
  cell(duration_text(to_handset(a)), true);
  const Time bedside = stage(a, flow::AlarmStage::bedside);
  cell(bedside == kNever ? "-" : duration_text(bedside - sounded(a)), true);
  way_cell(a, whole);
}

void table(View& v, float height) {
  const auto rows = list(*v.trace, v.filter);
  if (rows.empty()) {
    ImGui::TextDisabled("No alarm of the log passes these filters.");
    name_item("alarms/none");
    return;
  }
  // the longest way of nine tenths of them fills the column
  std::vector<double> lengths;
  for (const std::uint32_t i : rows)
    if (const Time b = stage(v.trace->logs().alarms[i].alarm, flow::AlarmStage::bedside);
        b != kNever)
      lengths.push_back(seconds(b - sounded(v.trace->logs().alarms[i].alarm)));
  const Time whole =
      lengths.empty() ? Time{60s} : from_seconds(std::max(1.0, quantile_of(lengths, 0.9)));
  ImGui::TextDisabled("%zu alarm%s; the bars span %s", rows.size(), rows.size() == 1 ? "" : "s",
                      duration_text(whole).c_str());
  legend();
  if (!begin_table("log",
                   {{"sounded", "at the device, time of day"},
                    {"priority", nullptr, false, 0.8f},
                    {"kind"},
                    {"bed", nullptr, false, 1.2f},
                    {"end", "how it ended", false, 1.15f},
                    {"to handset", "from the device", true, 1.05f},
                    {"to bedside", "from the device to a nurse at the bed", true, 1.05f},
                    {"way", nullptr, false, 1.6f}},
                   height))
    return;
  rows_in_sight(rows.size(), [&](std::size_t i) { row(v, rows[i], whole, i); });
  end_table();
}

// The same in every row of the list and in the waterfall.
ImU32 color_of_stage(const std::string& word) {
  for (const auto& w : words<flow::AlarmStage>)
    if (w.word == word) return series_color(static_cast<std::size_t>(w.value));
  return palette().faint;
}

void explain(View& v) {
  const flow::Alarm& a = v.trace->logs().alarms[*v.alarm].alarm;
  const Why& w = kept_why(v, "alarm", *v.alarm);
  ImGui::PushFont(large_font());
  ImGui::TextUnformatted(fmt::format("Why {}?", duration_text(w.total)).c_str());
  name_item("alarms/why");
  ImGui::PopFont();
  ImGui::SameLine();
  if (named_button("show on the plan", "alarms/show")) {
    v.panel = "floor";
    v.selected = {Kind::bed, a.bed, false};
  }
  ImGui::SameLine();
  if (named_button("close", "alarms/close")) {
    v.alarm.reset();
    return;
  }
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(
      fmt::format("{} {} alarm of {} at {}, device {}{}. {}", word_of(a.priority), word_of(a.kind),
                  name_of(*v.trace, {Kind::bed, a.bed, false}), v.trace->clock(a.onset),
                  name_of(*v.trace, {Kind::device, a.device, false}),
                  a.real ? "" : " (an artefact)", w.ending)
          .c_str());
  ImGui::PopTextWrapPos();
  draw_why(w, color_of_stage);
}

}  // namespace

void draw_alarms(View& v) {
  if (nothing_open(v)) return;
  if (v.trace->logs().alarms.empty())
    return empty_state(
        v.trace->model().building.beds.empty()
            ? fmt::format("This run has no devices at beds: {}.", why_no_building(*v.trace))
            : "No alarm was raised in this run.",
        "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
  filters(v);
  const float all = ImGui::GetContentRegionAvail().y;
  const bool room_is_made = v.alarm.has_value();  // for one chosen now there is none in this frame
  table(v, room_is_made ? all * 0.45f : 0);
  if (!room_is_made || !v.alarm || *v.alarm >= v.trace->logs().alarms.size()) return;
  ImGui::Separator();
  explain(v);
}

}  // namespace wardtwin::viz
