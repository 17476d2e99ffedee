#include "devices/wire/hl7_messages.h"

#include <initializer_list>

#include <fmt/format.h>

#include "devices/wire/text.h"

namespace wardtwin::wire::hl7 {
namespace {

/// Writes segments field by field.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  Writer& segment(std::string_view name) {
    out_ += name;
    return *this;
  }
  Writer& field(std::string_view text = "") {
    out_ += '|';
    escape(out_, text);
    return *this;
  }
  Writer& skip(int fields) {
    out_.append(static_cast<std::size_t>(fields), '|');
    return *this;
  }
  Writer& components(std::initializer_list<std::string_view> parts) {
    out_ += '|';
    bool first = true;
    for (const std::string_view p : parts) {
      if (!first) out_ += '^';
      first = false;
      escape(out_, p);
    }
    return *this;
  }
  Writer& at(Instant t) {
    out_ += '|';
    put_basic_instant(out_, t);
    return *this;
  }
  Writer& term(const Term& t) {
    fmt::format_to(std::back_inserter(out_), "|{}^{}^MDC", t.code, t.name);
    return *this;
  }
  Writer& raw(std::string_view text) {
    out_ += '|';
    out_ += text;
    return *this;
  }
  void end() { out_ += '\r'; }

 private:
  std::string& out_;
};

void put_header(Writer& w, const Header& h, std::string_view type, std::string_view profile = "") {
  w.segment("MSH").raw("^~\\&").field(h.from).field(h.facility).field(h.to).field(h.to_facility);
  w.at(h.at).field().raw(type).field(h.control_id).field("P").field("2.6");
  if (!profile.empty())
    w.skip(2).field("AL").field("NE").skip(1).field("UNICODE UTF-8").skip(2).raw(profile);
  w.end();
}

void put_patient(Writer& w, const Subject& s) {
  w.segment("PID").skip(2).components({s.patient, "", "", "HOSPITAL", "MR"}).end();
}

void put_visit(Writer& w, const Subject& s, const Subject* before = nullptr) {
  w.segment("PV1").field().field("I").components({s.unit, s.room, s.bed});
  w.skip(2);
  if (before)
    w.components({before->unit, before->room, before->bed});
  else
    w.field();
  w.skip(12).field(s.visit);
  if (s.admitted != 0) w.skip(24).at(s.admitted);
  w.end();
}

void put_text_row(Writer& w, int row, const Term& what, std::string_view text) {
  w.segment("OBX").raw(fmt::format("{}", row)).field("ST").term(what);
  w.raw(fmt::format("1.0.0.0.{}", row)).field(text).skip(5).field("F").end();
}

std::string_view trigger(Move move) {
  switch (move) {
    case Move::admit: return "A01";
    case Move::transfer: return "A02";
    case Move::discharge: return "A03";
    case Move::update: return "A08";
  }
  return "A08";
}

constexpr Term kAlarmEvent{196616, "MDC_EVT_ALARM"};

}  // namespace

void put_observations(std::string& out, const Header& header, const Subject& subject,
                      std::string_view device, std::span<const Observation> values) {
  Writer w(out);
  put_header(w, header, "ORU^R01^ORU_R01", "IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO");
  put_patient(w, subject);
  put_visit(w, subject);
  w.segment("OBR").field("1").field(header.control_id).field(header.control_id);
  w.raw("182777000^monitoring of patient^SCT").skip(2).at(header.at).end();
  int row = 0;
  for (const Observation& v : values) {
    w.segment("OBX").raw(fmt::format("{}", ++row)).field("NM").term(v.what);
    w.raw(fmt::format("1.0.0.{}", row)).raw(fmt::format("{:.6g}", v.value)).term(v.unit);
    w.skip(4).field("F").skip(2).at(header.at).skip(3).field(device).end();
  }
}

void put_alarm(std::string& out, const Header& header, const Subject& subject,
               const AlarmReport& alarm) {
  Writer w(out);
  put_header(w, header, "ORU^R40^ORU_R40", "IHE_PCD_ACM_001^IHE PCD^1.3.6.1.4.1.19376.1.6.4.4^ISO");
  put_patient(w, subject);
  put_visit(w, subject);
  w.segment("OBR").field("1").field(header.control_id).field(alarm.id).term(kAlarmEvent);
  w.skip(2).at(header.at).end();
  w.segment("OBX").field("1").field("ST").term(kAlarmEvent).field("1.0.0.0.1").field(alarm.text);
  w.skip(2).raw(fmt::format("{}~{}", alarm.priority, alarm.type)).skip(2).field("F").skip(2);
  w.at(header.at).skip(3).field(alarm.source).end();
  put_text_row(w, 2, {68480, "MDC_ATTR_ALERT_SOURCE"}, alarm.source);
  put_text_row(w, 3, {68481, "MDC_ATTR_EVENT_PHASE"}, alarm.phase);
  put_text_row(w, 4, {68482, "MDC_ATTR_ALARM_STATE"}, alarm.state);
  put_text_row(w, 5, {68483, "MDC_ATTR_ALARM_INACTIVATION_STATE"}, "enabled");
  put_text_row(w, 6, {68484, "MDC_ATTR_ALARM_PRIORITY"}, alarm.priority);
  put_text_row(w, 7, {68485, "MDC_ATTR_ALERT_TYPE"}, alarm.type);
}

void put_move(std::string& out, const Header& header, Move move, const Subject& subject,
              const Subject& before) {
  const std::string_view event = trigger(move);
  const std::string_view structure = move == Move::update || move == Move::admit ? "ADT_A01"
                                     : move == Move::transfer                    ? "ADT_A02"
                                                                                 : "ADT_A03";
  Writer w(out);
  put_header(w, header, fmt::format("ADT^{}^{}", event, structure));
  w.segment("EVN").field(event).at(header.at).end();
  put_patient(w, subject);
  put_visit(w, subject, move == Move::transfer ? &before : nullptr);
}

void put_ack(std::string& out, const Header& header, const Message& of, std::string_view code,
             std::string_view text) {
  Writer w(out);
  const std::string event = of.value("MSH", 9, 2);
  std::string type = "ACK";
  if (!event.empty()) {
    type += '^';
    escape(type, event);
    type += "^ACK";
  }
  put_header(w, header, type);
  w.segment("MSA").field(code).field(of.value("MSH", 10, 1));
  if (!text.empty()) w.field(text);
  w.end();
}

bool read_ack(const Message& message, Ack& out) {
  if (!message.find("MSA")) return false;
  out.code = message.value("MSA", 1, 1);
  out.control_id = message.value("MSA", 2, 1);
  out.text = message.value("MSA", 3, 1);
  if (out.text.empty()) out.text = message.value("ERR", 8, 1);
  return out.code.size() == 2;
}

}  // namespace wardtwin::wire::hl7
