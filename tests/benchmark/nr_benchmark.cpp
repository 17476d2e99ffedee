#include "network_models/nr/cell.h"
#include "tests/benchmark/radio_bench.h"

// Cells of connected devices: each sends 200 B up four times a second, every tenth gets 1400 B down ten
// times a second. 400 to a cell, or 100 in one.
namespace {

using namespace wardtwin;

void Nr(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  const std::uint32_t per_cell = std::min(n, 400u);
  std::vector<benchmarks::Network<nr::CellSetup>> networks((n + per_cell - 1) / per_cell);
  std::uint32_t replication = 0;
  for (auto& [setup, sources] : networks) {
    setup.seed = {1, replication++};
    for (std::uint32_t d = 0; d < per_cell; ++d) {
      sources.push_back(benchmarks::periodic(d, 200, 250ms, 5ms));
      if (d % 10 == 0) {
        sources.push_back(benchmarks::periodic(d, 1400, 100ms, 5ms));
        sources.back().downlink = true;
      }
      const double sinr = 5 + d % 20;
      setup.devices.push_back({.device = d, .down = {sinr}, .up = {sinr}, .connected = true});
    }
    setup.nr.resource_blocks = 273;
    setup.nr.devices_per_slot = 16;
  }
  benchmarks::measure<nr::Cell>(state, std::move(networks), benchmarks::length_for(6e5, n, 200ms));
}
BENCHMARK(Nr)->ArgName("devices")->Arg(400)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(Nr)->Apply(benchmarks::sizes);

}  // namespace
