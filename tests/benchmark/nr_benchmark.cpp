#include <benchmark/benchmark.h>

#include "network_models/nr/cell.h"

// A cell of N connected devices for a minute: each sends 200 B up four times a second, every tenth
// gets 1400 B down ten times a second. Items are messages.
namespace {

using namespace wardtwin;

void NrMinute(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  std::vector<flow::Source> sources;
  nr::CellSetup setup;
  for (std::uint32_t d = 0; d < n; ++d) {
    flow::Source s;
    s.device = d;
    s.payload_bytes = 200;
    s.pattern = flow::Pattern::periodic;
    s.period = 250ms;
    s.jitter = 5ms;
    s.on_at_start = true;
    sources.push_back(s);
    if (d % 10 == 0) {
      s.payload_bytes = 1400;
      s.period = 100ms;
      s.downlink = true;
      sources.push_back(s);
    }
    const double sinr = 5 + d % 20;
    setup.devices.push_back({.device = d, .down = {sinr}, .up = {sinr}, .connected = true});
  }
  setup.nr.resource_blocks = 273;
  setup.nr.devices_per_slot = 16;
  setup.sources = sources;
  setup.counts_delivery = true;
  std::uint64_t messages = 0;
  for (auto _ : state) {
    nr::Cell cell(setup);
    radio::CellOutput out;
    for (Time t{0}; t < 1min;) {
      cell.run(t += 10ms, out);
      out.clear();
    }
    messages += cell.statistics().rows()[0].ledger.generated;
    state.counters["delivered"] =
        static_cast<double>(cell.statistics().rows()[0].ledger.delivered) /
        static_cast<double>(cell.statistics().rows()[0].ledger.generated);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(messages));
}
BENCHMARK(NrMinute)->ArgName("devices")->Arg(10)->Arg(100)->Arg(400)->Arg(1000)->Unit(
    benchmark::kMillisecond);

}  // namespace
