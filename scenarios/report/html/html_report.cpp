#include "scenarios/report/html/html_report.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/html/page.h"
#include "scenarios/report/html/sections.h"
#include "scenarios/report/html/svg.h"
#include "scenarios/study/compare.h"
#include "sim/base/error.h"

namespace wardtwin::html {
namespace {

std::string shown(const Interval& i, const std::string& unit) {
  return unit == "s" ? report::duration(i) : report::number(i);
}

bool of_a_flow(const study::Difference& d) {
  return d.quantity.starts_with("delay of ") || d.quantity.starts_with("loss of ");
}

// Differences as shares of the first design's value, so that all fit one axis.
std::string forest(const study::Comparison& c, bool flows) {
  struct Line {
    std::string name;
    Interval share;
  };
  std::vector<Line> lines;
  double reach = 0;
  for (const study::Difference& d : c.differences) {
    const Interval& share = d.relative;
    // what more than triples would press all others together; the table has it
    if (of_a_flow(d) != flows || !std::isfinite(share.half_width()) || std::abs(share.low) > 2 ||
        std::abs(share.high) > 2)
      continue;
    lines.push_back({d.quantity, share});
    reach = std::max({reach, std::abs(share.low), std::abs(share.high)});
  }
  if (lines.empty()) return "";
  const Scale round = from_zero(reach > 0 ? 100 * reach : 1);
  Rows rows(
      {"Change from the first design, as a share of its value",
       fmt::format("Forest plot of {} quantities: change of {} from {} with its 95 % interval.",
                   lines.size(), c.other, c.base)},
      "change, % of the first design's value", {-round.high, round.high},
      [](double v) { return std::abs(v) < 1e-9 ? "0 %" : fmt::format("{:+.4g} %", v); });
  for (const Line& l : lines) {
    rows.row(l.name);
    rows.whisker(100 * l.share.low, 100 * l.share.high);
    rows.point(100 * l.share.mean, 0);
  }
  rows.rule(0);
  return rows.figure();
}

std::string differences(const study::Comparison& c, bool flows) {
  Table table({"quantity", "first design", "this design", "difference", "verdict"});
  for (const study::Difference& d : c.differences)
    if (of_a_flow(d) == flows)
      table.row({d.quantity, shown(d.base, d.unit), shown(d.other, d.unit),
                 shown(d.difference, d.unit), d.verdict});
  return forest(c, flows) +
         table.markup(
             "Differences with their 95 % intervals; the verdicts hold together with 95 %");
}

std::string comparison(const std::vector<Design>& designs) {
  if (designs.size() < 2)
    return paragraph(
        "One results file was given; further ones, of other designs, fill this section "
        "with paired differences.");
  std::string out;
  for (std::size_t i = 1; i < designs.size(); ++i) {
    const study::Comparison c = study::compare(designs[0].file, designs[0].results, designs[i].file,
                                               designs[i].results, {});
    out += fmt::format("<h3>{} against {}</h3>\n", escape(c.other), escape(c.base));
    out += paragraph(
        c.paired ? fmt::format("{} replications, paired by common random numbers.", c.replications)
                 : fmt::format("Not paired, since {}.", c.why_not));
    Table verdicts({"requirement", "first design", "this design"});
    for (const Requirement& r : designs[i].results.requirements)
      for (const Requirement& first : designs[0].results.requirements)
        if (first.name == r.name)
          verdicts.row(
              {r.name, std::string(word_of(first.verdict)), std::string(word_of(r.verdict))});
    out += verdicts.markup("Requirements of both") + differences(c, false);
    if (const std::string flows = differences(c, true); !flows.empty())
      out +=
          "<details>\n<summary>Delay and loss of every flow</summary>\n" + flows + "</details>\n";
  }
  return out;
}

}  // namespace

std::string html_report(const std::vector<Design>& designs) {
  if (designs.empty() || designs[0].results.replications.empty())
    throw InputError(
        fmt::format("{} holds no finished replication, so there is nothing to report; run "
                    "the scenario again",
                    designs.empty() ? "the list of files" : designs[0].file));
  const Source s(designs[0].results);
  std::vector<Section> all{{"requirements", "Requirements", requirements(s)},
                           {"comparison", "Designs compared", comparison(designs)},
                           {"alarms", "Alarm delivery", alarm_delivery(s)},
                           {"pathways", "Patient pathways", patients(s)},
                           {"beds", "Beds", occupancy(s)},
                           {"staff", "Staff", staff(s)},
                           {"flows", "Messages", flow_delays(s)},
                           {"network", "Network and servers", network_load(s)},
                           {"floor", "On the floor plan", floor_maps(s)},
                           {"failures", "Failures", failures(s)},
                           {"batteries", "Batteries", batteries(s)},
                           {"cost", "Cost", costs(s)},
                           {"method", "Method", method(s)},
                           {"provenance", "Provenance", provenance(s)}};
  if (const Live& live = designs[0].live; !live.targets.empty())
    all.insert(all.begin() + 2, {"endpoints", "Real endpoints", real_endpoints(s, live)});
  return page("Wardtwin: " + s.results.run.scenario_name, answer(s), all);
}

}  // namespace wardtwin::html
