#include "scenarios/analysis/analysis.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "network_models/topology/paths.h"
#include "sim/base/error.h"

namespace wardtwin::analysis {
namespace {

using topology::State;

constexpr double kMinutesAYear = 365 * 24 * 60;

struct Work {
  const compiler::Hospital& hospital;
  topology::System system;
  std::vector<Place> places;
  std::vector<State> states;  ///< all unknown, but while an event is tried

  explicit Work(const compiler::Hospital& h)
      : hospital(h),
        system(system_of(h)),
        places(places_of(h)),
        states(system.components.size(), State::unknown) {}

  const topology::Graph& graph() const { return system.graph; }
  topology::ComponentIndex of_link(std::size_t l) const {
    return static_cast<topology::ComponentIndex>(graph().nodes.size() + l);
  }
  topology::ComponentIndex of_feed(std::size_t f) const {
    return of_link(graph().links.size() + f);
  }
  topology::ComponentIndex of_cause(std::size_t i) const {
    return of_feed(system.feeds.size() + i);
  }
};

/// Tries one event and keeps it if it takes something away.
void try_event(Work& w, Finding f, const std::vector<topology::ComponentIndex>& down,
               std::vector<Finding>& found) {
  for (const auto c : down) w.states[c] = State::down;
  std::set<flow::BedIndex> beds;
  std::set<std::uint32_t> units;
  for (const Place& p : w.places) {
    if (topology::served(w.system, p.service, w.states)) continue;
    beds.insert(p.beds.begin(), p.beds.end());
    units.insert(p.unit);
    f.devices += p.devices;
    f.alarm_streams += p.alarm_streams;
  }
  for (const auto c : down) w.states[c] = State::unknown;
  if (f.devices == 0 && !f.cut) return;
  f.beds = beds.size();
  for (const auto u : units) f.units.push_back(w.hospital.unit_names[u]);
  found.push_back(std::move(f));
}

void find_parts(Work& w, std::vector<Finding>& found) {
  const auto points = topology::articulation_points(w.graph());
  for (topology::NodeIndex i = 0; i < w.graph().nodes.size(); ++i) {
    Finding f;
    f.name = w.graph().nodes[i].name;
    f.cut = std::ranges::binary_search(points, i);
    f.minutes = w.system.components[i].unavailability * kMinutesAYear;
    try_event(w, f, {i}, found);
  }
}

void find_connections(Work& w, std::vector<Finding>& found) {
  const auto bridges = topology::bridges(w.graph());
  std::map<std::pair<topology::NodeIndex, topology::NodeIndex>,
           std::vector<topology::ComponentIndex>>
      pairs;
  for (std::size_t l = 0; l < w.graph().links.size(); ++l)
    pairs[std::minmax(w.graph().links[l].a, w.graph().links[l].b)].push_back(w.of_link(l));
  for (const auto& [pair, members] : pairs) {
    Finding f;
    f.cause = Cause::connection;
    f.name =
        fmt::format("{}-{}", w.graph().nodes[pair.first].name, w.graph().nodes[pair.second].name);
    f.cut = std::ranges::find(bridges, pair) != bridges.end();
    f.minutes = kMinutesAYear;
    for (const auto c : members) f.minutes *= w.system.components[c].unavailability;
    try_event(w, f, members, found);
  }
}

void find_shared(Work& w, std::vector<Finding>& found) {
  const compiler::Plant& plant = w.hospital.plant;
  auto one = [&](Cause cause, topology::ComponentIndex c) {
    Finding f;
    f.cause = cause;
    f.name = w.system.components[c].name;
    f.minutes = w.system.components[c].unavailability * kMinutesAYear;
    try_event(w, f, {c}, found);
  };
  for (std::size_t i = 0; i < plant.feeds.size(); ++i) one(Cause::power, w.of_feed(i));
  for (std::size_t i = 0; i < plant.common_causes.size(); ++i) one(Cause::shared, w.of_cause(i));
  std::map<std::string, std::vector<topology::ComponentIndex>> sites;
  for (topology::NodeIndex i = 0; i < plant.site_of_node.size(); ++i)
    if (!plant.site_of_node[i].empty()) sites[plant.site_of_node[i]].push_back(i);
  for (const auto& [name, nodes] : sites) {
    Finding f;
    f.cause = Cause::site;
    f.name = name;
    try_event(w, f, nodes, found);
  }
}

std::vector<Finding> find_all(Work& w) {
  std::vector<Finding> found;
  find_parts(w, found);
  find_connections(w, found);
  find_shared(w, found);
  std::ranges::stable_sort(found, [](const Finding& a, const Finding& b) {
    if (a.beds != b.beds) return a.beds > b.beds;
    if (a.alarm_streams != b.alarm_streams) return a.alarm_streams > b.alarm_streams;
    return a.minutes > b.minutes;
  });
  return found;
}

/// Time until what stands behind a node or link serves in its stead.
Time failover_time(const compiler::Hospital& h, const topology::System& s, std::size_t component) {
  if (component >= s.graph.nodes.size() + s.graph.links.size()) return Time{0};
  const auto& b = h.backbone;
  const std::size_t nodes = s.graph.nodes.size();
  if (component >= nodes) return b.link_convergence[component - nodes];
  if (s.graph.nodes[component].kind == topology::NodeKind::access_point) {
    const wifi::RoamingDef& r = h.wifi->roaming;
    Time login = (r.association_low + r.association_high) / 2;
    if (r.authentication == wifi::Authentication::ft)
      login = (r.ft_low + r.ft_high) / 2;
    else if (r.authentication != wifi::Authentication::open)
      login += (r.four_way_low + r.four_way_high) / 2;
    if (r.authentication == wifi::Authentication::dot1x) login += (r.eap_low + r.eap_high) / 2;
    const Time scan = r.scan == wifi::Scan::active ? r.active_dwell : r.passive_dwell;
    return r.missed_beacons * r.beacon_interval + r.reaction + r.neighbour_channels * scan + login;
  }
  for (const auto& gateway : h.backbone.gateways)
    if (gateway.node == component)
      return gateway.def.heartbeat * (2 * gateway.def.misses - 1) / 2 + gateway.def.takeover;
  return b.node_convergence[component];
}

/// Minutes a year in which redundancy is about to take over: failures of what carries the place
/// now, and can be done without, times the time to do without it.
double failing_over(Work& w, const Place& place) {
  const compiler::Plant& plant = w.hospital.plant;
  const auto way = topology::witness(w.system, place.service, w.states);
  if (!way) return 0;
  double share = 0;
  const std::size_t nodes = w.graph().nodes.size(), links = w.graph().links.size();
  for (const auto c : *way) {
    if (c >= nodes + links) continue;
    w.states[c] = State::down;
    if (topology::served(w.system, place.service, w.states)) {
      const auto& def = c < nodes ? plant.node_failures[c] : plant.link_failures[c - nodes];
      share += def.rate() * seconds(failover_time(w.hospital, w.system, c));
    }
    w.states[c] = State::unknown;
  }
  return share * kMinutesAYear;
}

/// The access point, or switch, that most of a unit's devices use first.
topology::NodeIndex busiest_entry(const compiler::Hospital& h, std::uint32_t unit) {
  std::map<topology::NodeIndex, int> uses;
  for (const compiler::Device& d : h.devices) {
    if (d.bed == flow::kNone || d.alarm == flow::kNone) continue;
    const auto& beds = h.patients.units[unit].beds;
    if (std::ranges::find(beds, d.bed) == beds.end()) continue;
    if (d.station != flow::kNone && !h.wifi->reach[d.station].empty())
      ++uses[h.wifi->nodes[h.wifi->reach[d.station].front()]];
    else if (d.access != flow::kNone)
      ++uses[h.backbone.accesses[d.access].node];
  }
  const auto most = std::ranges::max_element(uses, {}, [](const auto& u) { return u.second; });
  return most == uses.end() ? topology::kNowhere : most->first;
}

/// Ways of both legs, entry to gateway and gateway to server, joined: the k shortest sums.
std::vector<WayFound> ways_of(const Work& w, topology::NodeIndex entry,
                              const topology::Service& service, std::size_t k) {
  std::vector<WayFound> found;
  auto add = [&](Time latency, std::vector<topology::NodeIndex> nodes) {
    WayFound way{latency, {}};
    for (const auto n : nodes) way.nodes.push_back(w.graph().nodes[n].name);
    found.push_back(std::move(way));
  };
  if (service.gateways.empty())
    for (auto& way : topology::shortest_paths(w.graph(), entry, service.server, k))
      add(way.latency, way.nodes);
  for (const auto gateway : service.gateways)
    for (const auto& up : topology::shortest_paths(w.graph(), entry, gateway, k))
      for (const auto& on : topology::shortest_paths(w.graph(), gateway, service.server, k)) {
        auto nodes = up.nodes;
        nodes.insert(nodes.end(), on.nodes.begin() + 1, on.nodes.end());
        add(up.latency + on.latency, nodes);
      }
  std::ranges::stable_sort(found, {}, &WayFound::latency);
  if (found.size() > k) found.resize(k);
  return found;
}

Ward ward_of(Work& w, std::uint32_t unit, const Options& options) {
  Ward ward;
  ward.name = w.hospital.unit_names[unit];
  std::set<flow::BedIndex> beds;
  std::set<topology::NodeIndex> entries, gateways;
  topology::NodeIndex server = topology::kNowhere;
  for (const Place& p : w.places) {
    if (p.unit != unit) continue;
    beds.insert(p.beds.begin(), p.beds.end());
    entries.insert(p.service.entries.begin(), p.service.entries.end());
    gateways.insert(p.service.gateways.begin(), p.service.gateways.end());
    server = p.service.server;
    ward.devices += p.devices;
    ward.alarm_streams += p.alarm_streams;
  }
  ward.beds = beds.size();
  ward.entries = entries.size();
  ward.gateways = gateways.size();
  if (ward.devices == 0) return ward;
  const std::vector<topology::NodeIndex> from(entries.begin(), entries.end());
  const auto cut = topology::max_flow(w.graph(), from, server);
  ward.max_flow = cut.flow;
  for (const auto l : cut.links) ward.cut.push_back(w.graph().links[l].name);
  ward.edge_disjoint = topology::edge_disjoint_paths(w.graph(), from, server);
  ward.node_disjoint = topology::node_disjoint_paths(w.graph(), from, server);
  const auto entry = busiest_entry(w.hospital, unit);
  const Place* usual = nullptr;
  for (const Place& p : w.places)
    if (p.unit == unit && std::ranges::find(p.service.entries, entry) != p.service.entries.end() &&
        (!usual || p.devices > usual->devices))
      usual = &p;
  if (usual) ward.ways = ways_of(w, entry, usual->service, options.ways);
  return ward;
}

void availability_of(Work& w, std::vector<Ward>& wards, const Options& options) {
  std::vector<topology::Service> services;
  std::vector<topology::Weighted> groups(wards.size());
  for (std::uint32_t i = 0; i < w.places.size(); ++i) {
    const Place& p = w.places[i];
    Ward& ward = wards[p.unit];
    const double weight =
        static_cast<double>(p.alarm_streams) / static_cast<double>(ward.alarm_streams);
    const auto exact = topology::exact_unavailability(w.system, p.service);
    ward.exact_complete = ward.exact_complete && exact.complete;
    ward.exact += weight * exact.unavailability * kMinutesAYear;
    ward.exact_left_out += weight * exact.left_out * kMinutesAYear;
    ward.worst = std::max(ward.worst, exact.unavailability * kMinutesAYear);
    ward.failing_over += weight * failing_over(w, p);
    services.push_back(p.service);
    groups[p.unit].push_back({i, weight});
  }
  const auto sampled = topology::sampled_unavailability(w.system, services, groups, options.samples,
                                                        {w.hospital.header.seed, 0});
  for (std::size_t u = 0; u < wards.size(); ++u)
    wards[u].sampled = {sampled[u].mean * kMinutesAYear, sampled[u].low * kMinutesAYear,
                        sampled[u].high * kMinutesAYear};
}

/// What two parts that stand in for each other have in common.
void note_pairs(const Work& w, std::vector<std::string>& notes) {
  const compiler::Hospital& h = w.hospital;
  const auto neighbours = [&](topology::NodeIndex n) {
    std::set<topology::NodeIndex> out;
    for (const auto& link : w.graph().links)
      if (link.a == n || link.b == n) out.insert(link.a == n ? link.b : link.a);
    return out;
  };
  for (std::size_t g = 0; g < h.backbone.gateways.size(); ++g) {
    const auto& own = h.backbone.gateways[g];
    if (own.standby == flow::kNone) continue;
    const auto other = h.backbone.gateways[own.standby].node;
    const std::string pair =
        fmt::format("{} and its standby {}", h.gateway_names[g], h.gateway_names[own.standby]);
    const auto a = neighbours(own.node), b = neighbours(other);
    if (a.size() == 1 && a == b)
      notes.push_back(
          fmt::format("{} hang on one switch, {}.", pair, w.graph().nodes[*a.begin()].name));
    const auto& feeds = h.plant.feeds_of_node;
    if (feeds[own.node].size() == 1 && feeds[own.node] == feeds[other])
      notes.push_back(
          fmt::format("{} are fed by {} alone.", pair, h.plant.feeds[feeds[own.node][0]].name));
  }
}

void note_coverage(const Work& w, std::vector<std::string>& notes) {
  std::map<std::uint32_t, std::size_t> alone;
  for (const Place& p : w.places)
    if (p.service.entries.size() == 1 &&
        w.graph().nodes[p.service.entries[0]].kind == topology::NodeKind::access_point)
      alone[p.unit] += p.devices;
  for (const auto& [unit, devices] : alone)
    notes.push_back(fmt::format("{} devices of {} have one access point in reach.", devices,
                                w.hospital.unit_names[unit]));
}

}  // namespace

Analysis analyse(const compiler::Hospital& h, const Options& options) {
  if (h.backbone.graph.nodes.empty() || h.patients.units.empty())
    throw InputError(fmt::format(
        "'{}' has no wards behind a network: there is nothing to analyse\n  A bench has neither; "
        "analyse a scenario with people:, network: switches: and platform: servers:.",
        h.header.scenario));
  Work w(h);
  Analysis a;
  a.scenario = h.header.scenario;
  a.nodes = w.graph().nodes.size();
  a.links = w.graph().links.size();
  std::set<std::pair<topology::NodeIndex, topology::NodeIndex>> pairs;
  for (const auto& link : w.graph().links) pairs.insert(std::minmax(link.a, link.b));
  a.connections = pairs.size();
  a.components = w.system.components.size();
  a.findings = find_all(w);
  for (std::uint32_t u = 0; u < h.unit_names.size(); ++u) a.wards.push_back(ward_of(w, u, options));
  availability_of(w, a.wards, options);
  const auto centrality = topology::betweenness(w.graph());
  for (std::size_t i = 0; i < centrality.size(); ++i)
    if (centrality[i] > 0) a.hot_spots.push_back({w.graph().nodes[i].name, centrality[i]});
  std::ranges::stable_sort(a.hot_spots, std::greater<>{}, &HotSpot::betweenness);
  note_pairs(w, a.notes);
  note_coverage(w, a.notes);
  return a;
}

}  // namespace wardtwin::analysis
