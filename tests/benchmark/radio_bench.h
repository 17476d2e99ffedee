#pragma once

#include <memory>

#include <benchmark/benchmark.h>

#include "network_models/cell.h"

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

/// A cell from its start over `length` in windows; items are messages of flow 0. Building the cell
/// is not timed.
template <radio::Cell Cell, class Setup>
void measure(benchmark::State& state, Setup setup, const std::vector<flow::Source>& sources,
             Time length, Time window) {
  setup.sources = sources;
  setup.counts_delivery = true;
  std::uint64_t messages = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto cell = std::make_unique<Cell>(setup);
    state.ResumeTiming();
    radio::CellOutput out;
    for (Time t{0}; t < length;) {
      cell->run(t += window, out);
      out.clear();
    }
    const flow::Ledger& ledger = cell->statistics().rows()[0].ledger;
    messages += ledger.generated;
    state.counters["delivered"] =
        static_cast<double>(ledger.delivered) / static_cast<double>(ledger.generated);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(messages));
}

}  // namespace wardtwin::benchmarks
