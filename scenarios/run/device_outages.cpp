#include "scenarios/run/device_outages.h"

#include <algorithm>
#include <map>

#include "network_models/attacks/spread.h"
#include "network_models/faults/fleet.h"

namespace wardtwin::run {
namespace {

using compiler::Attacks;

struct Planner {
  const compiler::Hospital& h;
  Seed seed;
  DeviceOutages plan;

  std::string name_of(std::uint32_t host) const {
    const Attacks::Host& x = h.attacks.hosts[host];
    return x.device != flow::kNone ? h.devices[x.device].name : h.backbone.graph.nodes[x.node].name;
  }
  void cut_off(std::uint32_t host, Time at, Time until) {
    const Attacks::Host& x = h.attacks.hosts[host];
    if (x.device != flow::kNone)
      plan.silences.push_back({x.device, at, until});
    else
      plan.outages.push_back({x.node, at, until});
  }
  /// What defends, and how malware goes on from the hosts that have it first.
  attacks::SpreadSetup setup_of(const Attacks::One* attack, Stream& random) const {
    attacks::SpreadSetup s;
    const attacks::SecurityDef& security = h.attacks.security;
    for (const Attacks::Host& x : h.attacks.hosts)
      s.hosts.push_back({x.segment, random.uniform() >= security.patched, x.zone});
    s.allowed = h.attacks.allowed;
    s.across = security.across;
    s.end = h.end();
    s.detector = security.detector;
    s.responds_after = security.responds_after;
    s.inspection = security.inspection;
    s.patching = security.patching;
    s.isolates = !h.attacks.zones.empty();
    s.isolation = security.isolation;
    s.clock_at_start = h.header.starts;
    if (!attack) return s;
    s.at = attack->at;
    s.end = std::min(s.end, attack->until);
    if (attack->def.kind == attacks::Kind::false_readings) {  // which do not spread
      for (const std::uint32_t host : attack->hosts)
        if (random.uniform() < attack->def.share) s.first.push_back(host);
      return s;
    }
    s.first = {attack->hosts[random.below(static_cast<std::uint32_t>(attack->hosts.size()))]};
    s.spread = attack->def.spread;
    s.stops_after = attack->def.stops_after;
    s.recovery = attack->def.recovery;
    return s;
  }
  /// Until it is clean or cut off, whichever comes first, or the attack is over.
  void forge(const Attacks::One& attack, const attacks::Spell& infected,
             const std::vector<attacks::Spell>& quarantined) {
    Time until = std::min(infected.until, attack.until);
    for (const attacks::Spell& q : quarantined)
      if (q.host == infected.host && q.at >= infected.at) until = std::min(until, q.at);
    plan.forgeries.push_back({h.attacks.hosts[infected.host].device, infected.at, until,
                              attack.def.false_per_hour, attack.def.hides});
  }
  void isolate(const attacks::Spell& s) {
    const auto nodes = static_cast<faults::PartIndex>(h.backbone.graph.nodes.size());
    for (const Attacks::Zone& z : h.attacks.zones) {
      plan.log.push_back({"isolated: " + z.name, s.at, s.until});
      for (const topology::LinkIndex l : z.edge) plan.outages.push_back({nodes + l, s.at, s.until});
    }
  }
  void spread_from(const Attacks::One* attack) {
    const std::uint64_t key = name_key("attack/" + (attack ? attack->name : std::string()));
    Stream random(seed, key, Purpose::placement);
    const attacks::Outcome o = attacks::spread(setup_of(attack, random), seed, key);
    for (const auto& i : o.infected) {
      plan.infections.push_back({i.at, i.until});
      plan.log.push_back({"infected: " + name_of(i.host), i.at, i.until});
      if (attack && attack->def.kind == attacks::Kind::false_readings)
        forge(*attack, i, o.quarantined);
    }
    for (const auto& i : o.isolated) isolate(i);
    for (const auto& i : o.stopped) {
      plan.log.push_back({"stopped: " + name_of(i.host), i.at, i.until});
      cut_off(i.host, i.at, i.until);
    }
    for (const auto& i : o.quarantined) {
      plan.log.push_back({"quarantine: " + name_of(i.host), i.at, i.until});
      cut_off(i.host, i.at, i.until);
    }
    for (const auto& i : o.patched) {
      plan.log.push_back({"patched: " + name_of(i.host), i.at, i.until});
      cut_off(i.host, i.at, i.until);
    }
    if (attack) plan.log.push_back({"attack: " + attack->name, attack->at, o.contained});
  }
  /// Of those it may reach, some talk to nobody: lured away, or hung until somebody restarts them.
  void lure(const Attacks::One& attack) {
    const bool scan = attack.def.kind == attacks::Kind::scan;
    Stream random(seed, name_key("attack/" + attack.name), Purpose::placement);
    const Time until = scan ? attack.at + attack.def.recovery : attack.until;
    const double share = scan ? attack.def.share * attack.def.hangs : attack.def.lured;
    for (const std::uint32_t host : attack.hosts) {
      if (random.uniform() >= share) continue;
      plan.log.push_back({(scan ? "hung: " : "lured: ") + name_of(host), attack.at, until});
      cut_off(host, attack.at, until);
    }
    plan.log.push_back({"attack: " + attack.name, attack.at, attack.until});
  }
};

void wear(const compiler::Hospital& h, Seed seed, DeviceOutages& plan) {
  const faults::MaintenanceDef& def = h.maintenance;
  faults::FleetSetup fleet;
  std::vector<flow::DeviceIndex> device_of;
  for (flow::DeviceIndex d = 0; d < h.devices.size(); ++d)
    if (const auto wears = def.classes.find(h.devices[d].class_name); wears != def.classes.end()) {
      fleet.units.push_back({wears->second, name_key("wear/" + h.devices[d].name)});
      device_of.push_back(d);
    }
  fleet.technicians = def.technicians;
  fleet.spares = def.spares;
  fleet.delivery = def.delivery;
  fleet.end = h.end();
  for (const faults::WorkOrder& o : faults::draw_orders(fleet, seed)) {
    if (o.out_from() >= h.end()) continue;
    const bool failed = o.kind == faults::WorkOrder::Kind::failure;
    const flow::DeviceIndex d = device_of[o.unit];
    plan.log.push_back(
        {(failed ? "failed: " : "work on: ") + h.devices[d].name, o.out_from(), o.done});
    plan.silences.push_back({d, o.out_from(), o.done});
  }
}

/// Spells of one device that touch become one.
void unite(std::vector<DeviceOutages::Silence>& silences) {
  std::map<flow::DeviceIndex, faults::Spans> of;
  for (const auto& s : silences) of[s.device].push_back({s.at, s.until});
  silences.clear();
  for (auto& [device, spans] : of)
    for (const faults::Span& s : faults::united(std::move(spans)))
      silences.push_back({device, s.at, s.until});
}

}  // namespace

DeviceOutages device_outages(const compiler::Hospital& h, Seed seed) {
  Planner p{h, seed, {}};
  bool spreads = false;
  for (const Attacks::One& attack : h.attacks.list) {
    if (attack.def.kind == attacks::Kind::ransomware ||
        attack.def.kind == attacks::Kind::false_readings) {
      spreads = true;
      p.spread_from(&attack);
    } else {
      p.lure(attack);
    }
  }
  // The detector errs without an attack, too.
  if (!spreads && h.attacks.security.detector.false_alarms > 0) p.spread_from(nullptr);
  if (!h.maintenance.classes.empty()) wear(h, seed, p.plan);
  unite(p.plan.silences);
  return std::move(p.plan);
}

}  // namespace wardtwin::run
