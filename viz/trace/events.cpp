#include "viz/trace/events.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "viz/trace/alarms.h"

namespace wardtwin::viz {
namespace {

constexpr std::uint8_t kLostPart = 254;  ///< of an alarm: it ended lost

struct About {
  const char *word, *meaning;
};
constexpr std::array<About, kEventKinds> kAbout{
    {{"alarm", "an alarm reached a stage of its way"},
     {"lost", "an alarm was lost"},
     {"fault", "a part failed or came back"},
     {"path", "a device lost or regained its path to the platform"},
     {"radio", "a device changed its access point"},
     {"bed", "a patient came into a bed or left it"},
     {"nurse", "a nurse began something else"}}};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

template <class Rows>
std::string name_in(const Rows& rows, std::uint32_t i) {
  return i < rows.size() ? rows[i].name : "";
}

void add_alarms(const Trace& t, std::vector<Event>& out) {
  for (std::uint32_t i = 0; i < t.logs().alarms.size(); ++i) {
    const flow::Alarm& a = t.logs().alarms[i].alarm;
    for (const auto& w : words<flow::AlarmStage>)
      if (const Time at = stage(a, w.value); at != kNever)
        out.push_back({at, EventKind::alarm, static_cast<std::uint8_t>(w.value), i, a.bed, a.device,
                       a.nurse});
    if (t.logs().alarms[i].end == results::AlarmEnd::lost)
      out.push_back({sounded(a), EventKind::lost, kLostPart, i, a.bed, a.device, flow::kNone});
  }
}

void add_faults(const Trace& t, std::vector<Event>& out) {
  for (std::uint32_t i = 0; i < t.logs().faults.size(); ++i) {
    const results::Fault& f = t.logs().faults[i];
    out.push_back({f.at, EventKind::fault, 0, i});
    if (f.until != kNever) out.push_back({f.until, EventKind::fault, 1, i});
  }
}

void add_moves(const Trace& t, std::vector<Event>& out) {
  const auto& h = t.logs().history;
  for (std::uint32_t i = 0; i < t.logs().link_changes.size(); ++i) {
    const flow::LinkChange& c = t.logs().link_changes[i];
    out.push_back({c.at, EventKind::path, c.connected, i, flow::kNone, c.device});
  }
  for (std::uint32_t i = 0; i < h.associations.size(); ++i)
    out.push_back(
        {h.associations[i].at, EventKind::radio, 0, i, flow::kNone, h.associations[i].device});
  for (std::uint32_t i = 0; i < h.bed_changes.size(); ++i)
    out.push_back({h.bed_changes[i].at, EventKind::bed, 0, i, h.bed_changes[i].bed});
  for (std::uint32_t i = 0; i < h.nurse_steps.size(); ++i)
    out.push_back({h.nurse_steps[i].at, EventKind::nurse, 0, i, flow::kNone, flow::kNone,
                   h.nurse_steps[i].nurse});
}

std::string alarm_text(const Trace& t, const Event& e) {
  const results::AlarmRecord& r = t.logs().alarms[e.row];
  const std::string what =
      fmt::format("{} {} alarm", word_of(r.alarm.priority), word_of(r.alarm.kind));
  if (e.kind == EventKind::lost) return fmt::format("{} lost: {}", what, word_of(r.cause));
  const auto reached = static_cast<flow::AlarmStage>(e.part);
  return fmt::format("{}: {}, {} after it sounded", what, word_of(reached),
                     duration_text(std::max(Time{0}, e.at - sounded(r.alarm))));
}

}  // namespace

const char* word_of_event(EventKind kind) { return kAbout[static_cast<std::size_t>(kind)].word; }
const char* meaning_of_event(EventKind kind) {
  return kAbout[static_cast<std::size_t>(kind)].meaning;
}

std::vector<Event> events_of(const Trace& trace) {
  std::vector<Event> out;
  add_alarms(trace, out);
  add_faults(trace, out);
  add_moves(trace, out);
  std::ranges::stable_sort(out, [](const Event& a, const Event& b) {
    return std::pair(a.at, a.kind) < std::pair(b.at, b.kind);
  });
  return out;
}

std::string subject_of(const Trace& t, const Event& e) {
  const results::Model& m = t.model();
  switch (e.kind) {
    case EventKind::alarm:
    case EventKind::lost:
    case EventKind::bed: return name_in(m.building.beds, e.bed);
    case EventKind::fault: return t.logs().faults[e.row].what;
    case EventKind::path:
    case EventKind::radio: return name_in(m.devices, e.device);
    case EventKind::nurse: return name_in(m.surroundings.nurses, e.nurse);
  }
  return "";
}

std::string text_of(const Trace& t, const Event& e) {
  const auto& h = t.logs().history;
  switch (e.kind) {
    case EventKind::alarm:
    case EventKind::lost: return alarm_text(t, e);
    case EventKind::fault: return e.part == 0 ? "fails" : "is back";
    case EventKind::path: return e.part ? "regained its path" : "lost its path";
    case EventKind::radio: {
      const std::string ap = name_in(t.model().access_points, h.associations[e.row].access_point);
      return ap.empty() ? "with no access point" : "with " + ap;
    }
    case EventKind::bed: {
      const flow::PatientIndex who = h.bed_changes[e.row].patient;
      return who == flow::kNone ? "empty" : fmt::format("patient {}", who);
    }
    case EventKind::nurse: return t.activity(h.nurse_steps[e.row].doing);
  }
  return "";
}

std::vector<std::uint32_t> filter(const Trace& trace, const std::vector<Event>& all,
                                  const EventFilter& f) {
  std::vector<std::uint32_t> out;
  const std::string wanted = lower(f.words);
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    const Event& e = all[i];
    if (e.at < f.from || e.at >= f.to || !f.kind[static_cast<std::size_t>(e.kind)]) continue;
    if (!wanted.empty() &&
        lower(subject_of(trace, e) + " " + text_of(trace, e)).find(wanted) == std::string::npos)
      continue;
    out.push_back(i);
  }
  return out;
}

}  // namespace wardtwin::viz
