#pragma once

#include <string>
#include <vector>

#include "scenarios/study/shards.h"
#include "sim/base/statistics.h"

namespace wardtwin::study {

/// Values of the measures, per point and replication.
struct Sweep {
  std::vector<Factor> factors;
  std::vector<Point> points;
  std::vector<std::string> measures, units;
  std::vector<std::vector<std::vector<double>>> values;         ///< [point][measure][replication]
  std::vector<std::vector<results::Requirement>> requirements;  ///< [point]
  bool complete = true;  ///< false: stopped; only `points` are meaningful

  Interval interval(std::size_t point, std::size_t measure) const {
    return mean_interval(values[point][measure]);
  }
};

/// Every point with replications 0 .. n-1. Writes FOLDER/0003.h5 for each point and FOLDER/sweep.csv
/// where the study has a folder.
Sweep sweep(const Study& study, int replications, const std::vector<std::string>& measures);

/// What a factor does to a measure: of levels, the mean over points with the last minus that with
/// the first; of a range, the rise of the least-squares line over the range. Each
/// replication gives one such number, since all points share its randomness; the interval is over
/// these.
struct Effect {
  std::string factor, from, to;
  Interval change{0, 0, 0};
};

/// Largest first: the bars of a tornado diagram.
std::vector<Effect> effects(const Sweep& sweep, std::size_t measure);

std::string csv(const Sweep& sweep);
std::string text(const Sweep& sweep);
std::string json(const Sweep& sweep);

}  // namespace wardtwin::study
