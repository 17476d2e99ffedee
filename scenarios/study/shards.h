#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/warm_up.h"
#include "scenarios/study/design.h"
#include "sim/results/results.h"

namespace wardtwin::study {

/// What a study simulates, and where its results lie.
struct Study {
  std::string file;               ///< scenario
  std::vector<std::string> sets;  ///< settings of every point
  std::vector<Factor> factors;
  std::vector<Point> points;
  std::optional<std::uint64_t> seed;
  std::string folder;       ///< of results; empty: a temporary one
  bool resume = false;      ///< goes on with what the folder holds
  int jobs = 1;             ///< replications at a time
  bool trust_code = false;  ///< as in run::Options
  std::string scheduler;  ///< tcp://host:port of a Dask scheduler; empty: processes of this machine
  std::function<void(double share)> on_progress;
  const volatile bool* stop = nullptr;
};

/// One replication of one point.
struct Task {
  std::size_t point = 0;
  int replication = 0;
};

/// A folder of results files, one a replication, which is all that a study keeps: a file has its
/// name once it is whole, so whatever is interrupted costs the replications in flight, and going on
/// is making those that are missing. All points share seeds, so equal numbers of replications are
/// pairs. A file does not depend on where and when it was made.
///
///   plan.json            what is simulated; a folder is of one plan
///   points/0003.yaml     scenario of a point, complete
///   shards/0003_0007.h5  its replication 7
class Shards {
 public:
  /// Compiles every point. Throws ScenarioError for the first that is wrong, and InputError where
  /// the folder holds another study or something else.
  explicit Shards(const Study& study);
  ~Shards();
  Shards(const Shards&) = delete;
  Shards& operator=(const Shards&) = delete;

  /// Makes those of the tasks that are missing. False: stopped before all were there.
  bool make(std::span<const Task> tasks);

  results::Replication read(const Task& task, bool logs) const;
  /// The point's replications 0 .. n-1 and the verdicts on its requirements.
  results::Results results_of(std::size_t point, int replications, bool logs) const;
  /// The same as one results file.
  void merge(std::size_t point, int replications, const std::string& path) const;

  const compiler::Hospital& hospital(std::size_t point) const { return hospitals_[point]; }
  std::size_t points() const { return hospitals_.size(); }
  const std::string& folder() const { return folder_; }

 private:
  std::vector<std::string> sets_of(const Point& point) const;
  std::optional<run::ChosenWarmUp> settle() const;
  std::string path_of(const Task& task) const;
  bool is_whole(const Task& task) const;
  void prepare_folder();
  void make_here(std::span<const Task> missing);
  void make_on_scheduler(std::span<const Task> missing);
  results::Run run_of(std::size_t point, int replications) const;
  bool stopped() const { return study_.stop && *study_.stop; }

  const Study& study_;
  std::vector<compiler::Hospital> hospitals_;
  std::string folder_;
  bool temporary_ = false;
};

}  // namespace wardtwin::study
