#pragma once

#include <functional>
#include <string>
#include <vector>

#include "viz/panels/view.h"

namespace wardtwin::viz {

/// A session written down: one command a line, # begins a comment.
///   panel ID | time HH:MM | window HH:MM HH:MM | heat WORD | theme dark | scale 1.5
///   click ITEM | right-click ITEM | drag ITEM DX DY | wheel ITEM STEPS | hover ITEM     (items by name, pixels)
///   key A | type TEXT | wait FRAMES | wait-run | expect ITEM | screenshot FILE
struct ScriptStep {
  int line = 0;
  std::string command, argument;
};
/// Throws InputError that names the line of an unknown command.
std::vector<ScriptStep> read_script(const std::string& text);

/// What the script needs of its surroundings.
struct ScriptHost {
  std::function<void()> frame;                         ///< draws one frame
  std::function<void(const std::string&)> screenshot;  ///< of the frame drawn last
};

/// Plays it to the end. Throws InputError, with the line, where an item is not on the screen.
void play(const std::vector<ScriptStep>& steps, View& view, const ScriptHost& host);

/// "signal", "airtime", "signal/lorawan", "message-p99/vitals", ...: after the stroke the radio family or
/// the class of messages. Throws InputError with the words there are.
HeatChoice heat_of(const std::string& word, const std::optional<Trace>& trace);

/// Codes of the keys that have no letter, the same for every backend of ours (those of GLFW).
void map_keys();

}  // namespace wardtwin::viz
