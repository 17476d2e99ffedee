#include <algorithm>

#include <fmt/format.h>

#include "viz/draw/table.h"
#include "viz/panels/view.h"

namespace wardtwin::viz {
namespace {

float height_of(std::size_t rows) {
  return ImGui::GetTextLineHeightWithSpacing() *
         (static_cast<float>(std::min<std::size_t>(rows, 8)) + 1.25f);
}

void state_cell(const Trace& t, const std::string& part, Time now) {
  const results::Fault* f = t.fault_of(part, now);
  cell(f ? "down" : "up", color_of(f ? State::bad : State::good));
}

void gateways(const View& v) {
  const Trace& t = *v.trace;
  const auto& names = t.model().gateways;
  const auto& rows = t.logs().gateways;
  if (rows.empty() || !begin_table("gateways",
                                   {{"gateway", nullptr, false, 1.4f},
                                    {"state", "at the time of the time bar"},
                                    {"busy", "share of time its processors are", false, 1.6f},
                                    {"forwarded", "messages", true},
                                    {"waiting, mean", "messages", true},
                                    {"waiting, most", "messages", true},
                                    {"turned away", "messages that found it full", true},
                                    {"down", "time out of order", true}},
                                   height_of(rows.size())))
    return;
  for (std::size_t g = 0; g < rows.size(); ++g) {
    std::uint64_t full = 0;
    for (const auto n : rows[g].overflow) full += n;
    next_row();
    cell(names[g].name);
    state_cell(t, names[g].name, v.now);
    bar_cell(rows[g].utilisation, share_text(rows[g].utilisation), series_color(g));
    cell(count_text(rows[g].processed), true);
    cell(
        rows[g].queue_mean < 0.001 ? std::string("< 0.001") : quantity_text(rows[g].queue_mean, ""),
        true);
    cell(count_text(static_cast<std::uint64_t>(rows[g].queue_max)), true);
    cell(count_text(full), true);
    cell(rows[g].down_s > 0 ? duration_text(from_seconds(rows[g].down_s)) : "-", true);
  }
  end_table();
}

void servers(const View& v) {
  const Trace& t = *v.trace;
  const auto& rows = t.logs().servers;
  if (rows.empty() || !begin_table("servers",
                                   {{"server", nullptr, false, 1.4f},
                                    {"state", "at the time of the time bar"},
                                    {"busy", "share of time its cores are", false, 1.6f},
                                    {"tier"},
                                    {"jobs done", nullptr, true}},
                                   height_of(rows.size())))
    return;
  for (std::size_t s = 0; s < rows.size(); ++s) {
    next_row();
    cell(t.model().servers[s].name);
    state_cell(t, t.model().servers[s].name, v.now);
    bar_cell(rows[s].utilisation, share_text(rows[s].utilisation), series_color(s));
    cell(t.model().servers[s].tier);
    cell(count_text(rows[s].processed), true);
  }
  end_table();
}

}  // namespace

void draw_gateways(View& v) {
  if (nothing_open(v)) return;
  if (v.trace->logs().gateways.empty() && v.trace->logs().servers.empty())
    return empty_state("This run has neither gateways nor servers.",
                       "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
  gateways(v);
  ImGui::Spacing();
  servers(v);
  ImGui::Spacing();
  const auto& m = v.trace->logs().alarm_manager;
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(fmt::format("Alarm manager: {} received, {} pushed, {} to a second "
                                     "handset, {} acknowledged, {} unanswered",
                                     m.received, m.pushed, m.escalations, m.acknowledged,
                                     m.unanswered)
                             .c_str());
  ImGui::PopTextWrapPos();
  ImGui::Spacing();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const Plot& plot = plot_of(v, SeriesName::gateway_queue, room.x);
  if (!plot.lines.empty()) chart(v, plot, {room.x, std::max(px(160), room.y)}, "queue");
}

}  // namespace wardtwin::viz
