#include "scenarios/compiler/pathway_checks.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace wardtwin::compiler {
namespace {

using namespace people;
using Resources = std::vector<ResourceIndex>;  // sorted

/// A patient of a class about to enter a step, with what is held; `boarding` is held until the
/// step has what it needs.
struct State {
  StepIndex step;
  ClassIndex cls;
  Resources held, boarding;
  friend auto operator<=>(const State&, const State&) = default;
};

void insert(Resources& all, ResourceIndex r) {
  all.insert(std::lower_bound(all.begin(), all.end(), r), r);
}

/// Walks every way that patients can go, and keeps what must not be.
class Walk {
 public:
  explicit Walk(Compilation& c) : c_(c), s_(c.hospital.pathways) {}

  void run(const std::vector<MissingLaw>& without_law) {
    for (const Pathway& p : s_.pathways) {
      if (!comes(p.arrive)) continue;
      for (const Draw& k : p.classes) visit({p.first, k.to, {}, {}});
    }
    while (!open_.empty()) {
      const State s = *open_.begin();
      open_.erase(open_.begin());
      enter(s);
    }
    if (sound_) {  // else ways end where they should not
      tell_unreached();
      tell_endless();
      tell_deadlock();
    }
    for (const MissingLaw& m : without_law)
      for (const ClassIndex k : m.classes)
        if (reached_.contains({m.step, k}))
          c_.error(m.path,
                   fmt::format("patients of class '{}' come to '{}', which has no time for "
                               "them",
                               s_.classes[k], s_.steps[m.step].name),
                   {"Name the class, or write `other:` for all that are not named."});
  }

 private:
  static bool comes(const ArriveDef& a) { return a.every || !a.hourly.empty() || !a.at.empty(); }

  std::string path(StepIndex step, std::string_view key = "") const {
    const Step& s = s_.steps[step];
    return fmt::format("people.pathways.{}.steps.{}{}{}", s_.pathways[s.pathway].name, s.name,
                       key.empty() ? "" : ".", key);
  }
  const std::string& name(ResourceIndex r) const { return s_.resources[r].name; }
  // Told once a place.
  void error(const std::string& at, std::string what, std::vector<std::string> advice) {
    if (told_.insert(at + what).second) c_.error(at, std::move(what), std::move(advice));
  }

  void visit(State s) {
    if (seen_.insert(s).second) open_.insert(std::move(s));
  }

  void enter(const State& s) {
    const Step& step = s_.steps[s.step];
    std::vector<ClassIndex> classes{s.cls};
    if (!step.becomes.empty()) {
      classes.clear();
      for (const Draw& d : step.becomes) classes.push_back(d.to);
    }
    if (!step.worsens_after.empty()) classes.push_back(step.worsens_to);
    Resources held = s.held;
    bool sound = true;
    for (const Need& need : step.needs) {
      if (std::binary_search(held.begin(), held.end(), need.resource) ||
          std::binary_search(s.boarding.begin(), s.boarding.end(), need.resource)) {
        error(path(s.step),
              fmt::format("'{}' asks for '{}', which the patient holds already", step.name,
                          name(need.resource)),
              {"It would wait for itself. Release it in the step before, or do not ask again."});
        sound = false;
        continue;
      }
      for (const Resources* all : {static_cast<const Resources*>(&held), &s.boarding})
        for (const ResourceIndex h : *all)
          if (step.patience.empty() && !s_.resources[need.resource].unlimited)
            waits_.try_emplace({h, need.resource}, s.step);
      insert(held, need.resource);
    }
    if (held.size() + s.boarding.size() > kMostHeld) {
      error(path(s.step),
            fmt::format("'{}' brings a patient to {} resources held at a time", step.name,
                        held.size() + s.boarding.size()),
            {fmt::format("At most {} are possible. Release some before.", kMostHeld)});
      sound = false;
    }
    for (const ClassIndex k : classes) {
      reached_.insert({s.step, k});
      sound_ = sound_ && sound;
      if (!sound) continue;
      if (!step.patience.empty() && step.if_impatient < kLeave)
        visit({step.if_impatient, k, s.held, s.boarding});
      if ((step.room < 1 << 30 || step.baulk_share > 0) && step.if_full < kLeave)
        visit({step.if_full, k, s.held, s.boarding});
      for (const StepIndex to : step.sends) visit({to, k, {}, {}});
      go_on(s.step, k, held);
    }
  }

  void go_on(StepIndex at, ClassIndex k, Resources held) {
    const Step& step = s_.steps[at];
    for (const ResourceIndex r : step.release) {
      const auto i = std::lower_bound(held.begin(), held.end(), r);
      if (i == held.end() || *i != r)
        error(path(at, "release"),
              fmt::format("'{}' releases '{}', which a patient may not hold there", step.name,
                          name(r)),
              {"Seize it in a step before, on every way that leads here."});
      else
        held.erase(i);
    }
    Resources boarding;
    for (const Need& n : step.needs) {
      if (n.kept) continue;
      if (const auto i = std::lower_bound(held.begin(), held.end(), n.resource);
          i != held.end() && *i == n.resource)
        held.erase(i);
      if (step.boards) insert(boarding, n.resource);
    }
    bool always = false;
    for (const Route& r : step.then) {
      if (!((r.classes >> k) & 1)) continue;
      for (const Draw& d : r.draws) {
        ways_[at].insert(d.to);
        if (d.to < kLeave)
          visit({d.to, k, held, boarding});
        else if (!held.empty())
          error(path(at),
                fmt::format("'{}' is seized and never released on a way that ends with '{}'",
                            name(held.front()), step.name),
                {fmt::format("Nobody could free it. Write release: [{}] here or in a step before.",
                             name(held.front()))});
      }
      if (r.from == r.to) {
        always = true;
        break;
      }
    }
    if (!always)
      error(path(at, "then"),
            fmt::format("patients of class '{}' do not know where to go after '{}'", s_.classes[k],
                        step.name),
            {"End the list with a rule without for: and during:, such as { to: leave }."});
    if (step.if_impatient != kUnserved && !step.patience.empty())
      ways_[at].insert(step.if_impatient);
    if (!step.patience.empty() && step.if_impatient == kUnserved) ways_[at].insert(kLeave);
  }

  void tell_unreached() {
    std::set<StepIndex> reached;
    for (const auto& [step, k] : reached_) reached.insert(step);
    // code may send patients anywhere in its pathway, and make them of any class
    std::set<std::uint32_t> decided;
    for (const Step& s : s_.steps)
      if (!s.code.empty()) decided.insert(s.pathway);
    for (StepIndex i = 0; i < s_.steps.size(); ++i)
      if (!reached.contains(i) && !decided.contains(s_.steps[i].pathway))
        error(path(i), fmt::format("no patient ever reaches '{}'", s_.steps[i].name),
              {"Name it in the `then:` of a step before, or take it out. A pathway begins with its "
               "first step, if anybody arrives."});
  }

  // From every step some way must lead out; and a round must take time.
  void tell_endless() {
    std::set<StepIndex> out;
    for (bool more = true; more;) {
      more = false;
      for (const auto& [step, to] : ways_)
        if (!out.contains(step) && std::any_of(to.begin(), to.end(), [&](StepIndex t) {
              return t >= kLeave || out.contains(t);
            }))
          more = out.insert(step).second;
    }
    for (const auto& [step, to] : ways_)
      if (!out.contains(step))
        error(path(step), fmt::format("nobody who comes to '{}' ever leaves", s_.steps[step].name),
              {"Some way must lead to leave or die."});
    std::set<StepIndex> done;
    for (const auto& [step, to] : ways_) {
      std::vector<StepIndex> way;
      if (const StepIndex again = timeless_round(step, way, done); again != kNoIndex)
        return error(path(again),
                     fmt::format("patients can go round through '{}' without taking any time",
                                 s_.steps[again].name),
                     {"Give one of the steps a time: takes: ..."});
    }
  }

  StepIndex timeless_round(StepIndex step, std::vector<StepIndex>& way, std::set<StepIndex>& done) {
    if (std::find(way.begin(), way.end(), step) != way.end()) return step;
    if (step >= kLeave || done.contains(step)) return kNoIndex;
    const auto& takes = s_.steps[step].takes;
    const bool timeless = std::all_of(takes.begin(), takes.end(), [](const Distribution& d) {
      return d.mean() == 0 && d.variance() == 0;
    });
    StepIndex found = kNoIndex;
    if (timeless && s_.steps[step].leaves_at.empty()) {
      way.push_back(step);
      for (const StepIndex to : ways_[step])
        if (found == kNoIndex) found = timeless_round(to, way, done);
      way.pop_back();
    }
    done.insert(step);
    return found;
  }

  // A circle of resources, each held by somebody who waits for the next.
  void tell_deadlock() {
    for (const auto& [pair, step] : waits_) {
      std::map<ResourceIndex, ResourceIndex> from{{pair.second, pair.first}};
      std::vector<ResourceIndex> open{pair.second};
      while (!open.empty() && !from.contains(pair.first)) {
        const ResourceIndex at = open.back();
        open.pop_back();
        for (const auto& [next, unused] : waits_)
          if (next.first == at && from.try_emplace(next.second, at).second)
            open.push_back(next.second);
      }
      if (!from.contains(pair.first)) continue;
      std::vector<std::string> advice{
          fmt::format("A patient in '{}' holds '{}' and waits for "
                      "'{}'.",
                      s_.steps[step].name, name(pair.first), name(pair.second))};
      std::vector<std::string> rest;
      for (ResourceIndex at = pair.first; at != pair.second; at = from.at(at))
        rest.push_back(fmt::format("A patient in '{}' holds '{}' and waits for '{}'.",
                                   s_.steps[waits_.at({from.at(at), at})].name, name(from.at(at)),
                                   name(at)));
      advice.insert(advice.end(), rest.rbegin(), rest.rend());
      advice.push_back(
          "Release one before the other is asked for, ask in the same order everywhere, or give "
          "one step patience:.");
      return error(path(step), "patients can wait for each other for ever", std::move(advice));
    }
  }

  Compilation& c_;
  const PathwaysSetup& s_;
  std::set<State> seen_, open_;
  std::set<std::pair<StepIndex, ClassIndex>> reached_;
  std::map<std::pair<ResourceIndex, ResourceIndex>, StepIndex> waits_;  // held, wanted: first step
  std::map<StepIndex, std::set<StepIndex>> ways_;
  std::set<std::string> told_;
  bool sound_ = true;
};

}  // namespace

namespace {

// Thinning would look for ever for a candidate at a time that is open and has a rate.
bool comes_while_open(const ArriveDef& a) {
  for (int hour = 0; hour < 7 * 24; ++hour) {
    const auto day = static_cast<std::size_t>(hour / 24);
    const Time from = std::chrono::hours(hour % 24), to = from + std::chrono::hours(1);
    const bool that_day = a.days.empty() || std::find(a.days.begin(), a.days.end(),
                                                      static_cast<Weekday>(day)) != a.days.end();
    const bool open = that_day && (!a.between || ((*a.between)[0] < to && (*a.between)[1] > from));
    const double rate = a.hourly[a.hourly.size() == 1 ? 0 : static_cast<std::size_t>(hour % 24)] *
                        (a.weekly.empty() ? 1 : a.weekly[day]);
    if (open && rate > 0) return true;
  }
  return false;
}

}  // namespace

void check_resource(Compilation& c, const ResourceDef& r) {
  const std::string path = "people.resources." + r.name;
  if (!r.roster.empty() && most_units(r) == 0)
    c.error(path + ".roster", fmt::format("nobody is ever on shift as '{}'", r.name),
            {"Give one of its shifts days: and units:."});
  if (c.node(path + ".roster") && r.roster.empty() && !c.node(path + ".units"))
    c.error(path + ".roster", fmt::format("the roster of '{}' has no one on shift", r.name),
            {"Write shifts such as day: { from: 08:00, to: 16:00, units: 3 }, or units: alone."});
  if (!r.roster.empty() && r.units != ResourceDef{}.units)
    c.error(path + ".units", fmt::format("'{}' has units and a roster", r.name),
            {"The roster says how many there are: take units: out."});
}

void check_arrivals(Compilation& c, const PathwayDef& p, const std::string& path) {
  const ArriveDef& a = p.arrive;
  if (int(a.every.has_value()) + int(!a.hourly.empty()) + int(!a.at.empty()) > 1)
    c.error(path, fmt::format("patients of '{}' come in two ways at once", p.name),
            {"Write one of every:, hourly: and at:; a second way is a pathway of its own."});
  if (!a.hourly.empty() && a.hourly.size() != 1 && a.hourly.size() != 24)
    c.error(path + ".hourly", fmt::format("{} arrival rates where 24 are needed", a.hourly.size()),
            {"Write one rate per hour of the clock, hour 0 first, or a single rate."});
  else if (!a.hourly.empty() && (a.weekly.empty() || a.weekly.size() == 7) && !comes_while_open(a))
    c.error(path + ".hourly", fmt::format("nobody of '{}' ever comes", p.name),
            {"The rates are 0 at all times that are open; check hourly:, weekly:, between: and "
             "days:."});
  if (!a.weekly.empty() && a.weekly.size() != 7)
    c.error(path + ".weekly", fmt::format("{} weekly factors where 7 are needed", a.weekly.size()));
  for (const auto& [key, rates] : {std::pair{"hourly", &a.hourly}, {"weekly", &a.weekly}})
    for (const double rate : *rates)
      if (!(rate >= 0 && rate <= 1e6))
        c.error(path + "." + key, fmt::format("{} is no rate of arrivals", rate),
                {"Rates and factors are 0 to 1000000."});
  if (a.between && (*a.between)[0] >= (*a.between)[1])
    c.error(path + ".between", "opening ends before it begins",
            {"Write [08:00, 16:00]; a night is two pathways."});
}

void check_pathways(Compilation& c, const std::vector<MissingLaw>& without_law) {
  Walk(c).run(without_law);
}

}  // namespace wardtwin::compiler
