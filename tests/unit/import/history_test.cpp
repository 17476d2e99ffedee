#include "scenarios/import/history.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"

namespace wardtwin::importing {
namespace {

constexpr std::int64_t kHour = 3600, kDay = 24 * kHour;

// Two patients a day come at 08:30 for 70 days from Monday 2026-01-05 on; each stays an hour or three
// in the ED, every second goes on to a ward for a day.
History ten_weeks() {
  History h;
  const std::int64_t monday = read_instant("2026-01-05T08:30:00Z")->utc;
  for (int day = 0; day < 70; ++day)
    for (int k = 0; k < 2; ++k) {
      const std::string name = fmt::format("{}-{}", day, k);
      const std::int64_t from = monday + day * kDay, on = from + (1 + 2 * (day % 2)) * kHour;
      const auto add = [&](std::int64_t at, EventKind kind, const char* unit) {
        h.events.push_back({{at, 0}, kind, name, name, unit});
      };
      add(from, EventKind::arrive, "ed");
      if (k == 1) add(on, EventKind::move, "ward");
      add(k == 1 ? on + kDay : on, EventKind::leave, "");
    }
  return h;
}

TEST(HistoryPart, SaysWhatHappened) {
  const std::string part = history_part(ten_weeks(), "walk_in", 3);
  EXPECT_NE(part.find("# 140 visits, 140 of them from their arrival on, over 71 days."), part.npos);
  EXPECT_NE(part.find("Left out for their mistakes: 3."), part.npos);
  // 140 arrivals within the ninth hour of 71 days
  EXPECT_NE(part.find(fmt::format("hourly: [0, 0, 0, 0, 0, 0, 0, 0, {:.6g}, 0", 140 / 71.0)),
            part.npos)
      << part;
  EXPECT_NE(part.find("then: { leave: 50 %, ward: 50 % }"), part.npos) << part;
  // two arrive at once every day; who is in the ward from Monday 11:30 on leaves as the next comes
  EXPECT_NE(part.find("ed_bed: { kind: bed, unlimited: yes }    # at most 2 at once"), part.npos);
}

TEST(HistoryPart, CompilesAsItStands) {
  const auto hospital =
      compiler::compile_text(history_part(ten_weeks(), "walk_in", 0), "part.yaml");
  EXPECT_EQ(hospital.pathways.pathways.size(), 1u);
  EXPECT_EQ(hospital.pathways.steps.size(), 3u);
  EXPECT_EQ(hospital.pathways.resources.size(), 2u);
}

TEST(HistoryPart, MoreArrivalsMoveTheirHourAlone) {
  History h = ten_weeks();
  const std::size_t before = h.events.size();
  for (std::size_t i = 0; i < before; ++i) {
    Event e = h.events[i];
    e.at.utc += 10 * kHour;
    e.patient += "b";
    e.visit += "b";
    h.events.push_back(e);
  }
  const std::string part = history_part(h, "walk_in", 0);
  EXPECT_NE(part.find("# 280 visits"), part.npos);
  const std::string rate = fmt::format("{:.6g}", 140 / 71.0);
  EXPECT_NE(part.find(fmt::format("hourly: [0, 0, 0, 0, 0, 0, 0, 0, {}, 0", rate)), part.npos)
      << part;
  EXPECT_NE(part.find(fmt::format("0, 0, 0, 0, 0, 0, {}, 0, 0, 0, 0, 0]", rate)), part.npos)
      << part;
}

TEST(HistoryPart, VisitsUnderWayAreNoArrivals) {
  History h = ten_weeks();
  std::erase_if(h.events, [](const Event& e) { return e.kind == EventKind::arrive; });
  const std::string part = history_part(h, "walk_in", 0);
  EXPECT_NE(part.find("# 140 visits, 0 of them from their arrival on"), part.npos) << part;
  EXPECT_NE(part.find("# assumed: no arrival was seen"), part.npos);
  compiler::compile_text(part, "part.yaml");
}

TEST(Replay, TellsEveryMoveFromTheMidnightOfTheFirstDay) {
  const std::string csv = replay_csv(ten_weeks());
  EXPECT_TRUE(csv.starts_with("patient,at,unit\n")) << csv.substr(0, 100);
  // two come at the same time every day, and every visit leaves
  std::size_t leaves = 0, lines = 0;
  for (std::size_t at = 0; (at = csv.find('\n', at)) != csv.npos; ++at) ++lines;
  for (std::size_t at = 0; (at = csv.find(",leave\n", at)) != csv.npos; ++at) ++leaves;
  EXPECT_EQ(leaves, 140u);
  EXPECT_GE(lines, 1 + 2 * 140u);
  const auto first = csv.substr(csv.find('\n') + 1);
  const double at = std::strtod(first.c_str() + first.find(',') + 1, nullptr);
  EXPECT_GE(at, 0);
  EXPECT_LT(at, 86400);
}

TEST(HistoryPart, UnitsMayBearTheWordsOfPathways) {
  EXPECT_EQ(unit_name("Leave"), "leave_unit");
  EXPECT_EQ(unit_name(""), "unit_not_told");
  EXPECT_EQ(unit_name("A & E, Level-2"), "a_e_level_2");
}

}  // namespace
}  // namespace wardtwin::importing
