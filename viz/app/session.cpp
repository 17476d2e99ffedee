#include "viz/app/session.h"

#include <cstdlib>
#include <iterator>

namespace wardtwin::viz {
namespace {

bool is_scenario(const std::string& file) {
  return file.ends_with(".yaml") || file.ends_with(".yml");
}

}  // namespace

std::filesystem::path style_file() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  const std::filesystem::path folder =
      config && *config ? config : std::filesystem::path(home ? home : ".") / ".config";
  return folder / "wardtwin" / "view.ini";
}

void read_style(Theme& theme) {
  std::ifstream in(style_file());
  std::string word;
  float scale = 1;
  if (!(in >> word >> scale)) return;
  theme.dark = word == "dark";
  if (scale >= 0.6f && scale <= 4) theme.scale = scale;
}

void write_style(const Theme& theme) {
  std::error_code ignored;
  std::filesystem::create_directories(style_file().parent_path(), ignored);
  std::ofstream(style_file()) << (theme.dark ? "dark " : "light ") << theme.scale << "\n";
}

bool write_text(const std::string& path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  out.close();
  return static_cast<bool>(out);
}

void run_ended(View& view, const std::string& part) {
  if (view.run.exit_code != 0) {
    view.note = "the run failed; the panel Scenario shows what it said";
    return;
  }
  view.note = "the run has ended: " + view.run.output;
  if (!view.trace || view.trace->path() == part) return open_file(view, view.run.output);
  open_other(view, view.run.output);
  if (view.other) view.panel = "compare";
}

void open_finished(View& view) {
  const std::string part = view.trace->path();
  std::error_code ignored;
  if (!part.ends_with(".part") || std::filesystem::exists(part, ignored)) return;
  const std::string whole = part.substr(0, part.size() - 5);
  if (!std::filesystem::exists(whole, ignored)) return;
  const Time now = view.now;
  open_file(view, whole, view.trace->replication());
  go_to(view, now);
}

void open_files(View& view, const std::vector<std::string>& files, std::size_t replication) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (is_scenario(files[i])) {
      std::ifstream in(files[i]);
      if (!in) throw InputError(fmt::format("{} cannot be read", files[i]));
      view.scenario_text.assign(std::istreambuf_iterator<char>(in), {});
      view.scenario_file = files[i];
      if (!view.trace) view.panel = "scenario";
    } else if (!view.trace && view.problem.empty()) {
      open_file(view, files[i], replication);
    } else {
      open_other(view, files[i]);
    }
  }
}

}  // namespace wardtwin::viz
