// One window over eight cells that do next to nothing: what a barrier costs.
#include <benchmark/benchmark.h>

#include "sim/kernel/window.h"

namespace wardtwin::kernel {
namespace {

struct Idle {
  std::uint64_t count = 0;
  Time next_event() const { return Time{0}; }
  void run(Time) { benchmark::DoNotOptimize(++count); }
};

void KernelWindowBarrier(benchmark::State& state) {
  std::vector<Idle> cells(8);
  std::vector<Idle*> all;
  for (Idle& c : cells) all.push_back(&c);
  CellScheduler scheduler(static_cast<int>(state.range(0)));
  for (auto _ : state) scheduler.run(std::span<Idle* const>(all), 1s);
}
BENCHMARK(KernelWindowBarrier)->Arg(1)->Arg(2)->Arg(4)->UseRealTime();

}  // namespace
}  // namespace wardtwin::kernel
