// How the report opens: question, answer, verdicts.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/html/page.h"
#include "scenarios/report/html/sections.h"
#include "scenarios/report/html/svg.h"

namespace wardtwin::html {
namespace {

std::string value_text(const Requirement& r) {
  if (std::isnan(r.value)) return "-";
  return std::isinf(r.value) ? "never" : report::in_unit(r.value, r.unit);
}

std::string interval_text(const Requirement& r) {
  if (std::isnan(r.low) || std::isnan(r.high)) return "none";
  return report::in_unit(r.low, r.unit) + " .. " + report::in_unit(r.high, r.unit);
}

std::string limit_text(const Requirement& r) {
  return (r.at_most ? "≤ " : "≥ ") + report::in_unit(r.limit, r.unit);
}

std::string verdict(Verdict v) {
  const char* style = v == Verdict::met ? "yes" : v == Verdict::not_met ? "no" : "open";
  const char* sign = v == Verdict::met ? "✓" : v == Verdict::not_met ? "✗" : "?";
  return fmt::format("<span class=\"{}\">{} {}</span>", style, sign, word_of(v));
}

std::string answer_line(const Results& r) {
  if (r.requirements.empty())
    return "The scenario states no requirement, so there is no verdict; its section requirements "
           "asks "
           "for one.";
  std::size_t counts[3] = {};
  std::string missed;
  for (const Requirement& q : r.requirements) {
    ++counts[static_cast<std::size_t>(q.verdict)];
    if (q.verdict == Verdict::not_met)
      missed += fmt::format("{}{}: {} (95 % interval {}) where {} is asked for",
                            missed.empty() ? " Not met: " : "; ", q.name, value_text(q),
                            interval_text(q), limit_text(q));
  }
  const std::size_t all = r.requirements.size();
  std::string out = counts[0] == all ? fmt::format("Yes: all {} requirements are met.", all)
                    : counts[1] > 0
                        ? fmt::format("No: of {} requirements {} met, {} not met, {} not decided.",
                                      all, counts[0], counts[1], counts[2])
                        : fmt::format(
                              "Not decided: of {} requirements {} met, {} not decided; more "
                              "replications narrow the intervals.",
                              all, counts[0], counts[2]);
  return out + (missed.empty() ? "" : missed + ".");
}

}  // namespace

std::string answer(const Source& s) {
  const Results& r = s.results;
  std::string out = fmt::format("<h1>{}</h1>\n", escape(r.run.scenario_name));
  if (!r.run.question.empty())
    out += fmt::format("<p class=\"question\">{}</p>\n", escape(r.run.question));
  out += fmt::format("<p class=\"answer\">{}</p>\n", escape(answer_line(r)));
  std::uint64_t messages = 0;
  for (const Flow& f : s.all.flows) messages += f.ledger.generated;
  out += fmt::format(
      "<p class=\"soft\">{} replication{} of {}{}, seed {}, {} messages, {} events. ± is the half "
      "width of the 95 % interval over replications{}.</p>\n",
      r.replications.size(), r.replications.size() == 1 ? "" : "s",
      report::duration(s.all.simulated_s / s.replications()),
      r.run.warm_up_s > 0 ? " (" + report::duration(r.run.warm_up_s) + " of it warm-up)" : "",
      r.run.seed, report::count(static_cast<double>(messages)),
      report::count(static_cast<double>(s.all.events)),
      r.replications.size() == 1 ? "; with one replication there is none" : "");
  if (!r.complete)
    out += fmt::format(
        "<p class=\"no\">Partial: the run was interrupted after {} of {} "
        "replications.</p>\n",
        r.replications.size(), r.run.replications);
  if (!s.all.warnings.empty())
    out += fmt::format(
        "<p class=\"open\">{} warning{} to check before trusting the numbers: see "
        "<a href=\"#provenance\">Provenance</a>.</p>\n",
        s.all.warnings.size(), s.all.warnings.size() == 1 ? "" : "s");
  return out;
}

std::string requirements(const Source& s) {
  Table table({"requirement", "limit", "value", "95 % interval", "verdict"});
  for (const Requirement& r : s.results.requirements)
    table.row_with_markup({escape(r.name), escape(limit_text(r)), escape(value_text(r)),
                           escape(interval_text(r)), verdict(r.verdict)});
  std::string out =
      table.empty()
          ? paragraph(
                "The scenario states no requirement; its section "
                "requirements fills this table.")
          : table.markup("Met and not met: the whole interval is on one side of the limit");
  Table budgets({"requirement", "budget", "spent", "left"});
  for (const Requirement& r : s.results.requirements) {
    const Budget& b = r.budget;
    if (b.unit.empty()) continue;
    budgets.row({r.name, fmt::format("{} {}", report::number(b.allowed), b.unit),
                 report::number(Interval{b.spent, b.low, b.high}), report::number(b.left())});
  }
  out += budgets.markup("Error budgets of one run: what the limit allows, and what of it is used");
  Table precision({"precision asked for", "value", "allowed half width", "reached"});
  for (const Precision& p : s.results.precision) {
    const Interval i{p.value, p.low, p.high};
    const double allowed = p.relative ? p.allowed * std::abs(p.value) : p.allowed;
    precision.row({p.name, p.unit == "s" ? report::duration(i) : report::number(i),
                   p.unit == "s" ? report::duration(allowed) : report::number(allowed),
                   p.met ? "yes" : "no"});
  }
  return out + precision.markup("Precision");
}

}  // namespace wardtwin::html
