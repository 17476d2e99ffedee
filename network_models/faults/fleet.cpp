#include "network_models/faults/fleet.h"

#include <algorithm>
#include <cmath>
#include <queue>
#include <set>
#include <tuple>
#include <utility>

namespace wardtwin::faults {
namespace {

using Kind = WorkOrder::Kind;

class Workshop {
 public:
  Workshop(const FleetSetup& setup, Seed seed)
      : setup_(setup), free_(setup.technicians), stock_(setup.spares.value_or(0)) {
    for (const FleetUnit& u : setup.units)
      units_.push_back({Stream(seed, u.key, Purpose::failure)});
  }

  std::vector<WorkOrder> run() {
    for (std::uint32_t u = 0; u < units_.size(); ++u) {
      renew(u, Time{0});
      needless_later(u, Time{0});
    }
    while (!events_.empty() && events_.top().at < setup_.end) {
      const Event e = events_.top();
      events_.pop();
      handle(e);
    }
    return std::move(orders_);
  }

 private:
  enum What : std::uint8_t { done, delivered, fails, foreseen, due, needless };
  struct Event {
    Time at;
    std::uint32_t unit;  // of done: the order
    What what;
    std::uint32_t life;
    bool operator<(const Event& b) const {
      return std::tie(b.at, b.what, b.unit) < std::tie(at, what, unit);
    }
  };
  struct Unit {
    Stream random;
    std::uint32_t life = 0;
    std::uint32_t order = 0;  // 1 + its open order; 0: none
    bool worn = false;        // it would have failed on the bench
  };
  const WearDef& def(std::uint32_t u) const { return setup_.units[u].def; }
  void push(Time at, std::uint32_t unit, What what, std::uint32_t life) {
    if (at < setup_.end) events_.push({at, unit, what, life});
  }

  void renew(std::uint32_t u, Time now) {
    Unit& unit = units_[u];
    const WearDef& d = def(u);
    ++unit.life;
    const double scale = seconds(d.mtbf) / std::tgamma(1 + 1 / d.shape);
    const Time life = from_seconds(
        std::min(1e10, scale * std::pow(-std::log1p(-unit.random.uniform()), 1 / d.shape)));
    const bool found = unit.random.uniform() < d.found;
    push(now + life, u, fails, unit.life);
    if (found) push(now + std::max(Time{0}, life - d.ahead), u, foreseen, unit.life);
    if (d.service_every) push(now + *d.service_every, u, due, unit.life);
  }
  void needless_later(std::uint32_t u, Time now) {
    const double rate = def(u).false_orders;
    if (rate > 0)
      push(now + from_seconds(standard_exponential(units_[u].random) / rate), u, needless, 0);
  }

  void raise(std::uint32_t u, Kind kind, Time now) {
    if (units_[u].order > 0) return;  // somebody will come anyway
    orders_.push_back({u, kind, now});
    units_[u].order = static_cast<std::uint32_t>(orders_.size());
    if (setup_.spares) push(now + setup_.delivery, 0, delivered, 0);
    waiting_.insert(rank(units_[u].order - 1));
    begin_what_can(now);
  }
  /// Failures first, then in the order of raising.
  std::pair<bool, std::uint32_t> rank(std::uint32_t order) const {
    return {orders_[order].kind != Kind::failure, order};
  }

  void begin_what_can(Time now) {
    while (!waiting_.empty() && (setup_.technicians == 0 || free_ > 0) &&
           (!setup_.spares || stock_ > 0)) {
      const std::uint32_t index = waiting_.begin()->second;
      waiting_.erase(waiting_.begin());
      WorkOrder& o = orders_[index];
      --free_;
      if (setup_.spares) --stock_;
      o.begun = now;
      const WearDef& d = def(o.unit);
      const Distribution& work = o.kind == Kind::failure ? d.repair : d.planned;
      o.done = now + std::max(Time{0}, work.time(units_[o.unit].random));
      push(o.done, index, done, 0);
    }
  }

  void fail(std::uint32_t u, Time now) {
    const std::uint32_t open = units_[u].order;
    if (open == 0) return raise(u, Kind::failure, now);
    WorkOrder& o = orders_[open - 1];
    if (o.begun != kNever) {
      units_[u].worn = true;
      return;
    }
    waiting_.erase(rank(open - 1));
    o.kind = Kind::failure;  // sooner than the workshop
    o.raised = now;
    waiting_.insert(rank(open - 1));
    begin_what_can(now);
  }

  void handle(const Event& e) {
    if (e.what == delivered) {
      ++stock_;
      return begin_what_can(e.at);
    }
    if (e.what == done) {
      const WorkOrder& o = orders_[e.unit];
      ++free_;
      units_[o.unit].order = 0;
      const bool worn = std::exchange(units_[o.unit].worn, false);
      if (o.kind != Kind::needless || worn) renew(o.unit, e.at);
      return begin_what_can(e.at);
    }
    if (e.what == needless) {
      raise(e.unit, Kind::needless, e.at);
      return needless_later(e.unit, e.at);
    }
    if (e.life != units_[e.unit].life) return;
    if (e.what == fails) return fail(e.unit, e.at);
    raise(e.unit, e.what == foreseen ? Kind::foreseen : Kind::service, e.at);
  }

  const FleetSetup& setup_;
  std::vector<Unit> units_;
  std::vector<WorkOrder> orders_;
  std::set<std::pair<bool, std::uint32_t>> waiting_;
  std::priority_queue<Event> events_;
  int free_, stock_;
};

}  // namespace

std::vector<WorkOrder> draw_orders(const FleetSetup& setup, Seed seed) {
  return Workshop(setup, seed).run();
}

}  // namespace wardtwin::faults
