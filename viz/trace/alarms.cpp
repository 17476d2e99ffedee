#include "viz/trace/alarms.h"

#include <algorithm>
#include <cctype>
#include <tuple>

#include <fmt/format.h>

#include "viz/trace/messages.h"

namespace wardtwin::viz {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string bed_name(const Trace& trace, flow::BedIndex bed) {
  const auto& beds = trace.model().building.beds;
  return bed < beds.size() ? beds[bed].name : "";
}

std::string device_name(const Trace& trace, flow::DeviceIndex device) {
  const auto& devices = trace.model().devices;
  return device < devices.size() ? devices[device].name : "";
}

std::vector<Step> steps_of(const flow::Alarm& a) {
  std::vector<std::pair<Time, std::string>> reached;
  for (const auto& w : words<flow::AlarmStage>)
    if (stage(a, w.value) != kNever) reached.push_back({stage(a, w.value), std::string(w.word)});
  // a nurse may be at the bed before her handset rings: order of time, not of design
  std::ranges::stable_sort(reached, {}, [](const auto& r) { return r.first; });
  std::vector<Step> steps;
  std::pair<Time, std::string> last{a.onset, "onset"};
  for (auto& r : reached) {
    steps.push_back({last.second, r.second, r.first, r.first - last.first});
    last = std::move(r);
  }
  return steps;
}

// Overlap of [a, b) and [c, d).
Time overlap(Time a, Time b, Time c, Time d) {
  return std::max(Time{0}, std::min(b, d) - std::max(a, c));
}

// Whether what failed could hold up this step: an access point only what is on air, a gateway only
// what it forwards; switches, links and servers everything.
bool in_the_way(const Trace& trace, const flow::Alarm& a, const Step& step,
                const std::string& part) {
  const results::Model& m = trace.model();
  const auto is = [&](const auto& rows) {
    return std::ranges::any_of(rows, [&](const auto& r) { return r.name == part; });
  };
  const bool on_air = step.to == "radio" || step.to == "handset";
  if (is(m.access_points)) return on_air;
  if (!is(m.gateways)) return true;
  const auto& places = m.surroundings.places;
  if (a.device >= places.size() || places[a.device].gateway >= m.gateways.size()) return !on_air;
  return step.to != "radio" && m.gateways[places[a.device].gateway].name == part;
}

void add_faults(const Trace& trace, const flow::Alarm& a, std::size_t i, Time from, Why& out) {
  const Step& step = out.steps[i];
  if (step.length < Time{100ms}) return;
  for (const results::Fault& f : trace.logs().faults) {
    const Time t = overlap(from, step.at, f.at, f.until);
    if (t > Time{0} && in_the_way(trace, a, step, f.what))
      out.circumstances.push_back({i, fmt::format("{} was down for {} of it (since {})", f.what,
                                                  duration_text(t), trace.clock(f.at))});
  }
}

void add_blindness(const Trace& trace, const flow::Alarm& a, std::size_t i, Time from, Time to,
                   Why& out) {
  for (const results::BlindSpell& s : trace.logs().history.blind_spells)
    if (s.device == a.device)
      if (const Time t = overlap(from, to, s.from, s.until); t > Time{0}) {
        const auto& causes = trace.logs().blind;
        out.circumstances.push_back(
            {i, fmt::format("its device had no path for {}: {}", duration_text(t),
                            s.cause < causes.size() ? causes[s.cause].cause : "unknown")});
      }
}

// What its message, and the push to the handset, met on their way.
void add_queues(const Trace& trace, const flow::Alarm& a, std::size_t i, Time from, Why& out) {
  const auto& places = trace.model().surroundings.places;
  const std::string& to = out.steps[i].to;
  std::string text;
  if (to == "radio") text = air_at(trace, trace.access_point_of(a.device, from), from);
  if (to == "gateway" && a.device < places.size())
    text = queue_at(trace, places[a.device].gateway, from);
  if (!text.empty()) out.circumstances.push_back({i, std::move(text)});
}

// What the nurse who came did meanwhile.
void add_nurse(const Trace& trace, const flow::Alarm& a, std::size_t i, Time from, Time to,
               Why& out) {
  if (a.nurse == flow::kNone || !trace.knows_nurses()) return;
  std::map<std::uint8_t, Time> spent;
  const flow::NurseStep* last = nullptr;
  for (const flow::NurseStep& s : trace.logs().history.nurse_steps) {
    if (s.nurse != a.nurse) continue;
    if (last) spent[last->doing] += overlap(from, to, last->at, s.at);
    last = &s;
    if (s.at >= to) break;
  }
  if (last && last->at < to) spent[last->doing] += overlap(from, to, last->at, to);
  std::string did;
  for (const auto& [doing, t] : spent)
    if (t > Time{0})
      did +=
          fmt::format("{}{} {}", did.empty() ? "" : ", ", trace.activity(doing), duration_text(t));
  const auto& nurses = trace.model().surroundings.nurses;
  if (!did.empty() && a.nurse < nurses.size())
    out.circumstances.push_back(
        {i, fmt::format("nurse '{}', who came: {}", nurses[a.nurse].name, did)});
}

void add_rivals(const Trace& trace, std::size_t row, std::size_t i, Time from, Time to, Why& out) {
  const flow::Alarm& a = trace.logs().alarms[row].alarm;
  const auto& beds = trace.model().building.beds;
  if (a.bed >= beds.size()) return;
  int same = 0, higher = 0;
  for (std::size_t r = 0; r < trace.logs().alarms.size(); ++r) {
    const flow::Alarm& other = trace.logs().alarms[r].alarm;
    if (r == row || other.bed >= beds.size() || beds[other.bed].unit != beds[a.bed].unit) continue;
    if (overlap(from, to, sounded(other), met(other)) == Time{0}) continue;
    ++same;
    higher += other.priority < a.priority;
  }
  if (same > 0)
    out.circumstances.push_back(
        {i, fmt::format("{} other alarms of the unit waited meanwhile, {} of higher priority", same,
                        higher)});
}

std::string ending(const Trace& trace, const results::AlarmRecord& r) {
  switch (r.end) {
    case results::AlarmEnd::delivered:
      return late(trace, r.alarm)
                 ? fmt::format("Delivered late: {} from the device to the handset, more than {} s.",
                               duration_text(to_handset(r.alarm)), trace.results().run.late_after_s)
                 : fmt::format("Delivered: {} from the device to the handset.",
                               duration_text(to_handset(r.alarm)));
    case results::AlarmEnd::suppressed:
      return "Kept by the alarm manager's rules: it ended within the hold time, or its priority is "
             "not pushed.";
    case results::AlarmEnd::lost: return fmt::format("Lost: {}.", word_of(r.cause));
    case results::AlarmEnd::open: break;
  }
  return "Still on its way when the run ended.";
}

}  // namespace

std::string duration_text(Time t) {
  if (t == kNever) return "-";
  const double s = seconds(t);
  if (s == 0) return "0 s";
  if (s < 1e-3) return fmt::format("{:.3g} us", s * 1e6);
  if (s < 1) return fmt::format("{:.3g} ms", s * 1e3);
  if (s < 100) return fmt::format("{:.3g} s", s);
  if (s < 5995) return fmt::format("{:.0f} min", s / 60);
  return fmt::format("{:.1f} h", s / 3600);
}

bool late(const Trace& trace, const flow::Alarm& alarm) {
  const Time t = to_handset(alarm);
  return t != kNever && t > from_seconds(trace.results().run.late_after_s);
}

Why why(const Trace& trace, std::size_t row) {
  Why out;
  const results::AlarmRecord& r = trace.logs().alarms.at(row);
  out.steps = steps_of(r.alarm);
  Time from = r.alarm.onset;
  for (std::size_t i = 0; i < out.steps.size(); ++i) {
    const Step& s = out.steps[i];
    out.total += s.length;
    if (s.length > out.steps[out.longest].length) out.longest = i;
    const bool human = s.to == "acknowledged" || s.to == "bedside";
    const bool machine = !human && s.to != "detected" && s.to != "device";
    if (machine) add_faults(trace, r.alarm, i, from, out);
    if (machine) add_blindness(trace, r.alarm, i, from, s.at, out);
    if (machine) add_queues(trace, r.alarm, i, from, out);
    if (human && s.length > Time{10s}) add_nurse(trace, r.alarm, i, from, s.at, out);
    if (human && s.length > Time{10s}) add_rivals(trace, row, i, from, s.at, out);
    from = s.at;
  }
  if (r.alarm.escalations > 0)
    out.circumstances.push_back(
        {out.longest, fmt::format("pushed to {} further handset(s)", r.alarm.escalations)});
  out.ending = ending(trace, r);
  return out;
}

std::vector<std::uint32_t> list(const Trace& trace, const AlarmFilter& f) {
  const std::string wanted = lower(f.words);
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t i : trace.alarms_by_time()) {
    const results::AlarmRecord& r = trace.logs().alarms[i];
    const flow::Alarm& a = r.alarm;
    if (!f.priority[static_cast<std::size_t>(a.priority)]) continue;
    if (sounded(a) < f.from || sounded(a) >= f.to) continue;
    if (f.only_lost && r.end != results::AlarmEnd::lost) continue;
    if (f.only_late && !late(trace, a)) continue;
    if (!wanted.empty() && lower(fmt::format("{} {} {}", bed_name(trace, a.bed),
                                             device_name(trace, a.device), word_of(a.kind)))
                                   .find(wanted) == std::string::npos)
      continue;
    rows.push_back(i);
  }
  const auto& log = trace.logs().alarms;
  const auto longest_first = [&](auto length) {
    std::ranges::stable_sort(rows, std::greater{},
                             [&](std::uint32_t i) { return length(log[i].alarm); });
  };
  switch (f.order) {
    case AlarmOrder::time: break;
    case AlarmOrder::to_handset: longest_first(to_handset); break;
    case AlarmOrder::to_bedside:
      longest_first([](const flow::Alarm& a) {
        const Time at = stage(a, flow::AlarmStage::bedside);
        return at == kNever ? kNever : at - sounded(a);
      });
      break;
    case AlarmOrder::bed:
      std::ranges::stable_sort(rows, {}, [&](std::uint32_t i) { return log[i].alarm.bed; });
      break;
  }
  return rows;
}

}  // namespace wardtwin::viz
