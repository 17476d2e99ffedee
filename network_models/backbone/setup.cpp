#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "network_models/backbone/backbone.h"
#include "sim/base/error.h"

namespace wardtwin::backbone {
namespace {

using Faults = std::vector<std::string>;

constexpr double kFullFrame = 1542;  // B on the wire, so that every turn sends something

void check_gateway(const Setup& s, std::size_t g, Faults& faults) {
  const GatewaySetup& gateway = s.gateways[g];
  const auto name = fmt::format("gateway {}", g);
  if (gateway.node >= s.graph.nodes.size())
    return faults.push_back(name + ": stands on a node that does not exist");
  if (s.graph.nodes[gateway.node].kind != topology::NodeKind::gateway)
    faults.push_back(name + ": its node is not of kind gateway");
  if (gateway.def.cores < 1) faults.push_back(name + ": needs at least 1 core");
  if (gateway.def.queue < 0) faults.push_back(name + ": its queue cannot be negative");
  if (gateway.def.retry_every <= Time{0})
    faults.push_back(name + ": retry_every must be above 0 s");
  if (gateway.def.misses < 1 || gateway.def.heartbeat <= Time{0})
    faults.push_back(name + ": needs at least 1 missed heartbeat and a heartbeat above 0 s");
  if (gateway.def.local_alarms && !gateway.def.store_and_forward)
    faults.push_back(name +
                     ": local_alarms needs store_and_forward, which tells that a way is cut");
  if (gateway.standby != flow::kNone &&
      (gateway.standby >= s.gateways.size() || gateway.standby == g))
    faults.push_back(name + ": its standby must be another gateway");
}

void check_route(const Setup& s, std::size_t i, Faults& faults) {
  const SourceRoute& route = s.routes[i];
  if (route.server == topology::kNowhere) return;
  const auto name = fmt::format("source {}", i);
  if (route.server >= s.graph.nodes.size()) faults.push_back(name + ": its server does not exist");
  if (route.access != flow::kNone && route.access >= s.accesses.size())
    faults.push_back(name + ": its access does not exist");
  if (route.gateway != flow::kNone && route.gateway >= s.gateways.size())
    faults.push_back(name + ": its gateway does not exist");
  if (route.gateway != flow::kNone && s.sources[i].downlink)
    faults.push_back(name + ": downlink messages do not pass a gateway");
  if (s.sources[i].flow >= s.flows) faults.push_back(name + ": its flow does not exist");
}

}  // namespace

std::uint32_t WireFormat::bytes(std::uint32_t payload) const {
  const std::uint32_t packets = std::max(1u, (payload + packet_payload - 1) / packet_payload);
  const std::uint32_t last = payload - (packets - 1) * packet_payload;
  const std::uint32_t full = packet_payload + headers + gap;
  return (packets - 1) * full + std::max(least, last + headers) + gap;
}

std::vector<std::string> validate(const Setup& s) {
  Faults faults = topology::validate(s.graph);
  if (s.routes.size() != s.sources.size())
    faults.push_back(
        fmt::format("{} sources need as many routes, not {}", s.sources.size(), s.routes.size()));
  if (!s.costs.empty() && s.costs.size() != s.sources.size())
    faults.push_back("costs of protocols must be given for all sources or for none");
  if (!s.links.empty() && s.links.size() != s.graph.links.size())
    faults.push_back("port settings must be given for all links or for none");
  for (std::size_t i = 0; i < s.accesses.size(); ++i)
    if (s.accesses[i].node >= s.graph.nodes.size() ||
        (s.accesses[i].own_port && !(s.accesses[i].rate.value > 0)))
      faults.push_back(fmt::format("access {}: needs an existing node and a rate above 0", i));
  for (std::size_t g = 0; g < s.gateways.size(); ++g) check_gateway(s, g, faults);
  if (s.routes.size() == s.sources.size())
    for (std::size_t i = 0; i < s.routes.size(); ++i) check_route(s, i, faults);
  return faults;
}

Backbone::Backbone(Setup setup) : setup_(std::move(setup)) {
  if (const auto faults = validate(setup_); !faults.empty()) {
    std::string text;
    for (const auto& f : faults) text += f + "\n";
    throw InputError(text);
  }
  statistics_ = flow::FlowStatistics(setup_.flows, setup_.warm_up);
  ways_.reserve(setup_.sources.size());
  for (std::size_t i = 0; i < setup_.sources.size(); ++i) {
    const flow::Source& source = setup_.sources[i];
    const SourceRoute& route = setup_.routes[i];
    ways_.push_back({route.access, route.gateway, route.server,
                     setup_.wire.bytes(source.payload_bytes), source.traffic, source.downlink});
    if (setup_.costs.empty() || source.downlink) continue;
    const protocols::Cost& cost = setup_.costs[i];
    ways_[i].costed = cost.transport_resends || cost.sender_resends || cost.window > 0 ||
                      cost.rounds > 0 || cost.work > Time{0};
  }
  if (!setup_.costs.empty()) senders_.resize(setup_.sources.size());
  alive_ = {std::vector<bool>(setup_.graph.nodes.size(), true),
            std::vector<bool>(setup_.graph.links.size(), true)};
  routed_ = alive_;
  access_up_.assign(setup_.accesses.size(), true);
  build_ports();
  build_gateways();
  reroute();
  build_watches();
  build_sessions();
  noise_ = Stream(setup_.seed, name_key("cables"), Purpose::frame_error);
}

void Backbone::build_ports() {
  const auto& graph = setup_.graph;
  const std::size_t n = graph.nodes.size();
  bundle_of_.assign(n * n, flow::kNone);
  const auto add = [&](topology::NodeIndex from, topology::NodeIndex to, BitsPerSecond rate,
                       Time latency, const PortSetup& def) {
    Port port;
    port.from = from;
    port.to = to;
    port.ns_per_byte = 8e9 / rate.value;
    port.capacity = rate.value;
    port.latency = latency;
    port.buffer = def.buffer_bytes;
    port.fifo = def.queueing == Queueing::fifo;
    port.weighted = def.queueing == Queueing::weighted;
    const double least = *std::ranges::min_element(def.weights);
    for (std::size_t c = 0; c < 4; ++c) port.weights[c] = kFullFrame * def.weights[c] / least;
    port.lindley = port.fifo && !def.shared && !def.sheds;
    port.overflow = def.overflow;
    ports_.push_back(port);
    return static_cast<std::uint32_t>(ports_.size() - 1);
  };
  for (std::size_t l = 0; l < graph.links.size(); ++l) {
    const auto& link = graph.links[l];
    const PortSetup def = setup_.links.empty() ? PortSetup{} : setup_.links[l];
    for (const bool back : {false, true}) {
      const auto from = back ? link.b : link.a, to = back ? link.a : link.b;
      const auto port = add(from, to, link.rate, link.latency + graph.nodes[to].latency, def);
      ports_[port].link = static_cast<std::uint32_t>(l);
      auto& bundle = bundle_of_[from * n + to];
      if (bundle == flow::kNone) {
        bundle = static_cast<std::uint32_t>(bundle_ports_.size());
        bundle_ports_.emplace_back();
      }
      bundle_ports_[bundle].push_back(port);
    }
  }
  accesses_.resize(setup_.accesses.size());
  for (std::uint32_t i = 0; i < accesses_.size(); ++i) {
    const Access& a = setup_.accesses[i];
    if (!a.own_port) continue;
    accesses_[i].up = add(a.node, a.node, a.rate, a.latency + graph.nodes[a.node].latency, {});
    accesses_[i].down = add(a.node, a.node, a.rate, a.latency, {});
    ports_[accesses_[i].up].access = ports_[accesses_[i].down].access = i;
  }
}

void Backbone::build_gateways() {
  gateway_of_node_.assign(setup_.graph.nodes.size(), flow::kNone);
  gateways_.resize(setup_.gateways.size());
  for (std::uint32_t g = 0; g < gateways_.size(); ++g) {
    const GatewaySetup& def = setup_.gateways[g];
    Gateway& gateway = gateways_[g];
    gateway_of_node_[def.node] = g;
    gateway.serving = g;
    gateway.cores.resize(static_cast<std::size_t>(def.def.cores));
    for (std::uint32_t core = 0; core < gateway.cores.size(); ++core) gateway.idle.push_back(core);
    gateway.service = Stream(setup_.seed, def.key, Purpose::gateway_service);
    gateway.detection = Stream(setup_.seed, def.key, Purpose::failure);
    gateway.pause = Stream(setup_.seed, def.key, Purpose::backoff);
    gateway.laws = def.def.service();
    gateway.overflow = def.def.overflow();
  }
  std::vector<bool> is_destination(setup_.graph.nodes.size(), false);
  for (const auto& gateway : setup_.gateways) is_destination[gateway.node] = true;
  for (const auto& access : setup_.accesses) is_destination[access.node] = true;
  for (const auto& route : setup_.routes) {
    if (route.server == topology::kNowhere) continue;
    is_destination[route.server] = true;
    if (route.gateway == flow::kNone) continue;
    const auto standby = setup_.gateways[route.gateway].standby;
    for (const auto g : {route.gateway, standby}) {
      if (g == flow::kNone) continue;
      auto& servers = gateways_[g].servers;
      if (std::ranges::find(servers, route.server) == servers.end())
        servers.push_back(route.server);
    }
  }
  for (Gateway& g : gateways_) g.cut.assign(g.servers.size(), false);
  for (topology::NodeIndex i = 0; i < is_destination.size(); ++i)
    if (is_destination[i]) destinations_.push_back(i);
}

/// Which entries hang on gateways that take alarms themselves.
void Backbone::watch_local_alarms() {
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;  // entry, gateway
  const auto local = [&](std::uint32_t g) {
    return g != flow::kNone && setup_.gateways[g].def.local_alarms;
  };
  for (std::size_t i = 0; i < setup_.routes.size(); ++i) {
    const SourceRoute& r = setup_.routes[i];
    if (r.gateway == flow::kNone || setup_.sources[i].downlink) continue;
    if (!local(r.gateway) && !local(setup_.gateways[r.gateway].standby)) continue;
    if (r.access != flow::kNone) {
      seen.insert({r.access, r.gateway});
      continue;
    }
    for (std::uint32_t entry = 0; entry < accesses_.size(); ++entry)
      if (!setup_.accesses[entry].own_port) seen.insert({entry, r.gateway});
  }
  for (const auto& [entry, gateway] : seen) watches_.push_back({entry, gateway, kItself});
}

void Backbone::build_watches() {
  std::vector<Watch> radio;
  std::map<flow::DeviceIndex, Watch> wired;
  for (std::size_t i = 0; i < setup_.routes.size(); ++i) {
    const auto& route = setup_.routes[i];
    const auto& source = setup_.sources[i];
    if (route.server == topology::kNowhere || source.downlink) continue;
    if (route.access != flow::kNone) {
      // a device is heard where its alarms go, if it has any
      const Watch watch{route.access, route.gateway, route.server, source.device};
      if (source.traffic == flow::TrafficClass::alarm)
        wired.insert_or_assign(source.device, watch);
      else
        wired.try_emplace(source.device, watch);
      continue;
    }
    const auto same = [&](const Watch& w) {
      return w.gateway == route.gateway && w.server == route.server;
    };
    if (std::ranges::find_if(radio, same) == radio.end())
      radio.push_back({0, route.gateway, route.server});
  }
  for (std::uint32_t entry = 0; entry < accesses_.size(); ++entry) {
    if (setup_.accesses[entry].own_port) continue;
    for (Watch w : radio) {
      w.entry = entry;
      watches_.push_back(w);
    }
  }
  watch_local_alarms();
  for (const auto& [device, watch] : wired) watches_.push_back(watch);
  for (Watch& w : watches_) w.connected = connected(w.entry, w.gateway, w.server);
}

}  // namespace wardtwin::backbone
