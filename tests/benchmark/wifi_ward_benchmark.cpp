#include <benchmark/benchmark.h>

#include <vector>

#include "network_models/wifi/cell.h"

// The telemetry ward of ns-3's table tel24_be: N stations, 200 B four times a second each, 2.4 GHz
// MCS 3 with beacons, delay histogram on. One iteration is ten simulated minutes in windows of
// `window` ms (10,000: as good as one window); `error` in 1/1000 of the frames; aggregates of up to
// `ampdu`.
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
  setup.wifi.ampdu_frames = static_cast<int>(state.range(3));
  wifi::Cell cell(setup);
  wifi::RadioLink link;
  link.up.airtime = {.preamble = 42us, .symbol = 4us, .bits_per_symbol = 104};
  link.up.error = static_cast<double>(state.range(2)) / 1000;
  link.up.error_bytes = 200 + setup.wifi.header_bytes;
  link.down = link.up;
  for (std::uint32_t d = 0; d < n; ++d)
    cell.attach(wifi::new_station(d, std::vector{d}, Time{0}, setup), Time{0}, link);

  wifi::CellOutput out;
  const Time window = state.range(1) * 1ms;
  Time t{0};
  const std::uint64_t before = cell.statistics().rows()[0].ledger.delivered;
  for (auto _ : state)
    for (const Time end = t + 600s; t < end;) {
      t += window;
      cell.run(t, out);
      out.clear();
    }
  const std::uint64_t done = cell.statistics().rows()[0].ledger.delivered - before;
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
}
BENCHMARK(WifiWard)
    ->ArgNames({"stations", "window", "error", "ampdu"})
    ->Args({10, 10, 0, 1})
    ->Args({60, 10, 0, 1})
    ->Args({120, 10, 0, 1})
    ->Args({240, 10, 0, 1})
    ->Args({120, 10000, 0, 1})
    ->Args({120, 10, 10, 1})
    ->Args({120, 10, 0, 64})
    ->Args({120, 10, 10, 64})
    ->Unit(benchmark::kMillisecond);

}  // namespace
