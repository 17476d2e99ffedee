#pragma once

#include <functional>
#include <vector>

#include "scenarios/run/requirements.h"
#include "sim/results/summary.h"

/// What the files of metrics share; used inside scenarios/run only.
namespace wardtwin::run {

using results::Replication;

/// Bed-minutes in which something was not as it should be, of all.
struct Minutes {
  double bad = 0, all = 0;
};

/// A metric as a distribution, a share or a number of each replication.
struct Rule {
  Metric metric;
  std::function<results::Delays(const Replication&)> delays;
  std::function<results::Share(const Replication&)> share;
  std::function<double(const Replication&)> number;
  std::function<Minutes(const Replication&)> minutes = {};  ///< of which `number` is a share
  std::string counts = {};                                  ///< what `share` counts
};

/// What the limit of a share allows in one run, and what of it is used; of an availability its
/// complement. Empty where the rule is no share, or the limit one that more is better of.
results::Budget budget_of(const compiler::Bound& must, const Rule& rule,
                          const results::Results& results);

/// Of pathways, their steps and resources, named by them; and what all people cost.
void add_pathway_rules(const results::Model& model, std::vector<Rule>& all);
/// Of each unit's nurses and observations.
void add_unit_rules(const results::Model& model, std::vector<Rule>& all);
/// The same as `wardtwin list metrics` tells them.
void add_people_metrics(std::vector<Metric>& all);

}  // namespace wardtwin::run
