#include <fmt/format.h>

#include "viz/draw/table.h"
#include "viz/panels/view.h"

namespace wardtwin::viz {
namespace {

std::vector<ColumnHead> heads() {
  return {{"access point", nullptr, false, 1.1f},
          {"channel", nullptr, false, 0.65f},
          {"state", "at the time of the time bar", false, 0.6f},
          {"devices", "with it, at the time of the time bar", true, 0.7f},
          {"busy", "share of the run in which the channel is not idle", false, 1},
          {"data", "of the run, frames of data", true, 0.9f},
          {"control", "of the run, acknowledgements", true, 0.9f},
          {"collision", "of the run, lost to frames that met", true, 0.95f},
          {"retries", "transmissions after the first, of all", true, 0.95f},
          {"down", "time out of order", true, 0.65f}};
}

void row(View& v, std::uint32_t a, std::uint32_t devices) {
  const Trace& t = *v.trace;
  const results::Model::AccessPoint& ap = t.model().access_points[a];
  const results::AccessPoint& s = t.logs().access_points[a];
  const auto use = [&](results::Airtime k) { return s.airtime[static_cast<std::size_t>(k)]; };
  const results::Fault* fault = t.fault_of(ap.name, v.now);
  next_row();
  if (choice_cell(ap.name, fmt::format("{}", a),
                  v.selected == Selection{Kind::access_point, a, false})) {
    v.selected = {Kind::access_point, a, false};
    v.panel = "floor";
    v.floor = t.floor_of(ap.at.z);
  }
  name_item("radio/" + ap.name);
  cell(ap.channel);
  cell(fault ? "down" : "up", color_of(fault ? State::bad : State::good));
  cell(fmt::format("{}", devices), true);
  bar_cell(s.busy, share_text(s.busy), series_color(a));
  cell(share_text(use(results::Airtime::data)), true);
  cell(share_text(use(results::Airtime::control)), true);
  cell(share_text(use(results::Airtime::collision)), true);
  cell(s.attempts ? share_text(static_cast<double>(s.retries) / static_cast<double>(s.attempts))
                  : "-",
       true);
  cell(s.down_s > 0 ? duration_text(from_seconds(s.down_s)) : "-", true);
}

}  // namespace

void draw_radio(View& v) {
  if (nothing_open(v)) return;
  const Trace& t = *v.trace;
  if (t.model().access_points.empty() ||
      t.logs().access_points.size() != t.model().access_points.size())
    return empty_state("This run has no access points: everything is wired.",
                       "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float chart_height = std::max(px(200), room.y * 0.36f);
  const auto devices = t.stations_of_access_points(v.now);
  if (begin_table("cells", heads(), room.y - chart_height - px(8))) {
    for (std::uint32_t a = 0; a < t.model().access_points.size(); ++a) row(v, a, devices[a]);
    end_table();
  }
  chart(v, plot_of(v, SeriesName::airtime, room.x), {room.x, chart_height}, "airtime");
}

}  // namespace wardtwin::viz
