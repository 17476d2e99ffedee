#include "scenarios/run/run.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sys/utsname.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "scenarios/run/child_pool.h"
#include "scenarios/run/code_host.h"
#include "scenarios/run/flow_replication.h"
#include "scenarios/run/model.h"
#include "scenarios/run/precision.h"
#include "scenarios/run/replication.h"
#include "scenarios/run/requirements.h"
#include "sim/base/error.h"
#include "sim/results/reader.h"
#include "sim/results/writer.h"

namespace wardtwin::run {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The parent never makes an infrastructure or an interpreter of its own, so replications with bulk
// flows or code need a child.
bool needs_children(const compiler::Hospital& h, const Options& options, int replications) {
  return !h.bulk.empty() || has_code(h) || (options.jobs > 1 && replications > 1);
}

// With a precision: the most it may take.
int replications_of(const compiler::Hospital& h, const Options& o) {
  if (!o.precision.empty()) return o.most;
  return o.replications.value_or(h.header.replications);
}

std::vector<results::Precision> achieved(const StoppingRule& rule) {
  std::vector<results::Precision> out;
  for (std::size_t k = 0; k < rule.wanted().size(); ++k) {
    const Precision& p = rule.wanted()[k];
    const Interval i = rule.interval(k);
    out.push_back(
        {p.text, p.measure.unit, i.mean, i.low, i.high, p.half_width, p.relative, rule.is_met(k)});
  }
  return out;
}

// "AMD EPYC 7R13, 2 processors, Linux 6.1 x86_64", as far as the system says.
std::string machine() {
  std::string model;
  std::ifstream cpus("/proc/cpuinfo");
  for (std::string line; model.empty() && std::getline(cpus, line);)
    if (line.starts_with("model name")) model = line.substr(line.find(':') + 2) + ", ";
  utsname system{};
  ::uname(&system);
  return fmt::format("{}{} processors, {} {} {}", model, processors(), system.sysname,
                     system.release, system.machine);
}

}  // namespace

results::Run run_of(const compiler::Hospital& h, std::uint64_t seed, int replications) {
  results::Run run;
  run.scenario_name = h.header.scenario;
  run.scenario_text = h.text;
  run.question = h.header.question;
  run.machine = machine();
  run.program = "wardtwin 0.1.0";
  run.created_utc = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  run.seed = seed;
  run.replications = static_cast<std::uint32_t>(replications);
  run.warm_up_s = seconds(h.header.warm_up);
  run.warm_up_chosen = h.header.warm_up_chosen;
  run.currency = h.currency;
  run.starts_s = seconds(h.staff.clock_at_start);
  return run;
}

results::Replication replicate(const compiler::Hospital& h, Seed seed, int threads,
                               const std::function<bool(double)>& progress,
                               const std::string& recording) {
  if (h.only_pathways()) return run_flow(h, seed);
  const auto start = Clock::now();
  const double whole = seconds(h.end());
  ReplicationOptions ro;
  ro.seed = seed;
  ro.threads = threads;
  ro.on_progress = [&](Time t) { return progress(seconds(t) / whole); };
  std::optional<Recorder> recorder;
  if (!recording.empty()) recorder.emplace(h, recording, h.twin.heartbeat);
  ro.recorder = recorder ? &*recorder : nullptr;
  results::Replication r = Replication(h, ro).run();
  r.wall_s = seconds_since(start);
  return r;
}

void forget_machine(results::Run& run) {
  run.created_utc = "1970-01-01T00:00:00Z";
  run.machine.clear();
  run.wall_s = 0;
}

void forget_machine(results::Replication& replication) {
  replication.wall_s = 0;
  replication.peak_memory_bytes = 0;
}

int processors() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

std::string results_path(const Options& options, bool complete) {
  return complete ? options.output : options.output + ".part";
}

Outcome run(const compiler::Hospital& hospital, const Options& options) {
  check_requirements(hospital);
  refuse_code(hospital, options.trust_code);
  if (!options.recording.empty() && (hospital.bench || hospital.only_pathways()))
    throw InputError("--recording is of a hospital with a building and its people");
  const auto start = Clock::now();
  const std::uint64_t seed = options.seed.value_or(hospital.header.seed);
  const int most = replications_of(hospital, options);
  std::vector<Precision> wanted;
  for (const std::string& text : options.precision)
    wanted.push_back(read_precision(text, hospital));
  StoppingRule rule(std::move(wanted));
  Outcome outcome;
  results::Results& results = outcome.results;
  // with a precision, the number of replications is only known at the end
  results.run = run_of(hospital, seed, options.precision.empty() ? most : 1);
  results.run.first = static_cast<std::uint32_t>(options.first);
  if (options.reproducible) forget_machine(results.run);
  results.model = model_of(hospital);
  if (!options.output.empty()) results.model.surroundings = surroundings_of(hospital);
  std::optional<results::Writer> writer;
  if (!options.output.empty()) writer.emplace(options.output, results.run, results.model);

  bool enough = false;
  auto take = [&](results::Replication r) {
    if (options.reproducible) forget_machine(r);
    if (writer) writer->write(r);
    if (!options.precision.empty()) enough = rule.take(r);
    r.alarms.clear();
    r.link_changes.clear();
    results.replications.push_back(std::move(r));
    return !enough;
  };
  auto stopped = [&] { return options.stop && *options.stop; };
  auto told = [&](double done) {
    const double expected = options.precision.empty() ? most : rule.expected();
    if (options.on_progress && expected > 0)
      options.on_progress(std::min(0.99, done / std::min<double>(expected, most)));
  };
  auto one = [&](int k, const auto& progress) {
    return replicate(hospital, {seed, static_cast<std::uint32_t>(options.first + k)},
                     options.threads, progress, k == 0 ? options.recording : "");
  };
  if (hospital.only_pathways() && !has_code(hospital)) {
    run_flows(hospital, seed, options.first, most, options.jobs, take, [&](double done) {
      told(done);
      return !stopped();
    });
  } else if (needs_children(hospital, options, most)) {
    ChildPool pool(results.model, results.run, options.jobs);
    pool.run(most, one, take, told, stopped);
  } else {
    for (int k = 0; k < most && !stopped() && !enough; ++k) {
      try {
        take(one(k, [&](double share) {
          told(k + share);
          return !stopped();
        }));
      } catch (const Stopped&) {
      }
    }
  }
  const int done = static_cast<int>(results.replications.size());
  results.complete = enough || done == most;
  if (!options.precision.empty()) {
    results.run.replications = static_cast<std::uint32_t>(done);
    results.precision = achieved(rule);
  }
  if (!results.replications.empty()) results.requirements = judge_requirements(hospital, results);
  if (!options.reproducible) results.run.wall_s = seconds_since(start);
  if (writer) writer->finish(results);
  return outcome;
}

}  // namespace wardtwin::run
