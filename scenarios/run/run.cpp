#include "scenarios/run/run.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <thread>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "scenarios/run/child_pool.h"
#include "scenarios/run/replication.h"
#include "scenarios/run/requirements.h"
#include "sim/results/reader.h"
#include "sim/results/writer.h"

namespace wardtwin::run {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

results::Run run_of(const compiler::Hospital& h, std::uint64_t seed, int replications) {
  results::Run run;
  run.scenario_name = h.header.scenario;
  run.scenario_text = h.text;
  run.program = "wardtwin 0.1.0";
  run.created_utc = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  run.seed = seed;
  run.replications = static_cast<std::uint32_t>(replications);
  run.warm_up_s = seconds(h.header.warm_up);
  run.starts_s = seconds(h.staff.clock_at_start);
  return run;
}

results::Replication one(const compiler::Hospital& h, std::uint64_t seed, int k,
                         const Options& options, const std::function<bool(double)>& progress) {
  const auto start = Clock::now();
  const double whole = seconds(h.end());
  ReplicationOptions ro;
  ro.seed = {seed, static_cast<std::uint32_t>(k)};
  ro.threads = options.threads;
  ro.on_progress = [&](Time t) { return progress(seconds(t) / whole); };
  results::Replication r = Replication(h, ro).run();
  r.wall_s = seconds_since(start);
  return r;
}

// The parent never makes an infrastructure of its own, so replications with bulk flows need a
// child.
bool needs_children(const compiler::Hospital& h, const Options& options, int replications) {
  return !h.bulk.empty() || (options.jobs > 1 && replications > 1);
}

}  // namespace

int processors() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

std::string results_path(const Options& options, bool complete) {
  return complete ? options.output : options.output + ".part";
}

results::Results run(const compiler::Hospital& hospital, const Options& options) {
  check_requirements(hospital);
  const auto start = Clock::now();
  const std::uint64_t seed = options.seed.value_or(hospital.header.seed);
  const int replications = options.replications.value_or(hospital.header.replications);
  results::Results results;
  results.run = run_of(hospital, seed, replications);
  results.model = model_of(hospital);
  if (!options.output.empty()) results.model.surroundings = surroundings_of(hospital);
  std::optional<results::Writer> writer;
  if (!options.output.empty()) writer.emplace(options.output, results.run, results.model);

  auto take = [&](results::Replication r) {
    if (writer) writer->write(r);
    r.alarms.clear();
    r.link_changes.clear();
    results.replications.push_back(std::move(r));
  };
  auto stopped = [&] { return options.stop && *options.stop; };
  if (needs_children(hospital, options, replications)) {
    ChildPool pool(results.model, results.run, options.jobs);
    pool.run(
        replications,
        [&](int k, const auto& progress) { return one(hospital, seed, k, options, progress); },
        take, options.on_progress, stopped);
  } else {
    for (int k = 0; k < replications && !stopped(); ++k) {
      auto progress = [&](double share) {
        if (options.on_progress) options.on_progress((k + share) / replications);
        return !stopped();
      };
      try {
        take(one(hospital, seed, k, options, progress));
      } catch (const Stopped&) {
      }
    }
  }
  results.complete = static_cast<int>(results.replications.size()) == replications;
  if (!results.replications.empty()) results.requirements = judge_requirements(hospital, results);
  results.run.wall_s = seconds_since(start);
  if (writer) writer->finish(results);
  return results;
}

}  // namespace wardtwin::run
