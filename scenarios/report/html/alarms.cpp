// The way of the alarms: waterfall by stage, distributions, losses.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/html/curves.h"
#include "scenarios/report/html/page.h"
#include "scenarios/report/html/sections.h"
#include "scenarios/report/html/svg.h"

namespace wardtwin::html {
namespace {

using flow::AlarmPriority;
using flow::AlarmStage;

const AlarmsOfPriority& of(const Replication& r, AlarmPriority p) {
  return r.alarm_statistics.priority[static_cast<std::size_t>(p)];
}

std::string waterfall(const Source& s, AlarmPriority priority) {
  const std::string word(word_of(priority));
  struct Step {
    std::string stage;
    Interval mean;
  };
  std::vector<Step> steps;
  double total = 0, reach = 0;
  for (const auto& w : words<AlarmStage>) {
    const auto i = static_cast<std::size_t>(w.value);
    if (of(s.all, priority).step[i].count() == 0) continue;
    const Interval mean =
        across(s.results, [&](const Replication& r) { return of(r, priority).step[i].mean(); });
    reach = std::max({reach, total + mean.mean, std::isfinite(mean.high) ? total + mean.high : 0});
    total += mean.mean;
    steps.push_back({std::string(w.word), mean});
  }
  if (steps.empty()) return "";
  const TimeUnit unit = unit_for(reach);
  // a fifth of the width is left for the figures behind the bars
  Rows rows(
      {fmt::format("Where {} priority alarms spend their time", word),
       fmt::format("Waterfall: mean time of each stage of a {} priority alarm after the stage "
                   "before, one stage a row, adding up to {}. The table below has the figures.",
                   word, report::duration(total))},
      "mean time from the onset of the condition, " + unit.name,
      from_zero(1.25 * reach / unit.seconds), tick_label);
  double at = 0;
  for (const Step& step : steps) {
    rows.row(step.stage);
    rows.bar(at / unit.seconds, (at + step.mean.mean) / unit.seconds, 0,
             step.stage + ": " + report::duration(step.mean));
    if (std::isfinite(step.mean.low))
      rows.whisker((at + std::max(0.0, step.mean.low)) / unit.seconds,
                   (at + step.mean.high) / unit.seconds);
    rows.note((at + std::max(step.mean.mean, std::isfinite(step.mean.high) ? step.mean.high : 0)) /
                  unit.seconds,
              report::duration(step.mean));
    at += step.mean.mean;
  }
  return rows.figure();
}

std::string stage_table(const Source& s, AlarmPriority priority) {
  const std::string word(word_of(priority));
  Table table({"stage", "alarms that reached it", "p50 from device", "p95", "p99"});
  for (const auto& w : words<AlarmStage>) {
    const std::string name(w.word), from = "device to " + name + " ";
    const auto n = of(s.all, priority).since_device[static_cast<std::size_t>(w.value)].count();
    if (n == 0) continue;
    const auto get = [&](const char* q) {
      return report::duration(s.get("alarms", word, from + q));
    };
    table.row({name, report::count(static_cast<double>(n)), get("p50"), get("p95"), get("p99")});
  }
  return table.markup(
      fmt::format("{} priority alarms: delay to each stage (detected, device: from onset)", word));
}

// Of the alarms meant for a handset; those that were lost never come, so a curve ends below 1.
std::string curves(const Source& s) {
  Curves plot({"How long until an alarm is where it should be",
               "Distribution functions of the time from the device to the handset, to the "
               "acknowledgement and to a nurse at the bedside."},
              "time from the device");
  const auto add = [&](AlarmPriority p, AlarmStage stage) {
    const auto i = static_cast<std::size_t>(stage);
    std::vector<Delays> each;
    for (const Replication& r : s.results.replications) {
      const AlarmsOfPriority& a = of(r, p);
      const auto ended = [&](AlarmEnd e) { return a.ended[static_cast<std::size_t>(e)]; };
      const std::uint64_t meant = ended(AlarmEnd::delivered) + ended(AlarmEnd::lost);
      const std::uint64_t came = a.since_device[i].count();
      each.push_back({&a.since_device[i], meant > came ? meant - came : 0});
    }
    plot.add(fmt::format("{} priority to {}", word_of(p), word_of(stage)), each);
  };
  add(AlarmPriority::high, AlarmStage::handset);
  add(AlarmPriority::high, AlarmStage::acknowledged);
  add(AlarmPriority::high, AlarmStage::bedside);
  add(AlarmPriority::medium, AlarmStage::handset);
  return plot.figure(s.results.run.late_after_s, "late");
}

std::string ends(const Source& s) {
  Table table({"priority", "raised per day", "delivered of those meant for a handset", "lost",
               "late", "escalated of those delivered"});
  for (const auto& w : words<AlarmPriority>) {
    const std::string word(w.word);
    if (of(s.all, w.value).raised == 0) continue;
    const auto share = [&](const char* q) { return report::percent(s.get("alarms", word, q)); };
    table.row({word, report::number(s.get("alarms", word, "raised")), share("share delivered"),
               share("share lost"), share("share late"), share("share escalated")});
  }
  return table.markup(fmt::format(
      "How alarms end (late: more than {} from the device to the handset, or still under way)",
      report::duration(s.results.run.late_after_s)));
}

}  // namespace

std::string alarm_delivery(const Source& s) {
  std::uint64_t raised = 0;
  for (const auto& p : s.all.alarm_statistics.priority) raised += p.raised;
  if (raised == 0)
    return paragraph(
        "No alarm was raised in this run. Patients or devices with alarm rules and a "
        "platform with an alarm manager fill this section.");
  std::string out;
  for (const auto p : {AlarmPriority::high, AlarmPriority::medium})
    if (of(s.all, p).raised > 0) out += waterfall(s, p) + stage_table(s, p);
  return out + curves(s) + ends(s);
}

}  // namespace wardtwin::html
