#pragma once

#include <optional>

#include <fmt/format.h>

#include "sim/people/observations/observations.h"
#include "tests/unit/staff/ward.h"

/// The ward of tests/unit/staff with patients in its 28 beds and observations, without a network.
namespace wardtwin::test {

struct ObservedWard {
  people::PatientsSetup patients_setup;
  people::StaffSetup staff_setup;
  people::ObservationsSetup observations_setup;
  kernel::Simulation sim;
  flow::AlarmLog log;
  std::optional<people::Patients> patients;
  std::optional<people::Staff> staff;
  std::optional<people::Observations> observations;

  explicit ObservedWard(std::uint32_t replication, int day = 6, int night = 4) {
    staff_setup = ward_setup(day, night);
    staff_setup.units[0].observes = true;
    patients_setup.seed = {31, replication};
    patients_setup.clock_at_start = staff_setup.clock_at_start;
    patients_setup.vitals.acute_share = 0.25;
    patients_setup.vitals.acute_spread = 1.8;
    patients_setup.units.push_back({"ward", {}, staff_setup.units[0].beds});
    patients_setup.units[0].def.arrivals.hourly = {0.9 * 28 / 4.63 / 24};
    for (const flow::Bed& b : staff_setup.building.beds)
      patients_setup.beds.push_back({b.name, {}});
    observations_setup.seed = patients_setup.seed;
    observations_setup.clock_at_start = staff_setup.clock_at_start;
    observations_setup.units.push_back({.on = true});
  }
  people::UnitDef& unit() { return patients_setup.units[0].def; }
  people::ObservationDef& def() { return observations_setup.units[0]; }

  void start() {
    patients.emplace(patients_setup, sim, log);
    staff.emplace(sim, staff_setup, patients_setup.seed);
    observations.emplace(observations_setup, sim, *patients, *staff);
  }
  const people::ObservationStatistics& run(Time length) {
    if (!patients) start();
    sim.run_until(length);
    staff->settle();
    return observations->statistics(0);
  }
  double share_of_nurses(people::Activity a) {
    people::NurseStatistics sum;
    for (flow::NurseIndex n = 0; n < staff->nurses(); ++n) sum.merge(staff->statistics(n));
    return sum.share(a);
  }
};

}  // namespace wardtwin::test
