#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/cli/progress.h"
#include "scenarios/compiler/future.h"
#include "scenarios/run/branch.h"
#include "scenarios/run/code_host.h"
#include "scenarios/run/run.h"
#include "scenarios/study/compare.h"
#include "scenarios/study/tables.h"
#include "sim/base/error.h"

namespace wardtwin::cli {
namespace {

struct Arguments {
  std::string file, at;
  std::vector<std::string> given, sets, futures, measures;
  run::BranchOptions options;
  bool json = false, quiet = false;
};

std::vector<std::string> settings(const Arguments& a) {
  for (const std::string& f : a.futures)
    if (const auto colon = f.find(':'); colon == std::string::npos || colon > f.find('='))
      throw InputError(
          fmt::format("--future '{}' has no name\n  Write --future NAME:PATH=VALUE, "
                      "such as --future dead:faults.gateway_1.for='2 h'.",
                      f));
  std::vector<std::string> all = a.sets;
  all.insert(all.end(), a.futures.begin(), a.futures.end());
  return all;
}

int branch(const Arguments& a) {
  const compiler::Futures futures = compiler::compile_futures(a.file, a.given, a.at, settings(a));
  run::refuse_code_in("branch", futures.base);
  run::BranchOptions options = a.options;
  options.stop = &stop_asked;
  catch_stop();
  std::vector<results::Results> all;
  {
    ProgressBar bar(a.quiet || a.json);
    options.on_progress = [&bar](double share) { bar.show(share); };
    all = run::branch(futures, options);
  }
  if (!all.front().complete) return kFailed;
  if (!a.json)
    fmt::print("{} goes on in {} {} from {} (t = {:g} h); results count from there\n",
               futures.base.header.scenario, all.size(), all.size() == 1 ? "future" : "futures",
               a.at, seconds(futures.at) / 3600);
  for (std::size_t f = 1; f < all.size(); ++f) {
    const study::Comparison c =
        study::compare("as_is", all[0], futures.names[f - 1], all[f], a.measures);
    fmt::print("{}{}", a.json ? "" : "\n", a.json ? study::json(c) : study::text(c));
  }
  if (!a.json && !options.folder.empty())
    fmt::print("\nResults are in {0}: {0}/as_is.h5 and a file of each future's name\n",
               options.folder);
  return kDone;
}

}  // namespace

void add_branch(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  a->options.jobs = run::processors();
  auto* c = app.add_subcommand(
      "branch", "Let one run go on in several futures from the same instant, and compare them.");
  auto repeated = [c](const std::string& name, std::vector<std::string>& to,
                      const std::string& what) {
    c->add_option(name, to, what)->take_all()->expected(1)->allow_extra_args(false);
  };
  c->add_option("FILE", a->file, "scenario file")->required();
  c->add_option("--at", a->at, "clock time at which the futures part, such as 02:30")->required();
  repeated("--set", a->sets,
           "what is other in the future called 'future', such as faults.gateway_1.for='2 h', "
           "arrivals.ward=1.5, closed.ward='6 h' or nurses.ward=3; may be repeated");
  repeated(
      "--future", a->futures,
      "NAME:path=value, the same of a future of that name; may be repeated, also for one name");
  repeated("--given", a->given, "path.to.key=value of the scenario, before anything parts");
  repeated("--metric", a->measures, "what to compare, such as 'alarm p99'; may be repeated");
  c->add_option("-o,--output", a->options.folder, "folder for a results file of each future");
  c->add_option("--seed", a->options.seed, "root of all random numbers, instead of the scenario's");
  c->add_option("--replications", a->options.replications, "independent runs")
      ->check(CLI::Range(1, 100000));
  c->add_option("--jobs", a->options.jobs, "processes at a time")->check(CLI::Range(1, 1024));
  c->add_flag("--reproducible", a->options.reproducible,
              "leave wall times, memory and date out, so that equal runs are equal files");
  c->add_flag("--json", a->json, "print JSON instead of tables");
  c->add_flag("--quiet", a->quiet, "no progress");
  c->callback([a, &chosen] { chosen = [a] { return branch(*a); }; });
}

}  // namespace wardtwin::cli
