#include <fmt/format.h>

#include "viz/draw/record.h"
#include "viz/draw/table.h"
#include "viz/panels/view.h"

// Where the time of one alarm, message or patient went.
namespace wardtwin::viz {

const Why& kept_why(View& v, const std::string& what, std::uint32_t row) {
  const std::string key =
      fmt::format("{} {} of {}|{}|{}|{}", what, row, v.trace->path(), v.trace->replication(),
                  v.trace->results().run.created_utc, v.trace->end().count());
  if (v.why_key != key) {
    v.why = what == "alarm"     ? why(*v.trace, row)
            : what == "message" ? why_message(*v.trace, row)
                                : why_patient(*v.trace, row);
    v.why_key = key;
  }
  return v.why;
}

void draw_why(const Why& w, ImU32 (*color_of_step)(const std::string&)) {
  if (!begin_table("why", {{"step", nullptr, false, 1.6f},
                           {"length", nullptr, true, 0.7f},
                           {"share of the whole", nullptr, false, 1.6f},
                           {"meanwhile", "what was down, who was busy, what waited or was ahead",
                            false, 3.2f}}))
    return;
  double before = 0;
  for (std::size_t i = 0; i < w.steps.size(); ++i) {
    const Step& s = w.steps[i];
    const double share = w.total > Time{0} ? seconds(s.length) / seconds(w.total) : 0;
    next_row();
    cell(s.from.empty() ? s.to : s.from + " \u2192 " + s.to);
    cell(duration_text(s.length), true);
    record_cell(share_text(share));
    ImGui::TableNextColumn();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, h = ImGui::GetTextLineHeight();
    const float x0 = at.x + static_cast<float>(before) * width;
    ImGui::GetWindowDrawList()->AddRectFilled(
        {x0, at.y}, {std::max(x0 + 2, at.x + static_cast<float>(before + share) * width), at.y + h},
        color_of_step(s.to), px(2));
    ImGui::Dummy({width, h});
    ImGui::TableNextColumn();
    ImGui::PushTextWrapPos(0);
    std::string meanwhile;
    for (const Circumstance& c : w.circumstances)
      if (c.step == i) meanwhile += (meanwhile.empty() ? "" : "\n") + c.text;
    ImGui::TextUnformatted(meanwhile.c_str());
    record_cell(meanwhile);
    ImGui::PopTextWrapPos();
    before += share;
  }
  end_table();
}

}  // namespace wardtwin::viz
