#include "scenarios/live/sender.h"

#include <algorithm>
#include <array>

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "sim/base/error.h"

namespace wardtwin::live {
namespace {

constexpr std::size_t kBatch = 64;
constexpr Wall kMs = 1'000'000;

}  // namespace

Sender::Sender(const compiler::Hospital& h, const Plan& plan, const Limits& limits,
               Exchange& exchange)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      hub_(h, plan, limits, epoll_),
      exchange_(&exchange),
      of_device_(h.devices.size()),
      of_unit_(plan.units.size()) {
  hub_.exchange = &exchange;
}

Sender::~Sender() { ::close(epoll_); }

void Sender::add(const Endpoint& e, ssl_ctx_st* tls, const MqttOptions& mqtt,
                 const UnitOptions& unit) {
  const std::uint32_t target = hub_.add_target(e.name);
  if (e.protocol == Protocol::mqtt) {
    mqtt_targets_.push_back(target);
    for (flow::DeviceIndex d = 0; d < hub_.plan.devices.size(); ++d) {
      if (!hub_.plan.devices[d].sends) continue;
      mqtt_.push_back(std::make_unique<MqttPeer>(hub_, e, tls, mqtt, target, d));
      of_device_[d].push_back(mqtt_.back().get());
      ++hub_.live.targets[target].connections;
    }
    return;
  }
  // the last is staff, who are no unit that sends
  for (std::uint32_t u = 0; u + 1 < hub_.plan.units.size(); ++u) {
    units_.push_back(std::make_unique<UnitPeer>(hub_, e, tls, unit, target, u));
    of_unit_[u].push_back(units_.back().get());
    ++hub_.live.targets[target].connections;
  }
}

Wall Sender::wait_for(Wall until) {
  std::array<epoll_event, 256> events;
  Wall t = now();
  const Wall left = std::max<Wall>(0, until - t);
  const timespec most{left / 1'000'000'000, left % 1'000'000'000};
  const int n = ::epoll_pwait2(epoll_, events.data(), events.size(), &most, nullptr);
  for (int i = 0; i < n; ++i)
    static_cast<Peer*>(events[static_cast<std::size_t>(i)].data.ptr)->ready();
  t = now();
  hub_.give_places(t);
  return t;
}

void Sender::flush(Wall) {
  for (std::size_t i = 0; i < hub_.dirty.size(); ++i) {
    Peer* p = hub_.dirty[i];
    p->dirty = false;
    p->flush();
  }
  hub_.dirty.clear();
  if (batch_.empty()) return;
  const Wall written = now();
  for (const Sent& s : batch_)
    for (const std::uint32_t target : mqtt_targets_)
      hub_.row(target, s.flow).late.add(Time{written - s.due});
  batch_.clear();
}

void Sender::connect(Wall ramp, const std::function<bool()>& go_on) {
  const Wall begin = now();
  const std::size_t all = connections();
  std::size_t next = 0;
  const auto want = [&](std::size_t i) {
    i < mqtt_.size() ? mqtt_[i]->want() : units_[i - mqtt_.size()]->want();
  };
  const auto open = [&] {
    return std::ranges::count_if(mqtt_, [](const auto& p) { return p->is_open(); }) +
           std::ranges::count_if(units_, [](const auto& p) { return p->is_open(); });
  };
  // those that were refused try again while the run goes; nobody waits for them for ever
  for (Wall t = begin; go_on();) {
    for (; next < all && begin + ramp / static_cast<Wall>(all) * static_cast<Wall>(next) <= t;
         ++next)
      want(next);
    const Wall alarm = hub_.run_alarms(t);
    flush(t);
    if (next == all && (open() == static_cast<long>(all) || t > begin + ramp + 5000 * kMs)) return;
    t = wait_for(std::min(alarm, t + kMs));
  }
}

void Sender::dispatch(const Item& item, Wall due, Wall t) {
  const Outgoing m{item, due};
  switch (item.kind) {
    case Item::Kind::frame: {
      const SourcePlan& source = hub_.plan.sources[item.subject];
      const bool allowed = hub_.allowed(t);
      for (MqttPeer* p : of_device_[source.device]) {
        p->count(m, allowed);
        if (!allowed) continue;
        if (p->send(m)) batch_.push_back({source.flow, due});
      }
      if (allowed)
        for (UnitPeer* p : of_unit_[hub_.plan.devices[source.device].unit_index]) p->send(m);
      return;
    }
    case Item::Kind::link:
    case Item::Kind::session:
      for (MqttPeer* p : of_device_[item.subject]) p->way(item.kind == Item::Kind::link, item.on);
      return;
    case Item::Kind::there:
    case Item::Kind::admit:
    case Item::Kind::transfer:
    case Item::Kind::discharge:
      hub_.patient_of[item.subject] =
          item.kind == Item::Kind::discharge ? flow::kNone : item.patient;
      for (UnitPeer* p : of_unit_[hub_.hospital.building.beds[item.subject].unit]) p->send(m);
  }
}

void Sender::send_due(Wall t) {
  for (std::size_t n = 0; n < kBatch; ++n) {
    const Item* item = exchange_->items.front();
    if (!item) return;
    const Wall due = hub_.pace.due(item->at);
    if (due > t) return;
    dispatch(*item, due, t);
    exchange_->items.pop();
  }
}

bool Sender::idle() const {
  return hub_.under_way == 0 &&
         std::ranges::all_of(mqtt_, [](const auto& p) { return !p->is_open() || p->is_idle(); });
}

void Sender::run(Wall start, Time from, double speed, Wall drain,
                 const std::function<bool()>& settled, const std::function<void()>& each_second) {
  // wake to the microsecond rather than to the twentieth of a millisecond
  ::prctl(PR_SET_TIMERSLACK, 1000ul, 0ul, 0ul, 0ul);
  hub_.pace = {start, from, speed};
  Wall second = start + 1000 * kMs, finished = 0;
  for (Wall t = now();;) {
    send_due(t);
    const Wall alarm = hub_.run_alarms(t);
    flush(t);
    if (t >= second) {
      second += 1000 * kMs;
      each_second();
    }
    const Item* next = exchange_->items.front();
    if (!next && exchange_->finished && !exchange_->items.front()) {
      if (finished == 0) finished = t;
      if ((idle() && settled()) || t - finished > drain || exchange_->stop) break;
    }
    const Wall due = next ? hub_.pace.due(next->at) : t + kMs;
    t = wait_for(std::min({alarm, due, t + 100 * kMs}));
  }
}

void Sender::leave() {
  for (const auto& p : mqtt_) p->leave();
  for (const auto& p : units_) p->leave();
}

}  // namespace wardtwin::live
