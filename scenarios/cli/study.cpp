#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/cli/progress.h"
#include "scenarios/compiler/hospital.h"
#include "scenarios/compiler/quantity.h"
#include "scenarios/run/model.h"
#include "scenarios/run/requirements.h"
#include "scenarios/run/run.h"
#include "scenarios/study/compare.h"
#include "scenarios/study/designs.h"
#include "scenarios/study/search.h"
#include "scenarios/study/sweep.h"
#include "scenarios/study/tables.h"
#include "sim/base/error.h"
#include "sim/results/reader.h"

/// compare, sweep, select and optimize: several hospitals at a time.
namespace wardtwin::cli {
namespace {

struct Arguments {
  study::Study plan;
  std::vector<std::string> files, vary, measures, costs;
  std::string design = "factorial", minimise, indifference;
  int samples = 0, replications = 0, most = 200;
  bool json = false, quiet = false;
};

CLI::Option* repeated(CLI::App& command, const std::string& name, std::vector<std::string>& to,
                      const std::string& what) {
  return command.add_option(name, to, what + "; may be repeated")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
}

// What sweep, select and optimize have in common.
void add_study(CLI::App& command, Arguments& a) {
  study::Study& s = a.plan;
  s.jobs = run::processors();
  command.add_option("FILE", s.file, "scenario file")->required();
  repeated(command, "--vary", a.vary, "path=a,b,c or path=2..6, a setting that is varied")
      ->required();
  add_sets(command, s.sets);
  command.add_option("-o,--output", s.folder, "folder for results; it can be resumed");
  command.add_flag("--resume", s.resume, "go on with the study that the folder holds");
  command.add_option("--seed", s.seed, "root of all random numbers, instead of the scenario's");
  command.add_option("--jobs", s.jobs, "replications at a time")->check(CLI::Range(1, 1024));
  command.add_option("--scheduler", s.scheduler,
                     "tcp://host:port of a Dask scheduler, whose workers then simulate");
  command.add_flag("--trust-code", s.trust_code, "run the Python that the scenario brings along");
  command.add_flag("--json", a.json, "print JSON instead of tables");
  command.add_flag("--quiet", a.quiet, "no progress");
}

void read_points(Arguments& a) {
  study::Study& s = a.plan;
  for (const std::string& v : a.vary) s.factors.push_back(study::read_factor(v));
  if (a.design == "lhs") {
    if (a.samples < 2) throw InputError("--design lhs needs --samples N, at least 2");
    const auto h = compiler::compile_file(s.file, s.sets);
    s.points = study::latin_hypercube(s.factors, a.samples, s.seed.value_or(h.header.seed));
  } else {
    if (a.samples > 0) throw InputError("--samples is for --design lhs");
    s.points = study::factorial(s.factors);
  }
  s.stop = &stop_asked;
}

int replications_of(const Arguments& a) {
  if (a.replications > 0) return a.replications;
  return compiler::compile_file(a.plan.file, a.plan.sets).header.replications;
}

// Runs a study with a progress bar; `work` prints nothing.
template <class Work>
auto with_progress(Arguments& a, Work work) {
  catch_stop();
  ProgressBar bar(a.quiet || a.json);
  a.plan.on_progress = [&bar](double share) { bar.show(share); };
  return work();
}

int stopped(const Arguments& a) {
  fmt::print(stderr, "wardtwin: stopped{}\n",
             a.plan.folder.empty() ? "" : "; --resume goes on with " + a.plan.folder);
  return kFailed;
}

int sweep(Arguments& a) {
  read_points(a);
  const int n = replications_of(a);
  const study::Sweep s = with_progress(a, [&] { return study::sweep(a.plan, n, a.measures); });
  if (!s.complete) return stopped(a);
  fmt::print("{}", a.json ? study::json(s) : study::text(s));
  if (!a.json && !a.plan.folder.empty())
    fmt::print("\nResults are in {0}: a results file for each point, {0}/sweep.csv\n",
               a.plan.folder);
  return kDone;
}

int compare(const Arguments& a) {
  const std::vector<study::DesignFile> files = study::design_files(a.files);
  if (files.size() < 2)
    throw InputError("compare needs at least two results files, or the folder of a sweep");
  const results::Results base = results::read_results(files[0].path, results::Read::tables);
  for (std::size_t i = 1; i < files.size(); ++i) {
    const results::Results other = results::read_results(files[i].path, results::Read::tables);
    const study::Comparison c =
        study::compare(files[0].name, base, files[i].name, other, a.measures);
    fmt::print("{}{}", i > 1 ? "\n" : "", a.json ? study::json(c) : study::text(c));
  }
  return kDone;
}

int select(Arguments& a) {
  read_points(a);
  const auto hospital = compiler::compile_file(a.plan.file, a.plan.sets);
  const auto m = run::read_measure(a.minimise, run::model_of(hospital));
  const auto written = compiler::split_quantity(a.indifference);
  const auto delta = written ? compiler::in_unit(*written, m.unit) : std::nullopt;
  if (!delta || !(*delta > 0))
    throw InputError(fmt::format("--indifference '{}' is no {} above 0\n  Write {}.",
                                 a.indifference, m.unit == "s" ? "time" : "number",
                                 m.unit == "s" ? "--indifference '0.5 s'" : "--indifference 0.01"));
  const study::Choice c =
      with_progress(a, [&] { return study::choose(a.plan, a.minimise, *delta, a.most); });
  if (stop_asked) return stopped(a);
  fmt::print("{}", a.json ? study::json(c, a.plan.factors) : study::text(c, a.plan.factors));
  return kDone;
}

int optimise(Arguments& a) {
  read_points(a);
  std::vector<double> costs(a.costs.empty() ? 0 : a.plan.factors.size(), 0);
  for (const std::string& text : a.costs) {
    const std::size_t equals = text.find('=');
    const auto f = std::find_if(a.plan.factors.begin(), a.plan.factors.end(),
                                [&](const auto& x) { return x.path == text.substr(0, equals); });
    const auto value = equals == std::string::npos
                           ? std::nullopt
                           : compiler::split_quantity(std::string_view(text).substr(equals + 1));
    if (f == a.plan.factors.end() || !value)
      throw InputError(
          fmt::format("--cost '{}': write --cost path=1000 for a path that --vary has", text));
    costs[static_cast<std::size_t>(f - a.plan.factors.begin())] = value->number;
  }
  const int first = replications_of(a);
  const study::Optimum o = with_progress(
      a, [&] { return study::optimise(a.plan, costs, first, std::max(first, a.most)); });
  fmt::print("{}", a.json ? study::json(o, a.plan.factors) : study::text(o, a.plan.factors));
  if (stop_asked) return stopped(a);
  return o.found ? kDone : kNotMet;
}

template <class F>
CLI::App* command(CLI::App& app, Chosen& chosen, const std::shared_ptr<Arguments>& a,
                  const std::string& name, const std::string& what, F f) {
  auto* c = app.add_subcommand(name, what);
  c->callback([a, f, &chosen] { chosen = [a, f] { return f(*a); }; });
  return c;
}

}  // namespace

void add_studies(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  auto* c =
      command(app, chosen, a, "compare",
              "Compare results files with the first one, replication by replication.", compare);
  c->add_option("FILES", a->files, "results files, or the folder of a sweep")->required();
  repeated(*c, "--metric", a->measures, "what to compare, such as 'alarm p99'");
  c->add_flag("--json", a->json, "print JSON instead of tables");

  const auto b = std::make_shared<Arguments>();
  c = command(app, chosen, b, "sweep",
              "Simulate every combination of settings, or samples of them.", sweep);
  add_study(*c, *b);
  repeated(*c, "--metric", b->measures, "a column of the table, such as 'alarm p99'");
  c->add_option("--replications", b->replications, "of each point, instead of the scenario's")
      ->check(CLI::Range(1, 100000));
  c->add_option("--design", b->design, "factorial, or lhs: a Latin hypercube")
      ->check(CLI::IsMember({"factorial", "lhs"}));
  c->add_option("--samples", b->samples, "points of a Latin hypercube")
      ->check(CLI::Range(2, 10000));

  const auto d = std::make_shared<Arguments>();
  c = command(app, chosen, d, "select", "Find the point with the smallest value of a metric.",
              select);
  add_study(*c, *d);
  c->add_option("--minimise", d->minimise, "the metric, such as 'alarm p99'")->required();
  c->add_option("--indifference", d->indifference,
                "a difference that does not matter, such as 0.5 s")
      ->required();
  c->add_option("--max-replications", d->most, "of a point")->check(CLI::Range(2, 100000));

  const auto e = std::make_shared<Arguments>();
  c = command(app, chosen, e, "optimize",
              "Find the cheapest point that meets every requirement of the scenario.", optimise);
  add_study(*c, *e);
  repeated(*c, "--cost", e->costs,
           "path=1000, cost of one more of it; without any, the scenario's prices");
  c->add_option("--replications", e->replications, "of a point at first, instead of the scenario's")
      ->check(CLI::Range(1, 100000));
  c->add_option("--max-replications", e->most, "of a point")->check(CLI::Range(1, 100000));
}

}  // namespace wardtwin::cli
