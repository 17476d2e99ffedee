#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/cli/progress.h"
#include "scenarios/report/format.h"
#include "scenarios/report/report.h"
#include "scenarios/run/run.h"
#include "scenarios/run/warm_up.h"

namespace wardtwin::cli {
namespace {

struct Arguments {
  std::string file;
  std::vector<std::string> sets;
  run::Options options;
  bool json = false, strict = false, quiet = false;
};

std::string precision_text(const results::Results& results, int most) {
  if (results.precision.empty()) return "";
  report::Table table({"precision", "value", "half width", "allowed", ""});
  for (const results::Precision& p : results.precision) {
    const auto show = [&](double x) {
      return p.unit == "s" ? report::duration(x) : report::number(x);
    };
    table.row({p.name, show(p.value), show((p.high - p.low) / 2),
               show(p.relative ? p.allowed * std::abs(p.value) : p.allowed),
               p.met ? "reached" : "not reached"});
  }
  std::string text = "\nPrecision\n" + table.text();
  const bool reached = std::all_of(results.precision.begin(), results.precision.end(),
                                   [](const results::Precision& p) { return p.met; });
  if (results.complete && !reached)
    text += fmt::format(
        "  {} replications are the most that was asked for; --max-replications allows more\n",
        most);
  return text;
}

int simulate(const Arguments& a) {
  const compiler::Hospital hospital = run::compile_settled(a.file, a.sets, a.options.seed);
  run::Options options = a.options;
  options.stop = &stop_asked;
  catch_stop();
  run::Outcome outcome;
  {
    ProgressBar bar(a.quiet || a.json);
    options.on_progress = [&bar](double share) { bar.show(share); };
    outcome = run::run(hospital, options);
  }
  const results::Results& results = outcome.results;
  if (a.json)
    fmt::print("{}\n", report::json_summary(results));
  else
    fmt::print("{}{}", report::text_summary(results), precision_text(results, options.most));
  if (!a.json && !options.output.empty())
    fmt::print("\nResults are in {}{}\n", run::results_path(options, results.complete),
               results.complete ? "" : " (partial: the run was stopped)");
  if (!results.complete) return kFailed;
  for (const results::Precision& p : results.precision)
    if (a.strict && !p.met) return kNotMet;
  if (a.strict)
    for (const auto& q : results.requirements)
      if (q.verdict != results::Verdict::met) return kNotMet;
  return kDone;
}

}  // namespace

void add_run(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  run::Options& o = a->options;
  o.jobs = run::processors();
  auto* command =
      app.add_subcommand("run", "Simulate a scenario, print its tables and write its results.");
  command->add_option("FILE", a->file, "scenario file")->required();
  command->add_option("-o,--output", o.output, "results file (HDF5)");
  command->add_option("--seed", o.seed, "root of all random numbers, instead of the scenario's");
  command
      ->add_option("--replications", o.replications, "independent runs, instead of the scenario's")
      ->check(CLI::Range(1, 100000));
  command
      ->add_option("--precision", o.precision,
                   "add replications until a 95 % interval is narrow enough, such as 'alarm p99 "
                   "within 5 %'; may be repeated")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  command->add_option("--max-replications", o.most, "the most that --precision may take")
      ->check(CLI::Range(3, 100000));
  command->add_option("--first", o.first, "number of the first replication, from 0")
      ->check(CLI::Range(0, 1000000));
  command->add_flag("--reproducible", o.reproducible,
                    "leave wall times, memory and date out, so that equal runs are equal files");
  command->add_option("--jobs", o.jobs, "replications at a time")->check(CLI::Range(1, 1024));
  command->add_option("--threads", o.threads, "threads of one replication")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--trust-code", o.trust_code, "run the Python that the scenario brings along");
  command->add_option("--recording", o.recording,
                      "write what a twin would hear of the first replication");
  add_sets(*command, a->sets);
  command->add_flag("--json", a->json, "print JSON instead of tables");
  command->add_flag("--strict", a->strict,
                    "exit with 1 unless every requirement is met, and every precision reached");
  command->add_flag("--quiet", a->quiet, "no progress");
  command->callback([a, &chosen] { chosen = [a] { return simulate(*a); }; });
}

}  // namespace wardtwin::cli
