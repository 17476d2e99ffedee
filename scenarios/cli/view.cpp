#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"

namespace wardtwin::cli {
namespace {

int become_viewer(const std::vector<std::string>& words) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string program = (self.parent_path() / "wardtwin-view").string();
  std::vector<std::string> all{program};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& word : all) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(program.c_str(), arguments.data());
  fmt::print(stderr, "{} is missing: build it with 'cmake --build build --target wardtwin-view'\n",
             program);
  return kWrongInput;
}

}  // namespace

void add_view(CLI::App& app, Chosen& chosen) {
  auto* view = app.add_subcommand(
      "view", "Look at results, two of them, or a scenario, in a window or as a picture.");
  view->prefix_command();
  view->callback(
      [view, &chosen] { chosen = [words = view->remaining()] { return become_viewer(words); }; });
}

}  // namespace wardtwin::cli
