#include <string>

#include "scenarios/run/metric_rules.h"

// Metrics of patients and staff.
namespace wardtwin::run {
namespace {

double ratio_of(double a, double b) { return b > 0 ? a / b : 0; }

// Of a unit's observations; a unit without them has none of it.
void add_early_warning_rules(const std::string& unit, std::uint32_t index, std::vector<Rule>& all) {
  static const results::EarlyWarning kNone;
  const auto of = [index](const Replication& rep) -> const results::EarlyWarning& {
    for (const auto& e : rep.early_warning)
      if (e.unit == index) return e;
    return kNone;
  };
  Rule detection{{"detection in " + unit, "s", ""}, {}, {}, {}};
  detection.delays = [of](const Replication& rep) {
    const auto& e = of(rep);
    return results::Delays{&e.detection, e.passed_unseen + e.arrests_unseen};
  };
  Rule late{{"observations late in " + unit, "s", ""}, {}, {}, {}};
  late.delays = [of](const Replication& rep) { return results::Delays{&of(rep).late, 0}; };
  Rule reviewed{{"reviewed in time in " + unit, "1", ""}, {}, {}, {}};
  reviewed.share = [of](const Replication& rep) {
    return results::Share{of(rep).reviewed_in_time, of(rep).review.count()};
  };
  Rule calls{{"team calls in " + unit, "", ""}, {}, {}, {}};
  calls.number = [of](const Replication& rep) {
    const auto& e = of(rep);
    return e.admissions
               ? 1000.0 * static_cast<double>(e.team_calls) / static_cast<double>(e.admissions)
               : 0.0;
  };
  all.insert(all.end(), {detection, late, reviewed, calls});
}

}  // namespace

void add_pathway_rules(const results::Model& model, std::vector<Rule>& all) {
  const auto delay = [&](std::string name, auto get) {
    Rule r{{std::move(name), "s", ""}, {}, {}, {}};
    r.delays = [get](const Replication& rep) { return results::Delays{&get(rep), 0}; };
    all.push_back(std::move(r));
  };
  const auto share = [&](std::string name, auto get) {
    Rule r{{std::move(name), "1", ""}, {}, {}, {}};
    r.share = get;
    all.push_back(std::move(r));
  };
  const auto number = [&](std::string name, auto get, std::string unit = "") {
    Rule r{{std::move(name), std::move(unit), ""}, {}, {}, {}};
    r.number = get;
    all.push_back(std::move(r));
  };
  for (std::size_t i = 0; i < model.pathways.size(); ++i) {
    const std::string& name = model.pathways[i].name;
    delay("time in " + name, [i](auto& rep) -> auto& { return rep.pathways[i].time; });
    if (model.pathways[i].target_s > 0)
      share("in target of " + name, [i](const Replication& rep) {
        const auto& p = rep.pathways[i];
        return results::Share{p.in_target, p.time.count()};
      });
    share("unserved of " + name, [i](const Replication& rep) {
      const auto& p = rep.pathways[i];
      return results::Share{p.unserved + p.turned_away, p.arrived};
    });
  }
  for (std::size_t i = 0; i < model.steps.size(); ++i)
    delay("wait for " + model.pathways[model.steps[i].pathway].name + "." + model.steps[i].name,
          [i](auto& rep) -> auto& { return rep.steps[i].wait; });
  for (std::size_t i = 0; i < model.resources.size(); ++i) {
    const std::string& name = model.resources[i].name;
    delay("wait for " + name, [i](auto& rep) -> auto& { return rep.resources[i].wait; });
    number(
        "utilisation of " + name,
        [i](const Replication& rep) { return rep.resources[i].utilisation; }, "1");
    number("queue for " + name,
           [i](const Replication& rep) { return rep.resources[i].queue_mean; });
    number(
        "overtime of " + name,
        [i](const Replication& rep) {
          return ratio_of(rep.resources[i].overtime_h, rep.resources[i].on_duty_h);
        },
        "1");
    number("cost of " + name,
           [i](const Replication& rep) { return rep.resources[i].cost_per_year; });
    if (model.resources[i].kind == "staff" && !model.resources[i].unit.empty())
      number("patients of " + name,
             [i, unit = model.resources[i].unit, beds = model.resources](const Replication& rep) {
               double patients = 0;
               for (std::size_t b = 0; b < beds.size(); ++b)
                 if (beds[b].kind == "bed" && beds[b].unit == unit)
                   patients += rep.resources[b].busy_mean;
               return ratio_of(patients, rep.resources[i].on_duty_mean);
             });
  }
  double equipment = 0;
  for (const auto& e : model.equipment) equipment += e.per_year();
  if (!model.equipment.empty())
    number("cost of equipment", [equipment](const Replication&) { return equipment; });
  if (model.resources.empty() && model.units.empty() && model.equipment.empty()) return;
  number("cost", [equipment](const Replication& rep) {
    double sum = equipment;
    for (const auto& r : rep.resources) sum += r.cost_per_year;
    for (const auto& n : rep.nurses) sum += n.cost_per_year;
    return sum;
  });
}

void add_unit_rules(const results::Model& model, std::vector<Rule>& all) {
  for (std::size_t u = 0; u < model.units.size(); ++u) {
    const auto of_nurses = [&](const char* what, double results::Nurses::* value,
                               std::string unit = "") {
      Rule n{{what + model.units[u].name, std::move(unit), ""}, {}, {}, {}};
      n.number = [u, value](const Replication& rep) { return rep.nurses[u].*value; };
      all.push_back(n);
    };
    of_nurses("patients per nurse in ", &results::Nurses::patients_each);
    of_nurses("cost of nurses in ", &results::Nurses::cost_per_year);
    of_nurses("nurse load in ", &results::Nurses::utilisation, "1");
    add_early_warning_rules(model.units[u].name, static_cast<std::uint32_t>(u), all);
  }
}

void add_people_metrics(std::vector<Metric>& out) {
  out.push_back({"detection in UNIT", "s",
                 "From a true deterioration to the set of observations that calls for help; those "
                 "nobody called for count as infinitely late."});
  out.push_back({"observations late in UNIT", "s", "From a set being due to its end."});
  out.push_back(
      {"reviewed in time in UNIT", "1",
       "Share of doctors' reviews begun within 60 min (score 5-6) or 30 min (7 or more)."});
  out.push_back({"team calls in UNIT", "", "Calls to the emergency team per 1000 admissions."});
  out.push_back({"time in PATHWAY", "s", "Time in system, or until the clock stops."});
  out.push_back({"in target of PATHWAY", "1", "Share of those times within the pathway's target."});
  out.push_back({"unserved of PATHWAY", "1",
                 "Share of arrivals who gave up waiting, baulked or met a full queue."});
  out.push_back({"wait for PATHWAY.STEP", "s", "From coming to a step to having all it needs."});
  out.push_back({"wait for RESOURCE", "s", "Wait of those who got it."});
  out.push_back({"utilisation of RESOURCE", "1", "Units in use over units on duty."});
  out.push_back({"queue for RESOURCE", "", "Patients waiting, mean over time."});
  out.push_back({"overtime of RESOURCE", "1", "Hours beyond those on duty, over those on duty."});
  out.push_back({"cost of RESOURCE", "", "Pay, overtime, upkeep and share of the price, a year."});
  out.push_back({"patients of RESOURCE", "",
                 "Patients in the beds of a unit for each of its staff on duty."});
  out.push_back({"patients per nurse in UNIT", "", "Occupied beds for each nurse on duty."});
  out.push_back({"nurse load in UNIT", "1", "Utilisation of the unit's nurses."});
  out.push_back({"cost of nurses in UNIT", "", "Pay and overtime of a year."});
  out.push_back({"cost of equipment", "", "Share of the price and upkeep of a year: prices:."});
  out.push_back(
      {"cost", "", "Of all resources, nurses and equipment, a year, in the scenario's currency."});
}

}  // namespace wardtwin::run
