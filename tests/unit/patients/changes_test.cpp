// What may change while a hospital runs: arrivals, and whether a unit takes patients.
#include <set>

#include <fmt/format.h>

#include "sim/people/patients/patients.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::people {
namespace {

using test::agrees;

PatientsSetup unit(std::uint32_t replication, double per_hour) {
  PatientsSetup s;
  s.seed = {7, replication};
  s.patient.deteriorates = 0;
  s.units.push_back({"ward", {}, {}});
  s.units[0].def.arrivals.hourly = {per_hour};
  s.units[0].def.length_of_stay = Distribution::exponential(3600);
  s.units[0].def.occupied_at_start = 0;
  for (std::uint32_t b = 0; b < 200; ++b) {
    s.beds.push_back({fmt::format("ward/{}", b), {}});
    s.units[0].beds.push_back(b);
  }
  return s;
}

// Admissions by their time; nobody waits in so many beds.
std::vector<Time> admitted(const PatientsSetup& s, Time change, double factor, Time closed) {
  kernel::Simulation sim;
  flow::AlarmLog log;
  Patients p(s, sim, log);
  sim.run_until(change);
  p.scale_arrivals(0, factor);
  if (closed > Time{0}) p.close(0, change + closed);
  sim.run_until(24h);
  std::vector<Time> out;
  for (const flow::BedEvent& e : p.events())
    if (e.kind == flow::BedEvent::Kind::admitted) out.push_back(e.at);
  return out;
}

TEST(Changes, ArrivalsComeAtTheFactorOfTheirRateAndTheSamePatientsStay) {
  for (const double factor : {0.0, 0.4, 1.0, 2.5}) {
    std::vector<double> before, after;
    for (std::uint32_t r = 0; r < 100; ++r) {
      const PatientsSetup s = unit(r, 6);
      const auto as_is = admitted(s, 12h, 1, Time{0}), other = admitted(s, 12h, factor, Time{0});
      const auto early = [](const std::vector<Time>& v) {
        return static_cast<double>(std::ranges::count_if(v, [](Time t) { return t < 12h; }));
      };
      before.push_back(early(other));
      after.push_back(static_cast<double>(other.size()) - early(other));
      const std::set<Time> all(as_is.begin(), as_is.end()), others(other.begin(), other.end());
      const auto& more = factor > 1 ? others : all;
      const auto& fewer = factor > 1 ? all : others;
      EXPECT_TRUE(std::ranges::includes(more, fewer)) << factor;
    }
    EXPECT_TRUE(agrees(before, 72)) << factor;
    if (factor > 0) {
      EXPECT_TRUE(agrees(after, 72 * factor)) << factor;
      EXPECT_FALSE(agrees(after, 72 * factor * 1.1)) << factor;
    } else {
      EXPECT_EQ(*std::ranges::max_element(after), 0);
    }
  }
}

TEST(Changes, AClosedUnitTakesNobodyUntilItOpens) {
  const PatientsSetup s = unit(0, 6);
  const auto as_is = admitted(s, 12h, 1, Time{0}), closed = admitted(s, 12h, 1, 5h);
  EXPECT_EQ(std::ranges::count_if(closed, [](Time t) { return t >= 12h && t < 17h; }), 0);
  EXPECT_GT(std::ranges::count_if(as_is, [](Time t) { return t >= 12h && t < 17h; }), 10);
  EXPECT_GT(std::ranges::count_if(closed, [](Time t) { return t >= 17h; }), 10);
}

// Patients of another unit keep their beds while it is closed, and come when it opens.
TEST(Changes, TransfersIntoAClosedUnitWaitForIt) {
  PatientsSetup s = unit(0, 6);
  s.units.push_back({"step_down", {}, {200, 201, 202, 203, 204, 205, 206, 207}});
  s.units[1].def.occupied_at_start = 0;
  s.units[1].def.length_of_stay = Distribution::exponential(1800);
  s.units[0].def.moves_to = {{"step_down", 0.5}};
  for (int b = 0; b < 8; ++b) s.beds.push_back({fmt::format("step_down/{}", b), {}});
  kernel::Simulation sim;
  flow::AlarmLog log;
  Patients p(s, sim, log);
  sim.run_until(6h);
  p.clear_events();
  p.close(1, 9h);
  sim.run_until(9h);
  EXPECT_GT(p.statistics(1).waiting.value(), 2);
  for (const auto& e : p.events())
    EXPECT_FALSE(e.kind == flow::BedEvent::Kind::admitted && e.bed >= 200);
  const double waited = p.statistics(1).waiting.value();
  sim.run_until(9h + 1s);
  EXPECT_LE(p.statistics(1).waiting.value(), waited - 2) << "it opens";
}

}  // namespace
}  // namespace wardtwin::people
