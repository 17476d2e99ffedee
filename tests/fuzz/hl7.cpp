// HL7 v2 over MLLP, as a receiver and as a sender that reads acknowledgements.
#include "devices/wire/hl7_messages.h"
#include "devices/wire/mllp.h"
#include "tests/fuzz/fuzz.h"

namespace wardtwin::fuzz {
namespace {

namespace hl7 = wire::hl7;

void message(std::string_view text) {
  hl7::Message m;
  if (!hl7::read(text, m).empty()) return;
  hl7::Ack ack;
  hl7::read_ack(m, ack);
  for (const hl7::Segment& s : m.segments)
    for (std::size_t f = 0; f <= s.fields.size(); ++f)
      for (std::size_t component = 1; component <= 3; ++component) m.value(s, f, component);
  std::string answer;
  hl7::put_ack(answer, {.to = "X"}, m, "AA");
  hl7::Message back;
  demand(hl7::read(answer, back).empty());
  demand(back.value("MSA", 2, 1) == m.value("MSH", 10, 1));
}

}  // namespace

void fuzz(std::string_view bytes) {
  message(bytes);
  std::string_view rest = bytes;
  for (wire::mllp::Frame f; wire::mllp::next(rest, 8192, f) == wire::Framing::complete;) {
    demand(f.length > 0 && f.length <= rest.size());
    message(f.message);
    std::string again;
    wire::mllp::put(again, f.message);
    wire::mllp::Frame second;
    demand(wire::mllp::next(again, 8192, second) == wire::Framing::complete);
    demand(second.message == f.message);
    rest.remove_prefix(f.length);
  }
  std::string text;
  hl7::unescape(bytes, {}, text);
  std::string written, back;
  hl7::escape(written, bytes);
  if (hl7::unescape(written, {}, back)) demand(back == bytes);
}

std::vector<std::string> samples() {
  const hl7::Header header{.to = "X", .control_id = "m17", .at = 1'769'860'800'000'000'000};
  const hl7::Subject subject{"p1", "p1", "ward", "bay_1", "2", 0};
  std::vector<std::string> all(3);
  hl7::put_alarm(all[0], header, subject,
                 {"a7", "desaturation", "monitor", "start", "active", "PH", "SP"});
  hl7::put_move(all[1], header, hl7::Move::transfer, subject,
                {"p1", "p1", "ward", "bay_1", "1", 0});
  const hl7::Observation values[] = {
      {{147842, "MDC_ECG_HEART_RATE"}, 80, {264864, "MDC_DIM_BEAT_PER_MIN"}}};
  hl7::put_observations(all[2], header, subject, "monitor", values);
  hl7::Message m;
  hl7::read(all[0], m);
  std::string ack;
  hl7::put_ack(ack, header, m, "AE", "busy");
  all.push_back(ack);
  const std::vector<std::string> texts = all;
  for (const std::string& t : texts) wire::mllp::put(all.emplace_back(), t);
  all.emplace_back("a\\F\\b\\X0D0A\\c\\.br\\d");
  return all;
}

}  // namespace wardtwin::fuzz
