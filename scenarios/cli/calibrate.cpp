#include "scenarios/live/calibrate.h"

#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"

namespace wardtwin::cli {
namespace {

struct Arguments {
  std::vector<std::string> fit, check;
};

std::vector<live::Load> loads_of(const std::vector<std::string>& files) {
  std::vector<live::Load> out;
  for (const std::string& f : files) out.push_back(live::read_load(f));
  return out;
}

int calibrate(const Arguments& a) {
  const auto fitted = loads_of(a.fit), held_out = loads_of(a.check);
  fmt::print("{}", live::calibration_text(live::fit_gateway(fitted), fitted, held_out));
  return kDone;
}

}  // namespace

void add_calibrate(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  auto* c =
      app.add_subcommand("calibrate", "Fit a gateway's cores and service times to driven runs.");
  c->add_option("FILES", a->fit, "results files of `wardtwin drive` at two or more loads")
      ->required();
  c->add_option("--check", a->check, "files of other loads, to put predicted beside measured");
  c->callback([a, &chosen] { chosen = [a] { return calibrate(*a); }; });
}

}  // namespace wardtwin::cli
