#include <algorithm>

#include <fmt/format.h>

#include "viz/draw/table.h"
#include "viz/panels/view.h"
#include "viz/trace/events.h"

// Everything that was logged, in order of time, with filters.
namespace wardtwin::viz {
namespace {

struct Listed {
  std::string key;  ///< of the trace
  std::vector<Event> all;
  std::string asked;  ///< of the filter
  std::vector<std::uint32_t> rows;
};

std::string key_of(const Trace& t) {
  return fmt::format("{}|{}|{}|{}", t.path(), t.replication(), t.results().run.created_utc,
                     t.end().count());
}

const Listed& listed(const View& v, const EventFilter& f) {
  static Listed l;
  const std::string key = key_of(*v.trace);
  if (key != l.key) {
    l.all = events_of(*v.trace);
    l.asked.clear();
    l.key = key;
  }
  std::string asked = fmt::format("{}|{}|{}", f.words, f.from.count(), f.to.count());
  for (const bool k : f.kind) asked += k ? '1' : '0';
  if (asked != l.asked) l.rows = filter(*v.trace, l.all, f);
  l.asked = asked;
  return l;
}

void filters(EventFilter& f, bool& from_now) {
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    const auto kind = static_cast<EventKind>(k);
    if (k > 0) beside(80);
    ImGui::Checkbox(word_of_event(kind), &f.kind[k]);
    name_item(fmt::format("events/{}", word_of_event(kind)));
    tooltip(meaning_of_event(kind));
  }
  beside(190);
  static char words[48] = "";
  ImGui::SetNextItemWidth(px(180));
  if (ImGui::InputTextWithHint("##words", "name or word", words, sizeof words)) f.words = words;
  name_item("events/words");
  beside(150);
  ImGui::Checkbox("from now on", &from_now);
  name_item("events/from now");
  tooltip("Only what comes at or after the time of the time bar.");
}

// Takes the user to where the event is best seen.
void chosen(View& v, const Event& e) {
  go_to(v, e.at);
  if (e.kind == EventKind::alarm || e.kind == EventKind::lost) {
    v.alarm = e.row;
    v.panel = "alarms";
  } else if (e.kind == EventKind::bed) {
    v.selected = {Kind::bed, e.bed, false};
  } else if (e.kind == EventKind::nurse) {
    v.selected = {Kind::nurse, e.nurse, false};
  } else if (e.device != flow::kNone) {
    v.selected = {Kind::device, e.device, false};
  }
}

void row(View& v, const Event& e, std::uint32_t i, int place) {
  next_row();
  if (choice_cell(v.trace->clock(e.at), fmt::format("{}", i))) chosen(v, e);
  name_item(fmt::format("events/row {}", place));
  cell(word_of_event(e.kind), e.kind == EventKind::fault || e.kind == EventKind::lost
                                  ? color_of(State::bad)
                                  : palette().text);
  cell(subject_of(*v.trace, e));
  cell(text_of(*v.trace, e));
}

}  // namespace

void draw_events(View& v) {
  if (nothing_open(v)) return;
  static EventFilter f;
  static bool from_now = false;
  filters(f, from_now);
  f.from = from_now ? v.now : Time{0};
  const Listed& l = listed(v, f);
  if (l.all.empty())
    return empty_state("This file holds no logs: its scenario records none of them.",
                       "wardtwin run scenarios/ward_and_icu.yaml -o R.h5     # record: [alarms, "
                       "faults, series, moves]");
  ImGui::TextDisabled("%s of %s events", count_text(l.rows.size()).c_str(),
                      count_text(l.all.size()).c_str());
  name_item("events/count");
  if (!begin_table("events", {{"at", "time of day", false, 0.9f},
                              {"kind", "which log it is from", false, 0.6f},
                              {"of", "bed, device, nurse or part", false, 1.6f},
                              {"what", "what happened", false, 3}}))
    return;
  rows_in_sight(l.rows.size(),
                [&](std::size_t i) { row(v, l.all[l.rows[i]], l.rows[i], static_cast<int>(i)); });
  end_table();
}

}  // namespace wardtwin::viz
