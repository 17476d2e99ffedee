#include <benchmark/benchmark.h>

#include "network_models/faults/plan.h"

namespace wardtwin::faults {
namespace {

/// A million years of parts that fail once in 50,000 h and are mended in 4 h: `range` parts.
void million_component_years(benchmark::State& state) {
  const auto n = static_cast<std::uint64_t>(state.range(0));
  std::vector<PlanPart> parts;
  for (std::uint64_t i = 0; i < n; ++i) parts.push_back({{}, i, true, {}, {}});
  const Time end = 8760h * static_cast<std::int64_t>(1'000'000 / n);
  std::size_t failures = 0;
  for (auto _ : state) failures += draw_failures(parts, 0, end, Seed{1}).size();
  state.counters["failures"] =
      static_cast<double>(failures) / static_cast<double>(state.iterations());
}
BENCHMARK(million_component_years)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace wardtwin::faults
