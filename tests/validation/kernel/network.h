#pragma once

#include <deque>
#include <string>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/kernel/resource.h"

namespace wardtwin::kernel::validation {

/// A network of queues on kernel processes and resources; one second is the unit of all times.
struct StationDef {
  int servers = 1;
  Distribution service;
  int room = 1 << 30;  ///< customers waiting or served; a further one is lost
};
struct ClassDef {
  double rate = 0;
  int priority = 0;
  Distribution service{};  ///< in place of the station's, if `own_service`
  bool own_service = false;
  /// Next station after `from` (-1: outside); -1 leaves.
  int (*next)(int from, Stream& s) = [](int from, Stream&) { return from < 0 ? 0 : -1; };
};

struct StationResult {
  Tally wait, waited, lost;
};
struct ClassResult {
  Tally wait, sojourn;
  std::vector<double> sojourns;
};

struct Network {
  Simulation sim;
  std::vector<StationDef> defs;
  std::deque<Resource> stations;
  std::vector<int> present;
  std::vector<StationResult> at_station;
  std::vector<ClassResult> of_class;
  Stream routing, service;
  Time warm_up{0};
  bool keep_sojourns = false;

  Network(Seed seed, std::vector<StationDef> d, std::size_t classes)
      : defs(std::move(d)),
        present(defs.size()),
        at_station(defs.size()),
        of_class(classes),
        routing(seed, 0, Purpose::routing),
        service(seed, 0, Purpose::server_service) {
    for (const StationDef& s : defs) stations.emplace_back(sim, s.servers);
  }
};

inline Process customer(Network& n, const ClassDef& c, std::size_t own) {
  const Time came = n.sim.now();
  const bool counts = came >= n.warm_up;
  for (int at = c.next(-1, n.routing); at >= 0; at = c.next(at, n.routing)) {
    const auto i = static_cast<std::size_t>(at);
    const bool full = n.present[i] >= n.defs[i].room;
    if (counts) n.at_station[i].lost.add(full);
    if (full) co_return;
    ++n.present[i];
    const Time asked = n.sim.now();
    Claim server = co_await n.stations[i].acquire({.priority = c.priority});
    const double wait = seconds(n.sim.now() - asked);
    if (counts) {
      n.at_station[i].wait.add(wait);
      n.at_station[i].waited.add(wait > 0);
      n.of_class[own].wait.add(wait);
    }
    co_await n.sim.delay((c.own_service ? c.service : n.defs[i].service).time(n.service));
    --n.present[i];
  }
  if (!counts) co_return;
  const double sojourn = seconds(n.sim.now() - came);
  n.of_class[own].sojourn.add(sojourn);
  if (n.keep_sojourns) n.of_class[own].sojourns.push_back(sojourn);
}

inline Process arrivals(Network& n, ClassDef c, std::size_t own, Seed seed) {
  Stream between(seed, own, Purpose::arrival);
  for (;;) {
    co_await n.sim.delay(from_seconds(standard_exponential(between) / c.rate));
    n.sim.spawn(customer(n, c, own));
  }
}

/// One replication of `length` seconds, of which the first tenth is not counted.
inline void run(Network& n, const std::vector<ClassDef>& classes, Seed seed, double length) {
  n.warm_up = from_seconds(0.1 * length);
  for (std::size_t i = 0; i < classes.size(); ++i) n.sim.spawn(arrivals(n, classes[i], i, seed));
  n.sim.run_until(from_seconds(length));
}

}  // namespace wardtwin::kernel::validation
