#include "network_models/nr/cell.h"
#include "tests/benchmark/radio_bench.h"

// A cell of N connected devices for a minute: each sends 200 B up four times a second, every tenth
// gets 1400 B down ten times a second. Items are messages.
namespace {

using namespace wardtwin;

void NrMinute(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<flow::Source> sources;
  nr::CellSetup setup;
  for (std::uint32_t d = 0; d < n; ++d) {
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
  benchmarks::measure<nr::Cell>(state, setup, sources, 1min, 10ms);
}
BENCHMARK(NrMinute)->ArgName("devices")->Arg(10)->Arg(100)->Arg(400)->Arg(1000)->Unit(
    benchmark::kMillisecond);

}  // namespace
