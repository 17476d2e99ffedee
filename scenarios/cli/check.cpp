#include <array>
#include <fstream>
#include <memory>
#include <string_view>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/compiler/hospital.h"
#include "scenarios/run/requirements.h"
#include "sim/results/reader.h"
#include "sim/results/seal.h"

namespace wardtwin::cli {
namespace {

struct Arguments {
  std::string file;
  std::vector<std::string> sets;
};

bool is_hdf5(const std::string& file) {
  constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";
  std::array<char, kSignature.size()> first{};
  std::ifstream in(file, std::ios::binary);
  return in.read(first.data(), first.size()) &&
         kSignature == std::string_view(first.data(), first.size());
}

// Every byte against the file's seal, then every table and log as a reader takes them.
int check_results(const std::string& file) {
  const results::Results r = results::read_results(file, results::Read::everything);
  fmt::print("{}: {}. {} of {} replications of {}{}.\n", file, r.complete ? "whole" : "partial",
             r.replications.size(), r.run.replications, r.run.scenario_name,
             results::is_sealed(file)
                 ? "; every byte is what was written"
                 : "; it has no seal, so only what HDF5 notices would be found damaged");
  return kDone;
}

int check(const Arguments& a) {
  if (is_hdf5(a.file)) return check_results(a.file);
  const compiler::Hospital h = compiler::compile_file(a.file, a.sets);
  run::check_requirements(h);
  if (h.only_pathways()) {
    fmt::print("{}: sound. {} pathways, {} steps, {} resources.\n", a.file,
               h.pathways.pathways.size(), h.pathways.steps.size(), h.pathways.resources.size());
    return kDone;
  }
  fmt::print("{}: sound. {} beds, {} devices, {} sources, {} access points, {} gateways.\n", a.file,
             h.building.beds.size(), h.devices.size(), h.sources.size(),
             h.wifi ? h.wifi->names.size() : 0, h.gateway_names.size());
  return kDone;
}

}  // namespace

void add_sets(CLI::App& command, std::vector<std::string>& sets) {
  command.add_option("--set", sets, "path.to.key=value, changes the scenario; may be repeated")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
}

void add_check(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand(
      "check",
      "Tell everything that is wrong with a scenario, or whether a results file is whole.");
  command->add_option("FILE", a->file, "scenario or results file")->required();
  add_sets(*command, a->sets);
  command->callback([a, &chosen] { chosen = [a] { return check(*a); }; });
}

}  // namespace wardtwin::cli
