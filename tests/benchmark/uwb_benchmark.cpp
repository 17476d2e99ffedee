#include "network_models/uwb/cell.h"
#include "tests/benchmark/radio_bench.h"

// UWB calendars of 100 tags that blink once a second, three anchors each.
namespace {

using namespace wardtwin;

void Uwb(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<benchmarks::Network<uwb::CellSetup>> networks(n / 100);
  std::uint32_t replication = 0;
  for (auto& [setup, sources] : networks) {
    setup.seed = {1, replication++};
    setup.anchors = {0, 1, 2};
    for (std::uint32_t d = 0; d < 100; ++d) {
      sources.push_back(benchmarks::periodic(d, 20, 1s, 10ms));
      setup.tags.push_back({d, {0, 1, 2}});
    }
  }
  benchmarks::measure<uwb::Cell>(state, std::move(networks), benchmarks::length_for(1e6, n, 1s));
}
BENCHMARK(Uwb)->Apply(benchmarks::sizes);

}  // namespace
