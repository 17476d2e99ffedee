#include <benchmark/benchmark.h>

#include <cmath>

#include "network_models/ieee802154/cell.h"

// An hour of N nodes round one root (every link good), one message each ten seconds of which a
// tenth of the nodes send every second. Items are messages.
namespace {

using namespace wardtwin;

void Ieee802154Hour(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<flow::Source> sources(n);
  ieee802154::CellSetup setup;
  setup.nodes.push_back({.device = flow::kNone, .entry = 0, .root = true});
  for (std::uint32_t d = 0; d < n; ++d) {
    sources[d].device = d;
    sources[d].payload_bytes = 40;
    sources[d].pattern = flow::Pattern::periodic;
    sources[d].period = d % 10 == 0 ? 1s : 10s;
    sources[d].jitter = 500ms;
    sources[d].on_at_start = true;
    setup.nodes.push_back({.device = d});
  }
  setup.power.assign((n + 1) * (n + 1), -60);
  setup.sources = sources;
  setup.counts_delivery = true;
  std::uint64_t messages = 0;
  for (auto _ : state) {
    ieee802154::Cell cell(setup);
    radio::CellOutput out;
    for (Time t{0}; t < 1h;) {
      cell.run(t += 100ms, out);
      out.clear();
    }
    messages += cell.statistics().rows()[0].ledger.generated;
    state.counters["delivered"] =
        static_cast<double>(cell.statistics().rows()[0].ledger.delivered) /
        static_cast<double>(cell.statistics().rows()[0].ledger.generated);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(messages));
}
BENCHMARK(Ieee802154Hour)
    ->ArgName("nodes")
    ->Arg(10)
    ->Arg(100)
    ->Arg(300)
    ->Unit(benchmark::kMillisecond);

}  // namespace
