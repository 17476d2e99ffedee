#include "scenarios/study/shards.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compiler/problems.h"
#include "scenarios/run/child_pool.h"
#include "scenarios/run/children.h"
#include "scenarios/run/code_host.h"
#include "scenarios/run/model.h"
#include "scenarios/run/replication.h"
#include "scenarios/run/requirements.h"
#include "scenarios/run/run.h"
#include "scenarios/run/warm_up.h"
#include "scenarios/study/scheduler.h"
#include "sim/base/error.h"
#include "sim/results/reader.h"
#include "sim/results/writer.h"

namespace wardtwin::study {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void spill(const fs::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  if (!out.flush()) throw RunError(fmt::format("cannot write {}", file.string()));
}

std::string temporary_folder() {
  std::string pattern = (fs::temp_directory_path() / "wardtwin-study-XXXXXX").string();
  if (!::mkdtemp(pattern.data()))
    throw RunError(fmt::format("cannot make a folder in {}: {}", fs::temp_directory_path().string(),
                               std::strerror(errno)));
  return pattern;
}

}  // namespace

Shards::Shards(const Study& study) : study_(study) {
  const std::optional<run::ChosenWarmUp> warm_up = settle();
  for (const Point& p : study.points) {
    std::vector<std::string> sets = sets_of(p);
    if (warm_up) sets.push_back(run::setting_of(*warm_up));
    hospitals_.push_back(compiler::compile_file(study.file, sets));
    if (warm_up) hospitals_.back().header.warm_up_chosen = warm_up->how;
    run::check_requirements(hospitals_.back());
    run::refuse_code(hospitals_.back(), study.trust_code);
    if (study.seed) hospitals_.back().header.seed = *study.seed;
  }
  prepare_folder();
}

std::vector<std::string> Shards::sets_of(const Point& p) const {
  std::vector<std::string> sets = study_.sets;
  for (std::string& s : settings(study_.factors, p)) sets.push_back(std::move(s));
  return sets;
}

// Pairs need one clock, so the point that settles last decides for all.
std::optional<run::ChosenWarmUp> Shards::settle() const {
  std::optional<run::ChosenWarmUp> longest;
  for (const Point& p : study_.points) {
    const compiler::Hospital h = compiler::compile_file(study_.file, sets_of(p));
    if (!h.header.settles) return {};
    const auto chosen = run::choose_warm_up(h, study_.seed.value_or(h.header.seed));
    if (!longest || chosen.days > longest->days) longest = chosen;
  }
  if (longest) longest->how += "; the longest of all points";
  return longest;
}

Shards::~Shards() {
  std::error_code ignored;
  if (temporary_) fs::remove_all(folder_, ignored);
}

// The plan names everything that results depend on, so a folder never mixes two studies.
void Shards::prepare_folder() {
  temporary_ = study_.folder.empty();
  folder_ = temporary_ ? temporary_folder() : study_.folder;
  Json points = Json::array();
  for (std::size_t i = 0; i < hospitals_.size(); ++i)
    points.push_back(
        {{"settings", settings(study_.factors, study_.points[i])},
         {"scenario_fnv1a64", fmt::format("{:016x}", results::fnv1a64(hospitals_[i].text))},
         {"seed", hospitals_[i].header.seed}});
  const std::string plan = Json{{"program", "wardtwin 0.1.0"}, {"points", points}}.dump(1) + "\n";
  const fs::path file = fs::path(folder_) / "plan.json";
  std::error_code error;
  if (fs::exists(file, error)) {
    if (!study_.resume)
      throw InputError(
          fmt::format("{} holds a study already\n  Write --resume to go on with it, or "
                      "-o another folder.",
                      folder_));
    if (slurp(file) != plan)
      throw InputError(
          fmt::format("{} holds another study: its plan.json has other points, "
                      "scenarios or seeds\n  Write -o another folder.",
                      folder_));
  } else if (!temporary_ && fs::exists(folder_, error) &&
             (!fs::is_directory(folder_, error) || !fs::is_empty(folder_, error))) {
    throw InputError(
        fmt::format("{} is no study\n  Write -o a folder that is new or empty.", folder_));
  }
  for (const char* part : {"points", "shards"}) {
    fs::create_directories(fs::path(folder_) / part, error);
    if (error)
      throw RunError(
          fmt::format("cannot make the folder {}/{}: {}", folder_, part, error.message()));
  }
  for (std::size_t i = 0; i < hospitals_.size(); ++i)
    spill(fmt::format("{}/points/{:04}.yaml", folder_, i), hospitals_[i].text);
  spill(file, plan);
}

std::string Shards::path_of(const Task& task) const {
  return fmt::format("{}/shards/{:04}_{:04}.h5", folder_, task.point, task.replication);
}

bool Shards::is_whole(const Task& task) const {
  std::error_code error;
  if (!fs::exists(path_of(task), error)) return false;
  try {
    return results::read_results(path_of(task), results::Read::tables).replications.size() == 1;
  } catch (const InputError&) {
    return false;  // damaged: it is made again
  }
}

bool Shards::make(std::span<const Task> tasks) {
  std::vector<Task> missing;
  for (const Task& t : tasks)
    if (!is_whole(t)) missing.push_back(t);
  if (!missing.empty()) {
    if (study_.scheduler.empty())
      make_here(missing);
    else
      make_on_scheduler(missing);
  }
  return !stopped();
}

void Shards::make_here(std::span<const Task> missing) {
  std::size_t started = 0, made = 0;
  run::Children children;
  children.jobs = study_.jobs;
  children.next = [&] {
    return started < missing.size() ? std::optional(static_cast<int>(started++)) : std::nullopt;
  };
  children.work = [&](int number, const run::Children::Progress& progress) {
    const Task& t = missing[static_cast<std::size_t>(number)];
    const compiler::Hospital& h = hospitals_[t.point];
    results::Replication r =
        run::replicate(h, {h.header.seed, static_cast<std::uint32_t>(t.replication)}, 1, progress);
    run::forget_machine(r);
    run::write_shard(path_of(t), run_of(t.point, 1), run::model_of(h), r);
  };
  children.done = [&](int) {
    ++made;
    return true;
  };
  children.on_progress = [&](double running) {
    if (study_.on_progress)
      study_.on_progress((static_cast<double>(made) + running) /
                         static_cast<double>(missing.size()));
  };
  children.stopped = [this] { return stopped(); };
  children.name = [&](int number) {
    const Task& t = missing[static_cast<std::size_t>(number)];
    return fmt::format("point {} ({}), replication {}", t.point,
                       compiler::join(settings(study_.factors, study_.points[t.point])),
                       t.replication);
  };
  children.run();
}

void Shards::make_on_scheduler(std::span<const Task> missing) {
  Json tasks = Json::array();
  for (const Task& t : missing)
    tasks.push_back({{"scenario", fmt::format("points/{:04}.yaml", t.point)},
                     {"seed", hospitals_[t.point].header.seed},
                     {"replication", t.replication},
                     {"shard", fmt::format("shards/{:04}_{:04}.h5", t.point, t.replication)}});
  spill(fs::path(folder_) / "tasks.json", tasks.dump(1) + "\n");
  run_on_scheduler(folder_, study_.scheduler, study_.on_progress, [this] { return stopped(); });
  if (stopped()) return;
  for (const Task& t : missing)
    if (!is_whole(t)) throw RunError(fmt::format("the workers left no {}", path_of(t)));
}

results::Run Shards::run_of(std::size_t point, int replications) const {
  const compiler::Hospital& h = hospitals_[point];
  results::Run run = run::run_of(h, h.header.seed, replications);
  run::forget_machine(run);
  return run;
}

results::Replication Shards::read(const Task& task, bool logs) const {
  return std::move(
      results::read_results(path_of(task), logs ? results::Read::everything : results::Read::tables)
          .replications.at(0));
}

results::Results Shards::results_of(std::size_t point, int replications, bool logs) const {
  results::Results all;
  all.run = run_of(point, replications);
  all.model = run::model_of(hospitals_[point]);
  for (int r = 0; r < replications; ++r) all.replications.push_back(read({point, r}, logs));
  all.requirements = run::judge_requirements(hospitals_[point], all);
  return all;
}

// One replication in memory at a time: its logs may be large.
void Shards::merge(std::size_t point, int replications, const std::string& path) const {
  results::Writer writer(path, run_of(point, replications), run::model_of(hospitals_[point]));
  for (int r = 0; r < replications; ++r) writer.write(read({point, r}, true));
  writer.finish(results_of(point, replications, false));
}

}  // namespace wardtwin::study
