#pragma once

#include <string>
#include <vector>

#include "scenarios/study/shards.h"
#include "sim/results/results.h"

/// Looking for the best design: by a measure, or the cheapest that meets its requirements.
namespace wardtwin::study {

struct Choice {
  struct Contender {
    std::size_t point = 0;
    std::vector<std::string> values;
    double mean = 0;
    int replications = 0;
    bool still_in = false, best = false;
  };
  std::string measure, unit;
  std::vector<Contender> contenders;
  bool done = false;  ///< false: stopped, or the most replications did not decide
};

/// The point with the smallest mean of a measure, by Kn (sim/base/selection.h) on common random
/// numbers. `indifference` in the measure's unit. Worse points get no more replications.
Choice choose(const Study& study, const std::string& measure, double indifference,
              int most_replications);

struct Optimum {
  struct Step {
    std::size_t point = 0;
    std::vector<std::string> values;
    double cost = 0;
    int replications = 0;
    std::vector<results::Requirement> requirements;
    std::string reason;  ///< the requirement that decided it, with its interval
  };
  std::vector<Step> steps;
  bool found = false;
  std::string conclusion;  ///< one sentence
};

/// The cheapest point whose requirements are all met. Points are tried from the cheapest; each gets
/// replications, twice as many each time, until every requirement is met, or one is not, or
/// `most_replications` leave it open. Every cheaper point was tried, so nothing is assumed about
/// how requirements depend on the choices. `costs` are per unit of each factor, whose values must
/// be numbers; with none a point costs its equipment and the pay of its rosters for a year, by the
/// scenario's prices.
Optimum optimise(const Study& study, const std::vector<double>& costs, int first_replications,
                 int most_replications);

}  // namespace wardtwin::study
