#include "scenarios/import/import.h"

#include <fstream>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/import/fit.h"
#include "sim/base/error.h"

namespace wardtwin::cli {
namespace {

struct ImportArguments {
  importing::Kind kind = importing::Kind::hl7;
  std::vector<std::string> files;
  std::string out, history, replay, key_file;
  importing::Options options;
};

void write(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw RunError(fmt::format("{} cannot be written", path));
}

// A key ends before the end of its line.
std::string read_key(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string key;
  if (!in || !std::getline(in, key)) throw InputError(fmt::format("{}: cannot be read", path));
  return key;
}

int import_files(const ImportArguments& a) {
  importing::Options options = a.options;
  if (!a.key_file.empty()) options.key = read_key(a.key_file);
  const importing::Imported made = importing::import_files(a.kind, a.files, options);
  fmt::print(stderr, "{}", made.problems.text());
  if (!made.part.empty()) {
    if (a.out.empty())
      fmt::print("{}", made.part);
    else
      write(a.out, made.part);
    if (!a.history.empty()) write(a.history, made.history_csv);
    if (!a.replay.empty()) write(a.replay, made.replay_csv);
  }
  if (made.problems.count() == 0) return kDone;
  fmt::print(stderr, "{} {}; {}.\n", made.problems.count(),
             made.problems.count() == 1 ? "problem" : "problems",
             made.part.empty() ? "nothing was imported" : "all else was imported");
  return kWrongInput;
}

struct FitArguments {
  std::string file, column, unit;
  int resamples = 999;
  std::uint64_t seed = 1;
  importing::Rounding rounded = importing::Rounding::nearest;
};

int fit(const FitArguments& a) {
  const std::vector<double> sample = importing::read_column(a.file, a.column, a.rounded);
  const importing::Grid grid{importing::grid_step(sample), a.rounded};
  const auto fits = importing::fit_laws(sample, a.resamples, a.seed, grid);
  fmt::print("{}", importing::fit_report(a.column.empty() ? a.file : a.column, sample, fits, a.unit,
                                         grid));
  return kDone;
}

void add_fit(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<FitArguments>();
  auto* command = app.add_subcommand("fit", "Fit distributions to a column of a CSV file.");
  command->add_option("DATA.csv", a->file, "table with names in its first line")->required();
  command->add_option("--column", a->column, "its name; needed if several hold numbers");
  command->add_option("--unit", a->unit, "unit of the values, for the text to paste: s, min, h, d");
  command->add_option("--resamples", a->resamples, "samples that tell the law of the distance")
      ->check(CLI::Range(19, 100'000));
  command->add_option("--seed", a->seed, "of these samples");
  const std::map<std::string, importing::Rounding> ways{{"nearest", importing::Rounding::nearest},
                                                        {"up", importing::Rounding::up},
                                                        {"down", importing::Rounding::down},
                                                        {"no", importing::Rounding::no}};
  command
      ->add_option("--rounded", a->rounded,
                   "how values were that are multiples of a step (whole days, minutes): to the "
                   "nearest; up, as begun days are counted; down, as whole days are; no: exact")
      ->transform(CLI::CheckedTransformer(ways));
  command->callback([a, &chosen] { chosen = [a] { return fit(*a); }; });
}

}  // namespace

void add_import(CLI::App& app, Chosen& chosen) {
  using importing::Kind;
  static const std::map<std::string, Kind> kKinds{
      {"hl7", Kind::hl7}, {"fhir", Kind::fhir},   {"arrivals", Kind::arrivals},
      {"rmf", Kind::rmf}, {"tiled", Kind::tiled}, {"geojson", Kind::geojson}};
  const auto a = std::make_shared<ImportArguments>();
  auto* command =
      app.add_subcommand("import", "Make a part of a scenario from files of other programs.");
  command->add_option("KIND", a->kind, "hl7, fhir, arrivals, rmf, tiled or geojson")
      ->required()
      ->transform(CLI::CheckedTransformer(kKinds));
  command->add_option("FILES", a->files, "files to read")->required();
  command->add_option("-o,--out", a->out, "where the part goes; not written: printed");
  command->add_option("--history", a->history, "writes arrivals and moves as CSV (hl7, fhir)");
  command->add_option(
      "--replay", a->replay,
      "writes a table for `people: recorded:`, every patient as recorded (hl7, fhir)");
  command->add_option("--key", a->key_file,
                      "file with a secret key, 16 bytes or more, for pseudonyms that stay the same "
                      "between imports");
  command->add_option("--pathway", a->options.pathway, "name of the pathway; imported");
  command->add_option("--tile", a->options.tile, "edge of a tile in m (tiled); 1");
  command->callback([a, &chosen] { chosen = [a] { return import_files(*a); }; });
  add_fit(app, chosen);
}

}  // namespace wardtwin::cli
