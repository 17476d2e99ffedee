#include "scenarios/run/child_pool.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "sim/results/reader.h"
#include "sim/results/writer.h"

namespace wardtwin::run {

namespace fs = std::filesystem;

void write_shard(const std::string& path, results::Run run, const results::Model& model,
                 const results::Replication& replication) {
  run.replications = 1;
  results::Writer writer(path, run, model);
  writer.write(replication);
  results::Results all;
  all.run = run;
  all.model = model;
  all.replications.push_back(replication);
  writer.finish(all);
}

ChildPool::ChildPool(const results::Model& model, const results::Run& run, int jobs)
    : model_(model), run_(run), jobs_(std::max(1, jobs)) {}

std::string ChildPool::file_of(int number) const {
  return folder_.file(fmt::format("{}.h5", number));
}

void ChildPool::run(int most, const Work& work,
                    const std::function<bool(results::Replication)>& take,
                    const std::function<void(double)>& on_progress,
                    const std::function<bool()>& stopped) {
  std::map<int, results::Replication> ready;
  int started = 0, taken = 0;
  Children children;
  children.jobs = jobs_;
  children.next = [&] { return started < most ? std::optional(started++) : std::nullopt; };
  children.work = [&](int number, const Children::Progress& progress) {
    write_shard(file_of(number), run_, model_, work(number, progress));
  };
  children.done = [&](int number) {
    ready[number] = std::move(
        results::read_results(file_of(number), results::Read::everything).replications.at(0));
    std::error_code ignored;
    fs::remove(file_of(number), ignored);
    for (auto next = ready.find(taken); next != ready.end(); next = ready.find(taken)) {
      const bool more = take(std::move(next->second));
      ready.erase(next);
      ++taken;
      if (!more) return false;
    }
    return true;
  };
  children.on_progress = [&](double running) {
    if (on_progress) on_progress(taken + static_cast<double>(ready.size()) + running);
  };
  children.stopped = stopped;
  children.name = [](int number) { return fmt::format("replication {}", number); };
  children.run();
}

}  // namespace wardtwin::run
