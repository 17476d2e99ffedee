#include "network_models/ieee802154/cell.h"
#include "tests/benchmark/radio_bench.h"

// Networks of 100 nodes round one root (every link good), one message each ten seconds of which a
// tenth of the nodes send every second.
namespace {

using namespace wardtwin;

void Ieee802154(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<benchmarks::Network<ieee802154::CellSetup>> networks(n / 100);
  std::uint32_t replication = 0;
  for (auto& [setup, sources] : networks) {
    setup.seed = {1, replication++};
    setup.nodes.push_back({.device = flow::kNone, .entry = 0, .root = true});
    for (std::uint32_t d = 0; d < 100; ++d) {
      sources.push_back(benchmarks::periodic(d, 40, d % 10 == 0 ? 1s : 10s, 500ms));
      setup.nodes.push_back({.device = d});
    }
    setup.power.assign(101 * 101, -60);
  }
  benchmarks::measure<ieee802154::Cell>(state, std::move(networks),
                                        benchmarks::length_for(4e5, n, 5s));
}
BENCHMARK(Ieee802154)->Apply(benchmarks::sizes);

}  // namespace
