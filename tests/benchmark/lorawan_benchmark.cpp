#include <cmath>

#include "network_models/lorawan/cell.h"
#include "tests/benchmark/radio_bench.h"

// Devices that report every ten minutes; adaptive rate, every tenth message confirmed. A network that
// grows by a gateway for 500 devices, each heard by two; and a day of 10,000 round two gateways.
namespace {

using namespace wardtwin;

constexpr double kFar = 200;  // dB

benchmarks::Network<lorawan::CellSetup> network(std::uint32_t n, std::uint32_t gateways) {
  benchmarks::Network<lorawan::CellSetup> out;
  lorawan::CellSetup& setup = out.setup;
  for (std::uint32_t g = 0; g < gateways; ++g) setup.gateways.push_back(g);
  Stream where({1, 0}, 1, Purpose::placement);
  setup.loss.assign(std::size_t{n} * gateways, kFar);
  for (std::uint32_t d = 0; d < n; ++d) {
    out.sources.push_back(benchmarks::periodic(d, 20, 600s, Time{0}));
    setup.devices.push_back({d, 0, false, d % 10 == 0});
    for (std::uint32_t k = 0; k < 2; ++k)
      setup.loss[d * gateways + (d + k) % gateways] = 95 + 45 * std::sqrt(where.uniform());
  }
  return out;
}

void Lorawan(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  benchmarks::measure<lorawan::Cell, lorawan::CellSetup>(state, {network(n, std::max(2u, n / 500))},
                                                         benchmarks::length_for(4e5, n, 600s));
}
BENCHMARK(Lorawan)->Apply(benchmarks::sizes);

void LorawanDay(benchmark::State& state) {
  benchmarks::measure<lorawan::Cell, lorawan::CellSetup>(state, {network(10'000, 2)}, 24h);
}
BENCHMARK(LorawanDay)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
