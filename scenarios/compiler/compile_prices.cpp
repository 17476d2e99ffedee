// What there is of each kind of equipment, and what one of it costs.
#include <map>

#include "scenarios/compiler/compile.h"
#include "scenarios/compiler/pathway_checks.h"
#include "scenarios/compiler/prices.h"

namespace wardtwin::compiler {
namespace {

class Ledger {
 public:
  Ledger(const PricesDef& prices, std::vector<Equipment>& out) : prices_(prices), out_(out) {}

  void add(std::string kind, std::string name, double count, const devices::PriceDef& price,
           double cabling = 0) {
    if (count <= 0) return;
    out_.push_back({std::move(kind), std::move(name), count, price.buy + cabling,
                    price.life_years.value_or(prices_.life_years),
                    price.upkeep_per_year.value_or(prices_.upkeep_share * price.buy)});
  }

 private:
  const PricesDef& prices_;
  std::vector<Equipment>& out_;
};

void add_devices(Compilation& c, Ledger& ledger) {
  std::map<std::string, std::string> class_of;  // of a bench's devices, which go by their own name
  if (c.scenario.bench)
    for (const BenchDeviceDef& d : c.scenario.bench->devices) class_of[d.name] = d.of_class;
  std::map<std::string, double> count;
  for (const Device& d : c.hospital.devices) {
    const auto of = class_of.find(d.class_name);
    count[of == class_of.end() || of->second.empty() ? d.class_name : of->second] += 1;
  }
  for (const auto& [name, n] : count) {
    const auto known = c.classes.find(name);
    const auto own = c.prices.devices.find(name);
    if (own != c.prices.devices.end())
      ledger.add("device", name, n, own->second);
    else if (known != c.classes.end())
      ledger.add("device", name, n, known->second.price);
  }
  for (const auto& [name, price] : c.prices.devices) known_class(c, "prices.devices." + name, name);
}

void add_radios(Compilation& c, Ledger& ledger) {
  const RadioPricesDef& p = c.prices.radios;
  const std::map<std::string, const devices::PriceDef*> price_of{
      {"ble", &p.ble},           {"lorawan", &p.lorawan}, {"ieee802154", &p.ieee802154},
      {"cellular", &p.cellular}, {"rfid", &p.rfid},       {"uwb", &p.uwb},
      {"ble_mesh", &p.ble}};
  std::map<std::pair<std::string, bool>, double> count;
  for (const GatewayRadio& r : c.hospital.gateway_radios) count[{r.radio, r.cabled}] += 1;
  for (const auto& [key, n] : count)
    if (const auto price = price_of.find(key.first); price != price_of.end())
      ledger.add("radio", key.second ? key.first : key.first + " without cable", n, *price->second,
                 key.second ? c.prices.cabling : 0);
}

constexpr double kDays = 365.25;

double hours_between(Time from, Time to) {
  return seconds(to > from ? to - from : to - from + 24h) / 3600;
}

double paid_hours(const people::StaffDef& s) {
  const double day = hours_between(s.day_begins, s.night_begins);
  return (s.day_nurses * day + s.night_nurses * (24 - day)) * kDays;
}

double paid_hours(const people::ResourceDef& r) {
  if (r.roster.empty()) return r.units * 24 * kDays;
  double week = 0;
  for (const people::ShiftDef& s : r.roster)
    week += s.units * hours_between(s.from, s.to) * static_cast<double>(s.days.size());
  return week / 7 * kDays;
}

}  // namespace

double planned_cost(const Hospital& h) {
  if (h.equipment.empty())
    throw InputError(
        "nothing says what a design costs\n  Write --cost path=1000 for each path of --vary, or "
        "prices: in the scenario.");
  double cost = 0;
  for (const Equipment& e : h.equipment) cost += e.per_year();
  for (const auto& unit : h.staff.units) cost += paid_hours(unit.staff) * unit.staff.cost_per_hour;
  for (const people::ResourceDef& r : h.pathways.resources)
    if (!r.unlimited)
      cost += paid_hours(r) * r.cost_per_hour +
              most_units(r) * (r.price / r.life_years + r.upkeep_per_year);
  return cost;
}

void compile_prices(Compilation& c) {
  const Entry* e = c.scenario.document.root.entry("prices");
  if (!e) return;
  Hospital& h = c.hospital;
  h.currency = c.prices.currency;
  Ledger ledger(c.prices, h.equipment);
  add_devices(c, ledger);
  if (h.wifi)
    ledger.add("access point", "Wi-Fi", static_cast<double>(h.wifi->names.size()),
               c.prices.access_point, c.prices.cabling);
  add_radios(c, ledger);
  ledger.add("switch", "switches", static_cast<double>(c.network.switches.size()),
             c.prices.switch_);
  ledger.add("gateway", "gateways", static_cast<double>(h.gateway_names.size()), c.prices.gateway);
  ledger.add("server", "servers", static_cast<double>(h.servers.size()), c.prices.server);
  for (const auto& [name, other] : c.prices.others)
    ledger.add("other", name, other.count, other.each);
  for (auto& unit : h.staff.units)
    if (unit.staff.cost_per_hour == 0) unit.staff.cost_per_hour = c.prices.nurse_hour;
}

}  // namespace wardtwin::compiler
