#include <fmt/format.h>

#include "scenarios/live/drive.h"
#include "scenarios/report/format.h"

namespace wardtwin::live {
namespace {

std::string quantile(const Histogram& h, double q) {
  return h.count() == 0 ? "-" : report::duration(h.quantile(q));
}

std::string count(std::uint64_t n) { return report::count(static_cast<double>(n)); }

std::string flow_name(const Driven& d, const results::LiveFlow& f) {
  return f.flow == flow::kNone ? "moves of patients" : d.results.model.flows[f.flow].name;
}

std::string target_text(const Driven& d, std::uint32_t t) {
  const results::LiveTarget& target = d.live.targets[t];
  std::uint64_t sent = 0;
  Histogram late;
  for (const auto& f : d.live.flows)
    if (f.target == t) {
      sent += f.sent;
      late.merge(f.late);
    }
  std::string out = fmt::format(
      "\n{}\n  {} connections, {} open at most; {} made ({} resumed), {} failed, {} closed by the "
      "scenario, {} by the target\n  connect p50 {}, p99 {}; {} messages in {:.1f} s: {:.0f} a "
      "second, {:.1f} us of a processor each\n",
      target.target, target.connections, target.most_open, target.connects, target.resumed,
      target.failures, target.closed_by_us, target.closed_by_peer, quantile(target.connect, 0.5),
      quantile(target.connect, 0.99), sent, target.wall_s,
      static_cast<double>(sent) / target.wall_s,
      sent ? 1e6 * target.send_cpu_s / static_cast<double>(sent) : 0.0);
  if (late.count() > 0)
    out += fmt::format("  the program's own lateness p50 {}, p99 {}, most {}\n",
                       quantile(late, 0.5), quantile(late, 0.99), report::duration(late.max()));
  report::Table counts(
      {"messages", "simulated", "sent", "acknowledged", "received", "lost", "twice", "disordered"});
  report::Table times(
      {"from when each was due", "written p95", "acknowledged p95", "received p50", "p95", "p99"});
  for (const auto& f : d.live.flows) {
    if (f.target != t || f.simulated == 0) continue;
    counts.row({flow_name(d, f), count(f.simulated), count(f.sent), count(f.acknowledged),
                count(f.received), count(f.dropped + f.withheld + f.rejected), count(f.duplicates),
                count(f.out_of_order)});
    times.row({flow_name(d, f), quantile(f.publish, 0.95), quantile(f.acknowledge, 0.95),
               quantile(f.end_to_end, 0.5), quantile(f.end_to_end, 0.95),
               quantile(f.end_to_end, 0.99)});
  }
  return out + counts.text() + "\n" + times.text();
}

}  // namespace

std::string text_of(const Driven& d) {
  std::string out =
      fmt::format("{}   driven for {:.1f} s at {} x real time\n", d.results.run.scenario_name,
                  d.live.targets[0].wall_s, d.live.targets[0].speed);
  for (std::uint32_t t = 0; t < d.live.targets.size(); ++t) out += target_text(d, t);
  if (d.live.errors.empty()) return out;
  report::Table errors({"error", "target", "times"});
  for (const auto& e : d.live.errors)
    errors.row({e.cause, d.live.targets[e.target].target, count(e.count)});
  return out + "\nErrors\n" + errors.text();
}

}  // namespace wardtwin::live
