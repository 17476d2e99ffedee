#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/compiler/compile.h"
#include "scenarios/compiler/pathway_checks.h"
#include "scenarios/compiler/pathway_text.h"
#include "sim/people/pathways/patient_flow.h"

namespace wardtwin::compiler {
namespace {

using namespace people;

/// Names to indices, with what is wrong told where it was written.
struct Names {
  Compilation& c;
  PathwaysSetup& setup;
  std::vector<std::string> resources, classes;
  std::vector<std::string> steps;  ///< "pathway.step"

  std::optional<std::uint32_t> find(const std::vector<std::string>& all, const std::string& name,
                                    const std::string& path, std::string_view kind) {
    const auto it = std::find(all.begin(), all.end(), name);
    if (it != all.end()) return static_cast<std::uint32_t>(it - all.begin());
    c.error(path, fmt::format("there is no {} '{}'", kind, name),
            {did_you_mean(name, all), all.empty() ? fmt::format("There is no {} at all.", kind)
                                                  : fmt::format("There are {}.", join(all, 12))});
    return {};
  }

  std::optional<StepIndex> step(const std::string& name, const std::string& pathway,
                                const std::string& path) {
    if (name == "leave") return kLeave;
    if (name == "die") return kDie;
    const bool whole = name.find('.') != std::string::npos;
    std::vector<std::string> own;
    for (const std::string& s : steps)
      if (s.starts_with(pathway + ".")) own.push_back(s.substr(pathway.size() + 1));
    const std::string full = whole ? name : pathway + "." + name;
    const auto it = std::find(steps.begin(), steps.end(), full);
    if (it != steps.end()) return static_cast<StepIndex>(it - steps.begin());
    c.error(path, fmt::format("there is no step '{}'", name),
            {did_you_mean(name, whole ? steps : own),
             pathway.empty()
                 ? fmt::format("There are {}.", join(steps, 12))
                 : fmt::format("There are {}; leave and die; and PATHWAY.STEP of another pathway.",
                               join(own, 12))});
    return {};
  }

  std::vector<Draw> draws(const Shares& s, auto resolve) {
    std::vector<Draw> out;
    double upto = 0;
    for (const auto& [name, share] : s.of)
      if (const auto to = resolve(name); to && share > 0) out.push_back({upto += share, *to});
    if (!out.empty()) out.back().upto = 1;
    return out;
  }

  // One law for all, or one for each class there is.
  std::vector<Distribution> laws(const LawByClass& l, const std::string& path) {
    if (l.of.empty()) return {};
    if (l.of[0].first.empty()) return {l.of[0].second};
    std::vector<std::optional<Distribution>> by_class(classes.size());
    std::optional<Distribution> other;
    for (const auto& [name, law] : l.of) {
      if (name == "other")
        other = law;
      else if (const auto i = find(classes, name, path, "class"))
        by_class[*i] = law;
    }
    std::vector<Distribution> out;
    std::vector<ClassIndex> missing;
    for (std::size_t i = 0; i < classes.size(); ++i) {
      if (!by_class[i] && !other) missing.push_back(static_cast<ClassIndex>(i));
      out.push_back(by_class[i] ? *by_class[i] : other.value_or(Distribution{}));
    }
    // who never comes here needs no law; that is checked once the steps are known
    if (!missing.empty())
      without_law.push_back({static_cast<StepIndex>(setup.steps.size()), path, missing});
    return out;
  }
  std::vector<MissingLaw> without_law;
};

void collect_classes(Compilation& c, Names& names) {
  for (const PathwayDef& p : c.people.pathways) {
    const std::string path = fmt::format("people.pathways.{}.classes", p.name);
    const auto add = [&](const std::string& name, int priority, const std::string& at) {
      const auto it = std::find(names.classes.begin(), names.classes.end(), name);
      if (it == names.classes.end()) {
        names.classes.push_back(name);
        names.setup.class_priority.push_back(priority);
        return;
      }
      const int other =
          names.setup.class_priority[static_cast<std::size_t>(it - names.classes.begin())];
      if (other != priority)
        c.error(at,
                fmt::format("class '{}' has priority {} here and {} in another pathway", name,
                            priority, other),
                {"A class means the same everywhere: rename one, or give both one priority."});
    };
    if (p.classes.empty()) add(p.name, p.priority, fmt::format("people.pathways.{}", p.name));
    for (const ClassDef& k : p.classes) add(k.name, k.priority, path + "." + k.name);
  }
  if (names.classes.size() > kMostClasses)
    c.error("people.pathways", fmt::format("there are {} classes of patients; {} are allowed",
                                           names.classes.size(), kMostClasses));
}

void compile_needs(Names& names, const StepDef& s, const std::string& path, Step& out) {
  const auto take = [&](const Needs& needs, bool kept, const char* key) {
    for (const auto& [name, units] : needs.of) {
      const auto r = names.find(names.resources, name, path + "." + key, "resource");
      if (!r) continue;
      const ResourceDef& def = names.setup.resources[*r];
      const int most = most_units(def);
      if (units > most && most > 0 && !def.unlimited)
        names.c.error(path + "." + key,
                      fmt::format("'{}' asks for {} of '{}', and there are never more than {}",
                                  s.name, units, name, most),
                      {"Nobody would ever be served. Ask for less, or add units."});
      out.needs.push_back({*r, units, kept});
    }
  };
  take(s.seize, true, "seize");
  take(s.with, false, "with");
  for (const std::string& name : s.release)
    if (const auto r = names.find(names.resources, name, path + ".release", "resource"))
      out.release.push_back(*r);
}

void compile_routes(Names& names, const StepDef& s, const std::string& pathway,
                    const std::string& path, Step& out) {
  for (const RouteRule& rule : s.then.rules) {
    Route r;
    if (!rule.classes.empty()) r.classes = 0;
    for (const std::string& name : rule.classes)
      if (const auto k = names.find(names.classes, name, path + ".then", "class"))
        r.classes |= std::uint64_t{1} << *k;
    if (rule.during) {
      r.from = (*rule.during)[0];
      r.to = (*rule.during)[1];
    }
    r.draws = names.draws(
        rule.to, [&](const std::string& to) { return names.step(to, pathway, path + ".then"); });
    out.then.push_back(std::move(r));
  }
  if (s.then.rules.empty())
    names.c.error(path, fmt::format("'{}' does not say what comes then", s.name),
                  {"Write then: with the next step, or then: leave."});
}

Step compile_step(Names& names, const StepDef& s, const std::string& pathway, PathwayIndex index) {
  const std::string path = fmt::format("people.pathways.{}.steps.{}", pathway, s.name);
  Step out;
  out.name = s.name;
  out.pathway = index;
  compile_needs(names, s, path, out);
  out.takes = names.laws(s.takes, path + ".takes");
  out.patience = names.laws(s.patience, path + ".patience");
  out.worsens_after = names.laws(s.worsens_after, path + ".worsens_after");
  if (!s.worsens_to.empty())
    out.worsens_to =
        names.find(names.classes, s.worsens_to, path + ".worsens_to", "class").value_or(kNoIndex);
  if (s.worsens_after.of.empty() != s.worsens_to.empty())
    names.c.error(path, fmt::format("'{}' needs both worsens_after and worsens_to", s.name));
  out.boards = s.boards;
  out.preempts = s.preempts;
  out.joins = s.joins;
  out.stops_clock = s.stops_clock;
  out.if_interrupted = s.if_interrupted;
  out.priority = s.priority;
  out.room = s.room;
  out.baulk_from = s.baulk_from;
  out.baulk_share = s.baulk_share;
  if (!s.if_impatient.empty())
    out.if_impatient =
        names.step(s.if_impatient, pathway, path + ".if_impatient").value_or(kUnserved);
  if (!s.if_full.empty())
    out.if_full = names.step(s.if_full, pathway, path + ".if_full").value_or(kTurnedAway);
  out.becomes = names.draws(s.becomes, [&](const std::string& name) {
    return names.find(names.classes, name, path + ".becomes", "class");
  });
  for (const std::string& name : s.sends)
    if (const auto to = names.step(name, pathway, path + ".sends"); to && *to < kLeave)
      out.sends.push_back(*to);
  out.leaves_at = s.leaves_at;
  out.code = s.code;
  if (!s.leaves_at.empty() && s.leaves_at.size() != 24)
    names.c.error(path + ".leaves_at",
                  fmt::format("{} weights where 24 are needed", s.leaves_at.size()));
  compile_routes(names, s, pathway, path, out);
  return out;
}

Pathway compile_pathway(Names& names, const PathwayDef& p, StepIndex first) {
  Compilation& c = names.c;
  const std::string path = "people.pathways." + p.name;
  Pathway out{p.name, p.arrive, {}, first, p.target, p.returns};
  if (p.steps.empty())
    c.error(path, fmt::format("pathway '{}' has no steps", p.name), {"Write steps: with one."});
  Shares shares;
  double sum = 0;
  for (const ClassDef& k : p.classes) {
    shares.of.emplace_back(k.name, k.share);
    sum += k.share;
  }
  if (p.classes.empty()) shares.of = {{p.name, 1.0}};
  out.classes = names.draws(shares, [&](const std::string& name) {
    return names.find(names.classes, name, path, "class");
  });
  if (!p.classes.empty() && std::abs(sum - 1) > 1e-9)
    c.error(
        path + ".classes",
        fmt::format("the shares of the classes of '{}' are {:.6g} % together", p.name, 100 * sum),
        {"They must be 100 %; a class that patients only become later has share: 0."});
  check_arrivals(c, p, path + ".arrive");
  return out;
}

}  // namespace

namespace {

// Resources that stand for the beds of a unit of the building: there are as many as it has.
void find_building_beds(Compilation& c) {
  PathwaysSetup& setup = c.hospital.pathways;
  setup.unit_of.assign(setup.resources.size(), kNoIndex);
  for (std::uint32_t i = 0; i < setup.resources.size(); ++i) {
    ResourceDef& r = setup.resources[i];
    const std::string path = "people.resources." + r.name;
    std::uint32_t unit = 0;
    while (unit < c.people.units.size() && c.people.units[unit].name != r.unit) ++unit;
    if (r.kind != ResourceKind::bed || unit >= c.hospital.patients.units.size()) continue;
    for (std::uint32_t other = 0; other < i; ++other)
      if (setup.unit_of[other] == unit)
        c.error(
            path + ".unit",
            fmt::format("the beds of '{}' are '{}' already", r.unit, setup.resources[other].name),
            {"One resource stands for all beds of a unit."});
    setup.unit_of[i] = unit;
    const auto beds = static_cast<int>(c.hospital.patients.units[unit].beds.size());
    if (c.node(path + ".units") && r.units != beds)
      c.error(path + ".units",
              fmt::format("'{}' has {} beds in the building, and {} are written", r.unit, beds,
                          r.units),
              {"Take units: out: the building says how many there are."});
    if (r.unlimited || !r.roster.empty())
      c.error(path,
              fmt::format("'{}' are beds of the building, which are neither unlimited nor on "
                          "a roster",
                          r.name),
              {"Beds that are shut for a while are written in closed:."});
    r.units = beds;
    const UnitDef& own = c.people.units[unit].patients;
    if (!own.arrivals.hourly.empty() || !own.moves_to.empty() || own.occupied_at_start > 0)
      c.error(fmt::format("people.units.{}.patients", r.unit),
              fmt::format("patients come to '{}' by itself and by pathways", r.unit),
              {fmt::format("Take arrivals, moves_to and occupied_at_start out; who is there at the "
                           "start is written in resources: {}: occupied_at_start.",
                           r.name)});
  }
}

// Steps treat such beds as beds: one to a patient, and not taken away from one who lies in it.
void check_building_beds(Compilation& c) {
  const PathwaysSetup& setup = c.hospital.pathways;
  for (const Step& s : setup.steps)
    for (const Need& need : s.needs) {
      if (setup.unit_of[need.resource] == kNoIndex) continue;
      const std::string path =
          fmt::format("people.pathways.{}.steps.{}", setup.pathways[s.pathway].name, s.name);
      const std::string& name = setup.resources[need.resource].name;
      if (need.units != 1)
        c.error(path, fmt::format("'{}' asks for {} of '{}'", s.name, need.units, name),
                {"A patient lies in one bed of the building."});
      if (s.preempts)
        c.error(path + ".preempts",
                fmt::format("'{}' would take '{}' from a patient who lies in it", s.name, name),
                {"Give the step a priority: instead, so that it is first in the line."});
    }
}

void find_occupants(Names& names, ResourceIndex index) {
  const ResourceDef& r = names.setup.resources[index];
  const std::string path = "people.resources." + r.name;
  if (r.occupied_by.empty() != (r.occupied_at_start <= 0)) {
    names.c.error(path, fmt::format("'{}' needs both occupied_at_start and occupied_by", r.name),
                  {"Write the share, and PATHWAY.STEP of the patients who hold it."});
    return;
  }
  if (r.occupied_by.empty()) return;
  const auto step = names.step(r.occupied_by, "", path + ".occupied_by");
  if (!step || *step >= kLeave || *step >= names.setup.steps.size()) return;
  for (const Need& need : names.setup.steps[*step].needs)
    if (need.resource == index) {
      names.setup.found.push_back({index, *step, r.occupied_at_start * most_units(r) / need.units});
      return;
    }
  names.c.error(path + ".occupied_by",
                fmt::format("'{}' does not ask for '{}'", r.occupied_by, r.name),
                {"Name the step that seizes it."});
}

}  // namespace

int most_units(const ResourceDef& r) {
  if (r.roster.empty()) return r.units;
  int most = 0;
  for (Time t{0}; t < std::chrono::hours(7 * 24); t += std::chrono::minutes(1))
    most = std::max(most, on_duty(r, t));
  return most;
}

void compile_pathways(Compilation& c) {
  PathwaysSetup& setup = c.hospital.pathways;
  setup.clock_at_start = c.hospital.header.starts;
  setup.warm_up = c.hospital.header.warm_up;
  setup.resources = c.people.resources;
  find_building_beds(c);
  Names names{c, setup, {}, {}, {}, {}};
  for (const ResourceDef& r : setup.resources) {
    names.resources.push_back(r.name);
    check_resource(c, r);
  }
  for (const PathwayDef& p : c.people.pathways)
    for (const StepDef& s : p.steps) names.steps.push_back(p.name + "." + s.name);
  collect_classes(c, names);
  for (PathwayIndex i = 0; i < c.people.pathways.size(); ++i) {
    const PathwayDef& p = c.people.pathways[i];
    const auto first = static_cast<StepIndex>(setup.steps.size());
    for (const StepDef& s : p.steps) setup.steps.push_back(compile_step(names, s, p.name, i));
    setup.pathways.push_back(compile_pathway(names, p, first));
  }
  setup.classes = names.classes;
  for (ResourceIndex r = 0; r < setup.resources.size(); ++r) find_occupants(names, r);
  check_building_beds(c);
  if (c.context.errors() > 0) return;  // the last check needs whole pathways
  check_pathways(c, names.without_law);
}

}  // namespace wardtwin::compiler
