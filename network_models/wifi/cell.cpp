#include "network_models/wifi/cell.h"

#include <algorithm>
#include <tuple>

#include "sim/base/error.h"

namespace wardtwin::wifi {

bool Cell::Order::operator<(const Order& other) const {
  const auto key = [](const Order& o) {
    return std::tuple(o.at, o.kind, o.command.kind, o.command.target, o.command.sequence,
                      o.command.alarm, o.command.created);
  };
  return key(*this) < key(other);
}

void AirStatistics::merge(const AirStatistics& o) {
  data += o.data, ack += o.ack, beacon += o.beacon, collision += o.collision;
  for (std::size_t c = 0; c < kCategories; ++c) {
    attempts_of[c] += o.attempts_of[c];
    collisions_of[c] += o.collisions_of[c];
  }
  retries += o.retries;
  asked += o.asked, triggers += o.triggers, triggered += o.triggered;
  unanswered += o.unanswered, frames += o.frames, requests += o.requests, beacons += o.beacons;
}

Cell::Cell(const CellSetup& setup)
    : setup_(setup),
      contention_(setup.wifi.countdown),
      statistics_(setup.flows, setup.warm_up),
      foreign_(Stream(setup.seed, (std::uint64_t{1} << 40) + setup.access_points.at(0),
                      Purpose::fading)) {
  const auto n = static_cast<std::uint32_t>(setup.access_points.size());
  WARDTWIN_ASSERT(n > 0, "a cell has an access point");
  nodes_.resize(n);
  air_.resize(n);
  source_slot_.assign(setup.sources.size(), flow::kNone);
  hold(setup.neighbours, Time{0});
  manages_ = !setup.power_save.empty() || setup.uplink_ofdma.on;
  power_.resize(manages_ ? n : 0);
  kept_for_.resize(n);
  known_.resize(n);
  first_beacon_.assign(n, kNever);
  for (std::uint32_t a = 0; a < n; ++a) {
    Node& node = nodes_[a];
    const std::uint64_t name = (std::uint64_t{1} << 40) + setup.access_points[a];
    node.access_point = a;
    node.present = true;
    node.backoff = Stream(setup.seed, name, Purpose::backoff);
    node.errors = Stream(setup.seed, name, Purpose::frame_error);
    node.lanes[0].window = 0;
    node.lanes[0].contention_class = contention_.class_of(setup.wifi.beacon_aifsn);
    for (std::uint32_t lane = 1; lane < kLanes; ++lane) {
      node.lanes[lane].contention_class = contention_.class_of(category(a, lane).aifsn);
      node.lanes[lane].window = static_cast<std::uint32_t>(category(a, lane).cw_min);
    }
    if (setup.wifi.beacon_airtime.count() == 0) continue;
    Stream phase(setup.seed, name, Purpose::beacon_phase);
    const auto period = setup.wifi.beacon_period.count();
    const Time first{static_cast<std::int64_t>(phase.uniform() * static_cast<double>(period))};
    node.last_beacon = first - setup.wifi.beacon_period;
    first_beacon_[a] = first;
    beacons_.push({first, a, 0});
  }
}

void Cell::post(const flow::Command& command) {
  WARDTWIN_ASSERT(command.at >= now_, "a command comes before the window it is for");
  orders_.push({.at = command.at, .kind = Order::Kind::command, .command = command});
}

void Cell::attach(StationState&& station, Time at, const RadioLink& link) {
  WARDTWIN_ASSERT(at >= now_, "a station comes before the window it joins in");
  Order order{.at = at, .kind = Order::Kind::attach};
  order.command.target = station.device;
  order.index = static_cast<std::uint32_t>(parked_.size());
  parked_.push_back(std::move(station));
  parked_links_.push_back(link);
  orders_.push(order);
}

void Cell::relink(flow::DeviceIndex device, Time at, const RadioLink& link) {
  Order order{.at = at, .kind = Order::Kind::relink};
  order.command.target = device;
  order.index = static_cast<std::uint32_t>(parked_.size());
  parked_.emplace_back();
  parked_links_.push_back(link);
  orders_.push(order);
}

void Cell::release(flow::DeviceIndex device, Time at) {
  Order order{.at = at, .kind = Order::Kind::release};
  order.command.target = device;
  orders_.push(order);
}

void Cell::run(Time until, CellOutput& out) {
  out_ = &out;
  for (;;) {
    Time order_at = orders_.empty() ? kNever : orders_.top().at;
    const Time beacon_at = beacons_.empty() ? kNever : beacons_.top().at;
    quiet_ = std::min(std::min(order_at, beacon_at), until - Time{1});
    // on a free medium mostly nothing happens but arrivals
    while (phase_end_ == kNever && access_at_ == kNever && due_.top().at < quiet_) {
      now_ = due_.top().at;
      arrive(quiet_);
    }
    const Time due_at = due_.top().at;
    if (manages_ && !orders_.empty()) order_at = orders_.top().at;  // arrivals may have added some
    const Time t =
        std::min(std::min(phase_end_, access_at_), std::min(std::min(order_at, beacon_at), due_at));
    if (t >= until) break;
    now_ = t;
    // at one instant: the end of a frame, commands, arrivals, beacons, the start of a frame
    if (t == phase_end_)
      end_phase();
    else if (t == order_at)
      handle(orders_.pop());
    else if (t == due_at)
      arrive(quiet_);
    else if (t == beacon_at)
      beacon_due(std::min(order_at, until - Time{1}));
    else
      begin_access();
  }
  now_ = std::max(now_, until);
  if (orders_.empty()) {
    parked_.clear();
    parked_links_.clear();
  }
}

Time Cell::next_event() const {
  Time t = std::min(phase_end_, access_at_);
  if (!orders_.empty()) t = std::min(t, orders_.top().at);
  t = std::min(t, due_.top().at);
  if (!beacons_.empty()) t = std::min(t, beacons_.top().at);
  return t;
}

/// No command before `quiet`.
void Cell::beacon_due(Time quiet) {
  const Due due = beacons_.top();
  beacons_.replace_top({due.at + setup_.wifi.beacon_period / setup_.wifi.ssids, due.source, 0});
  Node& n = nodes_[due.source];
  ++n.beacons_due;
  if (n.down)
    n.beacons_sent = n.beacons_due;
  else if (!n.lanes[0].engaged &&
           !beacon_alone(due.source, std::min({quiet, beacons_.top().at, due_.top().at})))
    contend(due.source, 0);
}

/// A beacon on an idle medium that nobody else wants, in one step if nothing happens before its end
/// (at most `quiet`). False: nothing was done, and the general path must be taken.
bool Cell::beacon_alone(std::uint32_t node, Time quiet) {
  if (!setup_.fast_path || phase_end_ != kNever || contention_.next() != Contention::kNobody)
    return false;
  Node& n = nodes_[node];
  Lane& l = n.lanes[0];
  const std::int64_t clock = contention_.clock(l.contention_class);
  const int aifsn = contention_.aifsn(l.contention_class);
  const Time may_start = idle_since_ + setup_.wifi.sifs + aifsn * setup_.wifi.slot;
  const std::int64_t key =
      now_ < may_start ? std::max(l.key, clock) : ready_slot(l.key, clock, may_start);
  const Time end = may_start + (key - clock) * setup_.wifi.slot + setup_.wifi.beacon_airtime;
  if (end > quiet) return false;
  l.key = key;
  contention_.advance_alone(aifsn + key - clock);
  AirStatistics& air = air_of(node);
  air.beacon += setup_.wifi.beacon_airtime;
  ++air.beacons;
  now_ = idle_since_ = end;
  sends(node, end - setup_.wifi.beacon_airtime, end, end);
  if (beacon_sent(node)) announce(node);
  return true;
}

/// One more beacon has been on air, and ends now. True if it tells sleeping stations what is kept.
bool Cell::beacon_sent(std::uint32_t node) {
  Node& n = nodes_[node];
  const auto ssids = static_cast<std::uint32_t>(setup_.wifi.ssids);
  const std::uint32_t number = n.beacons_sent++;
  if (number % ssids != 0) return false;
  n.last_beacon = now_;
  return !kept_for_[node].empty() &&
         number / ssids % static_cast<std::uint32_t>(setup_.wifi.dtim_period) == 0;
}

std::uint32_t Cell::slot_of_source(flow::SourceIndex source) const {
  return source < source_slot_.size() ? source_slot_[source] : flow::kNone;
}

void Cell::handle(const Order& order) {
  switch (order.kind) {
    case Order::Kind::attach: return join(order);
    case Order::Kind::relink: {
      const std::uint32_t node = find(order.command.target);
      if (node != flow::kNone) set_link(node, parked_links_[order.index]);
      return;
    }
    case Order::Kind::command: return handle(order.command);
    case Order::Kind::release: {
      const std::uint32_t node = find(order.command.target);
      if (node != flow::kNone) leave(node, false, order);
      return;
    }
    case Order::Kind::service: {
      if (nodes_[order.index].present && nodes_[order.index].device == order.command.target)
        begin_service(order.index);
      return;
    }
    case Order::Kind::watch: {
      const std::uint32_t node = find(order.command.target);
      if (node == flow::kNone) return;
      const Node& ap = nodes_[nodes_[node].access_point];
      const Time silent = now_ - nodes_[node].last_beacon;
      if (ap.down && silent >= setup_.wifi.missed_beacons * setup_.wifi.beacon_period)
        leave(node, true, order);
      return;
    }
  }
}

void Cell::handle(const flow::Command& c) {
  using Kind = flow::Command::Kind;
  if (c.kind == Kind::access_point_down || c.kind == Kind::access_point_up) {
    const std::uint32_t node = find_access_point(c.target);
    if (node == flow::kNone) return;
    return c.kind == Kind::access_point_down ? access_point_down(node) : access_point_up(node);
  }
  const std::uint32_t slot = slot_of_source(c.target);
  if (slot == flow::kNone) {
    out_->misdirected.push_back(c);
    out_->misdirected.back().at = now_;
    return;
  }
  SourceSlot& s = slots_[slot];
  switch (c.kind) {
    case Kind::start_source:
      if (s.state.running) return;
      s.state.start(setup_.sources[c.target], now_);
      if (s.state.next != kNever) due_.push({s.state.next, c.target, slot});
      return;
    case Kind::stop_source:
      forget_due(slot);
      s.state.stop();
      return;
    case Kind::send: {
      Message m = make_message(s, c.created);
      m.alarm = c.alarm;
      statistics_.generated(s.flow, m.created);
      return enqueue(s.sender, s.lane, m);
    }
    default: {
      Message m = make_message(s, c.created);
      m.sequence = c.sequence;
      m.alarm = c.alarm;
      return enqueue(s.sender, s.lane, m);
    }
  }
}

}  // namespace wardtwin::wifi
