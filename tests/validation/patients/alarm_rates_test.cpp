#include <functional>

#include "tests/unit/patients/agrees.h"
#include "tests/validation/patients/hospital.h"

namespace wardtwin::people {
namespace {

using test::agrees;

struct Rates {
  std::vector<double> all, arrhythmia, parameter, technical, audible, high, medium, low,
      real_arrhythmia, false_parameter;
  double samples = 0;
};

Rates rates(const devices::Classes& classes, const std::string& device, std::uint32_t replications,
            std::size_t beds, bool every_second = false, bool artefacts = true,
            std::uint32_t first = 0, const std::function<void(VitalsDef&)>& change = {}) {
  Rates out;
  for (std::uint32_t r = first; r < first + replications; ++r) {
    auto h = test::full_unit(classes, beds, {device}, r);
    h.setup.vitals.artefacts = artefacts;
    if (change) change(h.setup.vitals);
    kernel::Simulation sim;
    flow::AlarmLog log;
    Patients p(h.setup, sim, log);
    p.sample_every_second(every_second);
    sim.run_until(24h);
    const auto share = [&](auto which) {
      double n = 0;
      for (const auto& a : log) n += which(a);
      return n / (24.0 * static_cast<double>(beds));
    };
    using flow::AlarmKind, flow::AlarmPriority;
    const auto of = [](AlarmKind k) { return [k](const flow::Alarm& a) { return a.kind == k; }; };
    const auto heard = [](AlarmPriority wanted) {
      return [wanted](const flow::Alarm& a) { return a.audible && a.priority == wanted; };
    };
    out.all.push_back(share([](const flow::Alarm&) { return true; }));
    out.arrhythmia.push_back(share(of(AlarmKind::arrhythmia)));
    out.parameter.push_back(share(of(AlarmKind::parameter)));
    out.technical.push_back(share(of(AlarmKind::technical)));
    out.audible.push_back(share([](const flow::Alarm& a) { return a.audible; }));
    out.high.push_back(share(heard(AlarmPriority::high)));
    out.medium.push_back(share(heard(AlarmPriority::medium)));
    out.low.push_back(share(heard(AlarmPriority::low)));
    out.real_arrhythmia.push_back(
        share([](const flow::Alarm& a) { return a.kind == AlarmKind::arrhythmia && a.real; }) /
        out.arrhythmia.back());
    out.false_parameter.push_back(
        share([](const flow::Alarm& a) { return a.kind == AlarmKind::parameter && !a.real; }));
    out.samples += static_cast<double>(p.samples());
  }
  return out;
}

// Drew et al. 2014: 2,558,760 alarms in 48,404 monitored hours. The audible split is an assumption
// of the project (3, 27, 70 %). The limit rules were tuned on these very replications, so this test
// keeps the catalogue where it was put; it does not confirm it. Event rates are inputs.
TEST(Drew2014_AlarmRates, IntensiveCareMonitor) {
  const auto r = rates(test::catalogue(), "icu_monitor", 10, 40);
  EXPECT_TRUE(agrees(r.all, 52.9));
  EXPECT_TRUE(agrees(r.arrhythmia, 1154201 / 48404.0));
  EXPECT_TRUE(agrees(r.parameter, 612927 / 48404.0));
  EXPECT_TRUE(agrees(r.technical, 791632 / 48404.0));
  EXPECT_TRUE(agrees(r.audible, 381560 / 48404.0));
  EXPECT_TRUE(agrees(r.high, 0.03 * 7.88));
  EXPECT_TRUE(agrees(r.medium, 0.27 * 7.88));
  EXPECT_TRUE(agrees(r.low, 0.70 * 7.88));
  EXPECT_TRUE(agrees(r.real_arrhythmia, 1 - 0.888));
  EXPECT_FALSE(agrees(r.all, 1.4 * 52.9)) << "too few replications to tell 40 %";
  EXPECT_FALSE(agrees(r.technical, 1.05 * 791632 / 48404.0));
}

// The catalogue's limit rules have no delay and next to no averaging, which real monitors have, and
// still miss the published parameter rate of 12.66 an hour a little. With usual delays the signs as
// they are give a third of it; what is missing is the fluctuation from beat to beat and breath to
// breath, at a time constant of 10 s. Its sizes were fitted together, by one factor.
Rates with_delays(std::uint32_t replications, double factor) {
  auto classes = test::catalogue();
  for (auto& [name, rule] : classes["icu_monitor"].alarms) {
    if (rule.kind != flow::AlarmKind::parameter || rule.high_share > 0) continue;
    if (rule.sign == flow::VitalSign::temperature) continue;
    rule.averaging = 8s;
    rule.delay = rule.sign == flow::VitalSign::spo2 ? Time{10s} : Time{5s};
  }
  return rates(classes, "icu_monitor", replications, 40, false, true, 100, [factor](VitalsDef& v) {
    v.heart_rate.flutter = 3 * factor;
    v.respiration.flutter = 2 * factor;
    v.spo2.flutter = 0.6 * factor;
    v.systolic.flutter = 4 * factor;
  });
}

TEST(Drew2014_AlarmRates, ParameterAlarmsOfAMonitorWithDelaysComeFromTheBeats) {
  constexpr double kPublished = 612927 / 48404.0;
  const auto still = with_delays(6, 0), beats = with_delays(20, 0.75);
  EXPECT_TRUE(agrees(beats.parameter, kPublished));
  EXPECT_FALSE(agrees(beats.parameter, 1.25 * kPublished)) << "too few replications to tell 25 %";
  EXPECT_FALSE(agrees(still.parameter, kPublished));
  EXPECT_FALSE(agrees(still.parameter, 0.6 * kPublished)) << "a third, not more";
}

TEST(PublishedAlarmRates, OtherDevices) {
  const auto classes = test::catalogue();
  EXPECT_TRUE(agrees(rates(classes, "telemetry_pack", 10, 40).all, 4.2));
  EXPECT_TRUE(agrees(rates(classes, "infusion_pump", 10, 100).all, 0.18));
  EXPECT_TRUE(agrees(rates(classes, "syringe_pump", 10, 100).all, 4.7 / 24 / 3));
  EXPECT_TRUE(agrees(rates(classes, "ventilator", 10, 40).all, 8));         // 6-10
  EXPECT_TRUE(agrees(rates(classes, "smart_bed", 10, 100).all, 1 / 24.0));  // 0.5-2 a bed-day
  const auto calls = rates(classes, "nurse_call", 10, 100).all;             // two stations to a bed
  EXPECT_TRUE(agrees(calls, 10 / 24.0 / 2));                                // 8-12 a bed-day
  EXPECT_FALSE(agrees(calls, 1.15 * 10 / 24.0 / 2));
}

TEST(AdaptiveSampling, AgreesWithEverySecondAndIsCheaper) {
  const auto classes = test::catalogue();
  const auto adaptive = rates(classes, "icu_monitor", 12, 10);
  const auto fixed = rates(classes, "icu_monitor", 12, 10, true);
  // the same patients, their signs drawn at other instants: paired differences
  std::vector<double> difference, widened;
  for (std::size_t i = 0; i < adaptive.all.size(); ++i) {
    difference.push_back(adaptive.parameter[i] - fixed.parameter[i]);
    widened.push_back(1.2 * adaptive.parameter[i] - fixed.parameter[i]);
  }
  EXPECT_TRUE(agrees(difference, 0));
  EXPECT_FALSE(agrees(widened, 0)) << "too few replications to tell 20 %";
  EXPECT_GT(fixed.samples / adaptive.samples, 8) << "looks saved";
  RecordProperty("looks_saved_factor", std::to_string(fixed.samples / adaptive.samples));
}

TEST(AlarmRules, WiderLimitsAndNoArtefactsMeanFewerAlarms) {
  auto classes = test::catalogue();
  const auto base = rates(classes, "telemetry_pack", 6, 40);
  const auto quiet = rates(classes, "telemetry_pack", 6, 40, false, false);
  classes["telemetry_pack"].alarms["spo2_low"].limit = 82;
  const auto wide = rates(classes, "telemetry_pack", 6, 40);
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
