// Patients who come, move and leave as a table tells.
#include "sim/people/patients/patients.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace wardtwin::people {
namespace {

PatientsSetup two_units(std::vector<RecordedWay> ways) {
  PatientsSetup s;
  s.seed = {1, 0};
  s.patient.deteriorates = 0;
  for (const char* name : {"ward", "icu"}) {
    s.units.push_back({name, {}, {}});
    s.units.back().beds.push_back(static_cast<flow::BedIndex>(s.beds.size()));
    s.beds.push_back({fmt::format("{}/0", name), {}});
  }
  s.recorded = std::move(ways);
  return s;
}

struct Stays {
  kernel::Simulation sim;
  flow::AlarmLog log;
  PatientsSetup setup;
  Patients patients;
  Stays(PatientsSetup s, Time length) : setup(std::move(s)), patients(setup, sim, log) {
    sim.run_until(length);
  }
  /// "1 h: in 0" and so on, in order.
  std::vector<std::string> moves() const {
    std::vector<std::string> out;
    for (const flow::BedEvent& e : patients.events()) {
      using enum flow::BedEvent::Kind;
      const char* what = e.kind == admitted ? "in" : e.kind == discharged ? "out" : nullptr;
      if (e.kind == died) what = "died in";
      if (what) out.push_back(fmt::format("{:g} h: {} {}", seconds(e.at) / 3600, what, e.bed));
    }
    return out;
  }
};

TEST(RecordedPatients, ComeMoveAndLeaveAtTheRecordedTimes) {
  const Stays r(two_units({{1, {{1h, 0}, {3h, 1}}, 5h, false}, {2, {{4h, 0}}, 6h, true}}), 24h);
  EXPECT_EQ(r.moves(),
            (std::vector<std::string>{"1 h: in 0", "3 h: out 0", "3 h: in 1", "4 h: in 0",
                                      "5 h: out 1", "6 h: out 0", "6 h: died in 0"}));
  EXPECT_EQ(r.patients.statistics(0).arrivals, 2u);
  EXPECT_EQ(r.patients.statistics(0).moves, 1u);
  EXPECT_EQ(r.patients.statistics(0).deaths, 1u);
}

TEST(RecordedPatients, WaitForABedUntilTheRecordGoesOn) {
  const Stays r(two_units({{1, {{1h, 0}}, 4h, false},
                           {2, {{2h, 0}}, 6h, false},                     // gets the bed at 4 h
                           {3, {{5h, 0}, {5h + 30min, 1}}, 7h, false}}),  // never gets one here
                24h);
  EXPECT_EQ(r.moves(), (std::vector<std::string>{"1 h: in 0", "4 h: out 0", "4 h: in 0",
                                                 "5.5 h: in 1", "6 h: out 0", "7 h: out 1"}));
  EXPECT_EQ(r.patients.statistics(0).waited, 1u);
  EXPECT_EQ(r.patients.statistics(0).turned_away, 1u);
}

TEST(RecordedPatients, WhoeverIsStillThereStays) {
  const Stays r(two_units({{1, {{1h, 0}}, kNever, false}}), 24h);
  EXPECT_EQ(r.moves(), (std::vector<std::string>{"1 h: in 0"}));
  EXPECT_TRUE(r.patients.occupied(0));
}

}  // namespace
}  // namespace wardtwin::people
