#include <benchmark/benchmark.h>

#include <vector>

#include "network_models/wifi/cell.h"

// The telemetry ward of ns-3's table tel24_be: N stations, 200 B four times a second each, 2.4 GHz
// MCS 3 with beacons, delay histogram on. One iteration is ten simulated minutes in windows of 10 ms.
namespace {

using namespace wardtwin;

void WifiWard(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<flow::Source> sources(n);
  for (std::uint32_t d = 0; d < n; ++d) {
    sources[d].device = d;
    sources[d].payload_bytes = 200;
    sources[d].pattern = flow::Pattern::periodic;
    sources[d].period = 250ms;
    sources[d].jitter = 5ms;
    sources[d].on_at_start = true;
  }
  wifi::CellSetup setup;
  setup.wifi = wifi::wifi_2g4();
  setup.access_points = {0};
  setup.sources = sources;
  setup.counts_delivery = true;
  wifi::Cell cell(setup);
  wifi::RadioLink link;
  link.up.airtime = {.preamble = 42us, .symbol = 4us, .bits_per_symbol = 104};
  link.down = link.up;
  for (std::uint32_t d = 0; d < n; ++d)
    cell.attach(wifi::new_station(d, std::vector{d}, Time{0}, setup), Time{0}, link);

  wifi::CellOutput out;
  Time t{0};
  const std::uint64_t before = cell.statistics().rows()[0].ledger.delivered;
  for (auto _ : state)
    for (const Time end = t + 600s; t < end;) {
      t += 10ms;
      cell.run(t, out);
      out.clear();
    }
  const std::uint64_t done = cell.statistics().rows()[0].ledger.delivered - before;
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
}
BENCHMARK(WifiWard)->Arg(10)->Arg(60)->Arg(120)->Arg(240)->Unit(benchmark::kMillisecond);

}  // namespace
