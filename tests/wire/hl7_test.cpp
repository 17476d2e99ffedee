#include "devices/wire/hl7_messages.h"

#include <gtest/gtest.h>

#include "tests/wire/fuzz.h"

namespace wardtwin::wire::hl7 {
namespace {

constexpr Instant kNoon = 1'769'860'800'123'456'789;  // 2026-01-31 12:00:00.123 UTC
const Header kHeader{.to = "RECORD", .control_id = "17", .at = kNoon};
const Subject kSubject{"p|1", "v1", "ward", "room^1", "bed_1"};

Message parsed(const std::string& text) {
  Message m;
  EXPECT_EQ(read(text, m), "");
  return m;
}

TEST(Hl7Messages, EscapeSequences) {
  const Encoding e;
  std::string out;
  EXPECT_TRUE(unescape("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\X41\\\\H\\g\\N\\\\.br\\h", e, out));
  EXPECT_EQ(out, "a|b^c&d~e\\fAg h");
  for (const char* bad : {"a\\", "a\\Q\\", "a\\X4\\", "a\\XZZ\\", "a\\F"})
    EXPECT_FALSE(unescape(bad, e, out)) << bad;
  std::string escaped;
  escape(escaped, "a|b^c&d~e\\f\r\x01g");
  EXPECT_TRUE(unescape(escaped, e, out));
  EXPECT_EQ(out, "a|b^c&d~e\\f\r\x01g");
}

TEST(Hl7Messages, ObservationsComeBack) {
  const Observation values[] = {
      {{147842, "MDC_ECG_HEART_RATE"}, 72, {264864, "MDC_DIM_BEAT_PER_MIN"}},
      {{150456, "MDC_PULS_OXIM_SAT_O2"}, 97.5, {262688, "MDC_DIM_PERCENT"}}};
  std::string text;
  put_observations(text, kHeader, kSubject, "ward/bed_1/monitor", values);
  const Message m = parsed(text);
  EXPECT_EQ(m.value("MSH", 7, 1), "20260131120000.123+0000");
  EXPECT_EQ(m.value("MSH", 9, 1), "ORU");
  EXPECT_EQ(m.value("MSH", 9, 2), "R01");
  EXPECT_EQ(m.value("MSH", 10, 1), "17");
  EXPECT_EQ(m.value("MSH", 12, 1), "2.6");
  EXPECT_EQ(m.value("MSH", 21, 1), "IHE_PCD_001");
  EXPECT_EQ(m.value("PID", 3, 1), "p|1");
  EXPECT_EQ(m.value("PV1", 3, 1), "ward");
  EXPECT_EQ(m.value("PV1", 3, 2), "room^1");
  EXPECT_EQ(m.value("PV1", 19, 1), "v1");
  ASSERT_EQ(m.segments.size(), 6u);
  const Segment& spo2 = m.segments[5];
  EXPECT_EQ(m.value(spo2, 2, 1), "NM");
  EXPECT_EQ(m.value(spo2, 3, 1), "150456");
  EXPECT_EQ(m.value(spo2, 5, 1), "97.5");
  EXPECT_EQ(m.value(spo2, 6, 2), "MDC_DIM_PERCENT");
  EXPECT_EQ(m.value(spo2, 11, 1), "F");
  EXPECT_EQ(m.value(spo2, 18, 1), "ward/bed_1/monitor");
}

TEST(Hl7Messages, AlarmStandsInTheRowsOfItsProfile) {
  std::string text;
  put_alarm(text, kHeader, kSubject,
            {"a7", "desaturation", "monitor", "start", "active", "PH", "SP"});
  const Message m = parsed(text);
  EXPECT_EQ(m.value("MSH", 9, 2), "R40");
  EXPECT_EQ(m.value("OBR", 3, 1), "a7");
  EXPECT_EQ(m.value("OBR", 4, 2), "MDC_EVT_ALARM");
  ASSERT_EQ(m.segments.size(), 11u);
  EXPECT_EQ(m.segments[4].fields[8], "PH~SP");
  EXPECT_EQ(m.value(m.segments[4], 5, 1), "desaturation");
  EXPECT_EQ(m.value(m.segments[6], 3, 2), "MDC_ATTR_EVENT_PHASE");
  EXPECT_EQ(m.value(m.segments[6], 5, 1), "start");
  EXPECT_EQ(m.value(m.segments[9], 5, 1), "PH");
}

TEST(Hl7Messages, MovesNameEventAndPlaces) {
  const Subject before{"p|1", "v1", "ed", "bay", "3"};
  for (const auto& [move, event] :
       std::initializer_list<std::pair<Move, const char*>>{{Move::admit, "A01"},
                                                           {Move::transfer, "A02"},
                                                           {Move::discharge, "A03"},
                                                           {Move::update, "A08"}}) {
    std::string text;
    put_move(text, kHeader, move, kSubject, before);
    const Message m = parsed(text);
    EXPECT_EQ(m.value("MSH", 9, 2), event);
    EXPECT_EQ(m.value("EVN", 1, 1), event);
    EXPECT_EQ(m.value("PV1", 3, 3), "bed_1");
    EXPECT_EQ(m.value("PV1", 6, 1), move == Move::transfer ? "ed" : "");
  }
}

TEST(Hl7Messages, AcknowledgementsNameWhatTheyAnswer) {
  std::string text, answer;
  put_move(text, kHeader, Move::admit, kSubject);
  const Message m = parsed(text);
  put_ack(answer, {.control_id = "99", .at = kNoon}, m, "AE", "no such bed");
  const Message a = parsed(answer);
  EXPECT_EQ(a.value("MSH", 9, 1), "ACK");
  EXPECT_EQ(a.value("MSH", 9, 2), "A01");
  Ack ack;
  ASSERT_TRUE(read_ack(a, ack));
  EXPECT_EQ(ack.code, "AE");
  EXPECT_EQ(ack.control_id, "17");
  EXPECT_EQ(ack.text, "no such bed");
  EXPECT_FALSE(ack.accepted());
  EXPECT_FALSE(read_ack(m, ack));
}

TEST(Hl7Messages, WhatIsNoMessageIsToldInWords) {
  Message m;
  EXPECT_EQ(read("", m), "the message is empty");
  EXPECT_EQ(read("PID|1\r", m), "the message does not begin with an MSH segment");
  EXPECT_EQ(read("MSH|^~\\&|A\rpid|1\r", m),
            "a segment begins with three capital letters or digits");
  EXPECT_EQ(read("MSH|^~\\\r", m), "the message ends within its encoding characters");
}

TEST(Hl7Messages, MutatedMessagesAreReadOrRefused) {
  Stream draw({9}, 1, Purpose::test);
  std::string sample;
  put_alarm(sample, kHeader, kSubject,
            {"a7", "desaturation", "monitor", "start", "active", "PH", "SP"});
  int sound = 0, refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = mutated(sample, draw);
    Message m;
    if (!read(text, m).empty()) {
      ++refused;
      continue;
    }
    ++sound;
    Ack ack;
    read_ack(m, ack);
    for (const Segment& s : m.segments)
      for (std::size_t f = 0; f <= s.fields.size(); ++f) m.value(s, f, 1 + f % 3);
    std::string answer;
    put_ack(answer, kHeader, m, "AA");
    Message back;
    EXPECT_EQ(read(answer, back), "");
    EXPECT_EQ(back.value("MSA", 2, 1), m.value("MSH", 10, 1));
  }
  EXPECT_GT(sound, 1000);
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace wardtwin::wire::hl7
