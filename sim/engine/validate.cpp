#include <cmath>
#include <set>

#include <fmt/format.h>

#include "sim/engine/infrastructure.h"

namespace wardtwin::engine {
namespace {

bool positive(double x) { return std::isfinite(x) && x > 0; }

template <class Defs>
void check_names(const Defs& defs, std::string_view what, std::vector<std::string>& faults) {
  std::set<std::string_view> names;
  for (const auto& def : defs) {
    if (def.name.empty())
      faults.push_back(fmt::format("a {} has no name", what));
    else if (!names.insert(def.name).second)
      faults.push_back(fmt::format("two {}s are called '{}'", what, def.name));
  }
}

}  // namespace

std::vector<std::string> validate(const InfrastructureSetup& setup) {
  std::vector<std::string> faults;
  check_names(setup.hosts, "host", faults);
  check_names(setup.wires, "wire", faults);
  if (!(setup.least_residual > 0 && setup.least_residual <= 1))
    faults.push_back("least_residual must lie above 0 and at most at 1");
  for (const auto& host : setup.hosts) {
    if (host.cores < 1) faults.push_back(fmt::format("host '{}' needs at least 1 core", host.name));
    if (!positive(host.speed))
      faults.push_back(fmt::format("host '{}' needs a speed above 0", host.name));
  }
  for (const auto& wire : setup.wires) {
    if (!positive(wire.capacity.value))
      faults.push_back(fmt::format("wire '{}' needs a capacity above 0 bit/s", wire.name));
    if (wire.latency < Time{0})
      faults.push_back(fmt::format("wire '{}' has a negative latency", wire.name));
  }
  std::set<std::pair<std::uint32_t, std::uint32_t>> ends;
  for (std::size_t r = 0; r < setup.routes.size(); ++r) {
    const auto& route = setup.routes[r];
    if (route.from >= setup.hosts.size() || route.to >= setup.hosts.size()) {
      faults.push_back(fmt::format("route {} starts or ends at a host that does not exist", r));
      continue;
    }
    if (route.from == route.to)
      faults.push_back(
          fmt::format("route {} leads from '{}' to itself", r, setup.hosts[route.from].name));
    if (!ends.insert({route.from, route.to}).second)
      faults.push_back(fmt::format("two routes lead from '{}' to '{}'",
                                   setup.hosts[route.from].name, setup.hosts[route.to].name));
    if (route.wires.empty()) faults.push_back(fmt::format("route {} has no wire", r));
    std::set<std::uint32_t> seen;
    for (const auto w : route.wires) {
      if (w >= setup.wires.size())
        faults.push_back(fmt::format("route {} uses a wire that does not exist", r));
      else if (!seen.insert(w).second)
        faults.push_back(fmt::format("route {} uses wire '{}' twice", r, setup.wires[w].name));
    }
  }
  return faults;
}

}  // namespace wardtwin::engine
