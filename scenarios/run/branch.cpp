#include "scenarios/run/branch.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "scenarios/run/child_pool.h"
#include "scenarios/run/children.h"
#include "scenarios/run/folder.h"
#include "scenarios/run/model.h"
#include "scenarios/run/replication.h"
#include "scenarios/run/requirements.h"
#include "scenarios/run/run.h"
#include "sim/base/error.h"
#include "sim/results/reader.h"
#include "sim/results/writer.h"

namespace wardtwin::run {
namespace {

namespace fs = std::filesystem;

std::string shard(const Folder& folder, int replication, std::size_t future) {
  return folder.file(fmt::format("{}_{}.h5", replication, future));
}

/// One future as a results file in the making.
struct Branch {
  const compiler::Hospital* hospital;
  results::Results results;
  std::unique_ptr<results::Writer> writer;
};

Branch begin(const compiler::Hospital& h, const compiler::Futures& futures, std::uint64_t seed,
             int replications, const BranchOptions& o, const std::string& name) {
  Branch b{&h, {}, nullptr};
  b.results.run = run_of(h, seed, replications);
  if (o.reproducible) forget_machine(b.results.run);
  b.results.model = model_of(futures.base);
  if (o.folder.empty()) return b;
  b.results.model.surroundings = surroundings_of(futures.base);
  fs::create_directories(o.folder);
  b.writer = std::make_unique<results::Writer>(fmt::format("{}/{}.h5", o.folder, name),
                                               b.results.run, b.results.model);
  return b;
}

// In a child of its own: the past once, then a fork for each future.
void run_all(const compiler::Futures& futures, Seed seed, int jobs, int replication,
             const std::vector<Branch>& branches, const Folder& folder,
             const Children::Progress& progress) {
  ReplicationOptions ro;
  ro.seed = seed;
  Replication past(futures.base, ro);
  past.run_to(futures.at);
  std::size_t started = 0, ended = 0;
  Children children;
  children.jobs = jobs;
  children.next = [&]() -> std::optional<int> {
    if (started == branches.size()) return std::nullopt;
    return static_cast<int>(started++);
  };
  children.work = [&](int task, const Children::Progress& own) {
    const auto future = static_cast<std::size_t>(task);
    if (future > 0) past.become(futures.futures[future - 1]);
    const double whole = seconds(futures.base.end() - futures.at);
    past.on_progress([&](Time t) { return own(seconds(t - futures.at) / whole); });
    const results::Run& run = branches[future].results.run;
    write_shard(shard(folder, replication, future), run, branches[future].results.model,
                past.run());
  };
  children.done = [&](int) {
    ++ended;
    return true;
  };
  children.on_progress = [&](double running) {
    progress((static_cast<double>(ended) + running) / static_cast<double>(branches.size()));
  };
  children.stopped = [] { return false; };
  children.name = [&](int task) {
    return task == 0 ? "as_is" : futures.names[static_cast<std::size_t>(task) - 1];
  };
  children.run();
}

// Replication k of all futures, into their files.
void take(int k, std::vector<Branch>& branches, const Folder& folder, bool reproducible) {
  for (std::size_t f = 0; f < branches.size(); ++f) {
    const std::string file = shard(folder, k, f);
    auto r = std::move(results::read_results(file, results::Read::everything).replications.at(0));
    fs::remove(file);
    if (reproducible) forget_machine(r);
    if (branches[f].writer) branches[f].writer->write(r);
    r.alarms.clear();
    r.link_changes.clear();
    branches[f].results.replications.push_back(std::move(r));
  }
}

std::vector<Branch> begin_all(const compiler::Futures& futures, std::uint64_t seed, int most,
                              const BranchOptions& o) {
  std::vector<Branch> branches;
  branches.push_back(begin(futures.base, futures, seed, most, o, "as_is"));
  for (std::size_t f = 0; f < futures.futures.size(); ++f)
    branches.push_back(begin(futures.futures[f], futures, seed, most, o, futures.names[f]));
  return branches;
}

}  // namespace

std::vector<results::Results> branch(const compiler::Futures& futures, const BranchOptions& o) {
  check_requirements(futures.base);
  const std::uint64_t seed = o.seed.value_or(futures.base.header.seed);
  const int most = o.replications.value_or(futures.base.header.replications);
  std::vector<Branch> branches = begin_all(futures, seed, most, o);
  const Folder folder;
  int started = 0, taken = 0;
  std::map<int, bool> ready;
  Children children;
  children.jobs = std::min(std::max(1, o.jobs), most);
  const int inner = std::max(1, o.jobs / most);
  children.next = [&] { return started < most ? std::optional(started++) : std::nullopt; };
  children.work = [&](int k, const Children::Progress& progress) {
    run_all(futures, {seed, static_cast<std::uint32_t>(k)}, inner, k, branches, folder, progress);
  };
  children.done = [&](int k) {
    ready[k] = true;
    for (; ready.contains(taken); ++taken) take(taken, branches, folder, o.reproducible);
    return true;
  };
  children.on_progress = [&](double running) {
    if (o.on_progress)
      o.on_progress(std::min(0.99, (static_cast<double>(ready.size()) + running) / most));
  };
  children.stopped = [&] { return o.stop && *o.stop; };
  children.name = [](int k) { return fmt::format("replication {}", k); };
  children.run();
  std::vector<results::Results> out;
  for (Branch& b : branches) {
    b.results.complete = taken == most;
    if (taken > 0) b.results.requirements = judge_requirements(*b.hospital, b.results);
    if (b.writer) b.writer->finish(b.results);
    out.push_back(std::move(b.results));
  }
  return out;
}

}  // namespace wardtwin::run
