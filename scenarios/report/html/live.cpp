// What real endpoints answered, and the gateway that was fitted to that.
#include <algorithm>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/html/curves.h"
#include "scenarios/report/html/page.h"
#include "scenarios/report/html/sections.h"
#include "scenarios/report/html/svg.h"

namespace wardtwin::html {
namespace {

std::string count(std::uint64_t n) { return report::count(static_cast<double>(n)); }

std::string quantile(const Histogram& h, double q) {
  return h.count() == 0 ? "-" : report::duration(h.quantile(q));
}

std::string targets(const Live& live) {
  Table table({"target", "connections", "made", "resumed", "failed", "closed by the scenario",
               "by the target", "connect p99", "messages a second", "own lateness p99"});
  for (std::uint32_t t = 0; t < live.targets.size(); ++t) {
    const LiveTarget& x = live.targets[t];
    std::uint64_t sent = 0;
    Histogram late;
    for (const LiveFlow& f : live.flows) {
      if (f.target != t) continue;
      sent += f.sent;
      late.merge(f.late);
    }
    table.row({x.target, count(x.connections), count(x.connects), count(x.resumed),
               count(x.failures), count(x.closed_by_us), count(x.closed_by_peer),
               quantile(x.connect, 0.99),
               fmt::format("{:.0f}", static_cast<double>(sent) / std::max(x.wall_s, 1e-9)),
               quantile(late, 0.99)});
  }
  return table.markup("Connections, and the lateness of the program itself");
}

std::string messages(const Source& s, const Live& live) {
  Table table({"messages", "simulated", "sent", "acknowledged", "received", "lost", "twice",
               "disordered", "written p95", "acknowledged p95", "received p50", "p95", "p99"});
  for (const LiveFlow& f : live.flows) {
    if (f.simulated == 0) continue;
    const std::string name =
        f.flow == flow::kNone ? "moves of patients" : s.results.model.flows[f.flow].name;
    table.row({live.targets.size() > 1 ? name + " to " + live.targets[f.target].target : name,
               count(f.simulated), count(f.sent), count(f.acknowledged), count(f.received),
               count(f.dropped + f.withheld + f.rejected), count(f.duplicates),
               count(f.out_of_order), quantile(f.publish, 0.95), quantile(f.acknowledge, 0.95),
               quantile(f.end_to_end, 0.5), quantile(f.end_to_end, 0.95),
               quantile(f.end_to_end, 0.99)});
  }
  return table.markup("Messages by flow; every time counts from when the message was due");
}

std::string predicted(const Live& live) {
  if (live.fits.empty())
    return paragraph(
        "`wardtwin calibrate` fits the simulated gateway to drives at several loads and puts "
        "predicted beside measured here.");
  const LiveFit& fit = live.fits[0];
  std::vector<LiveLoad> loads = live.loads;
  std::ranges::sort(loads, {}, &LiveLoad::rate);
  double most = 0;
  for (const LiveLoad& l : loads) most = std::max({most, l.p95_s, l.predicted_p95_s});
  const TimeUnit unit = unit_for(most);
  Rows rows({"95 % of messages are received within: measured, and of the fitted gateway",
             fmt::format("Bars of the measured and the predicted 95 % quantile at {} loads.",
                         loads.size())},
            "from due to received, " + unit.name, from_zero(1.2 * most / unit.seconds), tick_label);
  Table table({"load", "messages a second", "in the fit", "p50", "predicted", "p95", "predicted",
               "p95 off by"});
  for (const LiveLoad& l : loads) {
    rows.row(fmt::format("{:.0f}/s{}", l.rate, l.fitted ? ", fitted" : ", not used"));
    rows.bar(0, l.p95_s / unit.seconds, 0, "measured " + report::duration(l.p95_s), 0, 2);
    rows.bar(0, l.predicted_p95_s / unit.seconds, 1,
             "predicted " + report::duration(l.predicted_p95_s), 1, 2);
    const std::string off = fmt::format("{:+.1f} %", 100 * (l.predicted_p95_s / l.p95_s - 1));
    rows.note(std::max(l.p95_s, l.predicted_p95_s) / unit.seconds, off);
    table.row({l.name, fmt::format("{:.0f}", l.rate), l.fitted ? "yes" : "no",
               report::duration(l.p50_s), report::duration(l.predicted_p50_s),
               report::duration(l.p95_s), report::duration(l.predicted_p95_s), off});
  }
  rows.key(0, "measured");
  rows.key(1, "predicted");
  return "<h3>Predicted beside measured</h3>\n" +
         paragraph(fmt::format(
             "The fitted gateway has {} core{} and takes {} ± {} (sd) for a message; all round it "
             "takes {} ± {}. Its quantiles differ from those of the fitted loads by {:.1f} % (root "
             "mean square). Loads that were not used test it.",
             fit.cores, fit.cores > 1 ? "s" : "", report::duration(fit.service_s),
             report::duration(fit.service_sd_s), report::duration(fit.around_s),
             report::duration(fit.around_sd_s), 100 * fit.misfit)) +
         rows.figure() + table.markup("Loads of the drives");
}

std::string errors(const Live& live) {
  Table table({"error", "target", "times"});
  table.words();
  for (const LiveError& e : live.errors)
    table.row({e.cause, live.targets[e.target].target, count(e.count)});
  return table.markup("Errors by cause");
}

}  // namespace

std::string real_endpoints(const Source& s, const Live& live) {
  return targets(live) + messages(s, live) + errors(live) + predicted(live);
}

}  // namespace wardtwin::html
