#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/report/crate.h"
#include "scenarios/report/csv.h"
#include "scenarios/report/html/html_report.h"
#include "scenarios/report/report.h"
#include "scenarios/run/run.h"
#include "scenarios/study/designs.h"
#include "sim/base/error.h"
#include "sim/results/reader.h"
#include "sim/results/writer.h"

/// report and bundle: results as a page, and as a folder that others can make again.
namespace wardtwin::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::vector<std::string> files;
  std::string output, csv;
  bool json = false;
};

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out)
    throw std::runtime_error(fmt::format(
        "cannot write {}: its folder does not exist, is not writable, or the disk is full",
        path.string()));
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error || !fs::is_directory(path))
    throw InputError(
        fmt::format("{} is no folder and cannot become one; name another", path.string()));
}

int report(const Arguments& a) {
  const fs::path page(a.output);
  if (fs::is_directory(page))
    throw InputError(fmt::format("{0} is a folder; write -o {0}/report.html", a.output));
  std::vector<html::Design> designs;
  for (const study::DesignFile& file : study::design_files(a.files)) {
    // only the first design's logs are drawn
    const auto what = designs.empty() ? results::Read::everything : results::Read::tables;
    designs.push_back(
        {file.name, results::read_results(file.path, what), results::read_live(file.path)});
  }
  write_file(page, html::html_report(designs));
  fmt::print("{}\n", page.string());
  if (a.json) {
    fs::path beside = page;
    beside.replace_extension(".json");
    write_file(beside, report::json_summary(designs[0].results));
    fmt::print("{}\n", beside.string());
  }
  if (a.csv.empty()) return kDone;
  make_folder(a.csv);
  const auto tables = report::csv_tables(designs[0].results);
  for (const report::CsvFile& t : tables) write_file(fs::path(a.csv) / t.name, t.text);
  fmt::print("{}: {} tables\n", a.csv, tables.size());
  return kDone;
}

// The results without what differs between two equal runs, so that a second run gives the same bytes.
void write_reproducible(results::Results r, const fs::path& path) {
  run::forget_machine(r.run);
  for (results::Replication& one : r.replications) run::forget_machine(one);
  // made again by their number, not by the precision that asked for them
  r.precision.clear();
  results::Writer writer(path.string(), r.run, r.model);
  for (const results::Replication& one : r.replications) writer.write(one);
  writer.finish(r);
}

int bundle(const Arguments& a) {
  const fs::path folder(a.output);
  if (fs::exists(folder) && (!fs::is_directory(folder) || !fs::is_empty(folder)))
    throw InputError(fmt::format("{} exists and is not an empty folder; name a new one", a.output));
  const std::string& file = a.files[0];
  html::Design design{file, results::read_results(file, results::Read::everything),
                      results::read_live(file)};
  const results::Results& r = design.results;
  if (!r.complete)
    throw InputError(fmt::format(
        "{} is partial: {} of {} replications; run the scenario to its end, then bundle it", file,
        r.replications.size(), r.run.replications));
  make_folder(folder);
  std::vector<report::CrateFile> files;
  const auto add = [&](const std::string& name, const std::string& what, const std::string& format,
                       const std::string& text) {
    write_file(folder / name, text);
    files.push_back({name, what, format, text.size()});
  };
  add("scenario.yaml", "the scenario as run, defaults filled in", "application/yaml",
      r.run.scenario_text);
  write_reproducible(r, folder / "results.h5");
  files.push_back({"results.h5", "results, without wall times, date and machine",
                   "application/x-hdf5", fs::file_size(folder / "results.h5")});
  add("report.html", "the results for people", "text/html", html::html_report({design}));
  add("summary.json", "the results for programs", "application/json", report::json_summary(r));
  add("rerun", "makes results.h5 again and compares", "text/x-shellscript",
      report::rerun_script(r.run, r.replications.size()));
  fs::permissions(folder / "rerun",
                  fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                  fs::perm_options::add);
  write_file(folder / "ro-crate-metadata.json", report::crate_metadata(r, files));
  fmt::print("{}: {} files; {}/rerun makes the results again\n", a.output, files.size() + 1,
             a.output);
  return kDone;
}

}  // namespace

void add_report(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  auto* command =
      app.add_subcommand("report", "Write a results file as a page that opens without a network.");
  command
      ->add_option("R.h5", a->files,
                   "results file, with which further ones are compared; or the folder of a sweep")
      ->required();
  command->add_option("-o,--output", a->output, "the page, such as report.html")->required();
  command->add_option("--csv", a->csv, "folder for every table as CSV");
  command->add_flag("--json", a->json, "the summary as JSON beside the page");
  command->callback([a, &chosen] { chosen = [a] { return report(*a); }; });

  const auto b = std::make_shared<Arguments>();
  b->files.resize(1);
  command = app.add_subcommand(
      "bundle", "Make a folder (RO-Crate) from which others can make the results again.");
  command->add_option("R.h5", b->files[0], "results file")->required();
  command->add_option("-o,--output", b->output, "the folder; it must be new or empty")->required();
  command->callback([b, &chosen] { chosen = [b] { return bundle(*b); }; });
}

}  // namespace wardtwin::cli
