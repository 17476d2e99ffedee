#include "scenarios/run/clocks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace wardtwin::run {
namespace {

using Spells = std::vector<faults::ClockSpell>;

/// Of each clock that is wrong at some time.
struct Clocks {
  std::map<topology::NodeIndex, Spells> nodes;
  std::map<std::string, Spells> classes;

  explicit Clocks(const compiler::Hospital& h) {
    for (const compiler::WrongClock& w : h.wrong_clocks)
      (w.class_name.empty() ? nodes[w.node] : classes[w.class_name]).push_back(w.spell);
  }
  template <class Map, class Key>
  static double error(const Map& of, const Key& key, Time resync, Time t) {
    const auto at = of.find(key);
    return at == of.end() ? 0 : faults::clock_error(at->second, resync, t);
  }
};

}  // namespace

void count_stamps(const compiler::Hospital& h, results::Replication& out) {
  if (h.wrong_clocks.empty()) return;
  const Clocks clocks(h);
  const Time resync = h.clocks.resync;
  const double off_by = seconds(h.clocks.off_by);
  const double late_after = seconds(h.alarm_manager.rules.late_after);
  results::AlarmManager& m = out.alarm_manager;
  for (const results::AlarmRecord& record : out.alarms) {
    const flow::Alarm& a = record.alarm;
    const auto at = [&a](flow::AlarmStage stage) { return a.at[static_cast<std::size_t>(stage)]; };
    const Time sent = at(flow::AlarmStage::device), came = at(flow::AlarmStage::gateway);
    if (came == kNever || sent == kNever) continue;
    const compiler::Device& device = h.devices[a.device];
    double stamp = Clocks::error(clocks.classes, device.class_name, resync, sent);
    if (device.gateway != flow::kNone)
      stamp += Clocks::error(clocks.nodes, h.backbone.gateways[device.gateway].node, resync, sent);
    // how much longer than it took it seems to have taken
    const auto seems = [&](Time t) {
      return Clocks::error(clocks.nodes, h.alarm_node, resync, t) - stamp;
    };
    const double apart = seems(came);
    m.stamp_error_s = std::max(m.stamp_error_s, std::abs(apart));
    m.stamped_wrong += std::abs(apart) > off_by;
    m.seem_early += seconds(came - sent) + apart < 0;
    const Time rang = at(flow::AlarmStage::handset);
    if (rang == kNever) continue;
    const double took = seconds(rang - sent);
    m.seem_late += took <= late_after && took + seems(rang) > late_after;
  }
  for (const compiler::WrongClock& w : h.wrong_clocks) {
    const Time until = w.spell.until;
    out.faults.push_back({w.what, w.spell.at, until > kNever - resync ? kNever : until + resync});
  }
}

}  // namespace wardtwin::run
