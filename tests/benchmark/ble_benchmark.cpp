#include "network_models/ble/cell.h"
#include "tests/benchmark/radio_bench.h"

// Bluetooth gateways that hear none of each other's devices, each a cell as in a hospital: 16 connections
// that send 40 B a second, or 100 advertisers of 31 B a second. And 1,000 advertisers round one gateway.
namespace {

using namespace wardtwin;

void run(benchmark::State& state, bool advertises, std::uint32_t per_gateway) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<benchmarks::Network<ble::CellSetup>> networks((n + per_gateway - 1) / per_gateway);
  std::uint32_t gateway = 0, device = 0;
  for (auto& [setup, sources] : networks) {
    setup.gateways.push_back({gateway, gateway + 1});
    ++gateway;
    for (std::uint32_t d = 0; d < per_gateway && device < n; ++d) {
      sources.push_back(benchmarks::periodic(d, advertises ? 31 : 40, 1s, 10ms));
      ble::StationSetup station;
      station.device = d;
      station.key = device++;
      station.advertises = advertises;
      station.first_source = d;
      station.source_count = 1;
      station.paths = {{0, Dbm{-60}, Dbm{-60}}};
      setup.stations.push_back(std::move(station));
    }
  }
  benchmarks::measure<ble::Cell>(state, std::move(networks), benchmarks::length_for(1e6, n, 1s));
}

void BleConnections(benchmark::State& state) { run(state, false, 16); }
void BleAdvertisers(benchmark::State& state) { run(state, true, 100); }
void BleAdvertisersRoundOneGateway(benchmark::State& state) { run(state, true, 1u << 20); }

BENCHMARK(BleConnections)->Apply(benchmarks::sizes);
BENCHMARK(BleAdvertisers)->Apply(benchmarks::sizes);
BENCHMARK(BleAdvertisersRoundOneGateway)->Arg(1000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
