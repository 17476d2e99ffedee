#include <fmt/format.h>

#include "viz/panels/view.h"

namespace wardtwin::viz {
namespace {

void window_buttons(View& v) {
  const Trace& t = *v.trace;
  if (named_button("whole run", "series/all")) {
    v.window_from = t.start();
    v.window_to = t.end();
  }
  for (const auto& [label, half] : {std::pair{"6 h", Time{3h}}, std::pair{"1 h", Time{30min}}}) {
    ImGui::SameLine();
    if (named_button(label, std::string("series/") + label)) {
      v.window_from = std::max(t.start(), v.now - half);
      v.window_to = std::min(t.end(), v.now + half);
    }
    tooltip("A window round the time of the time bar.");
  }
  faint_line(fmt::format("{} to {}; click a chart to go there, right-click to save it; red bands: "
                         "something was down",
                         t.clock(v.window_from), t.clock(v.window_to)),
             true);
}

}  // namespace

void draw_series(View& v) {
  if (nothing_open(v)) return;
  window_buttons(v);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = ImGui::GetStyle().ItemSpacing.y;
  constexpr std::pair<SeriesName, const char*> kCharts[] = {{SeriesName::beds_occupied, "beds"},
                                                            {SeriesName::nurses_busy, "nurses"},
                                                            {SeriesName::messages, "messages"},
                                                            {SeriesName::airtime, "airtime"},
                                                            {SeriesName::gateway_queue, "queue"}};
  std::vector<std::pair<const Plot*, const char*>> plots;
  for (const auto& [name, id] : kCharts) {
    const Plot& p = plot_of(v, name, room.x);
    if (!p.lines.empty() && !p.lines[0].buckets.empty()) plots.push_back({&p, id});
  }
  if (plots.empty())
    return empty_state(
        v.trace->model().building.rooms.empty()
            ? fmt::format("This run has no values by minute: {}.", why_no_building(*v.trace))
            : "The file has no values in this window.",
        "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
  const float height = std::max(px(120), (room.y - gap * 5) / static_cast<float>(plots.size()));
  for (const auto& [plot, id] : plots) chart(v, *plot, {room.x, height}, id);
}

}  // namespace wardtwin::viz
