#include <csignal>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/view.h"
#include "scenarios/compiler/catalogue.h"
#include "scenarios/report/report.h"
#include "scenarios/run/requirements.h"
#include "scenarios/run/run.h"
#include "sim/base/error.h"
#include "sim/results/reader.h"

namespace {

using namespace wardtwin;

enum Exit { kDone = 0, kNotMet = 1, kWrongInput = 2, kFailed = 3 };

volatile bool stop_asked = false;

void on_interrupt(int) {
  if (stop_asked) ::_exit(130);
  stop_asked = true;
}

struct Arguments {
  std::string file, output, word;
  std::vector<std::string> sets;
  std::uint64_t seed = 0;
  int replications = 0, jobs = run::processors(), threads = 1;
  bool json = false, strict = false, quiet = false, has_seed = false;
};

// A bar on a terminal, a plain line now and then elsewhere.
class ProgressBar {
 public:
  explicit ProgressBar(bool quiet) : terminal_(::isatty(STDERR_FILENO) != 0), quiet_(quiet) {}
  ~ProgressBar() {
    if (drawn_) std::fputs("\r\033[K", stderr);
  }
  void show(double share) {
    const int percent = static_cast<int>(100 * share);
    if (quiet_ || percent == last_) return;
    if (terminal_) {
      const int filled = percent * 40 / 100;
      fmt::print(stderr, "\r[{:#<{}}{:<{}}] {:3d} %", "", filled, "", 40 - filled, percent);
      drawn_ = true;
    } else if (percent / 25 > last_ / 25) {
      fmt::print(stderr, "{} % simulated\n", percent / 25 * 25);
    }
    last_ = percent;
  }

 private:
  bool terminal_, quiet_, drawn_ = false;
  int last_ = 0;
};

int run_command(const Arguments& a) {
  const compiler::Hospital hospital = compiler::compile_file(a.file, a.sets);
  run::Options options;
  if (a.has_seed) options.seed = a.seed;
  if (a.replications > 0) options.replications = a.replications;
  options.jobs = a.jobs;
  options.threads = a.threads;
  options.output = a.output;
  options.stop = &stop_asked;
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  results::Results results;
  {
    ProgressBar bar(a.quiet || a.json);
    options.on_progress = [&bar](double share) { bar.show(share); };
    results = run::run(hospital, options);
  }
  if (a.json)
    fmt::print("{}\n", report::json_summary(results));
  else
    fmt::print("{}", report::text_summary(results));
  if (!a.json && !a.output.empty())
    fmt::print("\nResults are in {}{}\n", run::results_path(options, results.complete),
               results.complete ? "" : " (partial: the run was stopped)");
  if (!results.complete) return kFailed;
  if (a.strict)
    for (const auto& q : results.requirements)
      if (q.verdict != results::Verdict::met) return kNotMet;
  return kDone;
}

int check_command(const Arguments& a) {
  const compiler::Hospital h = compiler::compile_file(a.file, a.sets);
  run::check_requirements(h);
  fmt::print("{}: sound. {} beds, {} devices, {} sources, {} access points, {} gateways.\n", a.file,
             h.building.beds.size(), h.devices.size(), h.sources.size(),
             h.wifi ? h.wifi->names.size() : 0, h.gateway_names.size());
  return kDone;
}

int summary_command(const Arguments& a) {
  const results::Results results = results::read_results(a.file, results::Read::tables);
  fmt::print("{}{}", a.json ? report::json_summary(results) : report::text_summary(results),
             a.json ? "\n" : "");
  return kDone;
}

int list_command(const Arguments& a) {
  if (a.word == "metrics") {
    for (const auto& m : run::metrics()) fmt::print("{:<32} {}\n", m.name, m.sentence);
    return kDone;
  }
  fmt::print("{}", compiler::list_text(compiler::catalogue()));
  return kDone;
}

int explain_command(const Arguments& a) {
  for (const auto& m : run::metrics())
    if (m.name == a.word) {
      fmt::print("{}: {} Requirements may bound it.\n", m.name, m.sentence);
      return kDone;
    }
  std::string text;
  const bool known = compiler::explain(compiler::catalogue(), a.word, text);
  fmt::print(known ? stdout : stderr, "{}", text);
  return known ? kDone : kWrongInput;
}

int guarded(int (*command)(const Arguments&), const Arguments& a) {
  try {
    return command(a);
  } catch (const InputError& e) {
    fmt::print(stderr, "{}\n", e.what());
    return kWrongInput;
  } catch (const std::exception& e) {
    fmt::print(stderr, "wardtwin: {}\n", e.what());
    return kFailed;
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Wardtwin simulates a hospital's patients, staff, devices, networks and computers on one "
      "clock."};
  app.require_subcommand(1);
  app.set_version_flag("--version", "wardtwin 0.1.0");
  Arguments a;
  int (*chosen)(const Arguments&) = nullptr;

  auto* run =
      app.add_subcommand("run", "Simulate a scenario, print its tables and write its results.");
  run->add_option("FILE", a.file, "scenario file")->required();
  run->add_option("-o,--output", a.output, "results file (HDF5)");
  auto* seed =
      run->add_option("--seed", a.seed, "root of all random numbers, instead of the scenario's");
  run->add_option("--replications", a.replications, "independent runs, instead of the scenario's")
      ->check(CLI::Range(1, 100000));
  run->add_option("--jobs", a.jobs, "replications at a time")->check(CLI::Range(1, 1024));
  run->add_option("--threads", a.threads, "threads of one replication")->check(CLI::Range(1, 1024));
  run->add_option("--set", a.sets, "path.to.key=value, changes the scenario; may be repeated")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  run->add_flag("--json", a.json, "print JSON instead of tables");
  run->add_flag("--strict", a.strict, "exit with 1 unless every requirement is met");
  run->add_flag("--quiet", a.quiet, "no progress");
  run->callback([&] { chosen = run_command; });

  auto* check =
      app.add_subcommand("check", "Compile a scenario and tell everything that is wrong with it.");
  check->add_option("FILE", a.file, "scenario file")->required();
  check->add_option("--set", a.sets, "path.to.key=value, changes the scenario; may be repeated")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  check->callback([&] { chosen = check_command; });

  auto* summary = app.add_subcommand("summary", "Print the tables of a results file.");
  summary->add_option("R.h5", a.file, "results file")->required();
  summary->add_flag("--json", a.json, "print JSON instead of tables");
  summary->callback([&] { chosen = summary_command; });

  auto* explain =
      app.add_subcommand("explain", "Say what a word means, its unit, range, default and source.");
  explain->add_option("WORD", a.word, "a field, section, word or metric")->required();
  explain->callback([&] { chosen = explain_command; });

  auto* list = app.add_subcommand("list", "Name what scenarios can be made of.");
  list->add_option("WHAT", a.word, "metrics: what requirements may be about");
  list->callback([&] { chosen = list_command; });

  std::function<int()> view;
  cli::add_view(app, view);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    app.exit(e);
    return kWrongInput;
  }
  if (view) return view();
  a.has_seed = seed->count() > 0;
  return guarded(chosen, a);
}
