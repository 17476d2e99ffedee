#include <fmt/format.h>

#include "sim/results/summary.h"
#include "viz/draw/record.h"
#include "viz/draw/table.h"
#include "viz/panels/view.h"

namespace wardtwin::viz {
namespace {

ImU32 color_of_verdict(results::Verdict v) {
  switch (v) {
    case results::Verdict::met: return color_of(State::good);
    case results::Verdict::not_met: return color_of(State::bad);
    case results::Verdict::not_decided: break;
  }
  return color_of(State::warning);
}

void about_run(const Trace& t) {
  const results::Run& r = t.results().run;
  const double hours = t.logs().simulated_s / 3600;
  ImGui::TextUnformatted(fmt::format("{:.4g} h simulated, {} of {} replications, seed {}, {}",
                                     hours, t.results().replications.size(), r.replications, r.seed,
                                     r.program)
                             .c_str());
  ImGui::TextDisabled("written %s, took %.1f s%s", r.created_utc.c_str(), r.wall_s,
                      t.results().complete ? "" : "; the run was stopped: this is part of it");
}

// The limit as a line, the interval as a bar, the value as a mark, on one scale per row.
void interval_cell(const results::Requirement& q) {
  record_cell("");
  ImGui::TableNextColumn();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, h = ImGui::GetTextLineHeight();
  ImGui::Dummy({width, h});
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const bool bounded = std::isfinite(q.high);
  const double top = 1.15 * std::max({q.limit, q.value, bounded ? q.high : q.value, 1e-12});
  const auto x = [&](double v) {
    return at.x + static_cast<float>(std::clamp(v / top, 0.0, 1.0)) * width;
  };
  const ImU32 c = color_of_verdict(q.verdict);
  const float good0 = q.at_most ? at.x : x(q.limit), good1 = q.at_most ? x(q.limit) : at.x + width;
  draw->AddRectFilled({good0, at.y}, {good1, at.y + h}, faded(color_of(State::good), 0.10f));
  draw->AddLine({x(q.limit), at.y}, {x(q.limit), at.y + h}, palette().text, px(2));
  if (!std::isnan(q.low))
    draw->AddRectFilled({x(q.low), at.y + h * 0.38f},
                        {bounded ? x(q.high) : at.x + width, at.y + h * 0.62f}, faded(c, 0.55f));
  draw->AddCircleFilled({x(q.value), at.y + h / 2}, h * 0.25f, c, 12);
}

void requirements(const Trace& t) {
  const auto& all = t.results().requirements;
  if (all.empty()) {
    ImGui::TextDisabled(
        "The scenario states no requirements; write a section `requirements:` to have verdicts.");
    return;
  }
  const float height =
      ImGui::GetTextLineHeightWithSpacing() * (static_cast<float>(all.size()) + 1.25f);
  if (!begin_table("requirements",
                   {{"requirement", nullptr, false, 2.6f},
                    {"limit", "what it is held against", false, 0.9f},
                    {"value", "what the run gives"},
                    {"95 % interval", nullptr, false, 1.7f},
                    {"", "shaded: the good side of the limit (line); bar: interval; dot: value",
                     false, 1.6f},
                    {"verdict", nullptr, false, 1.15f}},
                   height))
    return;
  for (const results::Requirement& q : all) {
    next_row();
    cell(q.name);
    cell(fmt::format("{} {}", q.at_most ? "\u2264" : "\u2265", quantity_text(q.limit, q.unit)));
    cell(quantity_text(q.value, q.unit));
    cell(std::isnan(q.low) ? "one replication" : interval_text(q.low, q.high, q.unit));
    interval_cell(q);
    cell(std::string(word_of(q.verdict)), color_of_verdict(q.verdict));
  }
  end_table();
}

void numbers(View& v) {
  static std::string path;
  static std::size_t replications = 0;
  static std::vector<results::Quantity> rows;
  if (path != v.trace->path() || replications != v.trace->results().replications.size()) {
    rows = results::summarise(v.trace->results());
    path = v.trace->path();
    replications = v.trace->results().replications.size();
  }
  static char filter[48] = "";
  ImGui::SetNextItemWidth(px(240));
  ImGui::InputTextWithHint("##filter", "filter the numbers", filter, sizeof filter);
  name_item("summary/filter");
  if (!begin_table("numbers", {{"part"},
                               {"of", nullptr, false, 1.6f},
                               {"quantity", nullptr, false, 1.6f},
                               {"mean", "over replications", true},
                               {"95 % interval", "t interval over replications", true, 2.2f}}))
    return;
  const std::string wanted = filter;
  std::vector<const results::Quantity*> shown;
  for (const results::Quantity& q : rows)
    if (wanted.empty() ||
        (q.section + " " + q.subject + " " + q.quantity).find(wanted) != std::string::npos)
      shown.push_back(&q);
  rows_in_sight(shown.size(), [&](std::size_t i) {
    const results::Quantity& q = *shown[i];
    next_row();
    cell(q.section);
    cell(q.subject);
    cell(q.quantity);
    const std::string unit = unit_of(q.section, q.quantity, q.unit);
    cell(quantity_text(q.value, unit), true);
    cell(std::isnan(q.low) ? "-" : interval_text(q.low, q.high, unit), true);
  });
  end_table();
}

}  // namespace

void draw_summary(View& v) {
  if (nothing_open(v)) return;
  heading(v.trace->results().run.scenario_name);
  about_run(*v.trace);
  ImGui::Spacing();
  requirements(*v.trace);
  ImGui::Spacing();
  numbers(v);
}

}  // namespace wardtwin::viz
