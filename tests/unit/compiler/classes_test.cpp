#include <algorithm>

#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"

// What `devices: classes:` does to classes that are built in.
namespace wardtwin::compiler {
namespace {

Hospital with(const std::string& pump) {
  return compile_text(
      "scenario: trial\nformat: 1\nduration: 1 min\nbench:\n  devices:\n"
      "    pump: { count: 1, class: infusion_pump, at: [5 m, 0 m, 0 m], link: wifi }\n"
      "network:\n  wifi:\n    access_points:\n      a: { at: [0 m, 0 m, 0 m] }\n"
      "devices:\n  classes:\n    infusion_pump: " +
          pump + "\n",
      "trial.yaml");
}

std::vector<std::string> streams(const Hospital& h) {
  std::vector<std::string> out;
  for (const Flow& f : h.flows) out.push_back(f.stream);
  std::ranges::sort(out);
  return out;
}

Time period_of(const Hospital& h, const std::string& stream) {
  for (const flow::Source& s : h.sources)
    if (h.flows[s.flow].stream == stream) return s.period;
  return Time{0};
}

TEST(Classes, OneStreamChangesAndTheOthersStay) {
  const Hospital before = with("{ boot: 30 s }");
  const Hospital after = with("{ streams: { status: { period: 5 s } } }");
  EXPECT_EQ(streams(after), streams(before));
  EXPECT_EQ(period_of(before, "status"), Time{15s});
  EXPECT_EQ(period_of(after, "status"), Time{5s});
  EXPECT_EQ(period_of(after, "idle"), period_of(before, "idle"));
}

TEST(Classes, AStreamIsAddedAndAnotherTakenAway) {
  const Hospital before = with("{ boot: 30 s }");
  const Hospital after = with("{ streams: { log: { payload: 50 B, period: 60 s }, idle: no } }");
  EXPECT_EQ(streams(after).size(), streams(before).size());
  EXPECT_EQ(period_of(after, "log"), Time{60s});
  EXPECT_EQ(period_of(after, "idle"), Time{0});
}

TEST(Classes, AllOthersAreTakenAway) {
  const Hospital h = with(
      "{ streams: { others: no, status: { payload: 9 B, period: 7 s } }, alarms: { others: no } }");
  EXPECT_EQ(streams(h), std::vector<std::string>{"status"});
  EXPECT_EQ(period_of(h, "status"), Time{7s});
}

// The scenario as run reads back to the same.
TEST(Classes, ABenchOfAClassReadsBack) {
  const Hospital h = with("{ streams: { status: { period: 5 s }, idle: no } }");
  const Hospital again = compile_text(h.text, "again.yaml");
  EXPECT_EQ(streams(again), streams(h));
  EXPECT_EQ(period_of(again, "status"), Time{5s});
  EXPECT_EQ(again.text, h.text);
}

}  // namespace
}  // namespace wardtwin::compiler
