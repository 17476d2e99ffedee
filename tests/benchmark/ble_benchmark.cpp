#include "network_models/ble/cell.h"
#include "tests/benchmark/radio_bench.h"

// One Bluetooth cell of N devices, as many to a gateway at every N: 16 connections that send 40 B a
// second, or 100 advertisers of 31 B a second. And 1,000 advertisers round one gateway.
namespace {

using namespace wardtwin;

void run(benchmark::State& state, bool advertises, std::uint32_t per_gateway) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  benchmarks::Network<ble::CellSetup> network;
  for (std::uint32_t g = 0; g * per_gateway < n; ++g) network.setup.gateways.push_back({g, g + 1});
  for (std::uint32_t d = 0; d < n; ++d) {
    network.sources.push_back(benchmarks::periodic(d, advertises ? 31 : 40, 1s, 10ms));
    ble::StationSetup station;
    station.device = d;
    station.key = d;
    station.advertises = advertises;
    station.first_source = d;
    station.source_count = 1;
    station.paths = {{d / per_gateway, Dbm{-60}, Dbm{-60}}};
    network.setup.stations.push_back(std::move(station));
  }
  benchmarks::measure<ble::Cell, ble::CellSetup>(state, {std::move(network)},
                                                 benchmarks::length_for(1e6, n, 1s), 10ms);
}

void BleConnections(benchmark::State& state) { run(state, false, 16); }
void BleAdvertisers(benchmark::State& state) { run(state, true, 100); }
void BleAdvertisersRoundOneGateway(benchmark::State& state) { run(state, true, 1u << 20); }

BENCHMARK(BleConnections)->Apply(benchmarks::sizes);
BENCHMARK(BleAdvertisers)->Apply(benchmarks::sizes);
BENCHMARK(BleAdvertisersRoundOneGateway)->Arg(1000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
