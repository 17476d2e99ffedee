#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/analysis/analysis.h"
#include "scenarios/cli/commands.h"

namespace wardtwin::cli {
namespace {

struct Arguments {
  std::string file;
  std::vector<std::string> sets;
  std::uint64_t samples = 200'000;
  bool json = false;
};

int analyze(const Arguments& a) {
  const compiler::Hospital hospital = compiler::compile_file(a.file, a.sets);
  const analysis::Analysis found = analysis::analyse(hospital, {.samples = a.samples});
  fmt::print("{}", a.json ? analysis::json(found) + "\n" : analysis::text(found));
  return kDone;
}

}  // namespace

void add_analyze(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand(
      "analyze", "Single points of failure, cuts, ways and availability, without a run.");
  command->add_option("FILE", a->file, "scenario file")->required();
  command->add_option("--samples", a->samples, "states drawn for the sampled availability")
      ->check(CLI::Range(1, 1'000'000'000));
  add_sets(*command, a->sets);
  command->add_flag("--json", a->json, "print JSON instead of tables");
  command->callback([a, &chosen] { chosen = [a] { return analyze(*a); }; });
}

}  // namespace wardtwin::cli
