#include "sim/people/pathways/patient_flow.h"

#include "sim/people/pathways/impl.h"

namespace wardtwin::people {
namespace {

constexpr int kUnlimited = 1 << 30;
constexpr int kFirst = -100;  ///< rank: shifts change before patients move at one instant

bool has_arrivals(const ArriveDef& a) { return a.every || !a.hourly.empty(); }

}  // namespace

PatientFlow::Impl::Impl(const PathwaysSetup& s, kernel::Simulation& clock, Patients* bodies)
    : setup(s), sim(clock), patients(bodies), serial(s.pathways.size()) {
  counted.steps.resize(s.steps.size());
  counted.pathways.resize(s.pathways.size());
  inside.resize(s.steps.size());
  present.resize(s.pathways.size());
  admitted.resize(s.pathways.size());
  const Time week = std::chrono::hours(7 * 24);
  for (const ResourceDef& r : s.resources) {
    const std::uint64_t key = name_key("queue/" + r.name);
    Pool& p =
        pools.emplace_back(r, sim, r.unlimited ? kUnlimited : on_duty(r, s.clock_at_start % week));
    p.resource.set_discipline(r.queue, Stream(s.seed, key, Purpose::routing));
    p.resource.set_ageing(r.ageing);
    const auto i = static_cast<ResourceIndex>(pools.size() - 1);
    if (!r.roster.empty()) sim.spawn(roster(*this, i), kFirst);
    for (const ClosureDef& c : r.closed) sim.spawn(closure(*this, i, c), kFirst);
  }
  for (const Step& step : s.steps) {
    const std::string name = s.pathways[step.pathway].name + "/" + step.name;
    const std::uint64_t key = name_key("step/" + name);
    streams.push_back({Stream(s.seed, key, Purpose::length_of_stay),
                       Stream(s.seed, name_key("patience/" + name), Purpose::length_of_stay),
                       Stream(s.seed, key, Purpose::routing)});
  }
  for (const Pathway& p : s.pathways) {
    const std::uint64_t key = name_key("pathway/" + p.name);
    arrival_streams.emplace_back(s.seed, key, Purpose::arrival);
    patient_keys.push_back(name_key("patient/" + p.name));
    return_streams.emplace_back(s.seed, name_key("returns/" + p.name), Purpose::arrival);
  }
  if (s.warm_up > Time{0}) sim.spawn(warm_up(*this), -128);
  for (const Found& found : s.found) find_at_start(found);
  for (PathwayIndex i = 0; i < s.pathways.size(); ++i) {
    if (has_arrivals(s.pathways[i].arrive)) sim.spawn(arrivals(*this, i));
    if (!s.pathways[i].arrive.at.empty()) sim.spawn(listed(*this, i));
  }
}

void PatientFlow::Impl::move_inside(StepIndex step, int change) {
  Inside& in = inside[step];
  counted.steps[step].inside += static_cast<double>(in.patients) * seconds(sim.now() - in.since);
  in.since = sim.now();
  in.patients += static_cast<std::uint64_t>(change);
}

Process PatientFlow::Impl::warm_up(Impl& f) {
  co_await f.sim.delay(f.setup.warm_up);
  f.end_warm_up();
}

void PatientFlow::Impl::end_warm_up() {
  for (Pool& p : pools) {
    touch(p);
    p.counted = {};
    p.resource.restart_statistics();
  }
  for (StepIndex i = 0; i < inside.size(); ++i) {
    move_inside(i, 0);
    counted.steps[i] = {};
  }
  for (std::size_t i = 0; i < present.size(); ++i) {
    counted.pathways[i] = {};
    counted.pathways[i].there_at_start = present[i];
  }
}

PatientFlow::PatientFlow(const PathwaysSetup& setup, kernel::Simulation& sim, Patients* patients)
    : impl_(std::make_unique<Impl>(setup, sim, patients)) {
  for (const auto& code : setup.codes)
    if (code)
      code->attach({[this](ResourceIndex r) { return in_use(r); },
                    [this](ResourceIndex r) { return waiting(r); }});
}
PatientFlow::~PatientFlow() = default;

FlowStatistics PatientFlow::finish() {
  Impl& f = *impl_;
  const Time now = f.sim.now();
  for (Pool& p : f.pools) {
    f.touch(p);
    p.counted.queue = p.resource.queue().area(now);
    p.counted.queue_max = p.resource.queue().max();
    f.counted.resources.push_back(std::move(p.counted));
  }
  // Counted where they are, apart from who came and who went.
  std::uint64_t found = 0, expected = 0;
  for (StepIndex i = 0; i < f.inside.size(); ++i) {
    f.move_inside(i, 0);
    found += f.inside[i].patients;
  }
  for (const Company& c : f.companies) expected += static_cast<std::uint64_t>(c.open);
  for (const std::uint64_t n : f.present) expected += n;
  PatientLedger in_steps;
  in_steps.arrived = expected;
  in_steps.there = found;
  require_balanced("all steps", in_steps);
  for (std::size_t i = 0; i < f.present.size(); ++i) {
    PathwayStatistics& c = f.counted.pathways[i];
    c.there = f.present[i];
    PatientLedger ledger;
    ledger.there_at_start = c.there_at_start;
    ledger.arrived = c.arrived;
    ledger.left = c.left;
    ledger.died = c.died;
    ledger.unserved = c.unserved;
    ledger.turned_away = c.turned_away;
    ledger.there = c.there;
    require_balanced(f.setup.pathways[i].name, ledger);
  }
  return std::move(f.counted);
}

void PatientFlow::keep_log(flow::PatientLog* log) { impl_->log = log; }
int PatientFlow::in_use(ResourceIndex r) const { return impl_->pools[r].resource.in_use(); }
std::size_t PatientFlow::waiting(ResourceIndex r) const {
  return impl_->pools[r].resource.queue_length();
}

}  // namespace wardtwin::people
