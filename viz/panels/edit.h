#pragma once

#include "viz/panels/view.h"

/// Changes of the scenario's text by mouse. The text is the only thing that is changed, one step of
/// undo each; what the plan shows of it is read back from the text. Each answers with one sentence
/// for the foot of the window: what was written, or why not.
namespace wardtwin::viz {

struct FaultLength {
  const char *title, *text;  ///< text: as in a scenario, empty: to the end
};
inline constexpr FaultLength kFaultLengths[] = {
    {"10 min", "10 min"}, {"1 h", "1 h"}, {"4 h", "4 h"}, {"to the end", ""}};

/// What stands at a path of the text, or, where a variant does not say, in the text as it was run, which
/// has what comes from its `base:`.
std::optional<std::string> value_or_inherited(const View& v, const std::string& path);
/// Access points and radio gateways have `at:`; gateways, switches and servers get one; beds of a room
/// are named with their places, those that were only counted too.
std::string move_to(View& v, Selection s, Position at);
std::string add_wall(View& v, Position from, Position to);
/// At the time that is shown, for as long as the view says.
std::string add_fault(View& v, const std::string& part);

/// What a fault can be of: nodes of the network, else access points, gateways and servers.
std::vector<std::string> parts_of(const Trace& trace);
/// A fault at the time that is shown, of `part` or (empty) of one drawn at random, and a run.
void break_something(View& v, std::string part);
/// The button for it, with the part that the user has chosen if it is one.
void break_button(View& v, const std::string& name);

/// What the text says otherwise than it did when it was opened.
struct Moved {
  Selection what;
  Position from, to;
};
struct Edits {
  std::vector<std::string> words;  ///< one line a change
  std::vector<Moved> moved;
  std::vector<flow::Wall> walls;    ///< new ones
  std::vector<std::string> faults;  ///< new ones, as written
};
const Edits& edits_of(const View& v);  ///< read once per text

}  // namespace wardtwin::viz
