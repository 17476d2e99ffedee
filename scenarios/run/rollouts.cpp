#include "scenarios/run/rollouts.h"

#include <algorithm>
#include <map>

#include "scenarios/run/fault_plan.h"

namespace wardtwin::run {
namespace {

using topology::NodeIndex;

/// The nodes from which something leads to `server` while these parts are down.
std::vector<std::uint8_t> led_to(const topology::Graph& g, NodeIndex server,
                                 const std::vector<std::uint8_t>& down) {
  std::vector<std::vector<NodeIndex>> next(g.nodes.size());
  for (std::size_t l = 0; l < g.links.size(); ++l)
    if (!down[g.nodes.size() + l]) {
      next[g.links[l].a].push_back(g.links[l].b);
      next[g.links[l].b].push_back(g.links[l].a);
    }
  std::vector<std::uint8_t> seen(g.nodes.size(), 0);
  std::vector<NodeIndex> open;
  const auto reach = [&](NodeIndex n) {
    if (!down[n] && !seen[n]) open.push_back(n);
    if (!down[n]) seen[n] = 1;
  };
  reach(server);
  while (!open.empty()) {
    const NodeIndex n = open.back();
    open.pop_back();
    for (const NodeIndex to : next[n]) reach(to);
  }
  return seen;
}

std::vector<NodeIndex> entries_of(const compiler::Hospital& h, const compiler::Device& d) {
  std::vector<NodeIndex> out;
  if (d.link == devices::Link::wifi && h.wifi && d.station != flow::kNone)
    for (const std::uint32_t ap : h.wifi->reach[d.station]) out.push_back(h.wifi->nodes[ap]);
  else if (d.access < h.backbone.accesses.size())
    out.push_back(h.backbone.accesses[d.access].node);
  std::ranges::sort(out);
  return out;
}

}  // namespace

std::vector<faults::CutOff> cut_off(const compiler::Hospital& h,
                                    const std::vector<NodeIndex>& entries, NodeIndex server,
                                    const std::vector<compiler::Fault>& faults) {
  const topology::Graph& g = h.backbone.graph;
  std::vector<Time> changes{Time{0}};
  for (const compiler::Fault& f : faults)
    for (const Time t : {f.at, f.until})
      if (t < h.end()) changes.push_back(std::max(Time{0}, t));
  std::ranges::sort(changes);
  const auto last = std::ranges::unique(changes);
  changes.erase(last.begin(), last.end());
  std::vector<faults::CutOff> out;
  bool cut = false;
  for (const Time t : changes) {
    std::vector<std::uint8_t> down(g.nodes.size() + g.links.size() + 1, 0);
    for (const compiler::Fault& f : faults)
      if (f.at <= t && t < f.until && !beside_the_plan(f)) down[part_of(h, f.part)] = 1;
    const auto led = led_to(g, server, down);
    const bool now = std::ranges::none_of(entries, [&](NodeIndex n) { return led[n] != 0; });
    if (now && !cut) out.push_back({t, kNever});
    if (!now && cut) out.back().until = t;
    cut = now;
  }
  return out;
}

std::vector<results::Fault> rollouts(const compiler::Hospital& h, Seed seed,
                                     const std::vector<compiler::Fault>& faults) {
  std::vector<results::Fault> log;
  for (const compiler::Rollout& r : h.rollouts) {
    faults::RolloutSetup setup;
    setup.def = r.def;
    setup.released = r.released;
    setup.end = h.end();
    setup.clock_at_start = h.header.starts;
    std::map<std::vector<NodeIndex>, std::uint32_t> places;
    for (const flow::DeviceIndex d : r.devices) {
      const auto entries = entries_of(h, h.devices[d]);
      const auto [place, fresh] =
          places.try_emplace(entries, static_cast<std::uint32_t>(places.size()));
      if (fresh) setup.cut_off.push_back(cut_off(h, entries, r.server, faults));
      setup.units.push_back(
          {name_key("library/" + r.name + "/" + h.devices[d].name), place->second});
    }
    const std::vector<Time> current = faults::roll_out(setup, seed);
    for (std::size_t i = 0; i < current.size(); ++i)
      log.push_back({"outdated: " + h.devices[r.devices[i]].name, r.released, current[i]});
  }
  return log;
}

}  // namespace wardtwin::run
