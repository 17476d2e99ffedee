#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/study/tables.h"
#include "sim/results/reader.h"

namespace wardtwin::cli {
namespace {

struct Arguments {
  std::string file;
  std::vector<std::string> metrics;
};

int values(const Arguments& a) {
  fmt::print("{}",
             study::json_values(results::read_results(a.file, results::Read::tables), a.metrics));
  return kDone;
}

}  // namespace

void add_values(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  auto* command =
      app.add_subcommand("values", "Print metrics of each replication of a results file, as JSON.");
  command->add_option("R.h5", a->file, "results file")->required();
  command->add_option("METRICS", a->metrics, "such as 'alarm p99'")->required();
  command->callback([a, &chosen] { chosen = [a] { return values(*a); }; });
}

}  // namespace wardtwin::cli
