#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "sim/base/error.h"
#include "viz/app/session.h"
#include "viz/window/desktop.h"
#include "viz/window/offscreen.h"

namespace {

using namespace wardtwin;
using namespace wardtwin::viz;

struct Arguments {
  std::vector<std::string> files;
  std::string screenshot, panel, time, size, script, heat, theme, select;
  float scale = 0;  ///< 0: not asked for, like empty words
  std::size_t replication = 0;
  int frame_times = 0;
  int frames = -1;  ///< of a window; -1: until it is closed
  bool in_window = false;
};

std::pair<int, int> size_of(const std::string& text) {
  int width = 0, height = 0;
  if (std::sscanf(text.c_str(), "%dx%d", &width, &height) != 2 || width < 320 || height < 240 ||
      width > 8192 || height > 8192)
    throw InputError(fmt::format("--size {}: write WIDTHxHEIGHT, 320x240 to 8192x8192", text));
  return {width, height};
}

void choose(View& v, const Arguments& a) {
  if (!a.panel.empty()) v.panel = a.panel;
  if (!a.theme.empty()) v.theme.dark = a.theme == "dark";
  if (a.scale > 0) v.theme.scale = a.scale;
  if (!a.heat.empty()) v.heat = heat_of(a.heat, v.trace);
  if (std::ranges::none_of(panels(), [&](const Panel& p) { return v.panel == p.id; })) {
    std::string known;
    for (const Panel& p : panels()) known += (known.empty() ? "" : ", ") + std::string(p.id);
    throw InputError(fmt::format("there is no panel '{}'; there are {}", a.panel, known));
  }
  if (!a.time.empty() && v.trace) {
    const auto t = v.trace->parse_clock(a.time);
    if (!t)
      throw InputError(fmt::format(
          "--time {}: write a time of day like 03:05, or 1/03:05 on the next day", a.time));
    go_to(v, *t);
  }
  if (!a.select.empty() && v.trace) {
    const auto found = find(*v.trace, a.select, 1);
    if (found.empty())
      throw InputError(fmt::format("--select {}: nothing has this name", a.select));
    v.selected = found[0];
    if (const auto at = place_of(*v.trace, v.selected, v.now)) v.floor = v.trace->floor_of(at->z);
  }
}

std::string text_of_script(const std::string& file) {
  std::ifstream in(file);
  if (!in) throw InputError(fmt::format("--script {}: cannot be read", file));
  return {std::istreambuf_iterator<char>(in), {}};
}

double milliseconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

// Time goes on by a second a frame, then jumps all over the run, as a hand on the time bar does.
void measure(Session<Offscreen>& s, int frames, std::size_t marks) {
  for (const bool scrub : {false, true}) {
    std::vector<double> ms;
    for (int i = 0; i < frames; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      if (View& v = s.view(); v.trace)
        go_to(v, scrub ? v.trace->start() + from_seconds(std::fmod(0.6180339887 * i, 1) *
                                                         seconds(v.trace->end() - v.trace->start()))
                       : v.now + Time{1s});
      s.frame();
      s.surface().finish();
      ms.push_back(milliseconds_since(begin));
    }
    const auto* drawn = ImGui::GetDrawData();
    fmt::print(
        "{}: {} frames of {}x{} on {}: p50 {:.1f} ms, p99 {:.1f} ms; {} triangles, {} draw calls, "
        "{} devices\n",
        scrub ? "scrubbing" : "going on", frames, s.surface().width(), s.surface().height(),
        s.surface().renderer(), quantile_of(ms, 0.5), quantile_of(ms, 0.99),
        drawn->TotalIdxCount / 3, s.draw_calls(), marks);
  }
}

int headless(const Arguments& a) {
  const auto [width, height] = size_of(a.size.empty() ? "1600x1000" : a.size);
  Session<Offscreen> session(width, height);
  const auto begin = std::chrono::steady_clock::now();
  session.open(a.files, a.replication);
  choose(session.view(), a);
  session.frame();
  session.surface().finish();
  if (a.frame_times > 0) fmt::print("first frame {:.0f} ms\n", milliseconds_since(begin));
  for (int i = 0; i < 2; ++i) session.frame();
  session.surface().finish();  // or what is measured next would pay for these frames, too
  if (!a.script.empty()) session.play(text_of_script(a.script));
  if (a.frame_times > 0)
    measure(session, a.frame_times,
            session.view().trace ? session.view().trace->model().devices.size() : 0);
  if (!a.screenshot.empty()) session.screenshot(a.screenshot);
  if (!session.view().problem.empty() && !session.view().trace) {
    fmt::print(stderr, "{}\n", session.view().problem);
    return 2;
  }
  return 0;
}

int windowed(const Arguments& a) {
  View last;
  const Choices kept = read_choices(last);
  const auto [width, height] =
      a.size.empty() ? std::pair(kept.width, kept.height) : size_of(a.size);
  Session<Desktop> session(width, height);
  session.recall(session.surface().density());
  session.open(a.files, a.replication);
  choose(session.view(), a);
  if (!a.script.empty()) {
    session.surface().leave_input(true);
    session.play(text_of_script(a.script));
    session.surface().leave_input(false);
  }
  for (int n = 0; session.surface().open() && n != a.frames; ++n) session.frame();
  session.keep();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  // a file that a run still writes is locked by it; whole replications in it are safe to read
  ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0);
  CLI::App app{
      "Shows what wardtwin simulated: the hospital, its alarms and its networks, at any time of "
      "the run."};
  app.set_version_flag("--version", "wardtwin 0.1.0");
  Arguments a;
  app.add_option("FILE", a.files,
                 "results file, one being written (R.h5.part), a second one to compare, or a "
                 "scenario (YAML)")
      ->expected(0, 2);
  app.add_option("--screenshot", a.screenshot, "draw once without a window and write this PNG");
  app.add_option("--panel", a.panel, "panel to show, e.g. floor, summary, alarms");
  app.add_option("--time", a.time, "time of day to show, e.g. 03:05");
  app.add_option("--size", a.size, "of window or picture, e.g. 1600x1000");
  app.add_option("--script", a.script, "replay this file of clicks and keys without a window");
  app.add_option(
      "--heat", a.heat,
      "heat map on the plan, e.g. signal, signal/lorawan, airtime, blind, message-p99/vitals");
  app.add_option("--select", a.select,
                 "choose the bed, device, access point or nurse of this name");
  app.add_option("--theme", a.theme, "light or dark")->check(CLI::IsMember({"light", "dark"}));
  app.add_option("--scale", a.scale, "of text and controls")->check(CLI::Range(0.6, 4.0));
  app.add_option("--replication", a.replication, "whose logs to show, from 0");
  app.add_option("--frame-times", a.frame_times,
                 "draw this many frames without a window and tell how long they took")
      ->check(CLI::Range(1, 100000));
  app.add_flag("--in-window", a.in_window, "replay the script in a window, then leave it open");
  app.add_option("--frames", a.frames, "close the window after so many frames, for tests")
      ->check(CLI::Range(1, 1000000));
  CLI11_PARSE(app, argc, argv);
  try {
    const bool drawn_away =
        !a.screenshot.empty() || a.frame_times > 0 || (!a.script.empty() && !a.in_window);
    return drawn_away ? headless(a) : windowed(a);
  } catch (const InputError& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 2;
  } catch (const std::exception& e) {
    fmt::print(stderr, "wardtwin-view: {}\n", e.what());
    return 3;
  }
}
