#include <cmath>

#include "network_models/ieee802154/cell.h"
#include "tests/benchmark/radio_bench.h"

// An hour of N nodes round one root (every link good), one message each ten seconds of which a
// tenth of the nodes send every second. Items are messages.
namespace {

using namespace wardtwin;

void Ieee802154Hour(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<flow::Source> sources;
  ieee802154::CellSetup setup;
  setup.nodes.push_back({.device = flow::kNone, .entry = 0, .root = true});
  for (std::uint32_t d = 0; d < n; ++d) {
    sources.push_back(benchmarks::periodic(d, 40, d % 10 == 0 ? 1s : 10s, 500ms));
    setup.nodes.push_back({.device = d});
  }
  setup.power.assign((n + 1) * (n + 1), -60);
  benchmarks::measure<ieee802154::Cell>(state, setup, sources, 1h, 100ms);
}
BENCHMARK(Ieee802154Hour)
    ->ArgName("nodes")
    ->Arg(10)
    ->Arg(100)
    ->Arg(300)
    ->Unit(benchmark::kMillisecond);

}  // namespace
