#include "scenarios/import/hl7.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

namespace wardtwin::importing {

using wire::hl7::Segment;

namespace {

// Envelopes of batches and files; they carry no patient.
bool envelope(std::string_view name) {
  return name == "FHS" || name == "BHS" || name == "BTS" || name == "FTS";
}

}  // namespace

std::vector<Message> read_messages(const File& file, Problems& problems) {
  std::vector<Message> messages;
  bool sound = false;  // whether segments still belong to a message
  bool began = false;
  std::size_t line = 0;
  for (std::string_view rest = file.text; !rest.empty();) {
    const std::size_t at = std::min(rest.find_first_of("\r\n"), rest.size());
    std::string_view text = rest.substr(0, at);
    rest.remove_prefix(at);
    if (rest.starts_with("\r\n")) rest.remove_prefix(1);
    if (!rest.empty()) rest.remove_prefix(1);
    ++line;
    // a message framed for transport (MLLP) begins with VT and ends with FS
    while (!text.empty() && (text.front() == '\v' || text.front() == '\x1c')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == '\x1c' || text.back() == ' ')) text.remove_suffix(1);
    if (text.empty() || envelope(text.substr(0, 3))) continue;
    const auto tell = [&](const std::string& what, std::string field = "") {
      problems.add({file.path, line, std::move(field)}, what);
      if (sound) messages.pop_back();
      sound = false;
    };
    if (text.starts_with("MSH")) {
      if (messages.size() == kMostRecords) {
        problems.add({file.path, line, ""}, fmt::format("more than {} messages", kMostRecords));
        return messages;
      }
      sound = false;
      began = true;
      Message m{{}, {}, line};
      const std::string problem = wire::hl7::read_encoding(text, m.encoding);
      if (!problem.empty()) {
        tell(problem, "MSH-2");
        continue;
      }
      messages.push_back(std::move(m));
      sound = true;
    } else if (!wire::hl7::is_segment_name(text)) {
      if (sound || !began) tell("a segment begins with three capital letters or digits");
      began = true;
      continue;
    } else if (!sound) {
      if (!began) tell("the file does not begin with an MSH segment");
      began = true;
      continue;
    }
    Segment s;
    s.line = line;
    const std::string problem = wire::hl7::read_segment(text, messages.back().encoding.field, s);
    if (!problem.empty())
      tell(problem);
    else
      messages.back().segments.push_back(std::move(s));
  }
  return messages;
}

namespace {

/// One message on its way into the history; its first problem ends it.
struct Reader {
  const File& file;
  const Message& m;
  const Pseudonyms& names;
  Problems& problems;
  bool sound = true;

  void tell(std::string_view segment, std::size_t field, std::string_view what) {
    if (!sound) return;
    sound = false;
    const Segment* s = m.find(segment);
    problems.add({file.path, s ? s->line : m.line, fmt::format("{}-{}", segment, field)}, what);
  }
  // Reads a component and tells of a bad escape sequence.
  std::string text(std::string_view segment, std::size_t field, std::size_t component) {
    const Segment* s = m.find(segment);
    std::string unused;
    if (s && field < s->fields.size() && segment != "MSH" &&
        !wire::hl7::unescape(s->fields[field], m.encoding, unused))
      tell(segment, field, "has an escape sequence that is none, or without its end");
    return m.value(segment, field, component);
  }
  // The first of the fields that is written decides.
  std::optional<Instant> instant(std::span<const std::pair<std::string_view, std::size_t>> fields) {
    for (const auto& [segment, field] : fields) {
      const std::string written = text(segment, field, 1);
      if (written.empty()) continue;
      const auto t = read_instant(written);
      if (!t)
        tell(segment, field,
             fmt::format("'{}' is not a time YYYYMMDDHHMM[SS][+-ZZZZ]", comment_text(written)));
      return t;
    }
    tell("EVN", 2, "the message says nowhere when it happened");
    return std::nullopt;
  }
  std::string patient(std::string_view segment, std::size_t field) {
    const std::string id = text(segment, field, 1);
    if (id.empty()) tell(segment, field, "the patient has no identifier");
    // identifiers of two authorities may be equal
    return id.empty() ? "" : names.of("patient", id + "\n" + text(segment, field, 4));
  }
};

using Fields = std::vector<std::pair<std::string_view, std::size_t>>;

std::optional<EventKind> kind_of(std::string_view trigger) {
  if (trigger == "A01" || trigger == "A04") return EventKind::arrive;
  if (trigger == "A02" || trigger == "A06") return EventKind::move;
  if (trigger == "A03") return EventKind::leave;
  if (trigger == "A11") return EventKind::cancel_arrive;
  if (trigger == "A13") return EventKind::cancel_leave;
  return std::nullopt;
}

Fields times_of(EventKind kind) {
  Fields f{{"EVN", 6}, {"EVN", 2}, {"MSH", 7}};
  if (kind == EventKind::arrive) f.emplace(f.begin(), "PV1", 44);
  if (kind == EventKind::leave) f.emplace(f.begin(), "PV1", 45);
  return f;
}

void import_move(Reader& r, EventKind kind, History& h) {
  Event e;
  e.kind = kind;
  e.patient = r.patient("PID", 3);
  if (!r.m.find("PV1")) r.tell("PV1", 3, "the message has no PV1 segment");
  const auto at = r.instant(times_of(kind));
  const std::string visit = r.text("PV1", 19, 1);
  // the point of care, or where there is none the facility
  std::string unit = r.text("PV1", 3, 1);
  if (unit.empty()) unit = r.text("PV1", 3, 4);
  if (unit.empty() && (kind == EventKind::arrive || kind == EventKind::move))
    r.tell("PV1", 3, "the message names no unit");
  // discharge dispositions 20-29, 40-42: expired (table 0112)
  const std::string disposition = r.text("PV1", 36, 1);
  const bool expired = disposition.size() == 2 && (disposition[0] == '2' || disposition[0] == '4');
  if (kind == EventKind::leave && (expired || r.text("PID", 30, 1) == "Y")) e.kind = EventKind::die;
  if (!r.sound || !at) return;
  e.at = *at;
  if (!visit.empty()) e.visit = r.names.of("visit", visit);
  e.unit = unit.empty() ? "" : unit_name(unit);
  h.events.push_back(std::move(e));
}

void import_message(Reader& r, History& h) {
  const std::string type = r.text("MSH", 9, 1);
  std::string trigger = r.text("MSH", 9, 2);
  if (trigger.empty()) trigger = r.text("EVN", 1, 1);
  if (type.empty()) return r.tell("MSH", 9, "the message has no type");
  if (type == "ADT") {
    if (const auto kind = kind_of(trigger)) {
      import_move(r, *kind, h);
    } else if (trigger == "A40") {
      const std::string stays = r.patient("PID", 3), goes = r.patient("MRG", 1);
      if (r.sound && stays != goes) h.merged[goes] = stays;
    }
  } else if (type == "ORU") {
    const std::string unit = r.text("PV1", 3, 1);
    if (r.sound) ++h.observations[unit_name(unit)];
  }
  if (r.sound) ++h.read[comment_text(fmt::format("{}^{}", type, trigger))];
}

}  // namespace

void import_hl7(const File& file, const Pseudonyms& names, History& history, Problems& problems) {
  const std::size_t before = problems.count();
  const std::vector<Message> messages = read_messages(file, problems);
  if (messages.empty() && problems.count() == before)
    problems.add({file.path, 0, ""}, "there is no message in it");
  for (const Message& m : messages) {
    Reader r{file, m, names, problems};
    import_message(r, history);
  }
}

}  // namespace wardtwin::importing
