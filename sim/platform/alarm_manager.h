#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sim/flow/flow_statistics.h"
#include "sim/flow/message_log.h"
#include "sim/flow/staffing.h"
#include "sim/kernel/event_heap.h"
#include "sim/platform/alarm_manager_def.h"
#include "sim/platform/server.h"

namespace wardtwin::platform {

/// What the messages of a source mean to the alarm manager.
enum class Meaning : std::uint8_t { none, alarm, acknowledgement, cleared };

/// Routes alarms to nurses' handsets and follows them until one is acknowledged.
///
/// Model       Service on k cores, a hold by priority, then push to the first nurse; every
///             `escalate_after` without acknowledgement to the second and third, then to everyone.
/// Valid for   Alarms numbered by one log; calls in any order as long as no time lies before run().
/// Leaves out  What the handset shows, staff who edit assignments by hand, alarm filters.
/// Checked by  tests/unit/platform/alarm_manager_test.cpp
///
/// Inputs wait in the manager's own heap and act at their exact times, equal ones in the order
/// (time, kind, alarm or source, sequence), so results do not depend on the window's width.
class AlarmManager {
 public:
  struct Setup {
    AlarmManagerDef rules;
    ServerDef server;
    std::span<const flow::Source> sources;  ///< must outlive the manager
    std::vector<Meaning> meaning;           ///< of each source
    std::size_t flows = 0, devices = 0;
    Time warm_up{0};
    flow::MessageLog* log = nullptr;  ///< is told of every message that is worked off; not owned
  };
  AlarmManager(Setup setup, Seed seed);

  /// A message reached the server. `alarm` tells bed, priority and kind of frame.alarm (read now).
  void receive(const flow::Frame& frame, const flow::Alarm& alarm);
  /// An alarm that the platform itself raises (a silent device): no message, no service.
  void raise(Time at, flow::AlarmIndex index, const flow::Alarm& alarm);
  void assign(flow::Assignment assignment);  ///< at assignment.at
  void watch(flow::LinkChange change);       ///< at change.at
  void down(Time at);
  void up(Time at);
  void run(Time until);  ///< all events before `until`
  Time next_event() const { return queue_.empty() ? kNever : queue_.top().at; }

  /// A device heard no more for `silent_after` (or heard again): a technical alarm for its bed.
  struct Silence {
    Time at{0};
    flow::DeviceIndex device = flow::kNone;
    bool silent = false;
  };

  // Outputs since the last take; each in time order.
  std::vector<flow::Push> take_pushes() { return std::exchange(pushes_, {}); }
  std::vector<flow::StageTime> take_stages() { return std::exchange(stages_, {}); }
  std::vector<Silence> take_silences() { return std::exchange(silences_, {}); }

  /// Counted per alarm; received = shown + cleared_before_push + forgotten_before_push + pushed +
  /// held, pushed = acknowledged + cleared + forgotten + open.
  struct Statistics {
    std::uint64_t received = 0, duplicates = 0, shown = 0, held = 0, pushed = 0;
    std::uint64_t cleared_before_push = 0, acknowledged = 0, cleared = 0, open = 0;
    std::uint64_t forgotten = 0, forgotten_before_push = 0;
    std::uint64_t escalated[4] = {};  ///< alarms that reached at least level i; [0] equals pushed
    std::uint64_t push_messages = 0, unassigned = 0, late_acknowledgements = 0;
    Time busy{0};
  };
  const Statistics& statistics() const { return statistics_; }
  const flow::FlowStatistics& flows() const { return flows_; }
  /// Every message that waits or is served, or will arrive; what the platform raises is none.
  template <class F>
  void for_each_inside(F f) const {
    std::vector<bool> free(parked_.size());
    for (const auto i : free_) free[i] = true;
    for (std::size_t i = 0; i < parked_.size(); ++i)
      if (!free[i] && parked_[i].frame.source != flow::kNone) f(parked_[i].frame);
  }

 private:
  enum class State : std::uint8_t { unknown, held, open, closed };
  struct Known {
    State state = State::unknown;
    flow::AlarmPriority priority = flow::AlarmPriority::low;
    std::uint8_t level = 0;
    bool acknowledged = false;  ///< acknowledged or cleared, perhaps before the alarm came
    flow::BedIndex bed = flow::kNone;
    std::uint32_t timer = 0;  ///< only the event with this number counts
  };
  /// Kinds in the order in which they act at one instant.
  enum class What : std::uint8_t {
    up,
    assign,
    served,
    raise,
    link,
    silent,
    hold_over,
    escalate,
    arrive,
    down
  };
  struct Event {
    Time at{0};
    What what = What::arrive;
    std::uint32_t key = 0;          ///< alarm, bed, device or source
    std::uint32_t order = 0;        ///< sequence of a message, timer number, or order of posting
    std::uint32_t number = 0;       ///< index into parked_, plan_ or changes_
    std::uint32_t incarnation = 0;  ///< of the server, when a service began
    friend bool operator<(const Event& a, const Event& b) {
      if (a.at != b.at) return a.at < b.at;
      if (a.what != b.what) return a.what < b.what;
      return a.key != b.key ? a.key < b.key : a.order < b.order;
    }
  };
  struct Message {
    flow::Frame frame;
    flow::AlarmPriority priority = flow::AlarmPriority::low;
    flow::BedIndex bed = flow::kNone;
    Time service{0};
    bool present = false;  ///< inside the server, waiting or served
  };

  Known& known(flow::AlarmIndex alarm);
  std::uint32_t park(const Message& message);
  void act(const Event& event);
  void arrive(std::uint32_t parked);
  void serve(std::uint32_t parked);
  void served(std::uint32_t parked);
  void timer_ran_out(const Event& event);
  void alarm_arrived(flow::AlarmIndex index, flow::BedIndex bed, flow::AlarmPriority priority);
  void close(flow::AlarmIndex index, bool by_acknowledgement);
  void push(flow::AlarmIndex index);
  void ring(flow::AlarmIndex index, flow::DeviceIndex handset, std::uint8_t level);
  void escalate(flow::AlarmIndex index);
  void timer(flow::AlarmIndex index, What what, Time after);
  void link(const flow::LinkChange& change);
  void silent(const Event& event);
  void lose(std::uint32_t parked, flow::LossCause cause);
  void stop();
  void start();
  void forget();

  Setup setup_;
  Stream draws_;
  Cores cores_;
  kernel::EventHeap<Event> queue_;
  std::vector<Known> alarms_;
  std::vector<Message> parked_;
  std::vector<std::uint32_t> free_;        ///< slots of parked_
  std::vector<flow::AlarmIndex> overdue_;  ///< timers that ran out during an outage
  std::vector<flow::Assignment> plan_;
  std::vector<std::vector<flow::DeviceIndex>> handsets_;  ///< by bed, as of now
  std::vector<flow::LinkChange> changes_;
  std::vector<Event> silent_later_;  ///< silences that fell into an outage
  struct Device {
    bool connected = true, silent = false;
    std::uint32_t timer = 0;
  };
  std::vector<Device> devices_;
  std::vector<flow::Push> pushes_;
  std::vector<flow::StageTime> stages_;
  std::vector<Silence> silences_;
  Statistics statistics_;
  flow::FlowStatistics flows_;
  Time now_{0};
  std::uint32_t incarnation_ = 0;  ///< counts the outages; timers of services before one are void
  std::uint32_t sequence_ = 0;
  std::size_t present_ = 0;  ///< messages inside
  bool down_ = false;
};

}  // namespace wardtwin::platform
