// One simulated year of the two patient-flow models of the speed bench as coroutine processes, one
// per patient, with statistics of every wait, queue and server; `events` = arrivals + finished
// services. CPU seconds of others for the same year, ward; ed, one run each on one 2-core machine
// (measured for this project; versions as packaged): simmer 0.99; 0.53 - SimPy 4.1 on PyPy 1.18;
// 0.75 - SimPy 4.1 1.66; 1.00 - JaamSim with JVM start 2.86; 2.62 - Ciw 3.2 4.14; 2.46 - salabim
// 26 42.5; 13.6. Exact mean waits in minutes: ward 3.415; ed 14.000, 9.847, 46.667, 7.557 (time in
// system 105.40).
#include <benchmark/benchmark.h>

#include <array>

#include "sim/base/exponential.h"
#include "sim/kernel/resource.h"

namespace wardtwin::kernel {
namespace {

constexpr Time kYear = 8760h;

struct Station {
  Resource servers;
  Time mean_service;
  Stream service;
  Tally wait;  // in seconds
};

struct Hospital {
  Simulation& sim;
  std::array<Station, 4> stations;
  Stream arrivals, routing;
  Tally in_system;
  std::uint64_t events = 0;
};

Time draw(Stream& s, Time mean) { return from_seconds(seconds(mean) * standard_exponential(s)); }

Hospital make(Simulation& sim, Seed seed, std::array<std::pair<int, Time>, 4> stations) {
  const auto station = [&](std::size_t i) {
    return Station{Resource(sim, stations[i].first),
                   stations[i].second,
                   Stream(seed, i, Purpose::server_service),
                   {}};
  };
  return {sim,
          {station(0), station(1), station(2), station(3)},
          Stream(seed, 0, Purpose::arrival),
          Stream(seed, 0, Purpose::routing),
          {}};
}

Process ward_patient(Hospital& h) {
  Station& ward = h.stations[0];
  const Time came = h.sim.now();
  const Claim bed = co_await ward.servers.acquire();
  ward.wait.add(seconds(h.sim.now() - came));
  co_await h.sim.delay(draw(ward.service, ward.mean_service));
  h.in_system.add(seconds(h.sim.now() - came));
  ++h.events;
}

Process ed_patient(Hospital& h) {
  const Time came = h.sim.now();
  for (std::size_t i = 0; i < 4; ++i) {
    if (i == 2 && h.routing.uniform() >= 0.3) continue;
    Station& at = h.stations[i];
    const Time asked = h.sim.now();
    const Claim server = co_await at.servers.acquire();
    at.wait.add(seconds(h.sim.now() - asked));
    co_await h.sim.delay(draw(at.service, at.mean_service));
    ++h.events;
  }
  h.in_system.add(seconds(h.sim.now() - came));
}

template <Process (*Patient)(Hospital&)>
Process doors(Hospital& h, Time between) {
  for (;;) {
    co_await h.sim.delay(draw(h.arrivals, between));
    ++h.events;
    h.sim.spawn(Patient(h));
  }
}

template <Process (*Patient)(Hospital&)>
void year(benchmark::State& state, Time between, std::array<std::pair<int, Time>, 4> stations) {
  std::uint32_t replication = 0;
  std::uint64_t events = 0;
  std::array<Tally, 4> waits;
  for (auto _ : state) {
    Simulation sim;
    Hospital h = make(sim, {.scenario = 2, .replication = replication++}, stations);
    sim.spawn(doors<Patient>(h, between));
    sim.run_until(kYear);
    events += h.events;
    for (std::size_t i = 0; i < 4; ++i) waits[i].merge(h.stations[i].wait);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
  for (std::size_t i = 0; i < 4; ++i)
    if (waits[i].count()) state.counters["wait_min_" + std::to_string(i)] = waits[i].mean() / 60;
}

void KernelWardYear(benchmark::State& state) {
  year<ward_patient>(state, 2min, {{{35, 1h}, {1, 1h}, {1, 1h}, {1, 1h}}});
}
BENCHMARK(KernelWardYear)->Unit(benchmark::kMillisecond);

void KernelEdYear(benchmark::State& state) {
  year<ed_patient>(state, Time{1h} / 7, {{{1, 6min}, {3, 18min}, {1, 20min}, {5, 30min}}});
}
BENCHMARK(KernelEdYear)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace wardtwin::kernel
