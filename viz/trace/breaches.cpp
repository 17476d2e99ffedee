#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "viz/trace/alarms.h"
#include "viz/trace/events.h"
#include "viz/trace/series.h"

// When requirements do not hold. A requirement's name ends with its metric, as `wardtwin list
// metrics` names it; its bound may be on a quantile or a share, and an instant breaks it that one
// could not bear if all were like it.
namespace wardtwin::viz {
namespace {

struct Finder {
  const Trace& trace;
  std::size_t row;
  const results::Requirement& q;
  std::vector<Breach>& out;

  void add(Time at, std::string text) const { out.push_back({at, row, std::move(text)}); }
};

std::string bed_of(const Trace& t, const flow::Alarm& a) {
  const auto& beds = t.model().building.beds;
  return a.bed < beds.size() ? beds[a.bed].name : "";
}

void late_alarms(const Finder& f, flow::AlarmPriority priority, flow::AlarmStage to) {
  const Time limit = from_seconds(f.q.limit);
  for (const results::AlarmRecord& r : f.trace.logs().alarms) {
    const flow::Alarm& a = r.alarm;
    if (a.priority != priority) continue;
    const Time since = to <= flow::AlarmStage::device ? a.onset : sounded(a);
    const Time reached = stage(a, to);
    const bool lost = r.end == results::AlarmEnd::lost && reached == kNever;
    if (lost || (reached != kNever && reached - since > limit))
      f.add(since + limit, fmt::format("alarm of {} is not at {} after {}", bed_of(f.trace, a),
                                       word_of(to), duration_text(limit)));
  }
}

void lost_alarms(const Finder& f, flow::AlarmPriority priority) {
  for (const results::AlarmRecord& r : f.trace.logs().alarms)
    if (r.alarm.priority == priority && r.end == results::AlarmEnd::lost)
      f.add(sounded(r.alarm), fmt::format("alarm of {} is lost", bed_of(f.trace, r.alarm)));
}

void blind_monitors(const Finder& f) {
  const auto& devices = f.trace.model().devices;
  for (const results::BlindSpell& s : f.trace.logs().history.blind_spells)
    f.add(s.from, fmt::format("{} is not heard",
                              s.device < devices.size() ? devices[s.device].name : "a device"));
}

void busy_air(const Finder& f) {
  const auto minutes = static_cast<std::size_t>((f.trace.end() - f.trace.start()) / Time{1min});
  const Plot plot = read_plot(f.trace, SeriesName::airtime, f.trace.start(), f.trace.end(),
                              std::max<std::size_t>(1, minutes));
  for (const Line& l : plot.lines) {
    bool over = false;
    for (const Bucket& b : l.buckets) {
      const bool now = double{b.max} > f.q.limit;
      if (now && !over)
        f.add(b.from, fmt::format("the air of {} is fuller than the limit", l.name));
      over = now;
    }
  }
}

bool find(const Finder& f) {
  const auto has = [&](const std::string& metric) {
    return f.q.name == metric || f.q.name.ends_with(": " + metric);
  };
  for (const auto& p : words<flow::AlarmPriority>) {
    for (const auto& s : words<flow::AlarmStage>)
      if (has(fmt::format("{} alarms to {}", p.word, s.word))) {
        late_alarms(f, p.value, s.value);
        return true;
      }
    if (has(fmt::format("{} alarms lost", p.word))) {
      lost_alarms(f, p.value);
      return true;
    }
  }
  if (has("blind share"))
    blind_monitors(f);
  else if (has("airtime"))
    busy_air(f);
  else
    return false;
  return true;
}

}  // namespace

Breaches breaches_of(const Trace& trace) {
  Breaches out;
  const auto& all = trace.results().requirements;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!all[i].at_most || !find({trace, i, all[i], out.list})) out.others.push_back(all[i].name);
  std::ranges::stable_sort(out.list, {}, &Breach::at);
  return out;
}

}  // namespace wardtwin::viz
