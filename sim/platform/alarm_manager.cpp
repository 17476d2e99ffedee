#include "sim/platform/alarm_manager.h"

#include <algorithm>

#include "sim/base/error.h"

namespace wardtwin::platform {
namespace {

constexpr std::uint8_t kEveryone = 3;

Time hold_of(const AlarmManagerDef& rules, flow::AlarmPriority priority) {
  switch (priority) {
    case flow::AlarmPriority::high: return rules.hold_high;
    case flow::AlarmPriority::medium: return rules.hold_medium;
    case flow::AlarmPriority::low: break;
  }
  return rules.hold_low;
}

}  // namespace

AlarmManager::AlarmManager(Setup setup, Seed seed)
    : setup_(std::move(setup)),
      draws_(seed, name_key("platform/alarm_manager"), Purpose::server_service),
      cores_(setup_.server.cores),
      devices_(setup_.devices),
      flows_(setup_.flows, setup_.warm_up) {
  WARDTWIN_ASSERT(setup_.meaning.size() == setup_.sources.size(), "a source without a meaning");
}

AlarmManager::Known& AlarmManager::known(flow::AlarmIndex alarm) {
  if (alarm >= alarms_.size()) alarms_.resize(alarm + 1);
  return alarms_[alarm];
}

std::uint32_t AlarmManager::park(const Message& message) {
  if (free_.empty()) {
    parked_.push_back(message);
    return static_cast<std::uint32_t>(parked_.size() - 1);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  parked_[slot] = message;
  return slot;
}

void AlarmManager::receive(const flow::Frame& frame, const flow::Alarm& alarm) {
  Message message;
  message.frame = frame;
  message.priority = alarm.priority;
  message.bed = alarm.bed;
  queue_.push({frame.at, What::arrive, frame.source, frame.sequence, park(message), 0});
}

void AlarmManager::raise(Time at, flow::AlarmIndex index, const flow::Alarm& alarm) {
  Message message;
  message.frame.alarm = index;
  message.priority = alarm.priority;
  message.bed = alarm.bed;
  queue_.push({at, What::raise, index, 0, park(message), 0});
}

void AlarmManager::assign(flow::Assignment a) {
  const auto number = static_cast<std::uint32_t>(plan_.size());
  queue_.push({a.at, What::assign, a.bed, number, number, 0});
  plan_.push_back(std::move(a));
}

void AlarmManager::watch(flow::LinkChange change) {
  const auto number = static_cast<std::uint32_t>(changes_.size());
  queue_.push({change.at, What::link, change.device, number, number, 0});
  changes_.push_back(change);
}

void AlarmManager::down(Time at) { queue_.push({at, What::down, 0, 0, 0, 0}); }
void AlarmManager::up(Time at) { queue_.push({at, What::up, 0, 0, 0, 0}); }

void AlarmManager::run(Time until) {
  while (!queue_.empty() && queue_.top().at < until) {
    const Event event = queue_.pop();
    WARDTWIN_ASSERT(event.at >= now_, "the alarm manager was told of something in its past");
    now_ = event.at;
    act(event);
  }
}

void AlarmManager::act(const Event& event) {
  switch (event.what) {
    case What::up: return start();
    case What::down: return stop();
    case What::assign: {
      flow::Assignment& a = plan_[event.number];
      if (a.bed >= handsets_.size()) handsets_.resize(a.bed + 1);
      handsets_[a.bed] = std::move(a.handsets);
      return;
    }
    case What::arrive: return arrive(event.number);
    case What::served:
      if (event.incarnation == incarnation_) served(event.number);
      return;
    case What::raise: {
      const Message m = parked_[event.number];
      free_.push_back(event.number);
      if (!down_ || setup_.server.persistent) alarm_arrived(m.frame.alarm, m.bed, m.priority);
      return;
    }
    case What::link: return link(changes_[event.number]);
    case What::silent: return silent(event);
    case What::hold_over:
    case What::escalate: return timer_ran_out(event);
  }
}

void AlarmManager::lose(std::uint32_t parked, flow::LossCause cause) {
  const flow::Frame& frame = parked_[parked].frame;
  flows_.lost(setup_.sources[frame.source], frame, cause, frame.alarm);
  parked_[parked].present = false;
  free_.push_back(parked);
}

void AlarmManager::arrive(std::uint32_t parked) {
  if (down_ && !setup_.server.persistent) return lose(parked, flow::LossCause::server_down);
  const auto room =
      static_cast<std::size_t>(setup_.server.queue) + static_cast<std::size_t>(setup_.server.cores);
  if (present_ >= room) return lose(parked, flow::LossCause::server_overflow);
  ++present_;
  parked_[parked].present = true;
  if (!down_) serve(parked);
}

void AlarmManager::serve(std::uint32_t parked) {
  Message& m = parked_[parked];
  m.service = setup_.server.service.time(draws_);
  const Time finish = cores_.start(now_, m.service) + m.service;
  queue_.push({finish, What::served, m.frame.source, m.frame.sequence, parked, incarnation_});
}

void AlarmManager::served(std::uint32_t parked) {
  const Message m = parked_[parked];
  parked_[parked].present = false;
  free_.push_back(parked);
  --present_;
  statistics_.busy += m.service;
  const flow::Source& source = setup_.sources[m.frame.source];
  flows_.delivered(source.flow, m.frame.created, now_, source.payload_bytes);
  if (setup_.log) setup_.log->delivered(source, m.frame, now_);
  if (m.frame.alarm == flow::kNone) return;
  switch (setup_.meaning[m.frame.source]) {
    case Meaning::none: return;
    case Meaning::alarm: return alarm_arrived(m.frame.alarm, m.bed, m.priority);
    case Meaning::acknowledgement: return close(m.frame.alarm, true);
    case Meaning::cleared: return close(m.frame.alarm, false);
  }
}

void AlarmManager::alarm_arrived(flow::AlarmIndex index, flow::BedIndex bed,
                                 flow::AlarmPriority priority) {
  Known& a = known(index);
  if (a.state != State::unknown) {
    ++statistics_.duplicates;
    return;
  }
  ++statistics_.received;
  a.priority = priority;
  a.bed = bed;
  a.state = State::closed;
  if (a.acknowledged) {  // the word that it is over was faster than the alarm
    ++statistics_.cleared_before_push;
    return;
  }
  if (priority == flow::AlarmPriority::low && !setup_.rules.push_low) {
    ++statistics_.shown;
    stages_.push_back({now_, index, flow::AlarmStage::manager});
    return;
  }
  ++statistics_.held;
  a.state = State::held;
  const Time hold = hold_of(setup_.rules, priority);
  if (down_)
    overdue_.push_back(index);
  else if (hold > Time{0})
    timer(index, What::hold_over, hold);
  else
    push(index);
}

void AlarmManager::timer(flow::AlarmIndex index, What what, Time after) {
  queue_.push({now_ + after, what, index, ++alarms_[index].timer, 0, 0});
}

void AlarmManager::timer_ran_out(const Event& event) {
  const Known& a = alarms_[event.key];
  if (a.timer != event.order || a.state == State::closed) return;
  if (down_)
    overdue_.push_back(event.key);
  else if (a.state == State::held)
    push(event.key);
  else
    escalate(event.key);
}

void AlarmManager::push(flow::AlarmIndex index) {
  Known& a = alarms_[index];
  a.state = State::open;
  --statistics_.held;
  ++statistics_.pushed;
  ++statistics_.open;
  ++statistics_.escalated[0];
  stages_.push_back({now_, index, flow::AlarmStage::manager});
  if (a.bed < handsets_.size() && !handsets_[a.bed].empty())
    ring(index, handsets_[a.bed][0], 0);
  else
    ++statistics_.unassigned;
  timer(index, What::escalate, setup_.rules.escalate_after);
}

void AlarmManager::ring(flow::AlarmIndex index, flow::DeviceIndex handset, std::uint8_t level) {
  pushes_.push_back({now_, handset, index, sequence_++, level});
  ++statistics_.push_messages;
}

void AlarmManager::escalate(flow::AlarmIndex index) {
  Known& a = alarms_[index];
  const std::uint8_t before = a.level;
  const std::size_t known_handsets = a.bed < handsets_.size() ? handsets_[a.bed].size() : 0;
  const auto next = static_cast<std::uint8_t>(before + 1);
  if (next < setup_.rules.levels && next < known_handsets) {
    a.level = next;
    ring(index, handsets_[a.bed][next], next);
    timer(index, What::escalate, setup_.rules.escalate_after);
  } else {
    a.level = kEveryone;
    for (std::size_t i = 0; i < known_handsets; ++i) ring(index, handsets_[a.bed][i], kEveryone);
    timer(index, What::escalate, setup_.rules.repeat_everyone);
  }
  for (int i = before + 1; i <= a.level; ++i) ++statistics_.escalated[i];
}

void AlarmManager::close(flow::AlarmIndex index, bool by_acknowledgement) {
  Known& a = known(index);
  a.acknowledged = true;
  switch (a.state) {
    case State::unknown: return;
    case State::held:
      --statistics_.held;
      ++statistics_.cleared_before_push;
      break;
    case State::open:
      --statistics_.open;
      ++(by_acknowledgement ? statistics_.acknowledged : statistics_.cleared);
      if (by_acknowledgement) stages_.push_back({now_, index, flow::AlarmStage::acknowledged});
      break;
    case State::closed:
      if (by_acknowledgement) ++statistics_.late_acknowledgements;
      break;
  }
  a.state = State::closed;
}

void AlarmManager::link(const flow::LinkChange& change) {
  if (change.device >= devices_.size()) devices_.resize(change.device + 1);
  Device& d = devices_[change.device];
  if (d.connected == change.connected) return;
  d.connected = change.connected;
  ++d.timer;
  if (!d.connected) {
    queue_.push({now_ + setup_.rules.silent_after, What::silent, change.device, d.timer, 0, 0});
  } else if (d.silent) {
    d.silent = false;
    silences_.push_back({now_, change.device, false});
  }
}

void AlarmManager::silent(const Event& event) {
  Device& d = devices_[event.key];
  if (d.timer != event.order || d.connected) return;
  // a manager that is down notices on its return
  if (down_) {
    silent_later_.push_back(event);
    return;
  }
  d.silent = true;
  silences_.push_back({now_, event.key, true});
}

void AlarmManager::stop() {
  if (down_) return;
  down_ = true;
  ++incarnation_;
  if (setup_.server.persistent) return;
  for (std::uint32_t i = 0; i < parked_.size(); ++i)
    if (parked_[i].present) lose(i, flow::LossCause::server_down);
  present_ = 0;
  forget();
}

void AlarmManager::forget() {
  for (Known& a : alarms_) {
    if (a.state == State::held)
      --statistics_.held, ++statistics_.forgotten_before_push;
    else if (a.state == State::open)
      --statistics_.open, ++statistics_.forgotten;
    else
      continue;
    a.state = State::closed;
  }
}

void AlarmManager::start() {
  if (!down_) return;
  down_ = false;
  cores_.idle_from(now_);
  std::vector<std::uint32_t> waiting;
  for (std::uint32_t i = 0; i < parked_.size(); ++i)
    if (parked_[i].present) waiting.push_back(i);
  std::ranges::sort(waiting, [this](std::uint32_t a, std::uint32_t b) {
    return parked_[a].frame < parked_[b].frame;
  });
  for (const std::uint32_t i : waiting) serve(i);
  for (const flow::AlarmIndex index : std::exchange(overdue_, {})) {
    if (alarms_[index].state == State::held)
      push(index);
    else if (alarms_[index].state == State::open)
      escalate(index);
  }
  for (const Event& event : std::exchange(silent_later_, {})) silent(event);
}

}  // namespace wardtwin::platform
