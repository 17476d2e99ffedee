// M/M/1 at load 0.9 with waiting-time statistics: customers per second on one core, as bare events
// and as one coroutine process per customer. Peers on one machine: Cimba 8.3 M/s, JaamSim 1.8,
// SimPy 0.16.
#include <benchmark/benchmark.h>

#include <vector>

#include "sim/base/distribution.h"
#include "sim/base/statistics.h"
#include "sim/kernel/event_heap.h"
#include "sim/kernel/resource.h"

namespace wardtwin::kernel {
namespace {

constexpr double kBetweenArrivals = 1.0, kService = 0.9;  // seconds

Time draw(Stream& s, double mean) { return from_seconds(mean * standard_exponential(s)); }

struct Event {
  Time at;
  std::uint32_t order;
  enum Kind : std::uint32_t { arrival, departure } kind;
  friend bool operator<(const Event& a, const Event& b) {
    return a.at != b.at ? a.at < b.at : a.order < b.order;
  }
};
static_assert(sizeof(Event) <= 24);

/// First-in first-out of arrival instants in a ring that doubles.
class Line {
 public:
  bool empty() const { return head_ == tail_; }
  void push(Time t) {
    if (tail_ - head_ == ring_.size()) grow();
    ring_[tail_++ & (ring_.size() - 1)] = t;
  }
  Time pop() { return ring_[head_++ & (ring_.size() - 1)]; }

 private:
  void grow() {
    std::vector<Time> larger(2 * ring_.size());
    for (std::size_t i = head_; i != tail_; ++i)
      larger[i & (larger.size() - 1)] = ring_[i & (ring_.size() - 1)];
    ring_.swap(larger);
  }
  std::vector<Time> ring_ = std::vector<Time>(64);
  std::size_t head_ = 0, tail_ = 0;
};

Tally mm1_events(std::int64_t customers, std::uint32_t replication) {
  Stream arrivals({.scenario = 1, .replication = replication}, 0, Purpose::arrival);
  Stream services({.scenario = 1, .replication = replication}, 0, Purpose::server_service);
  EventHeap<Event> queue;
  Line line;
  Tally waits;
  bool busy = false;
  std::uint32_t order = 0;
  queue.push({draw(arrivals, kBetweenArrivals), order++, Event::arrival});
  for (std::int64_t served = 0; served < customers;) {
    const Event e = queue.top();
    if (e.kind == Event::arrival) {
      queue.replace_top({e.at + draw(arrivals, kBetweenArrivals), order++, Event::arrival});
      if (busy) {
        line.push(e.at);
      } else {
        busy = true;
        waits.add(0);
        queue.push({e.at + draw(services, kService), order++, Event::departure});
      }
    } else {
      ++served;
      if (line.empty()) {
        busy = false;
        queue.pop();
      } else {
        waits.add(seconds(e.at - line.pop()));
        queue.replace_top({e.at + draw(services, kService), order++, Event::departure});
      }
    }
  }
  return waits;
}

void KernelMM1Events(benchmark::State& state) {
  constexpr std::int64_t kCustomers = 2'000'000;
  std::uint32_t replication = 0;
  Tally waits;
  for (auto _ : state) waits.merge(mm1_events(kCustomers, replication++));
  state.SetItemsProcessed(state.iterations() * kCustomers);
  state.counters["mean_wait_s"] = waits.mean();  // theory: 8.1
}
BENCHMARK(KernelMM1Events)->Unit(benchmark::kMillisecond);

struct Shop {
  Simulation& sim;
  Resource server;
  Stream arrivals, services;
  Tally waits;
};

Process customer(Shop& shop) {
  const Time came = shop.sim.now();
  const Claim server = co_await shop.server.acquire();
  shop.waits.add(seconds(shop.sim.now() - came));
  co_await shop.sim.delay(draw(shop.services, kService));
}

Process doors(Shop& shop, std::int64_t customers) {
  for (std::int64_t i = 0; i < customers; ++i) {
    co_await shop.sim.delay(draw(shop.arrivals, kBetweenArrivals));
    shop.sim.spawn(customer(shop));
  }
}

void KernelMM1Processes(benchmark::State& state) {
  constexpr std::int64_t kCustomers = 1'000'000;
  std::uint32_t replication = 0;
  Tally waits;
  for (auto _ : state) {
    const Seed seed{.scenario = 1, .replication = replication++};
    Simulation sim;
    Shop shop{sim,
              Resource(sim, 1),
              Stream(seed, 0, Purpose::arrival),
              Stream(seed, 0, Purpose::server_service),
              {}};
    sim.spawn(doors(shop, kCustomers));
    sim.run();
    waits.merge(shop.waits);
  }
  state.SetItemsProcessed(state.iterations() * kCustomers);
  state.counters["mean_wait_s"] = waits.mean();
}
BENCHMARK(KernelMM1Processes)->Unit(benchmark::kMillisecond);

void BasePhiloxU64(benchmark::State& state) {
  Stream s({}, 0, Purpose::test);
  for (auto _ : state) benchmark::DoNotOptimize(s.u64());
}
BENCHMARK(BasePhiloxU64);

void BaseExponential(benchmark::State& state) {
  Stream s({}, 0, Purpose::test);
  for (auto _ : state) benchmark::DoNotOptimize(standard_exponential(s));
}
BENCHMARK(BaseExponential);

}  // namespace
}  // namespace wardtwin::kernel
