#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/compiler/hospital.h"
#include "scenarios/run/requirements.h"

namespace wardtwin::cli {
namespace {

struct Arguments {
  std::string file;
  std::vector<std::string> sets;
};

int check(const Arguments& a) {
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
  auto* command =
      app.add_subcommand("check", "Compile a scenario and tell everything that is wrong with it.");
  command->add_option("FILE", a->file, "scenario file")->required();
  add_sets(*command, a->sets);
  command->callback([a, &chosen] { chosen = [a] { return check(*a); }; });
}

}  // namespace wardtwin::cli
