#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/report/report.h"
#include "sim/results/reader.h"

namespace wardtwin::cli {
namespace {

struct Arguments {
  std::string file;
  bool json = false;
};

int summary(const Arguments& a) {
  const results::Results results = results::read_results(a.file, results::Read::tables);
  fmt::print("{}{}", a.json ? report::json_summary(results) : report::text_summary(results),
             a.json ? "\n" : "");
  return kDone;
}

}  // namespace

void add_summary(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("summary", "Print the tables of a results file.");
  command->add_option("R.h5", a->file, "results file")->required();
  command->add_flag("--json", a->json, "print JSON instead of tables");
  command->callback([a, &chosen] { chosen = [a] { return summary(*a); }; });
}

}  // namespace wardtwin::cli
