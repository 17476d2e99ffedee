#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/compiler/catalogue.h"
#include "scenarios/run/requirements.h"

namespace wardtwin::cli {
namespace {

int list(const std::string& what) {
  if (what == "metrics") {
    for (const auto& m : run::metrics()) fmt::print("{:<32} {}\n", m.name, m.sentence);
    return kDone;
  }
  if (what == "fields") {
    fmt::print("{}", compiler::field_lines(compiler::catalogue()));
    return kDone;
  }
  fmt::print("{}", compiler::list_text(compiler::catalogue()));
  return kDone;
}

int explain(const std::string& word) {
  for (const auto& m : run::metrics())
    if (m.name == word) {
      fmt::print("{}: {} Requirements may bound it.\n", m.name, m.sentence);
      return kDone;
    }
  std::string text;
  const bool known = compiler::explain(compiler::catalogue(), word, text);
  fmt::print(known ? stdout : stderr, "{}", text);
  return known ? kDone : kWrongInput;
}

}  // namespace

void add_explain(CLI::App& app, Chosen& chosen) {
  const auto word = std::make_shared<std::string>();
  auto* command =
      app.add_subcommand("explain", "Say what a word means, its unit, range, default and source.");
  command->add_option("WORD", *word, "a field, section, word or metric")->required();
  command->callback([word, &chosen] { chosen = [word] { return explain(*word); }; });
}

void add_list(CLI::App& app, Chosen& chosen) {
  const auto what = std::make_shared<std::string>();
  auto* command = app.add_subcommand("list", "Name what scenarios can be made of.");
  command->add_option("WHAT", *what,
                      "metrics: what requirements may be about; fields: every field on a line, "
                      "columns parted by tabs");
  command->callback([what, &chosen] { chosen = [what] { return list(*what); }; });
}

}  // namespace wardtwin::cli
