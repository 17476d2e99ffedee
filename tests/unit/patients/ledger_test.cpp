// No patient is lost or counted twice, whatever the hospital.
#include "sim/people/patients/ledger.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/base/error.h"
#include "sim/people/patients/patients.h"

namespace wardtwin::people {
namespace {

TEST(PatientLedger, OneMoreOrLessIsAnErrorWithAllNumbers) {
  PatientLedger l{.there_at_start = 3,
                  .arrived = 7,
                  .moved_in = 2,
                  .left = 5,
                  .died = 1,
                  .moved_out = 1,
                  .unserved = 0,
                  .turned_away = 1,
                  .there = 4};
  EXPECT_NO_THROW(require_balanced("ward", l));
  --l.there;
  try {
    require_balanced("ward", l);
    FAIL() << "a patient is missing";
  } catch (const RunError& e) {
    EXPECT_STREQ(e.what(),
                 "the patients of 'ward' do not balance: 3 there at the start + 7 arrived + 2 "
                 "moved in, 5 left + 1 died + 1 moved out + 0 gave up + 1 turned away + 3 still "
                 "there. This is a defect of Wardtwin: please report it with the scenario.");
  }
  l.there += 2;
  EXPECT_THROW(require_balanced("ward", l), RunError);
}

// Three units of random size, demand, moves, deaths and rules, some too small, and records beside.
PatientsSetup random_hospital(std::uint32_t n) {
  Stream dice({3, n}, 1, Purpose::test);
  PatientsSetup s;
  s.seed = {11, n};
  s.patient.deteriorates = n % 3 == 0 ? 0 : 0.2;  // 1/h: arrests happen
  for (std::size_t u = 0; u < 3; ++u) {
    UnitSetup unit{fmt::format("unit_{}", u), {}, {}};
    UnitDef& def = unit.def;
    if (u == 0 || dice.uniform() < 0.7) def.arrivals.hourly = {3 * dice.uniform()};
    def.length_of_stay = Distribution::exponential(3600 * (1 + 12 * dice.uniform()));
    def.when_full = dice.uniform() < 0.5 ? WhenFull::wait : WhenFull::turn_away;
    def.dies = 0.1 * dice.uniform();
    def.moves_to[fmt::format("unit_{}", (u + 1) % 3)] = 0.6 * dice.uniform();
    if (dice.uniform() < 0.5) def.occupied_at_start = dice.uniform();
    const std::uint32_t beds = 1 + dice.below(8);
    for (std::uint32_t b = 0; b < beds; ++b) {
      unit.beds.push_back(static_cast<flow::BedIndex>(s.beds.size()));
      s.beds.push_back({fmt::format("{}/{}", unit.name, b), {}});
    }
    s.units.push_back(std::move(unit));
  }
  for (std::uint64_t k = 0; k < 30; ++k) {
    RecordedWay way{1000 + k, {}, kNever, dice.uniform() < 0.1};
    Time at = from_seconds(72 * 3600 * dice.uniform());
    for (int leg = 0; leg < 3; ++leg, at += from_seconds(7200 * dice.uniform() + 1))
      way.legs.push_back({at, dice.below(3)});
    if (dice.uniform() < 0.9) way.leaves = at;
    s.recorded.push_back(std::move(way));
  }
  return s;
}

TEST(PatientLedger, BalancesInRandomHospitalsAtAnyInstant) {
  PatientLedger sum;
  for (std::uint32_t n = 0; n < 200; ++n) {
    const PatientsSetup setup = random_hospital(n);
    kernel::Simulation sim;
    flow::AlarmLog log;
    Patients p(setup, sim, log);
    for (const Time t : {Time{0}, Time{5h}, Time{30h}, Time{30h + 17min}, Time{100h}}) {
      sim.run_until(t);
      if (n % 2 == 0 && (t == Time{0} || t == Time{30h})) p.restart_statistics();
      std::uint64_t in = 0, out = 0;
      for (std::size_t u = 0; u < 3; ++u) {
        const PatientLedger l = p.ledger(u);
        EXPECT_NO_THROW(require_balanced(setup.units[u].name, l)) << "hospital " << n;
        EXPECT_GE(l.there, static_cast<std::uint64_t>(p.statistics(u).occupied.value()));
        in += l.moved_in;
        out += l.moved_out;
        if (t < Time{100h}) continue;
        sum.arrived += l.arrived;
        sum.left += l.left;
        sum.died += l.died;
        sum.turned_away += l.turned_away;
        sum.there += l.there;
      }
      EXPECT_EQ(in, out) << "hospital " << n;
    }
  }
  // the cases meant to be tried have happened
  EXPECT_GT(sum.arrived, 10'000u);
  EXPECT_GT(sum.left, 5'000u);
  EXPECT_GT(sum.died, 500u);
  EXPECT_GT(sum.turned_away, 500u);
  EXPECT_GT(sum.there, 500u);
}

}  // namespace
}  // namespace wardtwin::people
