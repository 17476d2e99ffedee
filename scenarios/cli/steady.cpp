#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/report/format.h"
#include "sim/base/warm_up.h"
#include "sim/results/reader.h"

namespace wardtwin::cli {
namespace {

using results::Results;
using results::Series;

constexpr std::size_t kDay = 24 * 60;  ///< rows of a series

// One column, averaged over replications, which leaves the transient and thins the noise.
std::vector<double> mean_series(const Results& r, Series results::SeriesSet::* which,
                                std::uint32_t column) {
  std::vector<double> sum;
  for (const auto& rep : r.replications) {
    const Series& s = rep.series.*which;
    if (sum.empty()) sum.resize(s.rows());
    sum.resize(std::min(sum.size(), s.rows()));
    for (std::size_t row = 0; row < sum.size(); ++row)
      sum[row] += static_cast<double>(s.values[row * s.columns + column]);
  }
  for (double& x : sum) x /= static_cast<double>(r.replications.size());
  return sum;
}

// A hospital follows the hours, so nothing shorter than a day may be cut off or be a batch.
// A file's series begin after the warm-up: a transient in them is what the warm-up left.
std::vector<std::string> row_of(const std::string& name, const std::vector<double>& series,
                                std::size_t least, double warm_up_s) {
  const Truncation cut = mser5(series, std::max<std::size_t>(5, least));
  const BatchedMean mean = batched_mean(series, least);
  const bool enough = cut.decided && cut.drop == 0;
  return {name,
          cut.decided ? report::duration(warm_up_s + 60 * static_cast<double>(cut.drop))
                      : "not decided",
          !cut.decided ? "-"
          : enough     ? "yes"
                       : "too short",
          report::number(mean.interval),
          mean.independent ? fmt::format("{} of {}", mean.batches,
                                         report::duration(60 * static_cast<double>(mean.batch)))
                           : "not decided"};
}

int steady(const std::string& file) {
  const Results r = results::read_results(file, results::Read::everything);
  report::Table table({"series", "transient ends", "warm-up suffices", "mean after it", "batches"});
  const std::size_t least = r.model.units.empty() ? 1 : kDay;
  const auto add = [&](const std::string& what, Series results::SeriesSet::* which,
                       const auto& names) {
    for (std::uint32_t c = 0; c < names.size(); ++c)
      table.row(row_of(what + names[c].name, mean_series(r, which, c), least, r.run.warm_up_s));
  };
  struct Named {
    std::string name;
  };
  if (!r.replications.empty()) {
    add("beds occupied, ", &results::SeriesSet::beds_occupied, r.model.units);
    add("nurses busy, ", &results::SeriesSet::nurses_busy, r.model.units);
    add("messages per minute", &results::SeriesSet::messages, std::vector<Named>{Named{""}});
    add("airtime, ", &results::SeriesSet::airtime, r.model.access_points);
    add("queue, ", &results::SeriesSet::gateway_queue, r.model.gateways);
  }
  fmt::print(
      "{}: {} replications of {}, warm-up {}\n"
      "Transients by MSER-{}; means of the whole run after its warm-up, ± half the 95 % interval "
      "by batch means\n\n{}",
      r.run.scenario_name, r.replications.size(),
      report::duration(r.replications.empty() ? 0 : r.replications[0].simulated_s),
      report::duration(r.run.warm_up_s), least == 1 ? "5" : "5 with batches of a day",
      table.text());
  return kDone;
}

}  // namespace

void add_steady(CLI::App& app, Chosen& chosen) {
  const auto file = std::make_shared<std::string>();
  auto* command = app.add_subcommand(
      "steady", "Say where the transient of each series ends, and its mean by batch means.");
  command->add_option("R.h5", *file, "results file")->required();
  command->callback([file, &chosen] { chosen = [file] { return steady(*file); }; });
}

}  // namespace wardtwin::cli
