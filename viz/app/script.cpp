#include "viz/app/script.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <sstream>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::viz {
namespace {

constexpr std::array kCommands{"panel", "time", "heat",     "theme",  "scale",
                               "click", "drag", "wheel",    "hover",  "key",
                               "type",  "wait", "wait-run", "expect", "screenshot"};

const std::map<std::string, int>& named_keys() {
  static const std::map<std::string, int> keys{
      {"space", 32},    {"escape", 256},    {"enter", 257}, {"tab", 258},  {"backspace", 259},
      {"delete", 261},  {"right", 262},     {"left", 263},  {"down", 264}, {"up", 265},
      {"page-up", 266}, {"page-down", 267}, {"home", 268},  {"end", 269}};
  return keys;
}

std::string unknown_command(int line, const std::string& word) {
  std::string known;
  for (const char* c : kCommands) known += (known.empty() ? "" : ", ") + std::string(c);
  return fmt::format("script line {}: unknown command '{}'; there are {}", line, word, known);
}

class Player {
 public:
  Player(View& view, const ScriptHost& host) : view_(view), host_(host) {}

  void run(const ScriptStep& s) {
    step_ = &s;
    const std::string& c = s.command;
    if (c == "panel")
      view_.panel = s.argument;
    else if (c == "time")
      time();
    else if (c == "heat")
      view_.heat = heat_of(s.argument);
    else if (c == "theme")
      restyle([&] { view_.theme.dark = s.argument == "dark"; });
    else if (c == "scale")
      restyle([&] { view_.theme.scale = std::stof(s.argument); });
    else if (c == "click")
      click();
    else if (c == "drag")
      drag();
    else if (c == "wheel")
      wheel();
    else if (c == "hover")
      point(item(s.argument).middle());
    else if (c == "key")
      key();
    else if (c == "type")
      type();
    else if (c == "wait")
      frames(std::max(1, std::atoi(s.argument.c_str())));
    else if (c == "wait-run")
      wait_run();
    else if (c == "expect")
      item(s.argument);
    else if (c == "screenshot")
      picture();
    frames(1);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(fmt::format("script line {}: {}", step_->line, what));
  }
  void frames(int n) {
    for (int i = 0; i < n; ++i) host_.frame();
  }
  void restyle(const auto& change) {
    change();
    view_.restyle = true;
  }
  void time() {
    if (!view_.trace) fail("no results file is open");
    const auto t = view_.trace->parse_clock(step_->argument);
    if (!t) fail(fmt::format("'{}' is no time of day like 03:05", step_->argument));
    go_to(view_, *t);
  }
  Rect item(const std::string& name) {
    frames(1);
    const auto it = items().find(name);
    if (it != items().end()) return it->second;
    std::string near;
    for (const auto& [known, rect] : items())
      if (known.substr(0, name.find('/')) == name.substr(0, name.find('/')))
        near += (near.empty() ? "" : ", ") + known;
    fail(fmt::format("'{}' is not on the screen{}{}", name, near.empty() ? "" : "; there are ",
                     near));
  }
  void point(ImVec2 at) {
    ImGui::GetIO().MousePos = at;
    frames(2);
  }
  void press(bool down) {
    ImGui::GetIO().MouseDown[0] = down;
    frames(1);
  }
  void click() {
    point(item(step_->argument).middle());
    press(true);
    press(false);
  }
  void drag() {
    std::istringstream in(step_->argument);
    std::string name, word;
    std::vector<std::string> all;
    while (in >> word) all.push_back(word);
    if (all.size() < 3) fail("write: drag ITEM DX DY");
    for (std::size_t i = 0; i + 2 < all.size(); ++i) name += (i ? " " : "") + all[i];
    const ImVec2 by{std::stof(all[all.size() - 2]), std::stof(all.back())};
    const ImVec2 from = item(name).middle();
    point(from);
    press(true);
    for (int i = 1; i <= 4; ++i)
      point({from.x + by.x * static_cast<float>(i) / 4, from.y + by.y * static_cast<float>(i) / 4});
    press(false);
  }
  void wheel() {
    const auto gap = step_->argument.rfind(' ');
    if (gap == std::string::npos) fail("write: wheel ITEM STEPS");
    point(item(step_->argument.substr(0, gap)).middle());
    ImGui::GetIO().MouseWheel = std::stof(step_->argument.substr(gap));
    frames(1);
  }
  void key() {
    const std::string& name = step_->argument;
    const auto it = named_keys().find(name);
    if (it == named_keys().end() && name.size() != 1)
      fail(fmt::format("there is no key '{}'", name));
    const auto code =
        static_cast<std::size_t>(it != named_keys().end() ? it->second : std::toupper(name[0]));
    ImGui::GetIO().KeysDown[code] = true;
    frames(1);
    ImGui::GetIO().KeysDown[code] = false;
    frames(1);
  }
  void picture() {
    frames(2);  // what has changed finds its place
    host_.screenshot(step_->argument);
  }
  void type() {
    for (const char c : step_->argument)
      ImGui::GetIO().AddInputCharacter(static_cast<unsigned char>(c));
    frames(2);
  }
  void wait_run() {
    for (int i = 0; view_.run.running && i < 6000; ++i) {
      frames(1);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    if (view_.run.running) fail("the run has not ended within five minutes");
    if (view_.run.exit_code != 0) fail("the run failed: " + view_.run.said);
  }

  View& view_;
  const ScriptHost& host_;
  const ScriptStep* step_ = nullptr;
};

}  // namespace

std::vector<ScriptStep> read_script(const std::string& text) {
  std::vector<ScriptStep> steps;
  std::istringstream in(text);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const auto first = line.find_first_not_of(" \t");
    if (first == std::string::npos || line[first] == '#') continue;
    const auto gap = line.find(' ', first);
    ScriptStep s{number, line.substr(first, gap == std::string::npos ? gap : gap - first),
                 gap == std::string::npos ? "" : line.substr(gap + 1)};
    if (std::ranges::find(kCommands, s.command) == kCommands.end())
      throw InputError(unknown_command(number, s.command));
    steps.push_back(std::move(s));
  }
  return steps;
}

void play(const std::vector<ScriptStep>& steps, View& view, const ScriptHost& host) {
  Player player(view, host);
  for (const ScriptStep& s : steps) player.run(s);
}

Heat heat_of(const std::string& word) {
  static const std::map<std::string, Heat> heats{{"none", Heat::none},
                                                 {"signal", Heat::signal},
                                                 {"second", Heat::second_signal},
                                                 {"airtime", Heat::airtime},
                                                 {"alarm-p50", Heat::alarm_p50},
                                                 {"alarm-p99", Heat::alarm_p99},
                                                 {"alarm-loss", Heat::alarm_loss},
                                                 {"blind", Heat::blind_minutes}};
  const auto it = heats.find(word);
  if (it != heats.end()) return it->second;
  std::string known;
  for (const auto& [name, heat] : heats) known += (known.empty() ? "" : ", ") + name;
  throw InputError(fmt::format("there is no heat map '{}'; there are {}", word, known));
}

void map_keys() {
  int* map = ImGui::GetIO().KeyMap;
  const auto code = [](const char* name) { return named_keys().at(name); };
  map[ImGuiKey_Space] = code("space");
  map[ImGuiKey_Escape] = code("escape");
  map[ImGuiKey_Enter] = code("enter");
  map[ImGuiKey_Tab] = code("tab");
  map[ImGuiKey_Backspace] = code("backspace");
  map[ImGuiKey_Delete] = code("delete");
  map[ImGuiKey_RightArrow] = code("right");
  map[ImGuiKey_LeftArrow] = code("left");
  map[ImGuiKey_DownArrow] = code("down");
  map[ImGuiKey_UpArrow] = code("up");
  map[ImGuiKey_PageUp] = code("page-up");
  map[ImGuiKey_PageDown] = code("page-down");
  map[ImGuiKey_Home] = code("home");
  map[ImGuiKey_End] = code("end");
  map[ImGuiKey_A] = 'A';
}

}  // namespace wardtwin::viz
