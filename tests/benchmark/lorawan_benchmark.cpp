#include <cmath>

#include "network_models/lorawan/cell.h"
#include "tests/benchmark/radio_bench.h"

// A day of N devices that report every ten minutes to two gateways; adaptive rate, every tenth
// message confirmed. Items are messages.
namespace {

using namespace wardtwin;

void LorawanDay(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<flow::Source> sources;
  lorawan::CellSetup setup;
  setup.gateways = {0, 1};
  Stream where({1, 0}, 1, Purpose::placement);
  for (std::uint32_t d = 0; d < n; ++d) {
    sources.push_back(benchmarks::periodic(d, 20, 600s, Time{0}));
    setup.devices.push_back({d, 0, false, d % 10 == 0});
    for (int g = 0; g < 2; ++g) setup.loss.push_back(95 + 50 * std::sqrt(where.uniform()));
  }
  benchmarks::measure<lorawan::Cell>(state, setup, sources, 24h, 10s);
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
