#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>

#include "network_models/cell.h"
#include "scenarios/compiler/sections.h"

/// What the benchmarks of all radio cells share.
namespace wardtwin::benchmarks {

inline flow::Source periodic(flow::DeviceIndex device, std::uint32_t bytes, Time period,
                             Time jitter) {
  flow::Source s;
  s.device = device;
  s.payload_bytes = bytes;
  s.pattern = flow::Pattern::periodic;
  s.period = period;
  s.jitter = jitter;
  s.on_at_start = true;
  return s;
}

/// One cell, with the sources of its own devices.
template <class Setup>
struct Network {
  Setup setup;
  std::vector<flow::Source> sources;
};

/// Time that makes about `messages` of `n` devices which send one each `period`.
inline Time length_for(double messages, std::uint32_t n, Time period) {
  return std::max(period, from_seconds(messages / n * seconds(period)));
}

/// Networks side by side in windows, as a hospital runs them, over `length` after two periods of the
/// slowest source that are not timed (everything has been touched once), nor is building them. Items
/// are delivered messages of flow 0.
template <radio::Cell Cell, class Setup>
void measure(benchmark::State& state, std::vector<Network<Setup>> networks, Time length,
             Time window = compiler::ClockDef{}.longest_window) {
  Time warm_up{0};
  for (const auto& n : networks)
    for (const flow::Source& s : n.sources) warm_up = std::max(warm_up, 2 * s.period);
  for (auto& n : networks) n.setup.sources = n.sources, n.setup.counts_delivery = true;
  std::uint64_t generated = 0, delivered = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<std::unique_ptr<Cell>> cells;
    for (const auto& n : networks) cells.push_back(std::make_unique<Cell>(n.setup));
    std::vector<radio::CellOutput> outs(cells.size());
    Time now{0};
    const auto run = [&](Time until) {
      while (now < until) {
        now = std::min(until, now + window);
        for (std::size_t i = 0; i < cells.size(); ++i)
          if (cells[i]->next_event() < now) {
            cells[i]->run(now, outs[i]);
            outs[i].clear();
          }
      }
    };
    const auto count = [&](std::uint64_t sign) {
      for (const auto& cell : cells) {
        const flow::Ledger& ledger = cell->statistics().rows()[0].ledger;
        generated += sign * ledger.generated, delivered += sign * ledger.delivered;
      }
    };
    run(warm_up);
    count(~std::uint64_t{0});
    state.ResumeTiming();
    run(warm_up + length);
    state.PauseTiming();
    count(1);
    cells.clear();
    state.ResumeTiming();
  }
  const auto messages = static_cast<double>(delivered);
  state.counters["delivered"] = messages / static_cast<double>(generated);
  state.counters["each"] =
      benchmark::Counter(messages, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// 100 to 100,000 devices, whose time for a message may grow by half at most.
inline void sizes(benchmark::internal::Benchmark* b) {
  b->ArgName("devices")->Iterations(1)->Unit(benchmark::kMillisecond);
  for (const int n : {100, 1000, 10'000, 100'000}) b->Arg(n);
}

}  // namespace wardtwin::benchmarks
