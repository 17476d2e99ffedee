#include "network_models/rfid/cell.h"
#include "tests/benchmark/radio_bench.h"

// Gen2 readers that 100 tags pass, each once a minute.
namespace {

using namespace wardtwin;

void Rfid(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<benchmarks::Network<rfid::CellSetup>> networks(n / 100);
  std::uint32_t replication = 0;
  for (auto& [setup, sources] : networks) {
    setup.seed = {1, replication++};
    for (std::uint32_t d = 0; d < 100; ++d) {
      sources.push_back(benchmarks::periodic(d, 12, 1min, 10s));
      setup.tags.push_back({d, Decibels{20}});
    }
  }
  benchmarks::measure<rfid::Cell>(state, std::move(networks), benchmarks::length_for(4e5, n, 1min));
}
BENCHMARK(Rfid)->Apply(benchmarks::sizes);

}  // namespace
