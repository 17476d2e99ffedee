#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/text_parts.h"

// Batteries of devices, and what location services made of tags.
namespace wardtwin::report {
std::string battery_section(const Source& s) {
  const auto& classes = s.results.model.batteries;
  Table table({"class", "devices", "power", "radio", "lifetime", "shortest", "swaps/day",
               "nurse min/day", "dead"});
  std::string notes;
  for (std::size_t i = 0; i < std::min(classes.size(), s.all.batteries.size()); ++i) {
    const auto get = [&](const char* what) { return s.get("batteries", classes[i].name, what); };
    const Battery& b = s.all.batteries[i];
    const double radio = b.sleep_w + b.wake_w + b.receive_w + b.transmit_w;
    table.row({classes[i].name, count(classes[i].devices), watts(get("power").mean),
               radio > 0 ? watts(radio) : "-", duration(get("lifetime")), duration(b.shortest_s),
               number(get("swaps")), number(get("nurse time")), percent(get("share dead").mean)});
    if (radio > 0)
      notes += fmt::format("  radio of {}: {} asleep, {} waking, {} receiving, {} sending\n",
                           classes[i].name, watts(b.sleep_w), watts(b.wake_w), watts(b.receive_w),
                           watts(b.transmit_w));
  }
  return table.empty() ? "" : section("Batteries, by class", table.text() + notes);
}

std::string locator_section(const Source& s) {
  const auto& services = s.results.model.locators;
  Table table({"service", "by", "tags", "positions", "error p50", "p90", "wrong room", "every",
               "age mean", "age p95"});
  for (std::size_t i = 0; i < std::min(services.size(), s.all.locators.size()); ++i) {
    const auto get = [&](const char* what) { return s.get("locators", services[i].name, what); };
    table.row({services[i].name, services[i].technology, count(services[i].tags),
               count(static_cast<double>(s.all.locators[i].positions)),
               number(get("error p50")) + " m", number(get("error p90").mean) + " m",
               percent(get("share wrong room").mean), duration(get("interval").mean),
               duration(get("age mean").mean), duration(get("age p95").mean)});
  }
  return table.empty() ? "" : section("Location", table.text());
}

}  // namespace wardtwin::report
