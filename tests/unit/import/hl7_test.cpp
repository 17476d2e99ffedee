#include "scenarios/import/hl7.h"

#include <gtest/gtest.h>

namespace wardtwin::importing {
namespace {

const Pseudonyms kNames{"a key of at least sixteen bytes"};

std::string message(std::string_view type, std::string_view when, std::string_view patient,
                    std::string_view unit, std::string_view more = "",
                    std::string_view end = "\r") {
  std::string m =
      "MSH|^~\\&|A|B|C|D|" + std::string(when) + "||ADT^" + std::string(type) + "|1|P|2.5";
  for (const std::string& s : {"EVN|" + std::string(type) + "|" + std::string(when),
                               "PID|1||" + std::string(patient) + "^^^H||DOE^JANE||19700101|F",
                               "PV1|1|I|" + std::string(unit) + "^1^2" + std::string(more)})
    m += std::string(end) + s;
  return m + std::string(end);
}

History read(const std::string& text, Problems& problems) {
  History h;
  import_hl7({"feed.hl7", text}, kNames, h, problems);
  return h;
}

TEST(Hl7, AdmissionMoveAndDischargeAreOneVisit) {
  for (const std::string_view end : {"\r", "\n", "\r\n"}) {
    Problems p;
    const History h = read(message("A01", "202601010800", "7", "ED", "", end) +
                               message("A02", "202601011200", "7", "WARD 3", "", end) +
                               message("A08", "202601011300", "7", "WARD 3", "", end) +
                               message("A03", "202601030900", "7", "WARD 3", "", end),
                           p);
    EXPECT_EQ(p.text(), "");
    const auto v = visits_of(h);
    ASSERT_EQ(v.size(), 1u);
    ASSERT_EQ(v[0].stays.size(), 2u);
    EXPECT_EQ(v[0].stays[0].unit, "ed");
    EXPECT_EQ(v[0].stays[1].unit, "ward_3");
    EXPECT_EQ(v[0].stays[0].to->utc - v[0].stays[0].from.utc, 4 * 3600);
    EXPECT_EQ(v[0].stays[1].to->utc - v[0].stays[1].from.utc, 45 * 3600);
    EXPECT_TRUE(v[0].left);
    EXPECT_EQ(h.read.at("ADT^A08"), 1u);
  }
}

TEST(Hl7, CancelledAdmissionAndDischargeDidNotHappen) {
  Problems p;
  const auto admitted = message("A01", "202601010800", "7", "ED");
  EXPECT_TRUE(visits_of(read(admitted + message("A11", "202601010900", "7", "ED"), p)).empty());
  const auto v = visits_of(read(admitted + message("A03", "202601011000", "7", "ED") +
                                    message("A13", "202601011005", "7", "ED"),
                                p));
  ASSERT_EQ(v.size(), 1u);
  EXPECT_FALSE(v[0].left);
  EXPECT_FALSE(v[0].stays.back().to);
  EXPECT_EQ(p.text(), "");
}

// Registered in the emergency department, then admitted as an inpatient: one visit of two stays.
TEST(Hl7, RegistrationThatBecomesAnAdmissionIsOneVisit) {
  Problems p;
  const auto v = visits_of(read(message("A04", "202601010800", "7", "ED") +
                                    message("A06", "202601011100", "7", "WARD") +
                                    message("A03", "202601020800", "7", "WARD"),
                                p));
  EXPECT_EQ(p.text(), "");
  ASSERT_EQ(v.size(), 1u);
  ASSERT_EQ(v[0].stays.size(), 2u);
  EXPECT_EQ(v[0].stays[0].unit, "ed");
  EXPECT_EQ(v[0].stays[0].to->utc - v[0].stays[0].from.utc, 3 * 3600);
  EXPECT_EQ(v[0].stays[1].unit, "ward");
  EXPECT_TRUE(v[0].left);
}

TEST(Hl7, PreAdmissionIsNoArrival) {
  Problems p;
  const History h = read(message("A05", "202601010800", "7", "ED"), p);
  EXPECT_TRUE(h.events.empty());
  EXPECT_EQ(h.read.at("ADT^A05"), 1u);
}

TEST(Hl7, MergedPatientsAreOne) {
  Problems p;
  std::string merge =
      "MSH|^~\\&|A|B|C|D|202601010830||ADT^A40|2|P|2.5\rEVN|A40|202601010830\r"
      "PID|1||7^^^H\rMRG|99^^^H\r";
  const auto v = visits_of(read(message("A01", "202601010800", "99", "ED") + merge +
                                    message("A03", "202601011000", "7", "ED"),
                                p));
  EXPECT_EQ(p.text(), "");
  ASSERT_EQ(v.size(), 1u);
  EXPECT_TRUE(v[0].left);
}

TEST(Hl7, DeathIsToldByDisposition) {
  Problems p;
  // PV1-36 stands 33 fields behind PV1-3
  const auto v =
      visits_of(read(message("A01", "202601010800", "7", "ICU") +
                         message("A03", "202601011000", "7", "ICU", std::string(33, '|') + "20"),
                     p));
  ASSERT_EQ(v.size(), 1u);
  EXPECT_TRUE(v[0].died);
  EXPECT_FALSE(v[0].left);
}

TEST(Hl7, EncodingCharactersAreTheMessagesOwn) {
  Problems p;
  const History h = read(
      "MSH#*!?%#A#B#C#D#202601010800##ADT*A01#1#P#2.5\r"
      "EVN#A01#202601010800\rPID#1##7***H\rPV1#1#I#WEST?F?WING*1\r",
      p);
  EXPECT_EQ(p.text(), "");
  ASSERT_EQ(h.events.size(), 1u);
  EXPECT_EQ(h.events[0].unit, "west_wing");
}

TEST(Hl7, ObservationsAreCountedByUnit) {
  Problems p;
  const History h = read(
      "MSH|^~\\&|A|B|C|D|202601010800||ORU^R01|1|P|2.5\rPID|1||7\r"
      "PV1|1|I|ICU^1\rOBR|1\rOBX|1|NM|8867-4^rate||60\r",
      p);
  EXPECT_EQ(h.observations.at("icu"), 1u);
  EXPECT_TRUE(h.events.empty());
}

TEST(Hl7, MistakesNameFileLineAndFieldAndCostOneMessage) {
  Problems p;
  const History h = read(
      message("A01", "2026010108", "7", "ED") + message("A01", "202601010800", "", "ED") +
          message("A02", "202601010800", "7", "") + message("A01", "202601010800", "8", "B\\Q\\") +
          "MSH|^~|x\r" + message("A01", "202601010900", "9", "ED"),
      p);
  EXPECT_EQ(p.text(),
            "feed.hl7:17: MSH-2: 2 encoding characters; MSH-2 has 4 (or 5), such as ^~\\&\n"
            "feed.hl7:2: EVN-2: '2026010108' is not a time YYYYMMDDHHMM[SS][+-ZZZZ]\n"
            "feed.hl7:7: PID-3: the patient has no identifier\n"
            "feed.hl7:12: PV1-3: the message names no unit\n"
            "feed.hl7:16: PV1-3: has an escape sequence that is none, or without its end\n");
  ASSERT_EQ(h.events.size(), 1u);
}

TEST(Hl7, NothingPersonalIsKept) {
  Problems p;
  const History h = read(message("A01", "202601010800", "SECRET77", "ED"), p);
  for (const std::string& text : {history_csv(h), history_part(h, "x", 0)})
    for (const char* word : {"SECRET77", "DOE", "JANE", "19700101"})
      EXPECT_EQ(text.find(word), std::string::npos) << word;
}

TEST(Pseudonyms, AreHmacSha256UnderTheKey) {
  // printf 'Hi\nThere' | openssl dgst -sha256 -mac HMAC -macopt hexkey:(20 times 0b)
  const Pseudonyms n{std::string(20, '\x0b')};
  EXPECT_EQ(n.of("Hi", "There"), "1539111f3b1a63f0");
  EXPECT_NE(n.of("Hi", "There"), n.of("Hi", "Their"));
  EXPECT_NE(n.of("Hi", "There"), n.of("Ho", "There"));
  EXPECT_NE(n.of("Hi", "There"), Pseudonyms().of("Hi", "There"));
  EXPECT_NE(Pseudonyms().of("a", "b"), Pseudonyms().of("a", "b"));
  EXPECT_THROW(Pseudonyms("short"), std::runtime_error);
}

TEST(Instant, ReadsBothFormatsAndRefusesTheRest) {
  EXPECT_EQ(read_instant("19700101000100")->utc, 60);
  EXPECT_FALSE(read_instant("197001010001.5"));
  EXPECT_EQ(read_instant("197001010002-0100")->utc, 120 + 3600);
  EXPECT_EQ(read_instant("1970-01-01T01:00:00+01:00")->utc, 0);
  EXPECT_EQ(read_instant("1970-01-01T00:00:00.250Z")->utc, 0);
  EXPECT_EQ(write_instant(*read_instant("2026-03-29T02:30:00-05:30")), "2026-03-29T02:30:00-05:30");
  for (const char* bad : {"", "2026", "20260230120000", "202613010000", "202601012400", "x",
                          "2026-01-01", "20260101120000+9900", "18000101000000"})
    EXPECT_FALSE(read_instant(bad)) << bad;
}

}  // namespace
}  // namespace wardtwin::importing
