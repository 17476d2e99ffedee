// What a live hospital sends, as events; and that no name of a person gets through.
#include "scenarios/twin/decode.h"

#include <gtest/gtest.h>

#include "scenarios/recording/recording.h"
#include "tests/twin/loop.h"

namespace wardtwin::twin {
namespace {

using recording::Kind;

class DecodeTest : public ::testing::Test {
 protected:
  // 2026-11-25 00:00 UTC
  static constexpr std::int64_t kMidnight = 1'795'564'800'000'000;
  compiler::Hospital hospital = compiler::compile_file(test::kWard, {});
  importing::Pseudonyms names{"a key of sixteen bytes"};
  Decoder decoder{hospital, names, {.begin = kMidnight}};

  std::vector<std::string> mqtt(const std::string& payload, Time received = 8h) {
    std::vector<std::string> lines;
    decoder.mqtt("bed/1", payload, received,
                 [&](const recording::Event& e) { lines.push_back(recording::line_of(e)); });
    return lines;
  }
  std::string ack;
  std::vector<std::string> hl7(const std::string& message, Time received = 8h) {
    std::vector<std::string> lines;
    ack = decoder.hl7(message, received,
                      [&](const recording::Event& e) { lines.push_back(recording::line_of(e)); });
    return lines;
  }
};

TEST_F(DecodeTest, ReadingsAreTheHeartbeatOfTheirFirstStream) {
  EXPECT_EQ(mqtt(R"({"device":"pump 1","stream":"status","seq":7,"due":1795593600500000})"),
            (std::vector<std::string>{"28800000000000\tbeat\t28800500000000\tpump 1\t7\t\t-"}));
  EXPECT_EQ(mqtt(R"({"device":"pump 1","stream":"log","seq":1})").size(), 0u);
  EXPECT_EQ(mqtt(R"({"device":"pump 1","stream":"status","seq":8,"at":12,"entry":"ap_1",)"
                 R"("heard":1795593600000000})"),
            (std::vector<std::string>{
                "28800000000000\tbeat\t28800000000000\tpump 1\t8\tap_1\t28800000000000"}))
      << "an 'at' that is no time of day is not believed";
}

TEST_F(DecodeTest, AlarmsAndWhatNobodyCanRead) {
  EXPECT_EQ(mqtt(R"({"device":"m","alarm":3,"phase":"start","priority":"high"})"),
            (std::vector<std::string>{"28800000000000\talarm\t28800000000000\tm\t3\thigh"}));
  EXPECT_EQ(mqtt(R"({"device":"h","alarm":"3","phase":"acknowledged"})"),
            (std::vector<std::string>{"28800000000000\tacknowledged\t28800000000000\th\t3"}));
  for (const char* bad :
       {"", "{", "[1]", R"({"seq":1})", R"({"device":"m"})", R"({"device":"m","seq":-1})",
        R"({"device":"m","seq":1e99})", R"({"device":"m","alarm":3,"phase":"?"})",
        R"({"device":"m","seq":1,"due":1e300})"}) {
    const auto lines = mqtt(bad);
    ASSERT_EQ(lines.size(), 1u) << bad;
    EXPECT_NE(lines[0].find("\tunreadable\t"), std::string::npos) << bad;
  }
  // what would break a line of a recording
  EXPECT_EQ(mqtt("{\"device\":\"a\\tb\\n\",\"seq\":1}"),
            (std::vector<std::string>{"28800000000000\tbeat\t28800000000000\ta b \t1\t\t-"}));
}

const std::string kAdmit =
    "MSH|^~\\&|A|B|C|D|20261125080000+0000||ADT^A01^ADT_A01|m1|P|2.6\r"
    "EVN||20261125080000+0000\rPID|||4711^^^HOSPITAL^MR||Miller^Anna\r"
    "PV1||I|ward^bay_1^1\r";

TEST_F(DecodeTest, AdmissionsCarryNoNameOfAPerson) {
  const auto lines = hl7(kAdmit);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NE(ack.find("MSA|AA|m1"), std::string::npos) << ack;
  EXPECT_EQ(lines[0].find("28800000000000\tadmit\t28800000000000\tbay_1_bed_1\t"), 0u) << lines[0];
  for (const char* name : {"4711", "Miller", "Anna"})
    EXPECT_EQ(lines[0].find(name), std::string::npos) << lines[0];
  EXPECT_NE(lines[0].find(names.of("patient", "4711\nHOSPITAL")), std::string::npos) << lines[0];
  std::string leave = kAdmit;
  leave.replace(leave.find("A01^ADT_A01"), 11, "A03^ADT_A03");
  EXPECT_NE(hl7(leave).at(0).find("\tdischarge\t"), std::string::npos);
  std::string census = kAdmit;
  census.replace(census.find("A01^ADT_A01"), 11, "A08^ADT_A01");
  census.insert(census.size() - 1, std::string(41, '|') + "20261125060000+0000");
  EXPECT_NE(hl7(census).at(0).find("\t21600000000000"), std::string::npos) << hl7(census).at(0);
}

TEST_F(DecodeTest, WhatIsNoMessageIsRefusedAndCounted) {
  for (std::string bad : {std::string("hello"), std::string(), kAdmit.substr(0, 40)}) {
    const auto lines = hl7(bad);
    EXPECT_NE(ack.find("MSA|AE"), std::string::npos) << bad << ": " << ack;
    EXPECT_EQ(lines.size(), 1u);
  }
  std::string nobody = kAdmit;
  nobody.replace(nobody.find("4711^^^HOSPITAL^MR"), 18, "");
  hl7(nobody);
  EXPECT_NE(ack.find("MSA|AE|m1|no patient"), std::string::npos) << ack;
  // mutilated ones neither crash nor say more than they know
  for (std::size_t n = 0; n < kAdmit.size(); n += 3)
    hl7(kAdmit.substr(0, n) + kAdmit.substr(n + 2));
}

}  // namespace
}  // namespace wardtwin::twin
