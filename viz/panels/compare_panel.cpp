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

void row(const Difference& d) {
  const double change = d.b - d.a;
  next_row();
  cell(d.section);
  cell(d.subject);
  cell(d.quantity);
  cell(quantity_text(d.a, d.unit), true);
  cell(quantity_text(d.b, d.unit), true);
  cell(fmt::format("{}{}", change > 0 ? "+" : "", quantity_text(change, d.unit)), true);
  if (std::isnan(d.low)) {
    cell("one replication");
    cell("");
    return;
  }
  cell(fmt::format("{} .. {}", quantity_text(d.low, d.unit), quantity_text(d.high, d.unit)));
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
  static bool only_certain = false;
  ImGui::Checkbox("only what differs for certain", &only_certain);
  name_item("compare/certain");
  tooltip(
      "Rows whose 95 % interval of the difference leaves out zero. Of many rows one in twenty does "
      "so by chance.");
  ImGui::SameLine();
  static char words[48] = "";
  ImGui::SetNextItemWidth(px(220));
  ImGui::InputTextWithHint("##words", "filter", words, sizeof words);
  name_item("compare/filter");
  ImGui::SameLine();
  ImGui::TextDisabled("%zu numbers in both, %zu only in A, %zu only in B", c.rows.size(), c.only_a,
                      c.only_b);
  if (!begin_table("differences", {{"part"},
                                   {"of", nullptr, false, 2},
                                   {"quantity", nullptr, false, 1.8f},
                                   {"A", "mean", true},
                                   {"B", "mean", true},
                                   {"B - A", nullptr, true},
                                   {"95 % interval", "of the difference", false, 1.7f},
                                   {"B has", nullptr, false, 1.2f}}))
    return;
  const std::string wanted = words;
  for (const Difference& d : c.rows) {
    if (only_certain && !d.certain()) continue;
    if (!wanted.empty() &&
        (d.section + " " + d.subject + " " + d.quantity).find(wanted) == std::string::npos)
      continue;
    row(d);
  }
  end_table();
}

}  // namespace wardtwin::viz
