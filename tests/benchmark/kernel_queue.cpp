// Event queues in the hold model: n events are pending; the first is taken and put back later by a
// draw of the law. Events of 24 bytes. The time of one hold contains the draw (2-10 ns).
#include <benchmark/benchmark.h>

#include <cmath>

#include "sim/base/exponential.h"
#include "sim/base/time.h"
#include "sim/kernel/event_calendar.h"
#include "sim/kernel/event_queue.h"

namespace wardtwin::kernel {
namespace {

struct Event {
  Time at;
  std::uint64_t order;
  std::uint64_t what;
  friend bool operator<(const Event& a, const Event& b) {
    return a.at != b.at ? a.at < b.at : a.order < b.order;
  }
};
static_assert(sizeof(Event) == 24);

enum class Law { exponential, uniform, bimodal, constant };

/// Mean one second each; bimodal: nine of ten within a fifth of a second, one about nine seconds
/// on.
Time draw(Law law, Stream& s) {
  switch (law) {
    case Law::exponential: return from_seconds(standard_exponential(s));
    case Law::uniform: return from_seconds(2 * s.uniform());
    case Law::bimodal:
      return from_seconds(s.below(10) ? 0.2 * s.uniform() : 8.2 + 1.8 * s.uniform());
    case Law::constant: return 1s;
  }
  return 1s;
}

template <template <class> class Queue>
void KernelHold(benchmark::State& state) {
  const auto law = static_cast<Law>(state.range(0));
  const std::int64_t pending = state.range(1);
  Stream s({}, 0, Purpose::test);
  Queue<Event> queue;
  std::uint64_t order = 0;
  for (std::int64_t i = 0; i < pending; ++i)
    queue.push(
        {from_seconds(law == Law::constant ? s.uniform() : seconds(draw(law, s))), order++, 0});
  const auto hold = [&] {
    const Event e = queue.pop();
    queue.push({e.at + draw(law, s), order++, e.what});
  };
  for (std::int64_t i = 0; i < 3 * pending; ++i) hold();
  for (auto _ : state) hold();
  state.SetItemsProcessed(state.iterations());
}
const std::vector<std::vector<std::int64_t>> kCases{{0, 1, 2, 3},
                                                    {10, 100, 1000, 10'000, 100'000, 1'000'000}};
BENCHMARK(KernelHold<EventHeap>)->ArgsProduct(kCases);
BENCHMARK(KernelHold<EventCalendar>)->ArgsProduct(kCases);
BENCHMARK(KernelHold<EventQueue>)->ArgsProduct(kCases);

}  // namespace
}  // namespace wardtwin::kernel
