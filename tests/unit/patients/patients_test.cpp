#include "tests/unit/patients/agrees.h"
#include "tests/validation/patients/hospital.h"

namespace wardtwin::people {
namespace {

using test::agrees;
constexpr double kDay = 86400;

PatientsSetup bare_unit(double per_hour, Distribution stay, std::uint32_t beds, WhenFull full,
                        std::uint32_t replication) {
  PatientsSetup s;
  s.seed = {7, replication};
  s.patient.deteriorates = 0;
  s.units.push_back({"ward", {}, {}});
  UnitDef& def = s.units[0].def;
  def.arrivals.hourly = {per_hour};
  def.length_of_stay = stay;
  def.when_full = full;
  for (std::uint32_t b = 0; b < beds; ++b) {
    s.beds.push_back({fmt::format("ward/{}", b), {}});
    s.units[0].beds.push_back(b);
  }
  return s;
}

struct Outcome {
  double lost, occupied, delayed, early;
};

Outcome run(const PatientsSetup& s, Time length) {
  kernel::Simulation sim;
  flow::AlarmLog log;
  Patients p(s, sim, log);
  sim.run_until(1h);
  const double early = p.statistics(0).occupied.value();
  sim.run_until(length);
  const auto& st = p.statistics(0);
  return {static_cast<double>(st.turned_away) / static_cast<double>(st.arrivals),
          st.occupied.mean(length), st.waiting.mean(length), early};
}

// Stroke unit of ten beds (Monks et al. 2016): load 8.145, exact Erlang-B 0.128. Lognormal stays:
// the law of the stay must not matter. Started in equilibrium, so no warm-up is cut.
TEST(ErlangB_StrokeUnit, LossAndOccupancyWithoutTransient) {
  const double stay = 6 * kDay, load = 8.145, loss = 0.128;
  std::vector<double> lost, occupied, early;
  for (std::uint32_t r = 0; r < 60; ++r) {
    const auto o = run(bare_unit(load * 3600 / stay, Distribution::lognormal_of_mean(stay, stay),
                                 10, WhenFull::turn_away, r),
                       24h * 700);
    lost.push_back(o.lost);
    occupied.push_back(o.occupied);
    early.push_back(o.early);
  }
  EXPECT_TRUE(agrees(lost, loss));
  EXPECT_TRUE(agrees(occupied, load * (1 - loss)));
  EXPECT_TRUE(agrees(early, load * (1 - loss)));
  EXPECT_FALSE(agrees(lost, 1.15 * loss));
}

TEST(MGInfinity, OccupancyIsPoissonFromTheStart) {
  std::vector<double> early, squares;
  for (std::uint32_t r = 0; r < 600; ++r) {
    const auto o = run(
        bare_unit(0.1, Distribution::lognormal_of_mean(2 * kDay, 3 * kDay), 60, WhenFull::wait, r),
        2h);
    early.push_back(o.early);
    squares.push_back((o.early - 4.8) * (o.early - 4.8));
  }
  EXPECT_TRUE(agrees(early, 4.8));
  EXPECT_TRUE(agrees(squares, 4.8));
  EXPECT_FALSE(agrees(early, 5.4));
}

// M/M/2 at load 1.5: mean queue rho^3 ... = 1.9286 (Erlang C 0.642857).
TEST(ErlangC, MeanQueueOfMM2) {
  std::vector<double> queue;
  for (std::uint32_t r = 0; r < 30; ++r)
    queue.push_back(
        run(bare_unit(1.5, Distribution::exponential(3600), 2, WhenFull::wait, r), 24h * 400)
            .delayed);
  EXPECT_TRUE(agrees(queue, 0.6428571 * 0.75 / 0.25));
  EXPECT_FALSE(agrees(queue, 2.1));
}

std::vector<std::tuple<Time, int, std::uint32_t, std::uint32_t>> story(const PatientsSetup& s,
                                                                       Time window,
                                                                       flow::BedIndex below) {
  kernel::Simulation sim;
  flow::AlarmLog log;
  Patients p(s, sim, log);
  std::vector<std::tuple<Time, int, std::uint32_t, std::uint32_t>> all;
  for (Time t = window; t <= 12h; t += window) {
    sim.run_until(t);
    for (const auto& e : p.events())
      if (e.bed < below) all.emplace_back(e.at, static_cast<int>(e.kind), e.bed, e.device);
    p.clear_events();
  }
  return all;
}

TEST(Patients, SameStoryForAnyWindowAndForABedElsewhere) {
  const auto classes = test::catalogue();
  auto h = test::full_unit(classes, 4, {"icu_monitor", "infusion_pump", "nurse_call"}, 0);
  h.setup.units[0].def.length_of_stay = Distribution::exponential(6 * 3600.0);
  h.setup.units[0].def.arrivals.hourly = {0.5};
  const auto one = story(h.setup, 12h, 4);
  EXPECT_GT(one.size(), 500u);
  EXPECT_EQ(one, story(h.setup, 1min, 4));
  EXPECT_EQ(one, story(h.setup, 720s, 4));

  // a second unit with a monitored bed leaves the first as it was
  auto more = h.setup;
  auto bed = more.beds[0];
  bed.name = "other/0";
  for (auto& d : bed.devices) d.device += 100, d.key += 1;
  more.beds.push_back(bed);
  more.units.push_back({"other", more.units[0].def, {4}});
  EXPECT_EQ(one, story(more, 12h, 4));
  more.seed.replication = 1;
  EXPECT_NE(one, story(more, 12h, 4));
}

TEST(Patients, DevicesFollowTheirPatientAndAlarmsEndWithIt) {
  const auto classes = test::catalogue();
  auto h = test::full_unit(classes, 4, {"icu_monitor", "ventilator"}, 0);
  h.setup.units[0].def.length_of_stay = Distribution::exponential(3 * 3600.0);
  h.setup.units[0].def.arrivals.hourly = {2};
  kernel::Simulation sim;
  flow::AlarmLog log;
  Patients p(h.setup, sim, log);
  sim.run_until(48h);
  std::map<flow::DeviceIndex, int> on;
  std::vector<int> open(log.size(), 0), occupied(4, 0);
  Time last{0};
  using Kind = flow::BedEvent::Kind;
  for (const auto& e : p.events()) {
    EXPECT_GE(e.at, last);
    last = e.at;
    if (e.kind == Kind::admitted) {
      EXPECT_EQ(occupied[e.bed]++, 0);
    }
    if (e.kind == Kind::discharged) {
      EXPECT_EQ(occupied[e.bed]--, 1);
    }
    if (e.kind == Kind::device_on) {
      EXPECT_EQ(on[e.device]++, 0);
    }
    if (e.kind == Kind::device_off) {
      EXPECT_EQ(on[e.device]--, 1);
    }
    if (e.kind == Kind::alarm_on) {
      EXPECT_EQ(on[e.device], 1);
      ++open[e.alarm];
    }
    if (e.kind == Kind::alarm_off) {
      EXPECT_EQ(open[e.alarm]--, 1);
    }
  }
  for (std::size_t i = 0; i < log.size(); ++i) EXPECT_EQ(open[i] == 0, log[i].cleared != kNever);
  EXPECT_GT(log.size(), 1000u);
}

TEST(Patients, AttendingEndsWhatWaitsForANurse) {
  const auto classes = test::catalogue();
  const auto h = test::full_unit(classes, 1, {"nurse_call"}, 0);
  kernel::Simulation sim;
  flow::AlarmLog log;
  Patients p(h.setup, sim, log);
  while (log.empty()) sim.run_until(sim.now() + 1s);
  EXPECT_EQ(log[0].cleared, kNever);
  p.attend(0);
  const Time at = sim.now();
  sim.run_until(at + 1s);
  EXPECT_EQ(log[0].cleared, at);
}

TEST(Patients, LowBatteryIsCalledAndSwapped) {
  const auto classes = test::catalogue();
  const auto h = test::full_unit(classes, 1, {"telemetry_pack"}, 0);
  kernel::Simulation sim;
  flow::AlarmLog log;
  Patients p(h.setup, sim, log);
  int off = 0, on = 0;
  sim.run_until(37h);
  for (const auto& e : p.events()) {
    off += e.kind == flow::BedEvent::Kind::device_off;
    on += e.kind == flow::BedEvent::Kind::device_on;
  }
  EXPECT_EQ(off, 1) << "nobody swapped it: it ran empty";
  p.attend(0);
  sim.run_until(38h);
  for (const auto& e : p.events()) on += e.kind == flow::BedEvent::Kind::device_on;
  EXPECT_GE(on, 3) << "running again (first list counted twice)";
}

}  // namespace
}  // namespace wardtwin::people
