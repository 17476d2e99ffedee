#include <functional>

#include "tests/unit/patients/agrees.h"
#include "tests/validation/patients/hospital.h"

namespace wardtwin::people {
namespace {

using test::agrees;

struct Rates {
  std::vector<double> all, arrhythmia, parameter, technical, audible, high, medium, low,
      real_arrhythmia, false_parameter;
  std::vector<double>
      factor;  ///< patients' own rates of arrhythmia alarms over the mean, in the mean
  double samples = 0;
};

// A tenth of the patients has ten times as many arrhythmia alarms as the others, and who is in the
// beds differs more than anything else between replications. Their rates are known, and 1 in
// expectation: what the beds' share in them adds is taken off again (a control variate), which
// leaves the expectation alone.
double known_excess(const devices::Classes& classes, const std::string& device, double factor) {
  const auto& rules = classes.at(device).alarms;
  const auto rule = rules.find("arrhythmia");
  return rule == rules.end() ? 0 : rule->second.per_hour * (factor - 1);
}

struct Study {
  std::string device;
  std::uint32_t replications = 10;
  std::size_t beds = 40;
  bool every_second = false, artefacts = true;
  std::uint32_t first = 0;
  std::function<void(VitalsDef&)> change = {};
  /// Of each replication's patients three hours are watched, not a day, of which hours pass over the
  /// day from one to the next: more patients, who differ more than the hours of one do. An alarm that
  /// stands as the watch begins is none of its.
  bool slices = false;
};

Rates rates(const devices::Classes& classes, const Study& study) {
  Rates out;
  const Time skipped = study.slices ? Time{30min} : Time{0};
  const Time watched = study.slices ? Time{3h} : Time{24h};
  for (std::uint32_t r = study.first; r < study.first + study.replications; ++r) {
    auto h = test::full_unit(classes, study.beds, {study.device}, r);
    h.setup.vitals.artefacts = study.artefacts;
    if (study.slices) h.setup.clock_at_start = (r % 8) * Time{3h};
    if (study.change) study.change(h.setup.vitals);
    kernel::Simulation sim;
    flow::AlarmLog log;
    Patients p(h.setup, sim, log);
    p.sample_every_second(study.every_second);
    sim.run_until(Time{1});  // all lie there, and nobody has died yet
    double factor = 0;
    for (flow::BedIndex b = 0; b < study.beds; ++b)
      factor += p.alarm_factor(b) / static_cast<double>(study.beds);
    sim.run_until(skipped + watched);
    const auto share = [&](auto which) {
      double n = 0;
      for (const auto& a : log) n += a.onset >= skipped && which(a);
      return n / (seconds(watched) / 3600 * static_cast<double>(study.beds));
    };
    using flow::AlarmKind, flow::AlarmPriority;
    const auto of = [](AlarmKind k) { return [k](const flow::Alarm& a) { return a.kind == k; }; };
    const auto heard = [](AlarmPriority wanted) {
      return [wanted](const flow::Alarm& a) { return a.audible && a.priority == wanted; };
    };
    out.factor.push_back(factor);
    const double excess = known_excess(classes, study.device, factor);
    const double arrhythmia = share(of(AlarmKind::arrhythmia));
    out.all.push_back(share([](const flow::Alarm&) { return true; }) - excess);
    out.arrhythmia.push_back(arrhythmia - excess);
    out.parameter.push_back(share(of(AlarmKind::parameter)));
    out.technical.push_back(share(of(AlarmKind::technical)));
    out.audible.push_back(share([](const flow::Alarm& a) { return a.audible; }));
    out.high.push_back(share(heard(AlarmPriority::high)));
    out.medium.push_back(share(heard(AlarmPriority::medium)));
    out.low.push_back(share(heard(AlarmPriority::low)));
    out.real_arrhythmia.push_back(
        share([](const flow::Alarm& a) { return a.kind == AlarmKind::arrhythmia && a.real; }) /
        arrhythmia);
    out.false_parameter.push_back(
        share([](const flow::Alarm& a) { return a.kind == AlarmKind::parameter && !a.real; }));
    out.samples += static_cast<double>(p.samples());
  }
  return out;
}

// Drew et al. 2014 (10.1371/journal.pone.0110274): 2,558,760 alarms in 48,404 monitored hours, 381,560
// of them audible: 187 a bed-day. The audible split is an assumption of the project (3, 27, 70 %). In:
// the rates of arrhythmia and technical alarms, the limits, and the fluctuation from beat to beat, whose
// size was fitted to the parameter alarms with other replications. Out: these alarms, by rule.
constexpr double kParameter = 612927 / 48404.0;

Study icu(std::uint32_t replications, double flutter = 1) {
  Study s{.device = "icu_monitor", .replications = replications, .first = 500, .slices = true};
  if (flutter != 1)
    s.change = [flutter](VitalsDef& v) {
      for (SignDef* d : {&v.heart_rate, &v.respiration, &v.spo2, &v.systolic})
        d->flutter *= flutter;
    };
  return s;
}

TEST(Drew2014_AlarmRates, IntensiveCareMonitor) {
  const auto r = rates(test::catalogue(), icu(64));
  EXPECT_TRUE(agrees(r.all, 52.9));
  EXPECT_TRUE(agrees(r.arrhythmia, 1154201 / 48404.0));
  EXPECT_TRUE(agrees(r.parameter, kParameter));
  EXPECT_TRUE(agrees(r.technical, 791632 / 48404.0));
  EXPECT_TRUE(agrees(r.audible, 381560 / 48404.0));
  EXPECT_TRUE(agrees(r.audible, 187 / 24.0));
  EXPECT_TRUE(agrees(r.high, 0.03 * 7.88));
  EXPECT_TRUE(agrees(r.medium, 0.27 * 7.88));
  EXPECT_TRUE(agrees(r.low, 0.70 * 7.88));
  EXPECT_TRUE(agrees(r.real_arrhythmia, 1 - 0.888));
  EXPECT_FALSE(agrees(r.parameter, 11.33)) << "too few replications to tell a tenth";
  EXPECT_TRUE(agrees(r.factor, 1));
  EXPECT_FALSE(agrees(r.all, 1.1 * 52.9)) << "too few replications to tell a tenth";
  EXPECT_FALSE(agrees(r.arrhythmia, 1.1 * 1154201 / 48404.0));
  EXPECT_FALSE(agrees(r.technical, 1.05 * 791632 / 48404.0));
}

// What the control variate takes for granted.
TEST(Drew2014_AlarmRates, PatientsOwnRatesHaveMeanOne) {
  std::vector<double> factor;
  for (std::uint32_t r = 0; r < 20; ++r) {
    const auto h = test::full_unit({}, 1000, {}, r);
    kernel::Simulation sim;
    flow::AlarmLog log;
    Patients p(h.setup, sim, log);
    sim.run_until(Time{1});
    double sum = 0;
    for (flow::BedIndex b = 0; b < 1000; ++b) sum += p.alarm_factor(b);
    factor.push_back(sum / 1000);
  }
  EXPECT_TRUE(agrees(factor, 1));
  EXPECT_FALSE(agrees(factor, 1.1));
}

// The signs as they drift over minutes give a third of the parameter alarms; the rest comes from beat to
// beat and breath to breath, at a time constant of 10 s. Half the fluctuation is not enough.
TEST(Drew2014_AlarmRates, ParameterAlarmsComeFromTheBeats) {
  const auto still = rates(test::catalogue(), icu(16, 0)),
             half = rates(test::catalogue(), icu(16, 0.5));
  EXPECT_FALSE(agrees(still.parameter, kParameter));
  EXPECT_FALSE(agrees(still.parameter, 0.6 * kParameter)) << "a third, not more";
  EXPECT_FALSE(agrees(half.parameter, kParameter));
  EXPECT_FALSE(agrees(half.parameter, 0.2 * kParameter));
}

TEST(PublishedAlarmRates, OtherDevices) {
  const auto classes = test::catalogue();
  const auto all = [&](const char* device, std::size_t beds) {
    return rates(classes, {.device = device, .beds = beds}).all;
  };
  const Study packs{.device = "telemetry_pack", .replications = 64, .first = 500, .slices = true};
  const auto telemetry = rates(classes, packs).all;
  EXPECT_TRUE(agrees(telemetry, 69.7 / 16.5));
  EXPECT_FALSE(agrees(telemetry, 1.15 * 69.7 / 16.5)) << "too few replications to tell 15 %";
  EXPECT_TRUE(agrees(all("infusion_pump", 100), 0.18));
  EXPECT_TRUE(agrees(all("syringe_pump", 100), 4.7 / 24 / 3));
  EXPECT_TRUE(agrees(all("ventilator", 40), 8));         // 6-10
  EXPECT_TRUE(agrees(all("smart_bed", 100), 1 / 24.0));  // 0.5-2 a bed-day
  const auto calls = all("nurse_call", 100);             // two stations to a bed
  EXPECT_TRUE(agrees(calls, 10 / 24.0 / 2));             // 8-12 a bed-day
  EXPECT_FALSE(agrees(calls, 1.15 * 10 / 24.0 / 2));
}

TEST(AdaptiveSampling, AgreesWithEverySecondAndIsCheaper) {
  const auto classes = test::catalogue();
  Study study{.device = "icu_monitor", .replications = 12, .beds = 10};
  const auto adaptive = rates(classes, study);
  study.every_second = true;
  const auto fixed = rates(classes, study);
  // the same patients, their signs drawn at other instants: paired differences
  std::vector<double> difference, widened;
  for (std::size_t i = 0; i < adaptive.all.size(); ++i) {
    difference.push_back(adaptive.parameter[i] - fixed.parameter[i]);
    widened.push_back(1.2 * adaptive.parameter[i] - fixed.parameter[i]);
  }
  EXPECT_TRUE(agrees(difference, 0));
  EXPECT_FALSE(agrees(widened, 0)) << "too few replications to tell 20 %";
  // the beats may carry a reading over a limit from afar, so fewer looks are saved with them
  EXPECT_GT(fixed.samples / adaptive.samples, 2.5) << "looks saved";
  study.replications = 2;
  study.change = [](VitalsDef& v) {
    for (SignDef* d : {&v.heart_rate, &v.respiration, &v.spo2, &v.systolic}) d->flutter = 0;
  };
  const double all = rates(classes, study).samples;
  study.every_second = false;
  EXPECT_GT(all / rates(classes, study).samples, 8) << "looks saved without them";
}

TEST(AlarmRules, WiderLimitsAndNoArtefactsMeanFewerAlarms) {
  auto classes = test::catalogue();
  Study study{.device = "telemetry_pack", .replications = 6};
  const auto base = rates(classes, study);
  study.artefacts = false;
  const auto quiet = rates(classes, study);
  study.artefacts = true;
  classes["telemetry_pack"].alarms["spo2_low"].limit = 82;
  const auto wide = rates(classes, study);
  for (std::size_t i = 0; i < base.all.size(); ++i) {
    EXPECT_LT(wide.parameter[i], base.parameter[i]);
    EXPECT_EQ(wide.arrhythmia[i], base.arrhythmia[i]) << "another rule's draws have moved";
    EXPECT_GT(base.false_parameter[i], 0);
    EXPECT_EQ(quiet.false_parameter[i], 0);
    EXPECT_EQ(quiet.real_arrhythmia[i], 1);
  }
}

}  // namespace
}  // namespace wardtwin::people
