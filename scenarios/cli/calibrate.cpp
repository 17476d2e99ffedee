#include "scenarios/live/calibrate.h"

#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "sim/results/reader.h"
#include "sim/results/writer.h"

namespace wardtwin::cli {
namespace {

struct Arguments {
  std::vector<std::string> fit, check;
  std::string output;
};

std::vector<live::Load> loads_of(const std::vector<std::string>& files) {
  std::vector<live::Load> out;
  for (const std::string& f : files) out.push_back(live::read_load(f));
  return out;
}

// A drive's own results with the fit beside them, so that its report shows both.
void write(const std::string& path, const std::string& drive, const results::LiveFit& fit,
           const std::vector<results::LiveLoad>& loads) {
  const results::Results r = results::read_results(drive, results::Read::everything);
  results::Live live = results::read_live(drive);
  live.fits = {fit};
  live.loads = loads;
  results::Writer writer(path, r.run, r.model);
  for (const results::Replication& one : r.replications) writer.write(one);
  writer.write(live);
  writer.finish(r);
}

int calibrate(const Arguments& a) {
  const auto fitted = loads_of(a.fit), held_out = loads_of(a.check);
  const results::LiveFit fit = live::fit_gateway(fitted);
  const auto loads = live::beside(fit, fitted, held_out);
  fmt::print("{}", live::calibration_text(fit, loads));
  if (a.output.empty()) return kDone;
  write(a.output, a.check.empty() ? a.fit.back() : a.check.back(), fit, loads);
  fmt::print("\nResults are in {0}; wardtwin report {0} -o gateway.html shows them\n", a.output);
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
  c->add_option("-o,--output", a->output,
                "results file: the last drive's, with predicted beside measured");
  c->callback([a, &chosen] { chosen = [a] { return calibrate(*a); }; });
}

}  // namespace wardtwin::cli
