#include "scenarios/run/device_outages.h"

#include <algorithm>

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
  void spread_from(const Attacks::One* attack) {
    const std::uint64_t key = name_key("attack/" + (attack ? attack->name : std::string()));
    Stream random(seed, key, Purpose::placement);
    attacks::SpreadSetup s;
    const attacks::SecurityDef& security = h.attacks.security;
    for (const Attacks::Host& x : h.attacks.hosts)
      s.hosts.push_back({x.segment, random.uniform() >= security.patched});
    s.allowed = h.attacks.allowed;
    s.across = security.across;
    s.end = h.end();
    s.detector = security.detector;
    s.responds_after = security.responds_after;
    s.inspection = security.inspection;
    s.patching = security.patching;
    s.clock_at_start = h.header.starts;
    if (attack) {
      s.at = attack->at;
      s.end = std::min(s.end, attack->until);
      s.first = {attack->hosts[random.below(static_cast<std::uint32_t>(attack->hosts.size()))]};
      s.spread = attack->def.spread;
      s.stops_after = attack->def.stops_after;
      s.recovery = attack->def.recovery;
    }
    const attacks::Outcome o = attacks::spread(s, seed, key);
    for (const auto& i : o.infected)
      plan.log.push_back({"infected: " + name_of(i.host), i.at, i.until});
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
  void lure(const Attacks::One& attack) {
    Stream random(seed, name_key("attack/" + attack.name), Purpose::placement);
    for (const std::uint32_t host : attack.hosts) {
      if (random.uniform() >= attack.def.lured) continue;
      plan.log.push_back({"lured: " + name_of(host), attack.at, attack.until});
      cut_off(host, attack.at, attack.until);
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
  std::ranges::sort(silences, [](const auto& a, const auto& b) {
    return a.device != b.device ? a.device < b.device : a.at < b.at;
  });
  std::vector<DeviceOutages::Silence> out;
  for (const auto& s : silences)
    if (!out.empty() && out.back().device == s.device && s.at <= out.back().until)
      out.back().until = std::max(out.back().until, s.until);
    else
      out.push_back(s);
  silences = std::move(out);
}

}  // namespace

DeviceOutages device_outages(const compiler::Hospital& h, Seed seed) {
  Planner p{h, seed, {}};
  bool spreads = false;
  for (const Attacks::One& attack : h.attacks.list) {
    if (attack.def.kind == attacks::Kind::ransomware) {
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
