#include "devices/wire/fhir.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/wire/fuzz.h"

namespace wardtwin::wire::fhir {
namespace {

constexpr Observation kValues[] = {{"8867-4", "Heart rate", 72, "beats/minute", "/min"},
                                   {"59408-5", "Oxygen saturation", 97.5, "%", "%"}};
const Reading kReading{"ward/monitor/numerics/17", "p1", "monitor \"7\"", 1'769'860'800'123'000'000,
                       kValues};
const std::string kAnswer =
    R"({"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201 Created"}},)"
    R"({"response":{"status":"200 OK"}},{"response":{"status":"422","outcome":{"resourceType":"OperationOutcome",)"
    R"("issue":[{"severity":"error","code":"invalid","diagnostics":"no value"}]}}}]})";

TEST(Fhir, TransactionHoldsOneObservationPerValue) {
  const auto j = nlohmann::json::parse(transaction({&kReading, 1}));
  EXPECT_EQ(j["resourceType"], "Bundle");
  EXPECT_EQ(j["type"], "transaction");
  ASSERT_EQ(j["entry"].size(), 2u);
  const auto& o = j["entry"][1]["resource"];
  EXPECT_EQ(o["resourceType"], "Observation");
  EXPECT_EQ(o["status"], "final");
  EXPECT_EQ(o["code"]["coding"][0]["code"], "59408-5");
  EXPECT_EQ(o["valueQuantity"]["value"], 97.5);
  EXPECT_EQ(o["effectiveDateTime"], "2026-01-31T12:00:00.123Z");
  EXPECT_EQ(o["device"]["display"], "monitor \"7\"");
  EXPECT_EQ(j["entry"][1]["request"]["ifNoneExist"],
            "identifier=urn:wardtwin:message|ward/monitor/numerics/17/59408-5");
}

TEST(Fhir, OutcomesAreCounted) {
  Outcome o;
  ASSERT_TRUE(read_outcome(kAnswer, o));
  EXPECT_EQ(o.created, 1);
  EXPECT_EQ(o.present, 1);
  EXPECT_EQ(o.failed, 1);
  EXPECT_EQ(o.text, "no value");
  ASSERT_TRUE(read_outcome(
      R"({"resourceType":"OperationOutcome","issue":[{"details":{"text":"busy"}}]})", o));
  EXPECT_EQ(o.text, "busy");
  for (const char* bad :
       {"", "[]", "{}", R"({"resourceType":"Bundle"})", R"({"resourceType":"Bundle","entry":[1]})"})
    EXPECT_FALSE(read_outcome(bad, o)) << bad;
  EXPECT_FALSE(read_outcome(std::string(100'000, '['), o));
}

TEST(Fhir, MutatedAnswersAreReadOrRefused) {
  Stream draw({13}, 1, Purpose::test);
  int sound = 0;
  for (int i = 0; i < 20'000; ++i) {
    Outcome o;
    sound += read_outcome(mutated(kAnswer, draw), o);
  }
  EXPECT_GT(sound, 500);
}

}  // namespace
}  // namespace wardtwin::wire::fhir
