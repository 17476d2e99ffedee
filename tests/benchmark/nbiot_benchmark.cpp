#include "network_models/nbiot/cell.h"
#include "tests/benchmark/radio_bench.h"

// One NB-IoT carrier of N meters that report 50 B every two hours, all in normal coverage.
namespace {

using namespace wardtwin;

void Nbiot(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  benchmarks::Network<nbiot::CellSetup> network;
  for (std::uint32_t d = 0; d < n; ++d) {
    network.sources.push_back(benchmarks::periodic(d, 50, 2h, 10s));
    network.setup.devices.push_back({.device = d});
  }
  network.setup.nbiot.preamble_period = 160ms;
  network.setup.nbiot.preamble_tones = 48;
  benchmarks::measure<nbiot::Cell, nbiot::CellSetup>(state, {std::move(network)},
                                                     benchmarks::length_for(4e5, n, 2h));
}
BENCHMARK(Nbiot)->Apply(benchmarks::sizes);

}  // namespace
