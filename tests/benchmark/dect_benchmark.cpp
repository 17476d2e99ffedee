#include "network_models/dect/cell.h"
#include "tests/benchmark/radio_bench.h"

// Systems of 4 base stations and 100 devices near one of them, which tell each half minute that they are there.
namespace {

using namespace wardtwin;

void Dect(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<benchmarks::Network<dect::CellSetup>> networks(n / 100);
  std::uint32_t replication = 0;
  for (auto& [setup, sources] : networks) {
    setup.seed = {1, replication++};
    setup.bases = {0, 1, 2, 3};
    for (std::uint32_t d = 0; d < 100; ++d) {
      sources.push_back(benchmarks::periodic(d, 100, 30s, 1s));
      dect::DeviceSetup device{d, {{d % 4, Decibels{60}}}};
      for (std::uint32_t other = 1; other < 4; ++other)
        device.paths.push_back({(d + other) % 4, Decibels{80}});
      setup.devices.push_back(std::move(device));
    }
  }
  benchmarks::measure<dect::Cell>(state, std::move(networks), benchmarks::length_for(4e5, n, 30s));
}
BENCHMARK(Dect)->Apply(benchmarks::sizes);

}  // namespace
