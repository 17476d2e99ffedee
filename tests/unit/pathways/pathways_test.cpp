// Small hospitals whose every instant can be told by hand, and what must hold in any.
#include "sim/people/pathways/patient_flow.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/base/random.h"
#include "tests/reproduction/replications.h"

namespace wardtwin::test {
namespace {

/// A run of `hours` from midnight on Monday; resources and pathways as a scenario has them.
results::Replication run_day(std::string_view resources, std::string_view pathways,
                             std::string_view hours = "72", std::string_view start = "00:00") {
  return run_text(fmt::format("scenario: day\nformat: 1\nstarts: {}\nduration: {} h\n"
                              "people:\n  resources:\n{}  pathways:\n{}",
                              start, hours, resources, pathways),
                  1)
      .replications.at(0);
}

double minutes(const Histogram& h) { return h.mean() * static_cast<double>(h.count()) / 60; }

// Four beds taken at 01:00 for an hour, three of them closed meanwhile: nobody is thrown out, and
// of the two who come at 01:20 one gets the bed left at 02:00, the other waits for the opening.
TEST(Pathways, BedsThatCloseWhileOccupiedCloseWhenTheyAreGivenBack) {
  const auto r = run_day(
      "    bed: { kind: bed, units: 4, closed: [{ at: 70 min, lasts: 170 min, units: 3 }] }\n",
      "    first:\n      arrive: { at: [01:00, 01:00, 01:00, 01:00] }\n"
      "      steps: { stay: { with: bed, takes: 1 h, then: leave } }\n"
      "    later:\n      arrive: { at: [01:20, 01:20] }\n"
      "      steps: { stay: { with: bed, takes: 3 h, then: leave } }\n",
      "23");
  EXPECT_EQ(r.pathways[0].left, 4u);
  EXPECT_NEAR(r.pathways[0].time.max(), 3600, 1e-6);
  EXPECT_NEAR(minutes(r.steps[1].wait), 40 + 160, 0.01);  // 02:00 and 04:00
  EXPECT_NEAR(r.resources[0].on_duty_h, 4 * 23 - 3 * 170 / 60.0, 1e-6);
  EXPECT_NEAR(r.resources[0].overtime_h, 3 * 50 / 60.0, 1e-6);  // three more than open, 50 min
}

constexpr const char* kNurse =
    "    nurse: {{ shift_end: {}, roster: {{ day: {{ from: 08:00, to: 16:00, units: 1 }} }} }}\n";
constexpr const char* kHourAtHalfPastThree =
    "    p:\n      arrive: {{ at: [15:30], days: [mon] }}\n"
    "      steps: {{ s: {{ with: nurse, takes: 1 h, if_interrupted: {}, then: leave }} }}\n";

TEST(Pathways, WorkAtTheEndOfAShiftIsFinishedInOvertimeOrStops) {
  const auto run = [](const char* end, const char* how) {
    return run_day(fmt::format(fmt::runtime(kNurse), end),
                   fmt::format(fmt::runtime(kHourAtHalfPastThree), how));
  };
  const auto finished = run("finish", "resume");
  EXPECT_NEAR(finished.pathways[0].time.max(), 3600, 1e-6);
  EXPECT_NEAR(finished.resources[0].overtime_h, 0.5, 1e-9);
  const auto resumed = run("stop", "resume");  // the other half hour from 08:00
  EXPECT_NEAR(resumed.pathways[0].time.max(), 17 * 3600, 1e-6);
  EXPECT_NEAR(resumed.resources[0].overtime_h, 0, 1e-9);
  const auto restarted = run("stop", "restart");
  EXPECT_NEAR(restarted.pathways[0].time.max(), 17.5 * 3600, 1e-6);
  const auto left = run("stop", "leave");
  EXPECT_EQ(left.pathways[0].unserved, 1u);
  EXPECT_EQ(left.pathways[0].left, 0u);
}

TEST(Pathways, NothingBeginsDuringTheHandOver) {
  const auto r = run_day(
      "    nurse: { hand_over: 20 min, roster: { day: { from: 08:00, to: 20:00 }, night: { from: "
      "20:00, to: 08:00 } } }\n",
      "    p:\n      arrive: { at: [08:05], days: [mon] }\n"
      "      steps: { s: { with: nurse, takes: 1 h, then: leave } }\n");
  EXPECT_NEAR(minutes(r.steps[0].wait), 15, 0.01);
}

// One patient holds a nurse and is first in line for X-ray; the nurse's shift ends meanwhile and
// the next one comes half an hour later. The place in the line is kept: 17:00, before the other.
TEST(Pathways, APlaceInALineOutlivesTheLossOfWhatIsHeldElsewhere) {
  const auto r = run_day(
      "    nurse: { shift_end: stop, roster: { a: { from: 08:00, to: 16:00 }, b: { from: 16:30, "
      "to: 23:00 } } }\n    bed: { kind: bed, units: 1 }\n    xray: { kind: equipment, units: 1 "
      "}\n",
      "    blocker:\n      arrive: { at: [14:00], days: [mon] }\n"
      "      steps: { s: { with: xray, takes: 3 h, then: leave } }\n"
      "    escorted:\n      arrive: { at: [15:00], days: [mon] }\n"
      "      steps:\n        come: { seize: [bed, nurse], then: picture }\n"
      "        picture: { with: xray, takes: 30 min, release: [nurse, bed], then: leave }\n"
      "    walking:\n      arrive: { at: [15:30], days: [mon] }\n"
      "      steps: { s: { with: xray, takes: 30 min, then: leave } }\n",
      "23");
  EXPECT_NEAR(r.pathways[1].time.max(), 2.5 * 3600, 1e-6);  // 15:00 to 17:30
  EXPECT_NEAR(r.pathways[2].time.max(), 2.5 * 3600, 1e-6);  // 15:30 to 18:00
  EXPECT_NEAR(r.resources[1].busy_mean * 23, 2.5, 1e-6);    // the bed was held all the while
  EXPECT_NEAR(r.resources[0].busy_mean * 23, 1.5, 1e-6);    // 15:00 to 16:00, 17:00 to 17:30
}

// Blocking after service: the cubicle is kept until the ward has a bed.
TEST(Pathways, WhoBoardsKeepsTheCubicle) {
  const auto run = [](const char* boards) {
    return run_day(
        "    cubicle: { kind: room, units: 1 }\n    bed: { kind: bed, units: 1 }\n",
        fmt::format("    p:\n      arrive: {{ at: [01:00, 01:00, 01:00] }}\n      steps:\n"
                    "        see: {{ with: cubicle, takes: 1 h, boards: {}, then: ward }}\n"
                    "        ward: {{ with: bed, takes: 5 h, then: leave }}\n",
                    boards),
        "23");
  };
  // seen at 1-2, 2-3, 3-4; in the ward at 2-7, 7-12, 12-17
  EXPECT_NEAR(run("no").resources[0].busy_mean * 23, 3, 1e-6);
  // seen at 1-2, 2-3 and boarding to 7, 7-8 and boarding to 12
  EXPECT_NEAR(run("yes").resources[0].busy_mean * 23, 1 + 5 + 5, 1e-6);
}

TEST(Pathways, WhoGetsWorseMovesUpTheLine) {
  const auto run = [](const char* worsens) {
    return run_day("    doctor: { units: 1 }\n",
                   fmt::format("    p:\n      arrive: {{ at: [01:00, 01:00, 01:00, 01:00] }}\n"
                               "      classes: {{ calm: {{ share: 100 %, priority: 5 }}, urgent: "
                               "{{ share: 0, priority: 1 }} }}\n"
                               "      steps: {{ s: {{ with: doctor, takes: {{ calm: 1 h, urgent: "
                               "10 min }}{}, then: leave }} }}\n",
                               worsens),
                   "23");
  };
  EXPECT_NEAR(run("").pathways[0].time.max(), 4 * 3600, 1e-6);
  // after half an hour the three who wait are urgent: 1 h + 3 x 10 min
  EXPECT_NEAR(run(", worsens_after: 30 min, worsens_to: urgent").pathways[0].time.max(), 5400,
              1e-6);
}

TEST(Pathways, WhatIsSentComesBackBeforeThePatientGoesOn) {
  const auto r =
      run_day("    laboratory: { units: 1 }\n    doctor: { units: 1 }\n",
              "    p:\n      arrive: { at: [01:00] }\n      steps:\n"
              "        see: { with: doctor, takes: 10 min, sends: [test, test], then: decide }\n"
              "        decide: { joins: yes, with: doctor, takes: 5 min, then: leave }\n"
              "        test: { with: laboratory, takes: 20 min, then: leave }\n",
              "23");
  EXPECT_NEAR(r.pathways[0].time.max(), (10 + 40 + 5) * 60, 1e-6);
  EXPECT_EQ(r.pathways[0].arrived, 1u);
  EXPECT_EQ(r.steps[2].begun, 2u);
}

TEST(Pathways, ListsHaveDaysAndNoShows) {
  const auto r = run_text(
                     "scenario: clinic\nformat: 1\nduration: 2800 d\npeople:\n  pathways:\n    p:\n"
                     "      arrive: { at: [09:00, 09:30], days: [mon, wed], no_show: 7 % }\n"
                     "      steps: { s: { takes: 1 min, then: leave } }\n",
                     1)
                     .replications.at(0);
  EXPECT_EQ(r.pathways[0].arrived + r.pathways[0].no_show, 400u * 2 * 2);
  EXPECT_NEAR(static_cast<double>(r.pathways[0].no_show) / 1600, 0.07,
              4 * std::sqrt(0.07 * 0.93 / 1600));
}

TEST(Pathways, PatientsOfAListComeEarlyAndLate) {
  const auto r =
      run_day("    a: { units: 1 }\n",
              "    p:\n      arrive: { at: [09:00], lateness: \"uniform(-10 min, 30 min)\" }\n"
              "      steps:\n"
              "        come: { then: [{ during: [00:00, 08:50], to: never }, "
              "{ during: [00:00, 09:00], to: early }, { during: [09:00, 09:30], to: "
              "late }, { to: never }] }\n"
              "        early: { takes: 1 min, then: leave }\n"
              "        late: { takes: 1 min, then: leave }\n"
              "        never: { takes: 1 min, then: leave }\n",
              "38400");
  EXPECT_EQ(r.steps[3].begun, 0u);
  EXPECT_EQ(r.steps[1].begun + r.steps[2].begun, 1600u);
  EXPECT_NEAR(static_cast<double>(r.steps[1].begun) / 1600, 0.25,
              4 * std::sqrt(0.25 * 0.75 / 1600));
}

// A day's stay from 08:00 that ends at ten or eleven, three times as often at eleven.
TEST(Pathways, StaysEndAtTheHoursOfDischarge) {
  const auto r =
      run_day("    bed: { kind: bed, units: 9 }\n",
              "    p:\n      arrive: { at: [08:00] }\n      target: 27 h\n"
              "      steps: { s: { with: bed, takes: 24 h, leaves_at: [0, 0, 0, 0, 0, 0, "
              "0, 0, 0, 0, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], then: leave } }\n",
              "38424");
  const auto& p = r.pathways[0];
  EXPECT_GE(p.left, 1599u);
  EXPECT_LE(p.time.max(), 28 * 3600.0);
  const double left = static_cast<double>(p.left);
  // an hour's uniform spread, and a quarter an hour before the rest
  const double spread = std::sqrt(1 / 12.0 + 0.25 * 0.75) * 3600;
  EXPECT_NEAR(p.time.mean(), (26.5 + 3 * 27.5) / 4 * 3600, 4 * spread / std::sqrt(left));
  EXPECT_NEAR(static_cast<double>(p.in_target) / left, 0.25, 4 * std::sqrt(0.25 * 0.75 / left));
}

// Whoever has waited 40 min when an urgent patient comes is next if a quarter of an hour of waiting
// is worth a step of priority, and is not if half an hour is.
TEST(Pathways, WaitingIsWorthPriorityOnlyWhereItAges) {
  const auto wait = [](const char* ageing) {
    const auto r = run_day(
        fmt::format("    doctor: {{ units: 1, ageing: {} }}\n", ageing),
        "    first: { arrive: { at: [00:01], days: [mon] }, steps: { s: { with: doctor, takes: 59 "
        "min, then: leave } } }\n"
        "    low: { priority: 2, arrive: { at: [00:10], days: [mon] }, steps: { s: { with: doctor, "
        "takes: 10 min, then: leave } } }\n"
        "    high: { arrive: { at: [00:50], days: [mon] }, steps: { s: { with: doctor, takes: 10 "
        "min, then: leave } } }\n");
    return std::pair{minutes(r.steps[1].wait), minutes(r.steps[2].wait)};
  };
  for (const char* slow : {"0 min", "30 min"}) {
    const auto [low, high] = wait(slow);
    EXPECT_NEAR(low, 60, 0.6) << slow;
    EXPECT_NEAR(high, 10, 0.1) << slow;
  }
  const auto [low, high] = wait("15 min");
  EXPECT_NEAR(low, 50, 0.5);
  EXPECT_NEAR(high, 20, 0.2);
}

TEST(Pathways, RoutesByTimeOfDayAndWhoComesAgain) {
  const auto r =
      run_day("    a: { units: 1 }\n",
              "    p:\n      arrive: { at: [03:00, 12:00, 23:00] }\n      steps:\n"
              "        come: { then: [{ during: [22:00, 06:00], to: night }, { to: day }] }\n"
              "        night: { takes: 1 min, then: leave }\n"
              "        day: { takes: 1 min, then: { leave: 99 %, die: 1 % } }\n"
              "    q:\n      arrive: { at: [12:00], days: [mon] }\n"
              "      returns: { share: 50 %, after: 1 h }\n"
              "      steps: { s: { takes: 1 min, then: leave } }\n",
              "240");
  EXPECT_EQ(r.steps[1].begun, 20u);
  EXPECT_EQ(r.steps[2].begun, 10u);
  EXPECT_EQ(r.pathways[1].arrived, 2 + r.pathways[1].returned);
  EXPECT_EQ(r.pathways[0].left + r.pathways[0].died, 30u);
}

TEST(Pathways, CostFollowsHoursPricesAndUpkeep) {
  const auto r = run_day(
      "    nurse: { cost_per_hour: 45, roster: { day: { from: 08:00, to: 16:00, units: 2 } } }\n"
      "    bed: { kind: bed, units: 10, price: 14000, life_years: 7, upkeep_per_year: 100 }\n",
      "    p:\n      arrive: { every: exponential(mean 1 h) }\n"
      "      steps: { s: { with: [bed, nurse], takes: 1 min, then: leave } }\n",
      "672");
  EXPECT_NEAR(r.resources[0].on_duty_h, 28 * 16, 1e-6);
  EXPECT_NEAR(r.resources[0].cost_per_year, 45 * (16 + 0) * 365.25, 200);  // and a little overtime
  EXPECT_NEAR(r.resources[1].cost_per_year, 10 * (2000 + 100), 1e-6);
  double on_duty = 0;
  for (const auto& q : r.quarters) on_duty += q.on_duty / 4;
  EXPECT_NEAR(on_duty, 16, 1e-9);  // nurse-hours a day by quarter-hours
}

// Any hospital: closures, shifts that stop, pre-emption, impatience, boarding, feedback. Patients
// are conserved (an assertion of every run), and once nobody comes any more all units are free.
TEST(Pathways, WhateverHappensNobodyIsLostAndEverythingIsGivenBack) {
  for (std::uint32_t k = 0; k < 60; ++k) {
    SCOPED_TRACE(k);
    Stream s({99, k}, 0, Purpose::test);
    const auto pick = [&](auto... words) {
      const char* all[] = {words...};
      return all[s.below(sizeof...(words))];
    };
    const std::string text = fmt::format(
        "scenario: any\nformat: 1\nseed: {}\nduration: 400 h\npeople:\n  resources:\n"
        "    nurse: {{ shift_end: {}, hand_over: {} min, queue: {}, ageing: {} min,\n"
        "             roster: {{ day: {{ from: 08:00, to: 20:00, units: {} }}, night: {{ from: "
        "20:00, to: 08:00, units: 1 }} }} }}\n"
        "    bed: {{ kind: bed, units: 6, closed: [{{ at: {} h, lasts: 30 h, units: {} }}] }}\n"
        "    xray: {{ kind: equipment, units: 1, queue: {} }}\n"
        "  pathways:\n    p:\n      arrive: {{ hourly: [{}], batch: 2 }}\n"
        "      classes: {{ red: {{ share: 20 %, priority: 1 }}, green: {{ share: 80 %, priority: 3 "
        "}} "
        "}}\n      steps:\n"
        "        triage: {{ with: nurse, takes: exponential(mean 10 min), preempts: {}, then: "
        "admit }}\n"
        "        admit: {{ seize: bed, patience: exponential(mean 5 h), then: [{{ for: red, to: "
        "picture }}, {{ to: care }}] }}\n"
        "        picture: {{ with: xray, takes: exponential(mean 20 min), boards: {}, then: care "
        "}}\n"
        "        care: {{ with: {{ nurse: {} }}, priority: {}, if_interrupted: {}, takes: "
        "exponential(mean 30 min), sends: [test], then: {{ picture: 20 %, result: 80 % }} }}\n"
        "        result: {{ joins: yes, release: [bed], then: {{ leave: 90 %, die: 10 % }} }}\n"
        "        test: {{ with: xray, takes: 2 min, room: 3, then: leave }}\n",
        k, pick("finish", "stop"), s.below(30), pick("fifo", "lifo", "random"), s.below(2) * 30,
        1 + s.below(3), s.below(200), 1 + s.below(6), pick("fifo", "lifo", "random"),
        0.2 + s.uniform(), pick("yes", "no"), pick("yes", "no"), 1, s.below(4),
        pick("resume", "restart", "redraw"));
    auto h = compiler::compile_text(text, "any.yaml");
    kernel::Simulation sim;
    people::PathwaysSetup setup = h.pathways;
    setup.seed = {99, k};
    // the list of arrivals ends after 400 h: a rate of 0 from then on
    setup.pathways[0].arrive.weekly = {1, 1, 1, 1, 0, 0, 0};
    people::PatientFlow flow(setup, sim);
    for (int hour = 1; hour < 24 * 7; ++hour) {
      sim.run_until(std::chrono::hours(hour));
      ASSERT_LE(flow.in_use(1), 6);
      ASSERT_LE(flow.in_use(2), 1);
      ASSERT_GE(flow.in_use(0), 0);
    }
    const bool drained = flow.in_use(0) == 0 && flow.in_use(1) == 0 && flow.in_use(2) == 0 &&
                         flow.waiting(0) == 0 && flow.waiting(1) == 0 && flow.waiting(2) == 0;
    const auto counted = flow.finish();  // asserts that patients are conserved
    const auto& p = counted.pathways[0];
    EXPECT_GT(p.arrived, 5u);
    if (drained) {
      EXPECT_EQ(p.there, 0u);
    } else {
      EXPECT_GT(p.there, 0u);  // nothing is held by nobody
    }
  }
}

}  // namespace
}  // namespace wardtwin::test
