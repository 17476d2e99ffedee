#include "scenarios/run/flow_replication.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "scenarios/compiler/pathway_checks.h"
#include "scenarios/run/code_host.h"
#include "sim/kernel/process.h"
#include "sim/people/pathways/patient_flow.h"

namespace wardtwin::run {
namespace {

using people::FlowStatistics;
using people::PathwaysSetup;

constexpr double kYearHours = 365.25 * 24;

double over(double a, double b) { return b > 0 ? a / b : std::numeric_limits<double>::quiet_NaN(); }

double cost_per_year(const people::ResourceDef& r, const people::ResourceStatistics& s,
                     double counted) {
  const double years = counted / 3600 / kYearHours;
  const double pay = r.cost_per_hour * (s.on_duty + r.overtime_factor * s.overtime) / 3600 / years;
  const double each = r.price / r.life_years + r.upkeep_per_year;
  return each > 0 ? pay + compiler::most_units(r) * each : pay;
}

results::Resource resource_row(const people::ResourceDef& def, people::ResourceStatistics& s,
                               double counted) {
  results::Resource r;
  r.busy_mean = s.busy / counted;
  r.on_duty_mean = def.unlimited ? std::nan("") : s.on_duty / counted;
  r.utilisation = def.unlimited ? std::nan("") : over(s.busy, s.on_duty);
  r.work_ratio = def.unlimited ? std::nan("") : over(s.work, s.on_duty);
  r.queue_mean = s.queue / counted;
  r.queue_max = s.queue_max;
  r.on_duty_h = def.unlimited ? 0 : s.on_duty / 3600;
  r.overtime_h = s.overtime / 3600;
  r.cost_per_year = def.unlimited ? 0 : cost_per_year(def, s, counted);
  r.waited = s.waited;
  r.wait = std::move(s.wait);
  return r;
}

// Steps get what runs their code.
std::shared_ptr<CodeHost> give_code(PathwaysSetup& setup) {
  const auto with_code = [](const people::Step& s) { return !s.code.empty(); };
  if (std::ranges::none_of(setup.steps, with_code)) return {};
  std::shared_ptr<CodeHost> host = code_host(setup.seed);
  StepNames names;
  names.classes = setup.classes;
  for (const auto& r : setup.resources) names.resources.push_back(r.name);
  for (const auto& s : setup.steps)
    names.steps.push_back(setup.pathways[s.pathway].name + "." + s.name);
  setup.codes.resize(setup.steps.size());
  for (std::size_t i = 0; i < setup.steps.size(); ++i) {
    const people::Step& s = setup.steps[i];
    if (!with_code(s)) continue;
    names.pathway = setup.pathways[s.pathway].name;
    names.step = s.name;
    setup.codes[i] =
        host->step(s.code, fmt::format("step '{}' of pathway '{}'", s.name, names.pathway), names);
  }
  return host;
}

void add_profiles(std::uint32_t i, const people::ResourceStatistics& s, double counted,
                  results::Replication& out) {
  for (std::uint32_t q = 0; q < people::kQuarters; ++q)
    if (const double each = s.seconds_at[q]; each > 0)
      out.quarters.push_back({i, q, s.busy_at[q] / each, s.on_duty_at[q] / each});
  for (std::uint32_t k = 0; k < s.levels.size(); ++k)
    if (s.levels[k] > 0) out.levels.push_back({i, k, s.levels[k] / counted});
}

// FNV-1a over what was counted: equal runs have equal hashes.
std::uint64_t hash_of(const FlowStatistics& f, std::uint64_t events) {
  std::uint64_t h = 0xcbf29ce484222325u;
  const auto add = [&](std::uint64_t x) { h = (h ^ x) * 0x100000001b3u; };
  add(events);
  for (const auto& p : f.pathways) {
    add(p.arrived);
    add(p.left);
    add(p.time.sum_ns());
  }
  for (const auto& s : f.steps) {
    add(s.begun);
    add(s.wait.sum_ns());
  }
  return h;
}

}  // namespace

void describe_pathways(const compiler::Hospital& h, results::Model& m) {
  for (const auto& r : h.pathways.resources)
    m.resources.push_back({r.name, std::string(word_of(r.kind)), r.unit, r.role});
  for (const auto& p : h.pathways.pathways) m.pathways.push_back({p.name, seconds(p.target)});
  for (const auto& s : h.pathways.steps) m.steps.push_back({s.name, s.pathway});
}

void collect_pathways(const compiler::Hospital& h, FlowStatistics f, results::Replication& out) {
  const double counted = seconds(h.header.duration);
  for (auto& p : f.pathways)
    out.pathways.push_back({p.there_at_start, p.arrived, p.left, p.died, p.unserved, p.turned_away,
                            p.there, p.no_show, p.returned, p.in_target, std::move(p.time)});
  for (auto& s : f.steps)
    out.steps.push_back(
        {s.begun, s.unserved, s.turned_away, s.inside / counted, std::move(s.wait)});
  for (std::uint32_t i = 0; i < f.resources.size(); ++i) {
    add_profiles(i, f.resources[i], counted, out);
    out.resources.push_back(resource_row(h.pathways.resources[i], f.resources[i], counted));
  }
}

bool tells_patients(const compiler::Hospital& h, Seed seed) {
  return seed.replication == 0 && std::ranges::count(h.record, compiler::Recording::moves) > 0;
}

results::Replication run_flow(const compiler::Hospital& h, Seed seed) {
  const auto start = std::chrono::steady_clock::now();
  PathwaysSetup setup = h.pathways;
  setup.seed = seed;
  kernel::Simulation sim;
  const std::shared_ptr<CodeHost> host = give_code(setup);  // outlives what it made
  people::PatientFlow flow(setup, sim);
  std::optional<flow::PatientLog> log;
  if (tells_patients(h, seed)) flow.keep_log(&log.emplace(h.header.warm_up));
  sim.run_until(h.end());
  FlowStatistics f = flow.finish();
  results::Replication out;
  out.events = sim.events();
  out.event_hash = hash_of(f, out.events);
  out.simulated_s = seconds(h.end());
  collect_pathways(h, std::move(f), out);
  if (log) out.history.patients = log->rows();
  out.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return out;
}

void run_flows(const compiler::Hospital& h, std::uint64_t seed, int first, int replications,
               int jobs, const std::function<bool(results::Replication)>& take,
               const std::function<bool(double)>& go_on) {
  std::atomic<int> next{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;
  std::condition_variable news;
  std::map<int, results::Replication> ready;
  std::exception_ptr failure;
  const auto work = [&] {
    for (int k; !stop && (k = next++) < replications;) {
      try {
        auto r = run_flow(h, {seed, static_cast<std::uint32_t>(first + k)});
        const std::scoped_lock lock(mutex);
        ready.emplace(k, std::move(r));
      } catch (...) {
        const std::scoped_lock lock(mutex);
        failure = std::current_exception();
        stop = true;
      }
      news.notify_one();
    }
  };
  std::vector<std::jthread> threads;
  for (int j = 0; j < std::min(jobs, replications); ++j) threads.emplace_back(work);
  std::unique_lock lock(mutex);
  bool more = true;
  for (int taken = 0; more && taken < replications && !failure;) {
    news.wait_for(lock, std::chrono::milliseconds(100),
                  [&] { return ready.contains(taken) || failure; });
    for (auto r = ready.find(taken); more && r != ready.end(); r = ready.find(++taken)) {
      results::Replication one = std::move(r->second);
      ready.erase(r);
      lock.unlock();
      more = take(std::move(one));
      lock.lock();
    }
    more = go_on(taken) && more;
  }
  stop = true;
  lock.unlock();
  threads.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace wardtwin::run
