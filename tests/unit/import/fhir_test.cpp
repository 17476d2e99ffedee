#include "scenarios/import/fhir.h"

#include <gtest/gtest.h>

namespace wardtwin::importing {
namespace {

const Pseudonyms kNames{"a key of at least sixteen bytes"};

const std::string kLocations =
    R"({"resourceType":"Location","id":"l1","name":"Emergency Dept"})"
    "\n"
    R"({"resourceType":"Location","id":"l2","identifier":[{"value":"W3"}],"name":"Ward 3"})"
    "\n";

std::string encounter(const std::string& more, const std::string& status = "finished") {
  return R"({"resourceType":"Encounter","id":"e1","status":")" + status +
         R"(","class":{"code":"IMP"},"subject":{"reference":"Patient/p1","display":"Jane DOE"},)" +
         more + "}\n";
}

const std::string kStay =
    R"("period":{"start":"2026-01-01T08:00:00Z","end":"2026-01-03T08:00:00Z"})";

TEST(Fhir, EncounterWithTwoLocationsIsOneVisit) {
  Problems p;
  History h;
  const std::string two =
      kStay + R"(,"location":[{"location":{"reference":"Location/l1"}},{"location":{"reference":)"
              R"("Location?identifier=http://x|W3"},"period":{"start":"2026-01-01T12:00:00Z"}}])";
  const std::vector<File> files{{"Encounter.ndjson", encounter(two)},
                                {"Location.ndjson", kLocations}};
  import_fhir(files, kNames, h, p);
  EXPECT_EQ(p.text(), "");
  const auto v = visits_of(h);
  ASSERT_EQ(v.size(), 1u);
  ASSERT_EQ(v[0].stays.size(), 2u);
  EXPECT_EQ(v[0].stays[0].unit, "emergency_dept");
  EXPECT_EQ(v[0].stays[1].unit, "ward_3");
  EXPECT_TRUE(v[0].left);
  const std::string text = history_csv(h) + history_part(h, "x", 0);
  for (const char* word : {"DOE", "p1", "Patient"}) EXPECT_EQ(text.find(word), text.npos) << word;
}

TEST(Fhir, WhatDidNotHappenOrHasNotEnded) {
  for (const char* status : {"planned", "cancelled", "entered-in-error"}) {
    Problems p;
    History h;
    import_fhir(std::vector<File>{{"e", encounter(kStay, status)}}, kNames, h, p);
    EXPECT_TRUE(h.events.empty()) << status;
  }
  Problems p;
  History h;
  import_fhir(std::vector<File>{{"e", encounter(R"("period":{"start":"2026-01-01T08:00:00Z"})",
                                                "in-progress")}},
              kNames, h, p);
  ASSERT_EQ(h.events.size(), 1u);
  EXPECT_EQ(h.events[0].unit, "imp");
}

TEST(Fhir, MistakesNameFileLineAndElementAndCostOneResource) {
  Problems p;
  History h;
  const std::string text =
      "{\"resourceType\":\n[1]\n{\"a\":1}\n" + encounter(R"("period":{"start":"yesterday"})") +
      encounter(R"("period":{"start":"2026-01-03T08:00:00Z","end":"2026-01-01T08:00:00Z"})") +
      encounter(R"("period":{"start":7})") + encounter(R"("x":1)") + std::string(100, '[') + "\n" +
      encounter(kStay);
  import_fhir(std::vector<File>{{"e.ndjson", text}}, kNames, h, p);
  EXPECT_EQ(p.text(),
            "e.ndjson:1: is not one JSON object\n"
            "e.ndjson:2: is no resource: 'resourceType' is missing\n"
            "e.ndjson:3: is no resource: 'resourceType' is missing\n"
            "e.ndjson:4: Encounter.period.start: 'yesterday' is not a time "
            "YYYY-MM-DDTHH:MM:SS+ZZ:ZZ\n"
            "e.ndjson:5: Encounter.period.end: 2026-01-01T08:00:00+00:00 lies before the start, "
            "2026-01-03T08:00:00+00:00\n"
            "e.ndjson:6: Encounter.period.start: is not text\n"
            "e.ndjson:7: Encounter.period.start: is missing\n"
            "e.ndjson:8: is nested too deep\n");
  EXPECT_EQ(visits_of(h).size(), 1u);
}

TEST(Fhir, DevicesAreCountedByType) {
  Problems p;
  History h;
  import_fhir(std::vector<File>{{"d",
                                 "{\"resourceType\":\"Device\",\"type\":{\"text\":\"Pump\"}}\n"
                                 "{\"resourceType\":\"Device\",\"type\":{\"text\":\"Pump\"}}\n"}},
              kNames, h, p);
  EXPECT_EQ(h.devices.at("Pump"), 2u);
}

}  // namespace
}  // namespace wardtwin::importing
