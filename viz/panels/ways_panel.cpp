#include <fmt/format.h>

#include "viz/draw/record.h"
#include "viz/draw/table.h"
#include "viz/panels/view.h"

// Single patients, and why one of them waited so long.
namespace wardtwin::viz {
namespace {

// Waits in warm colours, what is done in one cool one: the words are in the table beside.
ImU32 color_of_way_step(const std::string& to) {
  return to.starts_with("waits") ? color_of(State::warning) : series_color(0);
}

void filters(View& v) {
  int order = static_cast<int>(v.ways.order);
  beside(190);
  ImGui::SetNextItemWidth(px(190));
  if (ImGui::Combo("##way order", &order, "by time\0longest in system\0longest wait\0"))
    v.ways.order = static_cast<WayOrder>(order);
  name_item("ways/order");
  beside(250);
  static char words[48] = "";
  ImGui::SetNextItemWidth(px(240));
  if (ImGui::InputTextWithHint("##way words", "patient, step, resource or ending", words,
                               sizeof words))
    v.ways.words = words;
  name_item("ways/words");
}

const std::vector<std::uint32_t>& rows_of(const View& v) {
  static std::string key;
  static std::vector<std::uint32_t> rows;
  const Trace& t = *v.trace;
  const std::string now =
      fmt::format("{}|{}|{}|{}|{}|{}", t.path(), t.replication(), t.results().run.created_utc,
                  t.end().count(), v.ways.words, static_cast<int>(v.ways.order));
  if (now != key) rows = list(t, v.ways);
  key = now;
  return rows;
}

void row(View& v, std::uint32_t i, std::size_t place) {
  const Trace& t = *v.trace;
  const flow::PatientWay& w = t.logs().history.patients.ways[i];
  next_row();
  if (choice_cell(way_name(t, i), fmt::format("{}", i), v.way == i)) {
    v.way = i;
    go_to(v, w.came);
  }
  name_item(fmt::format("ways/row {}", place));
  cell(t.clock(w.came));
  cell(std::string(word_of(w.exit)));
  cell(duration_text(in_system(t, i)), true);
  const Time whole = in_system(t, i), waited = waiting_time(t, i);
  const double share = whole > Time{0} ? seconds(waited) / seconds(whole) : 0;
  bar_cell(share, duration_text(waited), color_of(State::warning));
  const auto longest = longest_wait(t, i);
  cell(longest ? stage_words(t, stages_of(t, i)[*longest]) : "none");
}

std::string about_sample(const Trace& t, std::size_t shown) {
  const auto& ways = t.logs().history.patients.ways;
  const std::uint64_t each = ways[0].stands_for;
  return fmt::format("{} of {} patients kept: {} who came after the warm-up.", count_text(shown),
                     count_text(ways.size()),
                     each == 1 ? "all" : fmt::format("one in {} of all", count_text(each)));
}

void explain(View& v) {
  const Trace& t = *v.trace;
  const flow::PatientWay& w = t.logs().history.patients.ways[*v.way];
  const Why& y = kept_why(v, "patient", *v.way);
  ImGui::PushFont(large_font());
  ImGui::TextUnformatted(fmt::format("Why {}?", duration_text(y.total)).c_str());
  name_item("ways/why");
  ImGui::PopFont();
  if (w.patient != flow::kNone) {
    ImGui::SameLine();
    if (named_button("show on the plan", "ways/show")) {
      v.panel = "floor";
      v.selected = {Kind::patient, w.patient, true};
      for (const flow::PatientStage& s : stages_of(t, *v.way))
        if (t.bed_of(w.patient, v.now) == flow::kNone) go_to(v, s.from);
    }
  }
  ImGui::SameLine();
  const bool close = named_button("close", "ways/close");
  ImGui::PushTextWrapPos(0);
  std::string text =
      fmt::format("{} came at {}. {}", way_name(t, *v.way), t.clock(w.came), y.ending);
  if (w.timed != kNever && w.timed != w.left)
    text += fmt::format(" Its time in system counts until {}: {}.", t.clock(w.timed),
                        duration_text(w.timed - w.came));
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
  if (!y.steps.empty()) draw_why(y, color_of_way_step);
  if (close) v.way.reset();
}

}  // namespace

void draw_ways(View& v) {
  const Trace& t = *v.trace;
  const auto& ways = t.logs().history.patients.ways;
  if (ways.empty())
    return empty_state(
        t.replication() > 0
            ? "Single patients are recorded in the first replication alone."
            : "This file does not say what single patients did: its scenario has no `record: "
              "[moves]`, nobody came, or it is older.",
        "wardtwin run scenarios/emergency_department.yaml -o R.h5     # record: [moves]");
  filters(v);
  const auto& rows = rows_of(v);
  faint_line(about_sample(t, rows.size()));
  name_item("ways/sample");
  tooltip(
      "Which patients are kept depends on a hash of their name alone, so nothing of their fate.");
  const bool chosen = v.way && *v.way < ways.size();
  const float all = ImGui::GetContentRegionAvail().y;
  if (rows.empty()) {
    ImGui::TextDisabled("No patient that is kept passes these filters.");
    name_item("ways/none");
  } else if (begin_table(
                 "patients",
                 {{"patient", "of a pathway, in order of arrival", false, 1.3f},
                  {"came", "time of day", false, 1},
                  {"end", "how the way ended", false, 0.9f},
                  {"in system", "from coming to leaving, or to the end of the run", true, 0.8f},
                  {"waited", "in all lines together; the bar is its share of the time in system",
                   false, 1},
                  {"longest wait", "what the patient waited for longest", false, 2.2f}},
                 chosen ? all * 0.45f : 0)) {
    rows_in_sight(rows.size(), [&](std::size_t i) { row(v, rows[i], i); });
    end_table();
  }
  if (!chosen) return;
  ImGui::Separator();
  explain(v);
}

}  // namespace wardtwin::viz
