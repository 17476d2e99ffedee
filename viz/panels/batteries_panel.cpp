#include <algorithm>

#include <fmt/format.h>

#include "viz/draw/table.h"
#include "viz/panels/view.h"

// Whatever the file says of batteries: its numbers about them, with their intervals.
namespace wardtwin::viz {
namespace {

const std::vector<results::Quantity>& numbers(View& v) {
  auto& [key, rows] = v.batteries;
  const std::string now =
      fmt::format("{}|{}|{}|{}", v.trace->path(), v.trace->results().run.created_utc,
                  v.trace->results().replications.size(), v.trace->end().count());
  if (now != key) {
    rows.clear();
    for (results::Quantity& q : results::summarise(v.trace->results()))
      if ((q.section + " " + q.subject + " " + q.quantity).find("batter") != std::string::npos)
        rows.push_back(std::move(q));
  }
  key = now;
  return rows;
}

}  // namespace

void draw_batteries(View& v) {
  if (nothing_open(v)) return;
  const auto& rows = numbers(v);
  if (rows.empty())
    return empty_state(
        "This file says nothing of batteries: no class of its devices writes what its battery "
        "holds "
        "and draws.",
        "wardtwin run scenarios/bench/battery_wearable.yaml -o R.h5");
  if (!begin_table("batteries", {{"of", "class of device", false, 2},
                                 {"quantity", "what is measured", false, 2},
                                 {"mean", "over replications", true},
                                 {"95 % interval", "t interval over replications", true, 1.5f}}))
    return;
  for (const results::Quantity& q : rows) {
    next_row();
    cell(q.subject);
    cell(q.quantity);
    const std::string unit = unit_of(q.section, q.quantity, q.unit);
    cell(quantity_text(q.value, unit), true);
    cell(std::isnan(q.low) ? "-" : interval_text(q.low, q.high, unit), true);
  }
  end_table();
}

}  // namespace wardtwin::viz
