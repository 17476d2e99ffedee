#include "viz/app/session.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <sstream>

namespace wardtwin::viz {
namespace {

bool is_scenario(const std::string& file) {
  return file.ends_with(".yaml") || file.ends_with(".yml");
}

}  // namespace

std::filesystem::path config_folder() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  const std::filesystem::path folder =
      config && *config ? config : std::filesystem::path(home ? home : ".") / ".config";
  return folder / "wardtwin";
}

Choices read_choices(View& view) {
  Choices c;
  std::ifstream in(config_folder() / "view.ini");
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string word, text;
    words >> word >> text;
    const double number = std::strtod(text.c_str(), nullptr);
    const auto between = [&](double low, double high) { return number >= low && number <= high; };
    if (word == "theme") view.theme.dark = text == "dark";
    if (word == "panel" && std::ranges::any_of(panels(), [&](auto& p) { return text == p.id; }))
      view.panel = text;
    if (word == "speed" && between(1, 1e5)) view.speed = number;
    if (word == "devices") view.show_devices = text == "yes";
    if (word == "links") view.show_links = text == "yes";
    if (word == "nurses") view.show_nurses = text == "yes";
    if (word == "network") view.show_parts = text == "yes";
    if (word == "by_signal") view.devices_by_signal = text == "yes";
    if (word == "width" && between(320, 8192)) c.width = static_cast<int>(number);
    if (word == "height" && between(240, 8192)) c.height = static_cast<int>(number);
    if (word == "scale" && between(0.6, 4)) {
      view.theme.scale = static_cast<float>(number);
      c.scale_known = true;
    }
  }
  return c;
}

void write_choices(const View& view, int width, int height) {
  std::error_code ignored;
  std::filesystem::create_directories(config_folder(), ignored);
  const auto yes = [](bool b) { return b ? "yes" : "no"; };
  write_text((config_folder() / "view.ini").string(),
             fmt::format("theme {}\nscale {}\nwidth {}\nheight {}\npanel {}\nspeed {}\n"
                         "devices {}\nlinks {}\nnurses {}\nnetwork {}\nby_signal {}\n",
                         view.theme.dark ? "dark" : "light", view.theme.scale, width, height,
                         view.panel, view.speed, yes(view.show_devices), yes(view.show_links),
                         yes(view.show_nurses), yes(view.show_parts), yes(view.devices_by_signal)));
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

bool follow_file(View& view, Follower& follower, double now_s) {
  if (!view.trace || view.trace->results().complete) return false;
  const std::string path = view.trace->path();
  if (!follower.changed(path, now_s)) {
    open_finished(view);
    return view.trace->path() != path;
  }
  try {
    Trace next(path, view.trace->replication());
    view.note =
        next.unfinished()
            ? fmt::format("the first of {} replications, so far to {}",
                          next.results().run.replications, next.clock(next.end()))
            : fmt::format("{} of {} replications are written", next.results().replications.size(),
                          next.results().run.replications);
    if (view.window_to == view.trace->end()) view.window_to = next.end();
    view.trace = std::move(next);
    return true;
  } catch (const InputError&) {
    return false;  // the writer is in the middle of it
  }
}

void open_files(View& view, const std::vector<std::string>& files, std::size_t replication) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (is_scenario(files[i])) {
      std::ifstream in(files[i]);
      if (!in) throw InputError(fmt::format("{} cannot be read", files[i]));
      set_scenario(view, {std::istreambuf_iterator<char>(in), {}});
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
