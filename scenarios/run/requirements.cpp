#include "scenarios/run/requirements.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "scenarios/compiler/problems.h"
#include "scenarios/run/metric_rules.h"
#include "scenarios/run/model.h"
#include "sim/results/summary.h"

namespace wardtwin::run {
namespace {

using compiler::Bound;
using results::Replication;

std::uint64_t never(const results::AlarmsOfPriority& a) {
  return a.ended[static_cast<std::size_t>(results::AlarmEnd::lost)];
}

std::vector<Rule> rules() {
  std::vector<Rule> rules;
  for (const auto& priority : words<flow::AlarmPriority>) {
    for (const auto& stage : words<flow::AlarmStage>) {
      const auto p = static_cast<std::size_t>(priority.value),
                 s = static_cast<std::size_t>(stage.value);
      Rule r;
      r.metric = {fmt::format("{} alarms to {}", priority.word, stage.word), "s",
                  fmt::format("Delay of {} alarms from the device (detected, device: from onset) "
                              "to {}; lost ones count as infinitely late.",
                              priority.word, stage.word)};
      r.delays = [p, s](const Replication& rep) {
        const auto& a = rep.alarm_statistics.priority[p];
        return results::Delays{&a.since_device[s], never(a)};
      };
      rules.push_back(r);
    }
    const auto p = static_cast<std::size_t>(priority.value);
    Rule lost;
    lost.metric = {
        fmt::format("{} alarms lost", priority.word), "1",
        fmt::format("Share of {} alarms whose message or push was lost.", priority.word)};
    lost.share = [p](const Replication& rep) {
      const auto& a = rep.alarm_statistics.priority[p];
      return results::Share{never(a), a.raised};
    };
    lost.counts = "alarms";
    rules.push_back(lost);
    Rule late;
    late.metric = {fmt::format("{} alarms late", priority.word), "1",
                   fmt::format("Share of {} alarms that were at the handset later than platform: "
                               "alarm_manager: rules: late_after, or still under way.",
                               priority.word)};
    late.share = [p](const Replication& rep) {
      const auto& a = rep.alarm_statistics.priority[p];
      return results::Share{a.total_late(), a.raised};
    };
    late.counts = "alarms";
    rules.push_back(late);
  }
  Rule blind{
      {"blind share", "1", "Blind minutes of monitored beds over all their minutes."}, {}, {}, {}};
  blind.minutes = [](const Replication& rep) {
    Minutes sum;
    for (const auto& u : rep.units) {
      sum.bad += u.blind_min;
      sum.all += u.monitored_min;
    }
    return sum;
  };
  blind.number = [of = blind.minutes](const Replication& rep) {
    const Minutes m = of(rep);
    return m.all > 0 ? m.bad / m.all : 0;
  };
  Rule air{{"airtime", "1", "Largest busy share of the air over access points."}, {}, {}, {}};
  air.number = [](const Replication& rep) {
    double most = 0;
    for (const auto& a : rep.access_points) most = std::max(most, a.busy);
    return most;
  };
  Rule gateway{{"gateway load", "1", "Largest utilisation of a gateway."}, {}, {}, {}};
  gateway.number = [](const Replication& rep) {
    double most = 0;
    for (const auto& g : rep.gateways) most = std::max(most, g.utilisation);
    return most;
  };
  Rule nurses{{"nurse load", "1", "Largest utilisation of a unit's nurses."}, {}, {}, {}};
  nurses.number = [](const Replication& rep) {
    double most = 0;
    for (const auto& n : rep.nurses) most = std::max(most, n.utilisation);
    return most;
  };
  Rule beds{{"beds occupied", "", "Mean number of beds occupied in all units."}, {}, {}, {}};
  beds.number = [](const Replication& rep) {
    double sum = 0;
    for (const auto& u : rep.units) sum += u.beds_occupied_mean;
    return sum;
  };
  rules.insert(rules.end(), {blind, air, gateway, nurses, beds});
  const auto longest = [&](std::string name, std::string doc, double results::Gateway::* time) {
    Rule r{{std::move(name), "s", std::move(doc)}, {}, {}, {}};
    r.number = [time](const Replication& rep) {
      double most = 0;
      for (const auto& g : rep.gateways) most = std::max(most, g.*time);
      return most;
    };
    rules.push_back(r);
  };
  longest("gateway failover", "Longest from a gateway's failure to its standby serving.",
          &results::Gateway::failover_s);
  longest("gateway drain", "Longest from a way being restored to an empty queue.",
          &results::Gateway::drain_s);
  longest("gateway reconnect", "Longest that a device was without a connection to its gateway.",
          &results::Gateway::reconnect_s);
  const auto logged = [&](std::string name, std::string doc, std::string_view entry) {
    Rule r{{std::move(name), "", std::move(doc)}, {}, {}, {}};
    r.number = [entry](const Replication& rep) {
      return static_cast<double>(std::ranges::count_if(
          rep.faults, [&](const results::Fault& f) { return f.what.starts_with(entry); }));
    };
    rules.push_back(r);
  };
  logged("hosts infected", "Infections of devices, gateways and servers.", "infected: ");
  logged("hosts stopped", "Devices, gateways and servers that ransomware stopped.", "stopped: ");
  logged("hosts in quarantine", "Times that a host was cut off from the network.", "quarantine: ");
  Rule diverted{
      {"patients diverted", "", "Patients from outside who were sent elsewhere."}, {}, {}, {}};
  diverted.number = [](const Replication& rep) {
    double sum = 0;
    for (const auto& u : rep.units) sum += static_cast<double>(u.diverted);
    return sum;
  };
  rules.push_back(diverted);
  const auto of_manager = [&](std::string name, std::string doc,
                              std::uint64_t results::AlarmManager::* count) {
    Rule r{{std::move(name), "", std::move(doc)}, {}, {}, {}};
    r.number = [count](const Replication& rep) {
      return static_cast<double>(rep.alarm_manager.*count);
    };
    rules.push_back(r);
  };
  of_manager("alarms forged", "False alarms that false readings raised.",
             &results::AlarmManager::forged);
  of_manager("alarms hidden", "True alarms that false readings hid.",
             &results::AlarmManager::masked);
  of_manager("alarms by services", "Alarms that answers of services raised.",
             &results::AlarmManager::by_services);
  of_manager("false alarms by services", "Of these, about stable patients.",
             &results::AlarmManager::by_services_false);
  of_manager("alarms stamped wrong",
             "Alarms whose stamp is further from the manager's clock than network: clocks: off_by.",
             &results::AlarmManager::stamped_wrong);
  of_manager("alarms that seem late", "Alarms that are late by their stamps alone.",
             &results::AlarmManager::seem_late);
  of_manager("alarms that seem early", "Alarms that came before they were raised, by their stamps.",
             &results::AlarmManager::seem_early);
  Rule stamp{{"stamp error", "s", "Largest error of an alarm's stamp."}, {}, {}, {}};
  stamp.number = [](const Replication& rep) { return rep.alarm_manager.stamp_error_s; };
  rules.push_back(stamp);
  Rule local{{"alarms taken by gateways", "",
              "Alarms that gateways took themselves while nothing led to the alarm manager."},
             {},
             {},
             {}};
  local.number = [](const Replication& rep) {
    double sum = 0;
    for (const auto& g : rep.gateways) sum += static_cast<double>(g.local_alarms);
    return sum;
  };
  rules.push_back(local);
  logged("devices hung", "Devices that did not survive a scan.", "hung: ");
  logged("hosts patched", "Hosts that a window for patches reached.", "patched: ");
  logged("devices failed", "Failures of devices that wear.", "failed: ");
  logged("devices serviced", "Work on devices that had not failed.", "work on: ");
  Rule mend{{"time to mend", "s",
             "Mean from a device's failure until it works again, or to the end of the run."},
            {},
            {},
            {}};
  mend.number = [](const Replication& rep) {
    double sum = 0, count = 0;
    for (const results::Fault& f : rep.faults) {
      if (!f.what.starts_with("failed: ")) continue;
      sum += std::min(seconds(f.until), rep.simulated_s) - seconds(f.at);
      ++count;
    }
    return count > 0 ? sum / count : 0;
  };
  rules.push_back(mend);
  Rule contained{{"time to contain", "s",
                  "Longest from the beginning of an attack until nothing spreads any more; to the "
                  "end of the run if something still does."},
                 {},
                 {},
                 {}};
  contained.number = [](const Replication& rep) {
    double most = 0;
    for (const results::Fault& f : rep.faults)
      if (f.what.starts_with("attack: "))
        most = std::max(most, std::min(seconds(f.until), rep.simulated_s) - seconds(f.at));
    return most;
  };
  rules.push_back(contained);
  for (const int percent : {50, 80, 95, 99}) {
    Rule current{
        {fmt::format("time to {} % current", percent), "s",
         fmt::format("From the release of a drug library until {} % of the devices use it; "
                     "to the end of the run if fewer do.",
                     percent)},
        {},
        {},
        {}};
    current.number = [percent](const Replication& rep) {
      return results::time_until_current(rep, percent / 100.0);
    };
    rules.push_back(current);
  }
  Rule outdated{
      {"outdated at the end", "1", "Share of devices without the new drug library."}, {}, {}, {}};
  outdated.number = [](const Replication& rep) {
    return results::outdated_share(rep, rep.simulated_s);
  };
  rules.push_back(outdated);
  return rules;
}

// Delays of one flow, named by it: "delay of telemetry_pack/numerics".
const Rule* find(const std::vector<Rule>& all, const std::string& name) {
  for (const Rule& r : all)
    if (r.metric.name == name) return &r;
  return nullptr;
}

std::vector<Rule> rules_for(const results::Model& model) {
  std::vector<Rule> all;
  add_pathway_rules(model, all);
  if (!model.pathways.empty() && model.flows.empty()) return all;  // patients alone
  for (Rule& r : rules()) all.push_back(std::move(r));
  add_unit_rules(model, all);
  for (std::size_t u = 0; u < model.units.size(); ++u) {
    Rule seen{{"availability of " + model.units[u].name, "1",
               "Share of a unit's monitored bed-minutes in which its monitors were heard."},
              {},
              {},
              {}};
    seen.minutes = [u](const Replication& rep) {
      return Minutes{rep.units[u].blind_min, rep.units[u].monitored_min};
    };
    seen.number = [of = seen.minutes](const Replication& rep) {
      const Minutes m = of(rep);
      return m.all > 0 ? 1 - m.bad / m.all : 1.0;
    };
    all.push_back(seen);
  }
  for (std::size_t f = 0; f < model.flows.size(); ++f) {
    Rule delay{{"delay of " + model.flows[f].name, "s", "From generation to the end of the flow."},
               {},
               {},
               {}};
    delay.delays = [f](const Replication& rep) {
      return results::Delays{&rep.flows[f].delay, rep.flows[f].ledger.total_lost()};
    };
    Rule loss{{"loss of " + model.flows[f].name, "1", "Share of messages lost."}, {}, {}, {}};
    loss.share = [f](const Replication& rep) {
      return results::Share{rep.flows[f].ledger.total_lost(), rep.flows[f].ledger.generated};
    };
    loss.counts = "messages";
    all.push_back(delay);
    all.push_back(loss);
  }
  return all;
}

double figure_of(Bound::Figure figure, const results::Delays& d) {
  if (figure == Bound::Figure::max) return d.missing ? INFINITY : d.histogram->max();
  return d.missing ? INFINITY : d.histogram->mean();
}

// What is wrong with a requirement, in words; "" if nothing.
std::string fault_of(const compiler::RequirementDef& q, const Rule* rule,
                     const std::vector<std::string>& names) {
  using enum Bound::Figure;
  if (!rule) {
    const std::string near = compiler::did_you_mean(q.what, names);
    return fmt::format("unknown metric '{}'\n{}  `wardtwin list metrics` names them all.", q.what,
                       near.empty() ? "" : "  " + near + "\n");
  }
  if (rule->delays && !(q.must.figure == quantile && q.must.at_most) && q.must.figure != mean &&
      q.must.figure != max)
    return fmt::format("'{}' is a delay\n  Write `p99 <= ...`, `mean <= ...` or `max <= ...`.",
                       q.what);
  if (rule->share && q.must.figure != Bound::Figure::share)
    return fmt::format("'{}' is a share\n  Write `share <= ...` or `share >= ...`.", q.what);
  if (rule->number && q.must.figure != mean)
    return fmt::format("'{}' is one number of each run\n  Write `mean <= ...` or `mean >= ...`.",
                       q.what);
  if (rule->metric.unit == q.must.unit || (rule->metric.unit.empty() && q.must.unit == "1"))
    return "";
  return rule->metric.unit == "s"
             ? fmt::format("'{}' is a time, and the bound has {}\n  Write a time, such as 10 s.",
                           q.what, q.must.unit == "1" ? "no unit" : "the unit " + q.must.unit)
             : fmt::format(
                   "'{}' has no unit, and the bound is in {}\n  Write a number, such as 0.5.",
                   q.what, q.must.unit);
}

// The figure at the end of a measure's text, which is taken off; nullopt if there is none.
std::optional<Bound> take_figure(std::string& text) {
  const std::size_t space = text.rfind(' ');
  if (space == std::string::npos) return std::nullopt;
  const std::string word = text.substr(space + 1);
  Bound b;
  if (word == "mean") {
    b.figure = Bound::Figure::mean;
  } else if (word == "max") {
    b.figure = Bound::Figure::max;
  } else if (word == "share") {
    b.figure = Bound::Figure::share;
  } else {
    char* end = nullptr;
    const double percent = word[0] == 'p' ? std::strtod(word.c_str() + 1, &end) : 0;
    if (!end || *end != '\0' || !(percent > 0 && percent < 100)) return std::nullopt;
    b.figure = Bound::Figure::quantile;
    b.quantile = percent / 100;
  }
  text.erase(space);
  return b;
}

}  // namespace

Measure read_measure(const std::string& text, const results::Model& model) {
  using enum Bound::Figure;
  std::string name = text;
  const auto all = rules_for(model);
  // "blind share" is a metric, not the share of a metric
  std::optional<Bound> figure;
  if (!find(all, name)) figure = take_figure(name);
  if (name == "alarm") name = "high alarms to handset";
  const Rule* rule = find(all, name);
  if (!rule) {
    std::vector<std::string> names;
    for (const Rule& r : all) names.push_back(r.metric.name);
    const std::string near = compiler::did_you_mean(name, names);
    throw InputError(
        fmt::format("'{}': unknown metric '{}'\n  {}`wardtwin list metrics` names them all.", text,
                    name, near.empty() ? "" : near + "\n  "));
  }
  Measure m{text, rule->metric.unit, {}};
  if (rule->delays) {
    if (!figure || figure->figure == share)
      throw InputError(fmt::format(
          "'{0}': '{1}' is a delay\n  Write '{1} p99', '{1} mean' or '{1} max'.", text, name));
    if (figure->figure == quantile)
      m.of = [of = rule->delays, q = figure->quantile](const Replication& rep) {
        const results::Delays d = of(rep);
        return results::quantile_with_missing(*d.histogram, d.missing, q);
      };
    else
      m.of = [of = rule->delays, f = figure->figure](const Replication& rep) {
        return figure_of(f, of(rep));
      };
    return m;
  }
  const auto only = rule->share ? share : mean;
  if (figure && figure->figure != only)
    throw InputError(fmt::format("'{0}': '{1}' is {2}\n  Write only '{1}'.", text, name,
                                 rule->share ? "a share" : "one number of each run"));
  m.of = rule->number;
  if (rule->share)
    m.of = [of = rule->share](const Replication& rep) {
      const results::Share s = of(rep);
      return s.total ? static_cast<double>(s.count) / static_cast<double>(s.total) : NAN;
    };
  return m;
}

std::vector<Metric> metrics() {
  std::vector<Metric> out;
  for (const Rule& r : rules()) out.push_back(r.metric);
  out.push_back({"delay of CLASS/STREAM", "s", "Delay of a flow from generation to its end."});
  out.push_back({"loss of CLASS/STREAM", "1", "Share of a flow's messages that were lost."});
  out.push_back({"availability of UNIT", "1",
                 "Share of monitored bed-minutes in which the unit's monitors were heard."});
  add_people_metrics(out);
  return out;
}

void check_requirements(const compiler::Hospital& hospital) {
  const auto all = rules_for(model_of(hospital));
  std::vector<std::string> names;
  for (const Rule& r : all) names.push_back(r.metric.name);
  std::vector<std::string> wrong;
  for (std::size_t i = 0; i < hospital.requirements.size(); ++i) {
    const compiler::RequirementDef& q = hospital.requirements[i];
    const std::string fault = fault_of(q, find(all, q.what), names);
    if (fault.empty()) continue;
    const std::string at =
        i < hospital.requirement_at.size() ? hospital.requirement_at[i] + ": " : "";
    wrong.push_back(fmt::format("{}requirement '{}': {}\n", at, q.name, fault));
  }
  if (wrong.empty()) return;
  std::string text;
  for (const std::string& w : wrong) text += w + "\n";
  throw compiler::ScenarioError(fmt::format("{}{} error{}; nothing was simulated.\n", text,
                                            wrong.size(), wrong.size() == 1 ? "" : "s"),
                                wrong);
}

std::vector<results::Requirement> judge_requirements(const compiler::Hospital& hospital,
                                                     const results::Results& results) {
  const auto all = rules_for(model_of(hospital));
  std::vector<results::Requirement> out;
  for (const compiler::RequirementDef& q : hospital.requirements) {
    const Rule* rule = find(all, q.what);
    std::vector<results::Delays> delays;
    std::vector<results::Share> shares;
    std::vector<double> numbers;
    for (const Replication& rep : results.replications) {
      if (rule->delays) delays.push_back(rule->delays(rep));
      if (rule->share) shares.push_back(rule->share(rep));
      if (rule->number) numbers.push_back(rule->number(rep));
    }
    const std::string name = fmt::format("{}: {}", q.name, q.what);
    if (rule->delays && q.must.figure == Bound::Figure::quantile && q.must.at_most)
      out.push_back(results::require_quantile(name, q.must.quantile, q.must.limit, delays));
    else if (rule->share)
      out.push_back(results::require_share(name, q.must.limit, q.must.at_most, shares));
    else {
      for (const results::Delays& d : delays) numbers.push_back(figure_of(q.must.figure, d));
      out.push_back(
          results::require_mean(name, rule->metric.unit, q.must.limit, q.must.at_most, numbers));
    }
    out.back().budget = budget_of(q.must, *rule, results);
  }
  return out;
}

}  // namespace wardtwin::run
