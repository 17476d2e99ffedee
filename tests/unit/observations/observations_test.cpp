#include "tests/unit/observations/observed_ward.h"

#include <gtest/gtest.h>

namespace wardtwin::people {
namespace {

using test::ObservedWard;

constexpr auto kAlways = 1e9;

/// 28 patients who stay, whose signs do not move, and who all score by their breathing alone.
struct Steady : ObservedWard {
  explicit Steady(double respiration, int nurses = 6) : ObservedWard(0, nurses, nurses) {
    unit().occupied_at_start = 1;
    unit().arrivals.hourly = {};
    unit().length_of_stay = Distribution::constant(kAlways);
    PatientsSetup& p = patients_setup;
    p.patient.deteriorates = 0;
    p.vitals.acute_share = 0;
    const std::array<double, flow::kVitalSigns> calm{70, respiration, 98, 120, 37};
    std::size_t i = 0;
    for (SignDef* s : {&p.vitals.heart_rate, &p.vitals.respiration, &p.vitals.spo2,
                       &p.vitals.systolic, &p.vitals.temperature}) {
      s->mean = calm[i++];
      s->between_patients = s->circadian = 0;
      s->within = 1e-6;
    }
    def().oxygen_share = def().confused_share = 0;
    staff_setup.units[0].staff.practice = 0;
  }
};

double sets_per_patient_day(ObservedWard& w, Time length) {
  w.run(Time{24h});  // the first sets are spread
  w.observations->restart_statistics();
  const double days = seconds(length) / 86400;
  return static_cast<double>(w.run(Time{24h} + length).sets) / 28 / days;
}

TEST(Observations, ComeAsOftenAsTheScoreAsks) {
  Steady well(16);  // 0: every 12 h
  EXPECT_NEAR(sets_per_patient_day(well, 240h), 2, 0.05);
  Steady low(10);                                                                  // 1: every 4 h
  EXPECT_NEAR(sets_per_patient_day(low, 240h), 86400.0 / (4 * 3600 + 280), 0.15);  // and its length
  Steady red(26);  // 3 in one parameter: hourly until a doctor accepts it
  red.observations_setup.escalation.plan_lasts = Time{0};
  EXPECT_GT(sets_per_patient_day(red, 240h), 20);
}

TEST(Observations, AcceptedScoresAreObservedByThePlanAndCalledForOncePerPlan) {
  Steady w(26);
  w.observations_setup.escalation.day_doctors = w.observations_setup.escalation.night_doctors = 10;
  w.run(Time{24h});
  w.observations->restart_statistics();
  const auto& n = w.run(Time{24h} + 240h);
  // Called for at 0 h, reviewed within the hour, seen at 1, 5, 9 and, the plan of 12 h over, 13 h.
  EXPECT_NEAR(static_cast<double>(n.urgent) / 280, 24 / 13.3, 0.2);
  EXPECT_NEAR(static_cast<double>(n.sets) / 280, 4 * 24 / 13.3, 0.8);
  EXPECT_EQ(n.emergency, 0u);
  EXPECT_EQ(n.team_calls, 0u);
}

TEST(Observations, TakeTheNursesTimeThatTheyCost) {
  Steady w(10), slower(10);
  slower.def().set_length = 450s;
  w.run(240h);
  slower.run(240h);
  // 28 patients, a set every 4 h and what it takes, six nurses
  const auto share = [](double length) { return 28 * length / (4 * 3600 + length + 60) / 6; };
  EXPECT_NEAR(w.share_of_nurses(Activity::assessment), share(225), 0.06 * share(225));
  EXPECT_NEAR(slower.share_of_nurses(Activity::assessment), share(450), 0.06 * share(450));
}

// A nurse alone is a queue of 28 customers. Their sets fall due every four hours, more evenly than a
// Poisson process would have them, so they wait less than by Pollaczek and Khinchine, but not little.
TEST(Observations, OneNurseForAWardIsLate) {
  Steady many(10), one(10, 1);
  const double wait = one.run(240h).late.mean() - many.run(240h).late.mean();
  const double set = 225, load = 28 * set / (4 * 3600 + set), square = std::exp(0.5 * 0.5);
  const double poisson = load / (2 * (1 - load)) * square * set;
  EXPECT_LT(wait, poisson);
  EXPECT_GT(wait, poisson / 2);
}

/// Everybody deteriorates at once; untreated nobody recovers. Who is called treats.
struct Falling : Steady {
  explicit Falling(bool called) : Steady(16) {
    PatientDef& p = patients_setup.patient;
    p.deteriorates = 100;
    p.recovers_untreated = 0;
    p.worsens_untreated = p.worsens_treated = 0;
    p.recovers_treated = 1;
    p.shortest_ramp = p.longest_ramp = 6h;
    if (!called) def().at_0 = def().at_1_to_4 = Time{600'000s};
  }
};

TEST(Observations, FindADeteriorationAndTheDoctorTreatsIt) {
  Falling w(true);
  w.patients_setup.patient.deteriorates = 0.01;
  const auto& n = w.run(240h);
  EXPECT_GT(n.episodes, 20u);
  EXPECT_GT(n.recognised, 0.8 * static_cast<double>(n.episodes));
  // sets 12 h apart, and a ramp of 6 h of which a third calls for help
  EXPECT_GT(n.detection.mean(), 3600);
  EXPECT_LT(n.detection.max(), (12.0 + 6) * 3600);
  EXPECT_GT(n.review.count(), 0u);
}

TEST(Observations, UnitsWithoutThemAreLeftAlone) {
  Falling w(true);
  w.def().on = false;
  const auto& n = w.run(48h);
  EXPECT_EQ(n.sets, 0u);
  EXPECT_EQ(n.recognised, 0u);
  EXPECT_EQ(w.share_of_nurses(Activity::coordination), 0);
}

TEST(Observations, CriticalPatientsGetTheTeamAndTheNurseStays) {
  Falling w(true);
  w.patients_setup.patient.worsens_untreated = 0.5;
  w.patients_setup.patient.recovers_treated = 0.1;
  w.patients_setup.patient.arrests_untreated = 0;
  const auto& n = w.run(48h);
  EXPECT_GT(n.team_calls, 5u);
  EXPECT_GT(w.share_of_nurses(Activity::patient_care), 0);
  EXPECT_LE(n.called, 28u);
}

TEST(Observations, ArrestCallsTheTeamAtOnce) {
  Falling w(false);
  w.patients_setup.patient.worsens_untreated = 100;
  w.patients_setup.patient.arrests_untreated = 100;
  const auto& n = w.run(4h);
  EXPECT_EQ(n.arrests, 28u);
  EXPECT_EQ(n.team_calls, 28u);
}

TEST(Observations, SecondScaleReadsTheSaturationOfHypercapnicPatients) {
  Steady first(16), second(16);
  for (auto* w : {&first, &second}) {
    w->patients_setup.vitals.spo2.mean = 90;
    w->patients_setup.vitals.hypercapnic_spo2 = 90;
  }
  second.patients_setup.vitals.hypercapnic_share = 1;
  EXPECT_EQ(first.run(24h).scores[0], 0u);  // 90 % is red on the first scale
  EXPECT_GT(first.observations->statistics(0).scores[2], 0u);
  EXPECT_GT(second.run(24h).scores[0], 0u);
  EXPECT_EQ(second.observations->statistics(0).scores[2], 0u);
}

TEST(Observations, WhatAShiftHasNotDoneTheNextOneDoes) {
  Steady w(10, 1);
  w.def().set_length = 1200s;  // 28 x 6 x 20 min: more than two nurses can do
  const auto& n = w.run(480h);
  // none is lost: every patient's sets go on, late
  EXPECT_GT(n.sets, 28u * 20);
  EXPECT_GT(n.late.quantile(0.5), 3600);
}

TEST(Observations, EqualSeedsGiveEqualSets) {
  ObservedWard a(3), b(3), c(4);
  EXPECT_EQ(a.run(240h).sets, b.run(240h).sets);
  EXPECT_EQ(a.observations->statistics(0).late.sum_ns(),
            b.observations->statistics(0).late.sum_ns());
  EXPECT_NE(a.observations->statistics(0).late.sum_ns(), c.run(240h).late.sum_ns());
}

}  // namespace
}  // namespace wardtwin::people
