#include "scenarios/twin/decode.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "devices/wire/hl7.h"
#include "scenarios/import/history.h"

namespace wardtwin::twin {
namespace {

using recording::Event;
using recording::Kind;
using Json = nlohmann::json;

constexpr std::size_t kLongestText = 100;

/// What may stand in a line of a recording.
std::string clean(std::string_view text) {
  std::string out(text.substr(0, kLongestText));
  std::ranges::replace_if(out, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return out;
}

std::string text_of(const Json& j, const char* key) {
  const auto it = j.find(key);
  if (it == j.end() || it->is_null()) return "";
  if (it->is_string()) return clean(it->get_ref<const std::string&>());
  return it->is_number_integer() ? std::to_string(it->get<std::int64_t>()) : "";
}

double number_of(const Json& j, const char* key, double otherwise) {
  const auto it = j.find(key);
  return it != j.end() && it->is_number() ? it->get<double>() : otherwise;
}

std::string priority_of(std::string_view hl7) {
  return hl7.starts_with("PH") ? "high" : hl7.starts_with("PM") ? "medium" : "low";
}

bool kind_of(std::string_view phase, Kind& kind) {
  if (phase == "start" || phase == "on" || phase.empty()) return kind = Kind::alarm, true;
  if (phase == "end" || phase == "off") return kind = Kind::cleared, true;
  if (phase == "rung" || phase == "delivered") return kind = Kind::rung, true;
  if (phase == "acknowledged" || phase == "acknowledge") return kind = Kind::acknowledged, true;
  return false;
}

void unreadable(std::string_view why, Time received, const Decoder::Take& take) {
  Event e;
  e.kind = Kind::unreadable;
  e.received = e.at = received;
  e.word = why;
  take(e);
}

}  // namespace

Decoder::Decoder(const compiler::Hospital& h, const importing::Pseudonyms& names,
                 const LiveClock& clock)
    : names_(&names), clock_(clock) {
  for (const flow::Bed& b : h.building.beds) {
    const std::string& room = h.building.rooms[b.room].name;
    beds_[b.name] = b.name;
    beds_[room + "^" + b.name] = b.name;
    if (b.name.starts_with(room + "_bed_"))
      beds_[room + "^" + b.name.substr(room.size() + 5)] = b.name;
  }
}

Time LiveClock::at(double us) const {
  const double since = (us - static_cast<double>(begin)) * speed;
  if (!(since > -1e15 && since < 9e15)) return kNever;
  return shows + Time{static_cast<std::int64_t>(since * 1000)};
}

std::string Decoder::bed_of(const std::string& unit, const std::string& room,
                            const std::string& bed) const {
  for (const std::string& name : {bed, room + "^" + bed, unit + "^" + bed})
    if (const auto it = beds_.find(name); it != beds_.end()) return it->second;
  return clean(room.empty() ? unit + "/" + bed : room + "/" + bed);  // counted as unknown
}

void Decoder::mqtt(std::string_view topic, std::string_view payload, Time received,
                   const Take& take) {
  const Json j = Json::parse(payload, nullptr, false);
  if (!j.is_object()) return unreadable("no JSON object", received, take);
  const std::string device = text_of(j, "device");
  if (device.empty()) return unreadable("no device", received, take);
  Event e;
  e.received = received;
  e.thing = device;
  constexpr double kWallClock = 1e15;  ///< us; smaller ones count from something else
  const double at = number_of(j, "at", 0), due = number_of(j, "due", at);
  e.at = due > kWallClock ? clock_.at(due) : received;
  if (e.at == kNever) return unreadable("no such time", received, take);
  const std::string alarm = text_of(j, "alarm"), phase = text_of(j, "phase");
  const std::string entry = text_of(j, "entry"), word = text_of(j, "priority");
  if (!alarm.empty() && alarm != "-1") {
    if (!kind_of(phase, e.kind)) return unreadable("no such phase", received, take);
    e.alarm = alarm;
    e.word = word;
    return take(e);
  }
  const double sequence = number_of(j, "seq", -1);
  if (!(sequence >= 0 && sequence < 9e15)) return unreadable("no seq", received, take);
  std::string stream = text_of(j, "stream");
  if (stream.empty()) stream = clean(topic);
  if (beat_.try_emplace(device, stream).first->second != stream) return;
  e.kind = Kind::beat;
  e.sequence = static_cast<std::uint64_t>(sequence);
  e.entry = entry;
  if (const double heard = number_of(j, "heard", 0); heard > kWallClock) e.heard = clock_.at(heard);
  take(e);
}

// The first of the fields that tells a time.
Time Decoder::when(const wire::hl7::Message& m,
                   std::initializer_list<std::pair<const char*, std::size_t>> fields) const {
  for (const auto& [segment, field] : fields)
    if (const auto t = importing::read_instant(m.value(segment, field, 1)))
      return clock_.at(static_cast<double>(t->utc) * 1e6);
  return kNever;
}

// Where somebody lies from now on, or no longer; "" or what is wrong.
std::string Decoder::move(const wire::hl7::Message& m, Time received, const Take& take) const {
  const std::string trigger = m.value("MSH", 9, 2);
  const bool in = trigger == "A01" || trigger == "A02" || trigger == "A04" || trigger == "A08";
  if (!in && trigger != "A03") return "";  // nothing that moves anybody
  const std::string patient = m.value("PID", 3, 1);
  if (patient.empty()) return "no patient";
  const std::string person = names_->of("patient", patient + "\n" + m.value("PID", 3, 4));
  const std::string bed = bed_of(m.value("PV1", 3, 1), m.value("PV1", 3, 2), m.value("PV1", 3, 3));
  Event e;
  e.received = received;
  e.kind = in ? Kind::admit : Kind::discharge;
  e.at = in ? when(m, {{"EVN", 6}, {"EVN", 2}, {"MSH", 7}})
            : when(m, {{"PV1", 45}, {"EVN", 6}, {"EVN", 2}, {"MSH", 7}});
  if (e.at == kNever) return "no time";
  e.since = e.at;
  if (trigger == "A08")
    if (const Time t = when(m, {{"PV1", 44}}); t != kNever) e.since = t;
  e.thing = bed;
  e.person = person;
  take(e);
  return "";
}

// An alarm as IHE PCD-04 reports it; "" or what is wrong.
std::string Decoder::alarm(const wire::hl7::Message& m, Time received, const Take& take) const {
  const std::string name = clean(m.value("OBR", 3, 1)), source = clean(m.value("OBX", 18, 1));
  const std::string word = priority_of(m.value("OBX", 8, 1));
  std::string phase = "start";
  for (const wire::hl7::Segment& s : m.segments)
    if (s.name == "OBX" && s.fields.size() > 5 &&
        s.fields[3].find("EVENT_PHASE") != s.fields[3].npos)
      phase = clean(s.fields[5]);
  if (phase == "continue") return "";
  Event e;
  e.received = received;
  if (name.empty() || source.empty() || !kind_of(phase, e.kind)) return "no alarm";
  e.at = when(m, {{"OBR", 7}, {"MSH", 7}});
  if (e.at == kNever) return "no time";
  e.thing = source;
  e.alarm = name;
  e.word = word;
  take(e);
  return "";
}

std::string Decoder::hl7(std::string_view message, Time received, const Take& take) {
  wire::hl7::Message m;
  std::string id, wrong = "no HL7 message";
  if (wire::hl7::read(message, m).empty()) {
    id = clean(m.value("MSH", 10, 1));
    const std::string type = m.value("MSH", 9, 1);
    wrong = type.empty() ? "no type" : id.empty() ? "no control id" : "";
    if (wrong.empty() && type == "ADT") wrong = move(m, received, take);
    if (wrong.empty() && type == "ORU" && m.value("MSH", 9, 2) == "R40")
      wrong = alarm(m, received, take);
  }
  if (!wrong.empty()) unreadable(wrong, received, take);
  std::string ack = fmt::format("MSH|^~\\&|WARDTWIN|||||||ACK|{0}|P|2.6\rMSA|{1}|{0}", id,
                                wrong.empty() ? "AA" : "AE");
  if (!wrong.empty()) ack += "|" + wrong;
  return ack + "\r";
}

}  // namespace wardtwin::twin
