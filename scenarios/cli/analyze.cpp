#include <memory>
#include <optional>

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
  std::string maps;
};

void write_maps(const Arguments& a, const compiler::Hospital& h, const analysis::Coverage& c) {
  std::vector<std::string> floors;
  for (const flow::Floor& f : h.building.floors) floors.push_back(f.name);
  results::write_coverage(a.maps, h.header.scenario, floors, c.maps);
  fmt::print(stderr, "{}: {} map{}\n", a.maps, c.maps.size(), c.maps.size() == 1 ? "" : "s");
}

int analyze(const Arguments& a) {
  const compiler::Hospital hospital = compiler::compile_file(a.file, a.sets);
  const analysis::Coverage coverage = analysis::coverage_of(hospital);
  // a bench has no network behind its radio; one without radios is told so by analyse()
  std::optional<analysis::Analysis> found;
  if (!hospital.backbone.graph.nodes.empty() || hospital.bands.empty())
    found = analysis::analyse(hospital, {.samples = a.samples});
  if (a.json)
    fmt::print("{}\n", analysis::json(found ? &*found : nullptr, &coverage));
  else
    fmt::print("{}{}", found ? analysis::text(*found) : "", analysis::text(coverage));
  if (!a.maps.empty()) write_maps(a, hospital, coverage);
  return kDone;
}

}  // namespace

void add_analyze(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand(
      "analyze",
      "Single points of failure, cuts, ways, availability and radio coverage, without a run.");
  command->add_option("FILE", a->file, "scenario file")->required();
  command->add_option("--samples", a->samples, "states drawn for the sampled availability")
      ->check(CLI::Range(1, 1'000'000'000));
  add_sets(*command, a->sets);
  command->add_flag("--json", a->json, "print JSON instead of tables");
  command->add_option("--maps", a->maps, "write maps of the coverage to this HDF5 file");
  command->callback([a, &chosen] { chosen = [a] { return analyze(*a); }; });
}

}  // namespace wardtwin::cli
