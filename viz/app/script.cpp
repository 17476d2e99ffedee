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

constexpr std::array kCommands{"panel", "time",     "heat",        "theme",  "scale",     "click",
                               "drag",  "wheel",    "right-click", "hover",  "key",       "type",
                               "wait",  "wait-run", "expect",      "window", "screenshot"};

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
      view_.heat = heat_of(s.argument, view_.trace);
    else if (c == "theme")
      restyle([&] { view_.theme.dark = s.argument == "dark"; });
    else if (c == "scale")
      restyle([&] { view_.theme.scale = std::stof(s.argument); });
    else if (c == "window")
      window();
    else if (c == "click")
      click(0);
    else if (c == "right-click")
      click(1);
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
  // Charts and heat maps are of this part of the run.
  void window() {
    std::istringstream in(step_->argument);
    std::string from, to;
    in >> from >> to;
    const auto a = view_.trace ? view_.trace->parse_clock(from) : std::nullopt;
    const auto b = view_.trace ? view_.trace->parse_clock(to) : std::nullopt;
    if (!a || !b || *b <= *a) fail("write two times of day in order: window 03:00 04:00");
    view_.window_from = *a;
    view_.window_to = *b;
  }
  void press(bool down, int button = 0) {
    ImGui::GetIO().MouseDown[button] = down;
    frames(1);
  }
  void click(int button) {
    point(item(step_->argument).middle());
    press(true, button);
    press(false, button);
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

namespace {

void choose_kind(HeatChoice& choice, const std::string& word, const std::string& kind,
                 const std::optional<Trace>& trace) {
  std::string known;
  const auto offer = [&](const std::string& name) {
    known += (known.empty() ? "" : ", ") + name;
    return name == kind;
  };
  if (is_of_messages(choice.heat))
    for (const auto& w : words<flow::TrafficClass>)
      if (offer(std::string(w.word))) choice.traffic = w.value;
  bool found = choice.traffic.has_value();
  if (is_of_band(choice.heat) && trace)
    for (std::uint32_t b = 0; b < trace->model().surroundings.bands.size(); ++b)
      if (offer(short_name(trace->model().surroundings.bands[b]))) {
        choice.band = b;
        found = true;
      }
  if (!found)
    throw InputError(fmt::format("the heat map '{}' is not of '{}'; {}", word, kind,
                                 known.empty() ? "it has no kinds" : "there are " + known));
}

}  // namespace

HeatChoice heat_of(const std::string& text, const std::optional<Trace>& trace) {
  static const std::map<std::string, Heat> heats{{"none", Heat::none},
                                                 {"signal", Heat::signal},
                                                 {"second", Heat::second_signal},
                                                 {"airtime", Heat::airtime},
                                                 {"alarm-p50", Heat::alarm_p50},
                                                 {"alarm-p99", Heat::alarm_p99},
                                                 {"alarm-loss", Heat::alarm_loss},
                                                 {"blind", Heat::blind_minutes},
                                                 {"message-p50", Heat::message_p50},
                                                 {"message-p99", Heat::message_p99},
                                                 {"message-loss", Heat::message_loss}};
  const std::string word = text.substr(0, text.find('/'));
  const auto it = heats.find(word);
  if (it == heats.end()) {
    std::string known;
    for (const auto& [name, heat] : heats) known += (known.empty() ? "" : ", ") + name;
    throw InputError(fmt::format("there is no heat map '{}'; there are {}", word, known));
  }
  HeatChoice choice{it->second, 0, {}};
  if (word.size() < text.size()) choose_kind(choice, word, text.substr(word.size() + 1), trace);
  return choice;
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
