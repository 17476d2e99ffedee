#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "sim/base/error.h"

namespace {

using namespace wardtwin;

int guarded(const cli::Chosen& command) {
  try {
    return command();
  } catch (const InputError& e) {
    fmt::print(stderr, "{}\n", e.what());
    return cli::kWrongInput;
  } catch (const std::exception& e) {
    fmt::print(stderr, "wardtwin: {}\n", e.what());
    return cli::kFailed;
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Wardtwin simulates a hospital's patients, staff, devices, networks and computers on one "
      "clock."};
  app.require_subcommand(1);
  app.set_version_flag("--version", "wardtwin 0.1.0");
  cli::Chosen chosen;
  cli::add_run(app, chosen);
  cli::add_branch(app, chosen);
  cli::add_drive(app, chosen);
  cli::add_calibrate(app, chosen);
  cli::add_check(app, chosen);
  cli::add_analyze(app, chosen);
  cli::add_summary(app, chosen);
  cli::add_report(app, chosen);
  cli::add_steady(app, chosen);
  cli::add_values(app, chosen);
  cli::add_studies(app, chosen);
  cli::add_view(app, chosen);
  cli::add_twin(app, chosen);
  cli::add_import(app, chosen);
  cli::add_explain(app, chosen);
  cli::add_list(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    app.exit(e);
    return cli::kWrongInput;
  }
  return guarded(chosen);
}
