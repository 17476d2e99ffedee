#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/units.h"
#include "sim/flow/flow.h"
#include "sim/flow/flow_statistics.h"

/// What every radio family gives to the rest of the hospital, and may expect of it.
namespace wardtwin::radio {

/// What leaves a cell in one run(), each list in time order (frames by flow::Frame's tie rule).
struct CellOutput {
  std::vector<flow::Frame> received;    ///< uplink, when the access side has the whole message
  std::vector<flow::Frame> delivered;   ///< downlink, when the device has it
  std::vector<flow::LinkChange> links;  ///< a device lost or regained the access side

  void clear() { received.clear(), delivered.clear(), links.clear(); }
};

/// What a device's radio spends its battery on.
enum class RadioState : std::uint8_t { sleep, wake, receive, transmit };
inline constexpr int kRadioStates = 4;
/// Of one device since the start of the run, in joules, by state.
struct Energy {
  std::array<double, kRadioStates> joules{};
  double& operator[](RadioState s) { return joules[static_cast<std::size_t>(s)]; }
  double operator[](RadioState s) const { return joules[static_cast<std::size_t>(s)]; }
  double total() const { return joules[0] + joules[1] + joules[2] + joules[3]; }
};

/// What one access-side radio saw since statistics were restarted.
struct AirCounts {
  std::uint64_t attempts = 0, retries = 0, collisions = 0;
  Time busy{0};                ///< on data
  std::uint32_t attached = 0;  ///< devices now
  void merge(const AirCounts& o) {
    attempts += o.attempts, retries += o.retries, collisions += o.collisions;
    busy += o.busy, attached += o.attached;
  }
};

/// One end of a link: a device, or an access-side radio by its entry.
struct LinkEnd {
  flow::DeviceIndex device = flow::kNone;
  std::uint32_t entry = flow::kNone;
};
/// What stands between two ends now and did not when the building was laid out: doors that shut.
using ExtraLoss = std::function<Decibels(LinkEnd, LinkEnd)>;

/// A cell: access-side radios and devices that can disturb each other, and nobody else. Cells of
/// one family share nothing, so they run on any number of threads.
///
/// - post() takes commands dated at or after the end of the last run(), in any order. Commands name
///   a source (start_source, stop_source, send, deliver) or, for access_point_down and _up, an
///   access-side radio by the entry it was built with (Frame::entry, row of backbone accesses).
/// - run(until, out) handles everything strictly before `until`, appends to `out`, and gives the
///   same results wherever windows are cut. next_event() says before which instant nothing happens;
///   kNever without further commands. Idle devices cost nothing: no event per slot, interval or
///   beacon that carries no data.
/// - statistics() counts generated, lost by cause, and delivered downlink; uplink is delivered here
///   only where no network follows (benches). held() is what is inside, so that
///   generated = received or delivered + lost + held at any time between two runs.
/// - energy() is worked out when asked, never ticked. entry_of() is where the device is attached:
///   what follows a push or a failed cable; kNone while it is not, or if it needs no attachment.
/// - A cell may also give AirCounts air_counts(entry): empty for an entry it does not have.
/// - Where doors act on it, obstruct(at, extra, changes) adds `extra` to the losses that it was built
///   with from `at`, the end of the last run, on; what it then knows of links goes to `changes`.
template <class C>
concept Cell = requires(C& cell, const C& read, const flow::Command& command, Time t,
                        CellOutput& out, flow::FlowIndex flow, flow::DeviceIndex device) {
  cell.post(command);
  cell.run(t, out);
  cell.restart_statistics(t);  // of the air, at the end of warm-up
  { read.next_event() } -> std::same_as<Time>;
  { read.held(flow) } -> std::same_as<std::uint64_t>;
  { read.statistics() } -> std::same_as<const flow::FlowStatistics&>;
  { read.energy(device, t) } -> std::same_as<Energy>;
  { read.entry_of(device) } -> std::same_as<std::uint32_t>;
};

}  // namespace wardtwin::radio

namespace wardtwin {

template <>
inline constexpr auto words<radio::RadioState> = std::array{
    Word{radio::RadioState::sleep, "sleep"}, Word{radio::RadioState::wake, "wake"},
    Word{radio::RadioState::receive, "receive"}, Word{radio::RadioState::transmit, "transmit"}};

}  // namespace wardtwin
