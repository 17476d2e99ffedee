#include <algorithm>

#include <fmt/format.h>

#include "viz/draw/record.h"
#include "viz/draw/sankey.h"
#include "viz/draw/table.h"
#include "viz/panels/view.h"
#include "viz/trace/patient_flow.h"

// Where patients came from and went to; where the time of those on pathways goes.
namespace wardtwin::viz {
namespace {

const std::vector<Stream>& streams(const View& v) {
  static std::string key;
  static std::vector<Stream> all;
  const Trace& t = *v.trace;
  const std::string now =
      fmt::format("{}|{}|{}|{}|{}", t.path(), t.replication(), t.results().run.created_utc,
                  v.window_from.count(), v.window_to.count());
  if (now != key) {
    all = unit_flow(t, v.window_from, v.window_to);
    for (const Stream& s : pathway_flow(t)) all.push_back(s);
  }
  key = now;
  return all;
}

std::string seconds_text(double s) { return std::isnan(s) ? "-" : duration_text(from_seconds(s)); }

// The steps of one pathway as parts of one bar; a row each says how long patients wait for it.
void pathway(const Trace& t, std::uint32_t p) {
  const auto steps = step_shares(t, p);
  const results::Pathway& s = t.logs().pathways[p];
  double inside = 0;
  for (const StepShare& one : steps) inside += one.inside_mean;
  heading(
      t.model().pathways[p].name,
      fmt::format("Why so long? Mean time in system {}, half of them within {}; {:.3g} patients "
                  "there on average, of these in each step:",
                  seconds_text(s.time.mean()), seconds_text(s.time.quantile(0.5)), inside));
  if (!begin_table(
          fmt::format("steps {}", p).c_str(),
          {{"step", nullptr, false, 1.6f},
           {"share of the time",
            "patients in the step, waiting or served, over all that are in the "
            "pathway: by Little's law its share of their time; sums to 100 %",
            false, 1.6f},
           {"patients there", "mean over time", true},
           {"began", "patients who got what the step needs", true},
           {"wait, mean", "from coming to having all that is needed", true},
           {"wait, p95", "95 of 100 patients wait no longer than this", true}},
          ImGui::GetTextLineHeightWithSpacing() * (static_cast<float>(steps.size()) + 1.25f)))
    return;
  for (const StepShare& one : steps) {
    next_row();
    cell(t.model().steps[one.step].name);
    bar_cell(one.share, share_text(one.share), series_color(one.step));
    cell(fmt::format("{:.3g}", one.inside_mean), true);
    cell(count_text(one.begun), true);
    cell(seconds_text(one.wait_mean_s), true);
    cell(seconds_text(one.wait_p95_s), true);
  }
  end_table();
}

// What patients queue behind: the fullest first.
void resources(const Trace& t) {
  const auto& rows = t.logs().resources;
  if (rows.empty()) return;
  std::vector<std::size_t> order(rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, std::greater{},
                           [&](std::size_t i) { return rows[i].queue_mean; });
  heading("What they wait for", "The longest queue first.");
  if (!begin_table("resources",
                   {{"resource", nullptr, false, 1.6f},
                    {"kind", "staff, bed, room or equipment"},
                    {"in use", "share of the units on duty", false, 1.4f},
                    {"waiting, mean", "patients, mean over time", true},
                    {"waiting, most", "patients at once", true},
                    {"wait, p95", "95 of 100 of those who got it waited no longer", true}},
                   ImGui::GetTextLineHeightWithSpacing() *
                       (static_cast<float>(std::min<std::size_t>(rows.size(), 10)) + 1.25f)))
    return;
  for (const std::size_t i : order) {
    next_row();
    cell(t.model().resources[i].name);
    cell(t.model().resources[i].kind);
    bar_cell(rows[i].utilisation, share_text(rows[i].utilisation), series_color(i));
    cell(fmt::format("{:.3g}", rows[i].queue_mean), true);
    cell(fmt::format("{:.0f}", rows[i].queue_max), true);
    cell(seconds_text(rows[i].wait.quantile(0.95)), true);
  }
  end_table();
}

std::string as_csv(const std::vector<Stream>& all) {
  std::string out = "from,to,patients\n";
  for (const Stream& s : all) out += fmt::format("{},{},{}\n", s.from, s.to, s.count);
  return out;
}

}  // namespace

void draw_flow(View& v) {
  if (nothing_open(v)) return;
  const Trace& t = *v.trace;
  if (ImGui::RadioButton("streams", !v.single_patients)) v.single_patients = false;
  name_item("flow/streams");
  ImGui::SameLine();
  if (ImGui::RadioButton("single patients", v.single_patients)) v.single_patients = true;
  name_item("flow/single");
  tooltip("Each patient's way: what it waited for, for how long, and behind whom.");
  if (v.single_patients) return draw_ways(v);
  const auto& all = streams(v);
  if (all.empty())
    return empty_state(
        "This file does not say who was where: it has no pathways, and no log of beds.",
        "wardtwin run scenarios/emergency_department.yaml -o R.h5\nwardtwin run "
        "scenarios/ward_and_icu.yaml -o R.h5     # record: [..., moves]");
  const bool paths = !t.logs().pathways.empty();
  ImGui::TextDisabled(paths ? "Patients of one replication, the whole run"
                            : "Patients of one replication, from %s to %s",
                      t.clock(v.window_from).c_str(), t.clock(v.window_to).c_str());
  if (recording()) record("flow", as_csv(all));
  ImGui::BeginChild("flow");
  const ImVec2 room = ImGui::GetContentRegionAvail();
  draw_sankey(all, {room.x, paths ? std::max(px(220), room.y * 0.45f) : room.y}, "patients");
  for (std::uint32_t p = 0; p < t.logs().pathways.size(); ++p) {
    ImGui::Spacing();
    pathway(t, p);
  }
  if (paths) resources(t);
  ImGui::EndChild();
}

}  // namespace wardtwin::viz
