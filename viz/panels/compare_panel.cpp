#include <array>
#include <cmath>

#include <fmt/format.h>

#include "viz/draw/table.h"
#include "viz/panels/view.h"

namespace wardtwin::viz {
namespace {

const Comparison& current(const View& v) {
  static std::string key;
  static Comparison c;
  const std::string now =
      fmt::format("{}|{}|{}|{}", v.trace->path(), v.trace->results().replications.size(),
                  v.other->path(), v.other->results().replications.size());
  if (now != key) c = compare(v.trace->results(), v.other->results());
  key = now;
  return c;
}

// The same series of both runs in one chart: colours are of columns, pale ones of B.
Plot both(const View& v, SeriesName name, float pixels) {
  const auto width = static_cast<std::size_t>(std::max(16.f, pixels));
  Plot out = read_plot(*v.trace, name, v.window_from, v.window_to, width);
  Plot b = read_plot(*v.other, name, v.window_from, v.window_to, width);
  out.lines.resize(std::min<std::size_t>(out.lines.size(), 3));
  b.lines.resize(std::min<std::size_t>(b.lines.size(), 3));
  for (Line& l : out.lines) l.name = "A " + l.name;
  for (Line& l : b.lines) {
    l.name = "B " + l.name;
    out.lines.push_back(std::move(l));
  }
  return out;
}

void curves(View& v, float height) {
  static int chosen = 1;
  constexpr std::array kNames{SeriesName::beds_occupied, SeriesName::nurses_busy,
                              SeriesName::messages, SeriesName::airtime, SeriesName::gateway_queue};
  ImGui::SetNextItemWidth(px(200));
  ImGui::Combo("##series", &chosen,
               "beds occupied\0busy nurses\0messages delivered\0channel busy\0messages "
               "waiting\0");
  name_item("compare/series");
  tooltip("One replication of each run; of many columns the first three.");
  static std::string key;
  static Plot plot;
  const float width = ImGui::GetContentRegionAvail().x;
  const std::string now =
      fmt::format("{}|{}|{}|{}|{}|{}|{}", v.trace->path(), v.trace->replication(), v.other->path(),
                  chosen, v.window_from.count(), v.window_to.count(), width);
  if (now != key) plot = both(v, kNames[static_cast<std::size_t>(chosen)], width);
  key = now;
  chart(v, plot, {width, height}, "both");
}

void row(const Difference& d) {
  const std::string unit = unit_of(d.section, d.quantity, d.unit);
  const double change = d.b - d.a;
  next_row();
  cell(d.section);
  cell(d.subject);
  cell(d.quantity);
  cell(quantity_text(d.a, unit), true);
  cell(quantity_text(d.b, unit), true);
  cell(fmt::format("{}{}", change > 0 ? "+" : "", quantity_text(change, unit)), true);
  if (std::isnan(d.low)) {
    cell("one replication");
    cell("");
    return;
  }
  cell(interval_text(d.low, d.high, unit));
  const char* verdict = d.certain()                 ? (change > 0 ? "more" : "less")
                        : d.low == 0 && d.high == 0 ? "the same"
                                                    : "cannot tell";
  cell(verdict, d.certain() ? palette().text : palette().faint);
}

}  // namespace

void draw_compare(View& v) {
  if (nothing_open(v)) return;
  if (!v.other)
    return empty_state(
        "Only one file is open.",
        "wardtwin run scenarios/ward_and_icu_redundant.yaml -o S.h5\nwardtwin view " +
            v.trace->path() + " S.h5");
  const Comparison& c = current(v);
  heading(fmt::format("A {}   B {}", v.trace->results().run.scenario_name,
                      v.other->results().run.scenario_name),
          c.how);
  if (named_button("swap A and B", "compare/swap")) {
    std::swap(v.trace, v.other);
    go_to(v, v.now);
    return;
  }
  tooltip("All other panels show A: after this, the other run.");
  ImGui::SameLine();
  static bool only_certain = false;
  ImGui::Checkbox("only what differs for certain", &only_certain);
  name_item("compare/certain");
  tooltip(
      "Rows whose 95 % interval of the difference leaves out zero. Of many rows one in twenty does "
      "so by chance.");
  beside(220);
  static char words[48] = "";
  ImGui::SetNextItemWidth(px(220));
  ImGui::InputTextWithHint("##words", "filter", words, sizeof words);
  name_item("compare/filter");
  faint_line(fmt::format("{} numbers in both, {} only in A, {} only in B", c.rows.size(), c.only_a,
                         c.only_b),
             true);
  if (!begin_table("differences",
                   {{"part"},
                    {"of", nullptr, false, 2},
                    {"quantity", nullptr, false, 1.8f},
                    {"A", "mean", true},
                    {"B", "mean", true},
                    {"B - A", nullptr, true},
                    {"95 % interval", "of the difference", false, 1.7f},
                    {"B has", "where the interval leaves out zero", false, 1.2f}},
                   ImGui::GetContentRegionAvail().y * 0.58f))
    return;
  const std::string wanted = words;
  std::vector<const Difference*> rows;
  for (const Difference& d : c.rows) {
    if (only_certain && !d.certain()) continue;
    if (!wanted.empty() &&
        (d.section + " " + d.subject + " " + d.quantity).find(wanted) == std::string::npos)
      continue;
    rows.push_back(&d);
  }
  rows_in_sight(rows.size(), [&](std::size_t i) { row(*rows[i]); });
  end_table();
  curves(v,
         std::max(px(120), ImGui::GetContentRegionAvail().y - ImGui::GetFrameHeightWithSpacing()));
}

}  // namespace wardtwin::viz
