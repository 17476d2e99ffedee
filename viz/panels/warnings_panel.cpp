#include <fmt/format.h>

#include "viz/draw/table.h"
#include "viz/panels/view.h"

namespace wardtwin::viz {
namespace {

float height_of(std::size_t rows) {
  return ImGui::GetTextLineHeightWithSpacing() *
         (static_cast<float>(std::min<std::size_t>(rows, 12)) + 1.25f);
}

void faults(View& v) {
  const Trace& t = *v.trace;
  heading("Faults");
  if (t.logs().faults.empty()) {
    ImGui::TextDisabled("Nothing failed. A scenario names faults in its section `faults:`.");
    return;
  }
  if (!begin_table("faults",
                   {{"what", nullptr, false, 2},
                    {"from", "time of day"},
                    {"until", "time of day"},
                    {"lasted"},
                    {"now", "at the time of the time bar"}},
                   height_of(t.logs().faults.size())))
    return;
  for (std::size_t i = 0; i < t.logs().faults.size(); ++i) {
    const results::Fault& f = t.logs().faults[i];
    next_row();
    if (choice_cell(f.what, fmt::format("{}", i))) go_to(v, f.at);
    name_item(fmt::format("warnings/fault {}", i));
    cell(t.clock(f.at));
    cell(f.until == kNever ? "-" : t.clock(f.until));
    cell(duration_text(std::min(f.until, t.end()) - f.at));
    const bool down = f.at <= v.now && v.now < f.until;
    cell(down ? "down" : "", color_of(State::bad));
  }
  end_table();
}

void blind(const Trace& t) {
  heading("Monitored beds without data");
  double most = 0;
  for (const results::Blind& b : t.logs().blind) most = std::max(most, b.bed_minutes);
  if (most == 0) {
    ImGui::TextDisabled("Every occupied, monitored bed was heard all the time.");
    return;
  }
  if (!begin_table("blind",
                   {{"cause", nullptr, false, 2},
                    {"bed-minutes", "beds without data, times minutes", false, 2}},
                   height_of(t.logs().blind.size())))
    return;
  for (const results::Blind& b : t.logs().blind) {
    next_row();
    cell(b.cause);
    bar_cell(b.bed_minutes / most, fmt::format("{:.4g}", b.bed_minutes), color_of(State::notice));
  }
  end_table();
}

void warnings(View& v) {
  const Trace& t = *v.trace;
  heading("Warnings",
          "A model was used outside its stated range, or something else is to be checked before "
          "trusting the numbers.");
  if (t.logs().warnings.empty()) {
    ImGui::TextDisabled("None.");
    return;
  }
  if (!begin_table(
          "warnings",
          {{"model"}, {"what", nullptr, false, 4}, {"times", nullptr, true}, {"first at"}}))
    return;
  for (const results::Warning& w : t.logs().warnings) {
    next_row();
    cell(w.model);
    cell(w.text);
    cell(count_text(w.count), true);
    cell(t.clock(w.first_at));
  }
  end_table();
}

}  // namespace

void draw_warnings(View& v) {
  if (nothing_open(v)) return;
  faults(v);
  ImGui::Spacing();
  blind(*v.trace);
  ImGui::Spacing();
  warnings(v);
}

}  // namespace wardtwin::viz
