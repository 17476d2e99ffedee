#include "network_models/blemesh/cell.h"

#include <algorithm>
#include <cmath>

#include "network_models/ble/phy.h"
#include "network_models/node_power.h"
#include "network_models/sources.h"

namespace wardtwin::blemesh {
namespace {

// Power so far below the sensitivity disturbs nobody.
constexpr Decibels kNegligible{15};
constexpr int kAddress = 6;  // B of an advertising packet before its data

bool in_reach(const RadioDef& radio, double dbm) {
  return dbm >= (radio.sensitivity + radio.fade_margin).value;
}

}  // namespace

std::vector<Way> ways(const CellSetup& setup, std::span<const std::uint8_t> down) {
  const std::size_t n = setup.nodes.size();
  std::vector<Way> all(n);
  std::vector<std::uint32_t> queue;
  const auto is_down = [&](std::size_t node) { return !down.empty() && down[node]; };
  for (std::uint32_t g = 0; g < n; ++g)
    if (setup.nodes[g].gateway && !is_down(g)) all[g] = {g, 0}, queue.push_back(g);
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const std::uint32_t a = queue[i];
    const NodeSetup& node = setup.nodes[a];
    if (all[a].hops >= setup.mesh.ttl || !(node.relay || node.gateway) || !node.listens) continue;
    for (std::uint32_t b = 0; b < n; ++b) {
      if (all[b].gateway != flow::kNone || is_down(b)) continue;
      if (!in_reach(setup.radio, setup.power[b * n + a])) continue;
      if (setup.nodes[b].listens && !in_reach(setup.radio, setup.power[a * n + b])) continue;
      all[b] = {all[a].gateway, all[a].hops + 1};
      queue.push_back(b);
    }
  }
  return all;
}

Cell::Cell(const CellSetup& setup)
    : setup_(setup),
      inlet_(setup.sources, setup.seed),
      nodes_(setup.nodes.size()),
      capture_(std::pow(10.0, setup.radio.capture.value / 10)),
      statistics_(setup.flows, setup.warm_up) {
  longest_event_ = ble::kAdvertisingChannels * ble::advertising_time(ble::kAdvertisingPayload) +
                   (ble::kAdvertisingChannels - 1) * setup.advertising.channel_gap;
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    Node& n = nodes_[i];
    const NodeSetup& s = setup_.nodes[i];
    // network nodes are named past all devices
    const std::uint64_t name = s.device != flow::kNone ? s.device : (std::uint64_t{1} << 32) + i;
    n.timing = Stream(setup_.seed, name, Purpose::backoff);
    n.errors = Stream(setup_.seed, name, Purpose::frame_error);
    Stream phase(setup_.seed, name, Purpose::association);
    n.scanner = {setup_.scanning, radio::uniform_below(3 * setup_.scanning.interval, phase)};
    if (s.gateway) gateways_.push_back(i);
    if (s.device == flow::kNone) continue;
    if (s.device >= node_of_.size()) node_of_.resize(s.device + 1, flow::kNone);
    node_of_[s.device] = i;
  }
  make_links();
  ways_ = ways(setup_, {});
  inlet_.add_owned(setup_.sources, node_of_);
}

void Cell::make_links() {
  const RadioDef& radio = setup_.radio;
  const std::size_t n = nodes_.size();
  links_.clear();
  first_.clear();
  for (std::uint32_t a = 0; a < n; ++a) {
    first_.push_back(static_cast<std::uint32_t>(links_.size()));
    for (std::uint32_t b = 0; b < n; ++b) {
      const Dbm power{setup_.power[a * n + b]};
      if (a == b || !setup_.nodes[b].listens || power < radio.sensitivity - kNegligible) continue;
      links_.push_back({b, to_milliwatts(power).value,
                        ble::bit_error_rate(power - radio.sensitivity),
                        power >= radio.sensitivity});
    }
  }
  first_.push_back(static_cast<std::uint32_t>(links_.size()));
}

void Cell::run(Time until, radio::CellOutput& out) {
  out_ = &out;
  radio::run_until(until, inlet_, events_, sent, now_, [this](const auto& what) { handle(what); });
  out_ = nullptr;
}

void Cell::handle(const radio::Inward& in) {
  using What = radio::Inward::What;
  if (in.what == What::nothing) return;
  if (in.what == What::access_point_down || in.what == What::access_point_up)
    return switched(in.entry, in.what == What::access_point_up);
  const flow::Source& source = inlet_.def(in.message);
  if (in.what == What::message) statistics_.generated(source.flow, in.message.created);
  if (!source.downlink) return originate(in.message, in.owner, flow::kNone);
  if (!setup_.nodes[in.owner].listens) return lose(in.message, flow::LossCause::not_attempted);
  const std::uint32_t gateway = ways_[in.owner].gateway;
  if (gateway == flow::kNone)
    return lose(in.message, std::ranges::all_of(gateways_, [&](auto g) { return nodes_[g].down; })
                                ? flow::LossCause::access_point_down
                                : flow::LossCause::not_attempted);
  originate(in.message, gateway, in.owner);
}

void Cell::originate(const radio::Message& m, std::uint32_t from, std::uint32_t to) {
  const MeshDef& def = setup_.mesh;
  const auto bytes = static_cast<int>(inlet_.def(m).payload_bytes);
  const int count = segments(def, bytes);
  if (nodes_[from].waiting + static_cast<std::uint32_t>(count) >
      static_cast<std::uint32_t>(def.queue))
    return lose(m, flow::LossCause::radio_queue_full);
  std::uint32_t index = static_cast<std::uint32_t>(floods_.size());
  if (free_floods_.empty()) {
    floods_.emplace_back();
  } else {
    index = free_floods_.back();
    free_floods_.pop_back();
  }
  Flood& f = floods_[index];
  f.message = m;
  f.message.last = flow::LossCause::not_attempted;
  f.number = made_++;
  f.to = to;
  f.packets = 0;
  f.segments = count;
  f.bytes = kAddress + data_bytes(def, bytes);
  f.airtime = ble::packet_time(ble::Phy::le_1m, f.bytes);
  f.arrived = false;
  f.got.assign(to == flow::kNone ? gateways_.size() : 1, 0);
  counters_.originated += static_cast<std::uint64_t>(count);
  for (int s = 0; s < count; ++s) {
    new_to(nodes_[from], f.number * kMostSegments + static_cast<std::uint64_t>(s));
    take_on(from, index, s, def.ttl, def.transmit_count, now_);
  }
}

// A node without power forgets what it was to send. Where devices are attached may change with it.
void Cell::switched(std::uint32_t entry, bool up) {
  const auto found = std::ranges::find(setup_.nodes, entry, &NodeSetup::entry);
  if (found == setup_.nodes.end()) return;
  nodes_[static_cast<std::size_t>(found - setup_.nodes.begin())].down = !up;
  find_ways(now_, out_->links);
}

void Cell::obstruct(Time at, const radio::ExtraLoss& extra,
                    std::vector<flow::LinkChange>& changes) {
  if (open_power_.empty()) open_power_ = setup_.power;
  setup_.power = open_power_;
  radio::weaken(setup_.power, setup_.nodes, extra);
  make_links();
  find_ways(at, changes);
}

void Cell::find_ways(Time at, std::vector<flow::LinkChange>& changes) {
  std::vector<std::uint8_t> down;
  for (const Node& n : nodes_) down.push_back(n.down);
  const std::vector<Way> before = std::exchange(ways_, ways(setup_, down));
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    const bool was = before[i].gateway != flow::kNone, is = ways_[i].gateway != flow::kNone;
    if (setup_.nodes[i].device != flow::kNone && was != is)
      changes.push_back({at, setup_.nodes[i].device, is});
  }
}

void Cell::lose(const radio::Message& m, flow::LossCause cause) {
  statistics_.lost(inlet_.def(m), m, cause, m.alarm);
}

std::uint64_t Cell::held(flow::FlowIndex flow) const {
  std::uint64_t n = inlet_.held(flow, statistics_);
  for (const Flood& f : floods_)
    n += f.packets > 0 && !f.arrived && inlet_.def(f.message).flow == flow &&
         statistics_.counts(f.message.created);
  return n;
}

radio::Energy Cell::energy(flow::DeviceIndex device, Time now) const {
  const std::uint32_t i = node_of_[device];
  const MeshDef& def = setup_.mesh;
  const double sends = seconds(nodes_[i].tx_time), rest = seconds(now) - sends;
  radio::Energy e;
  e[radio::RadioState::transmit] = sends * def.tx_current * def.voltage;
  if (setup_.nodes[i].listens)
    e[radio::RadioState::receive] = rest * def.rx_current * def.voltage;
  else
    e[radio::RadioState::sleep] = rest * def.sleep_current * def.voltage;
  return e;
}

std::uint32_t Cell::entry_of(flow::DeviceIndex device) const {
  const std::uint32_t gateway = ways_[node_of_[device]].gateway;
  return gateway == flow::kNone ? flow::kNone : setup_.nodes[gateway].entry;
}

void Cell::restart_statistics(Time) {
  counters_ = {};
  for (Node& n : nodes_) n.air = {};
}

radio::AirCounts Cell::air_counts(std::uint32_t entry) const {
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    if (setup_.nodes[i].entry != entry || entry == flow::kNone) continue;
    radio::AirCounts counts = nodes_[i].air;
    for (std::uint32_t d = 0; d < nodes_.size(); ++d)
      counts.attached += setup_.nodes[d].device != flow::kNone && ways_[d].gateway == i;
    return counts;
  }
  return {};
}

}  // namespace wardtwin::blemesh
