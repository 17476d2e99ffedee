#include <benchmark/benchmark.h>

#include <cmath>

#include "network_models/lorawan/cell.h"

// A day of N devices that report every ten minutes to two gateways; adaptive rate, every tenth
// message confirmed. Items are messages.
namespace {

using namespace wardtwin;

void LorawanDay(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<flow::Source> sources(n);
  lorawan::CellSetup setup;
  setup.gateways = {0, 1};
  Stream where({1, 0}, 1, Purpose::placement);
  for (std::uint32_t d = 0; d < n; ++d) {
    sources[d].device = d;
    sources[d].payload_bytes = 20;
    sources[d].pattern = flow::Pattern::periodic;
    sources[d].period = 600s;
    sources[d].on_at_start = true;
    setup.devices.push_back({d, 0, false, d % 10 == 0});
    for (int g = 0; g < 2; ++g) setup.loss.push_back(95 + 50 * std::sqrt(where.uniform()));
  }
  setup.sources = sources;
  setup.counts_delivery = true;
  std::uint64_t messages = 0;
  for (auto _ : state) {
    lorawan::Cell cell(setup);
    radio::CellOutput out;
    for (Time t{0}; t < 24h;) {
      cell.run(t += 10s, out);
      out.clear();
    }
    messages += cell.statistics().rows()[0].ledger.generated;
    state.counters["delivered"] =
        static_cast<double>(cell.statistics().rows()[0].ledger.delivered) /
        static_cast<double>(cell.statistics().rows()[0].ledger.generated);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(messages));
}
BENCHMARK(LorawanDay)
    ->ArgName("devices")
    ->Arg(100)
    ->Arg(1000)
    ->Arg(10000)
    ->Arg(100000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
