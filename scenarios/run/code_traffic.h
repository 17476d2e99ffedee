#pragma once

#include <functional>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/code_host.h"
#include "sim/kernel/event_heap.h"

namespace wardtwin::run {

/// Streams whose messages come from code: posts a `send` for each, as alarms are sent, so that
/// radios and cables need not know of it.
///
/// Model       The code of a device is asked for its next message when the one before is sent. A
///             message's size chooses among the stream's sources, which has one for each.
/// Valid for   Any link; a stream of `when: running` stops while its device does not run, and goes
///             on where it was.
/// Leaves out  Sizes that the scenario does not name; traffic to devices.
/// Checked by  tests/python/code_test.py
class CodeTraffic {
 public:
  using Send = std::function<void(Time at, flow::SourceIndex source)>;

  CodeTraffic(const compiler::Hospital& hospital, Seed seed, CodeHost& host);
  void run_device(flow::DeviceIndex device, Time at, bool on);
  /// Sends everything before `until`.
  void run(Time until, const Send& send);
  Time next_event() const { return due_.empty() ? kNever : due_.top().at; }

 private:
  struct Stream {
    const compiler::CodeStream* def = nullptr;
    flow::Emit emit;
    std::uint32_t life = 0;  ///< counts starts and stops, so that what was due before is known
    flow::SourceIndex next = flow::kNone;
    bool on = false;
  };
  struct Due {
    Time at;
    std::uint32_t stream = 0, life = 0;
    friend bool operator<(const Due& a, const Due& b) {
      return a.at != b.at ? a.at < b.at : a.stream < b.stream;
    }
  };
  void ask(std::uint32_t stream, Time now);

  std::vector<Stream> streams_;
  kernel::EventHeap<Due> due_;
};

}  // namespace wardtwin::run
