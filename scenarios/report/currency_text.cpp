#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/text_parts.h"

namespace wardtwin::report {

std::string currency_section(const Source& s) {
  std::size_t devices = 0;
  for (const Fault& f : s.all.faults) devices += f.what.starts_with("outdated: ");
  if (devices == 0) return "";
  Table times({"devices", "50 % current after", "80 %", "95 %", "99 %", "outdated at the end"});
  std::vector<std::string> row{count(static_cast<double>(devices) / s.replications())};
  for (const double share : {0.5, 0.8, 0.95, 0.99})
    row.push_back(duration(
        across(s.results, [&](const Replication& r) { return time_until_current(r, share); })));
  row.push_back(percent(
      across(s.results, [](const Replication& r) { return outdated_share(r, r.simulated_s); })));
  times.row(row);
  return section("Drug library, from its release (not reached: the end of the run)", times.text());
}

}  // namespace wardtwin::report
