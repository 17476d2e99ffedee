#include "network_models/ieee802154/cell.h"

#include <algorithm>

#include <fmt/format.h>

#include "network_models/node_power.h"
#include "network_models/propagation/formulas.h"
#include "sim/base/error.h"

namespace wardtwin::ieee802154 {

Cell::Cell(const CellSetup& setup)
    : setup_(setup),
      inlet_(setup.sources, setup.seed),
      routes_(setup),
      nodes_(setup.nodes.size()),
      noise_(to_milliwatts(propagation::noise_floor({2e6}, setup.mac.noise_figure)).value),
      sensitivity_(to_milliwatts(setup.mac.sensitivity).value),
      threshold_(to_milliwatts(setup.mac.cca_threshold).value),
      statistics_(setup.flows, setup.warm_up) {
  WARDTWIN_ASSERT(setup.power.size() == nodes_.size() * nodes_.size(),
                  "a power for every pair of nodes");
  for (const double dbm : setup_.power) milliwatts_.push_back(to_milliwatts(Dbm{dbm}).value);
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    const flow::DeviceIndex device = setup_.nodes[i].device;
    // a root without a device is named by its entry, beyond all devices
    const std::uint64_t key = device != flow::kNone ? device : (1ull << 32) + setup_.nodes[i].entry;
    nodes_[i].random = Stream(setup_.seed, key, Purpose::backoff);
    if (setup_.nodes[i].sleepy)
      nodes_[i].poll_phase =
          from_seconds(seconds(setup_.mac.poll_period) * nodes_[i].random.uniform());
    if (setup_.nodes[i].root && !setup_.nodes[leader_].root) leader_ = i;
    if (device == flow::kNone) continue;
    if (device >= node_of_.size()) node_of_.resize(device + 1, flow::kNone);
    node_of_[device] = i;
  }
  add_sources();
}

void Cell::obstruct(Time at, const radio::ExtraLoss& extra, std::vector<flow::LinkChange>&) {
  std::vector<double> power = setup_.power;
  radio::weaken(power, setup_.nodes, extra);
  for (std::size_t i = 0; i < power.size(); ++i)
    milliwatts_[i] = to_milliwatts(Dbm{power[i]}).value;
  routes_.set_costs(power, setup_.mac.sensitivity, at);
}

void Cell::add_sources() {
  const int most = kLongestPsdu - setup_.mac.header_bytes;
  for (flow::SourceIndex s = 0; s < setup_.sources.size(); ++s) {
    const flow::Source& source = setup_.sources[s];
    if (source.device >= node_of_.size() || node_of_[source.device] == flow::kNone) continue;
    if (static_cast<int>(source.payload_bytes) > most)
      throw InputError(
          fmt::format("source {}: {} B, where one frame carries {} B ({} less {} of "
                      "headers); send less at a time",
                      s, source.payload_bytes, most, kLongestPsdu, setup_.mac.header_bytes));
    if (source.downlink && source.pattern == flow::Pattern::saturated)
      throw InputError(fmt::format("source {}: a downlink source cannot be saturated", s));
    const std::uint32_t node = node_of_[source.device];
    const std::uint32_t slot = inlet_.add(s, node);
    if (source.pattern == flow::Pattern::saturated) nodes_[node].saturated = slot;
  }
}

void Cell::run(Time until, radio::CellOutput& out) {
  out_ = &out;
  radio::run_until(until, inlet_, events_, answer, now_,
                   [this](const auto& what) { handle(what); });
  out_ = nullptr;
}

void Cell::handle(const Event& e) {
  Node& n = nodes_[e.index];
  if (e.kind == look) return begin(e.index);
  if (e.kind == leaderless) return elect(e.at - setup_.mac.leader_timeout);
  if (e.at != n.due) return;
  n.due = kNever;
  switch (e.kind) {
    case data_end: return ends(e.index);
    case answer: return answered(e.index);
    case assessment: return assess(e.index);
    default: break;
  }
  n.engaged = false;
  if (n.saturated != flow::kNone && n.queue.empty() && inlet_.running(n.saturated)) {
    const radio::Message m = inlet_.make(n.saturated, now_);
    statistics_.generated(inlet_.def(m).flow, now_);
    return accept(e.index, {.message = m});
  }
  begin(e.index);
}

void Cell::handle(const radio::Inward& in) {
  using What = radio::Inward::What;
  switch (in.what) {
    case What::nothing: return;
    case What::access_point_down: return switched(in.entry, false);
    case What::access_point_up: return switched(in.entry, true);
    default: break;
  }
  const flow::Source& source = inlet_.def(in.message);
  if (in.what == What::message) statistics_.generated(source.flow, in.message.created);
  if (!source.downlink) return accept(in.owner, {.message = in.message});
  const std::uint32_t root = routes_.root_of(in.owner);
  if (root == flow::kNone) return lose(in.message, flow::LossCause::not_attempted);
  accept(root, {.message = in.message, .to = in.owner});
}

// The next instant at which a sleepy node asks for its messages.
Time Cell::next_poll(std::uint32_t node) const {
  const Time phase = nodes_[node].poll_phase, period = setup_.mac.poll_period;
  if (now_ <= phase) return phase;
  const std::int64_t polls = (now_ - phase + period - Time{1}) / period;
  return phase + period * polls;
}

// A message comes to a node: its own, or one to forward.
void Cell::accept(std::uint32_t node, const Packet& packet) {
  Node& n = nodes_[node];
  Packet p = packet;
  if (n.down) return lose(p.message, flow::LossCause::access_point_down);
  if (n.queue.size() >= static_cast<std::uint32_t>(setup_.mac.queue_limit))
    return lose(p.message, flow::LossCause::radio_queue_full);
  if (p.to != flow::kNone && setup_.nodes[p.to].sleepy && routes_.down(node, p.to, now_) == p.to) {
    Node& child = nodes_[p.to];
    p.from = next_poll(p.to);
    if (child.indirect >= setup_.mac.indirect_limit)
      return lose(p.message, flow::LossCause::radio_queue_full);
    if (p.from - now_ > setup_.mac.indirect_lifetime)
      return lose(p.message, flow::LossCause::access_failure);
    ++child.indirect;
    if (p.from > now_) schedule(p.from, look, node);
  }
  n.queue.push(p);
  begin(node);
}

void Cell::switched(std::uint32_t entry, bool up) {
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    if (setup_.nodes[i].entry != entry) continue;
    Node& n = nodes_[i];
    n.down = !up;
    if (up) continue;
    const auto gone = [&](const Packet& p) {
      lose(p.message, flow::LossCause::access_point_down);
      if (p.from > Time{0}) --nodes_[p.to].indirect;
    };
    if (n.engaged && !n.passed) gone(n.current);
    for (; !n.queue.empty(); n.queue.pop()) gone(n.queue[0]);
    std::erase_if(air_, [&](const OnAir& o) { return o.sender == i && o.start >= now_; });
    n.engaged = false;
    n.due = kNever;
    if (i != leader_ || setup_.mac.leader_timeout == Time{0}) continue;
    leader_gone_ = now_;
    events_.push({now_ + setup_.mac.leader_timeout, leaderless, i});
  }
}

// The leader has been silent since then, if it has not come back: another root or router leads a network that
// forms anew, and meanwhile nobody sends.
void Cell::elect(Time since) {
  if (!nodes_[leader_].down || leader_gone_ != since) return;
  const Ieee802154Def& def = setup_.mac;
  for (std::uint32_t i = 0; i < nodes_.size(); ++i)
    if (!nodes_[i].down && (setup_.nodes[i].root || setup_.nodes[i].router)) {
      leader_ = i;
      break;
    }
  ++counters_.elections;
  const double spread = seconds(def.reattach_high - def.reattach_low);
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    Node& n = nodes_[i];
    if (n.down) continue;
    const Time wait = def.reattach_low + from_seconds(spread * n.random.uniform());
    n.looking_until = std::max(n.looking_until, now_ + wait);
    schedule(n.looking_until, look, i);
  }
}

std::uint64_t Cell::held(flow::FlowIndex flow) const {
  std::uint64_t sum = inlet_.held(flow, statistics_);
  const auto count = [&](const Packet& p) {
    if (inlet_.def(p.message).flow == flow && statistics_.counts(p.message.created)) ++sum;
  };
  for (const Node& n : nodes_) {
    if (n.engaged && !n.passed) count(n.current);
    for (std::uint32_t i = 0; i < n.queue.size(); ++i) count(n.queue[i]);
  }
  return sum;
}

radio::Energy Cell::energy(flow::DeviceIndex device, Time now) const {
  const std::uint32_t i = node_of_[device];
  const Ieee802154Def& def = setup_.mac;
  Time tx = nodes_[i].tx_time, rx = now - tx;
  if (setup_.nodes[i].sleepy) {
    // a poll: assessment, 12 B asked, turnaround, acknowledgement
    const std::int64_t polls = now / def.poll_period;
    tx += airtime(12) * polls;
    rx = nodes_[i].rx_time + (kCca + kTurnaround + kAck) * polls;
  }
  radio::Energy e;
  e[radio::RadioState::transmit] = seconds(tx) * def.tx_current * def.voltage;
  e[radio::RadioState::receive] = seconds(rx) * def.rx_current * def.voltage;
  e[radio::RadioState::sleep] = seconds(now - tx - rx) * def.sleep_current * def.voltage;
  return e;
}

std::uint32_t Cell::entry_of(flow::DeviceIndex device) const {
  const std::uint32_t root = routes_.root_of(node_of_[device]);
  return root == flow::kNone ? flow::kNone : setup_.nodes[root].entry;
}

radio::AirCounts Cell::air_counts(std::uint32_t entry) const {
  radio::AirCounts counts;
  bool first = true;  // root
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    if (!setup_.nodes[i].root) continue;
    if (setup_.nodes[i].entry == entry) {
      if (first) {
        counts.attempts = counters_.transmissions;
        counts.retries = counters_.retries;
        counts.collisions = counters_.collided;
        counts.busy = data_time_;
      }
      for (std::uint32_t n = 0; n < nodes_.size(); ++n)
        counts.attached += setup_.nodes[n].device != flow::kNone && routes_.root_of(n) == i;
      return counts;
    }
    first = false;
  }
  return counts;
}

void Cell::lose(const radio::Message& m, flow::LossCause cause) {
  statistics_.lost(inlet_.def(m), m, cause, m.alarm);
}

}  // namespace wardtwin::ieee802154
