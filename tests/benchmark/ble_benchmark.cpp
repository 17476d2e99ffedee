#include <algorithm>
#include <vector>

#include "network_models/ble/cell.h"
#include "tests/benchmark/radio_bench.h"

// One Bluetooth cell of N devices, as many to a gateway at every N: 16 connections that send 40 B a
// second, or 100 advertisers of 31 B a second. Items are delivered messages.
namespace {

using namespace wardtwin;

void run(benchmark::State& state, bool advertises, std::uint32_t per_gateway) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<flow::Source> sources;
  ble::CellSetup setup;
  for (std::uint32_t g = 0; g * per_gateway < n; ++g) setup.gateways.push_back({g, g + 1});
  for (std::uint32_t d = 0; d < n; ++d) {
    sources.push_back(benchmarks::periodic(d, advertises ? 31 : 40, 1s, 10ms));
    ble::StationSetup station;
    station.device = d;
    station.key = d;
    station.advertises = advertises;
    station.first_source = d;
    station.source_count = 1;
    station.paths = {{d / per_gateway, Dbm{-60}, Dbm{-60}}};
    setup.stations.push_back(std::move(station));
  }
  const Time length = Time{10s} * std::max<std::int64_t>(1, 20'000 / n);
  benchmarks::measure<ble::Cell>(state, setup, sources, length, 10ms);
}

void BleConnections(benchmark::State& state) { run(state, false, 16); }
void BleAdvertisers(benchmark::State& state) { run(state, true, 100); }
void BleAdvertisersRoundOneGateway(benchmark::State& state) { run(state, true, 1u << 20); }

BENCHMARK(BleConnections)
    ->Arg(100)
    ->Arg(1000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(BleAdvertisers)
    ->Arg(100)
    ->Arg(1000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(BleAdvertisersRoundOneGateway)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
