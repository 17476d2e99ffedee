#pragma once

#include <imgui.h>

#include <map>
#include <string>

/// Names for what can be pointed at, so that scripts and tests click by name, not by pixel.
namespace wardtwin::viz {

struct Rect {
  ImVec2 min, max;
  ImVec2 middle() const { return {(min.x + max.x) / 2, (min.y + max.y) / 2}; }
};

using Items = std::map<std::string, Rect, std::less<>>;
Items& items();  ///< of the frame that was drawn last, or is being drawn

/// Names the widget drawn last; every widget with a name is found by scripts.
void name_item(const std::string& name);
void name_rect(const std::string& name, ImVec2 min, ImVec2 max);

/// The next widget stands beside the last one if `width` pixels (at scale 1) are left, else below.
void beside(float width);
bool named_button(const char* label, const std::string& name);
/// A text in the middle of the panel for when there is nothing to draw, with the command that would
/// fill it.
void empty_state(const std::string& sentence, const std::string& command);
void tooltip(const std::string& text);  ///< of the widget drawn last
/// A faint line that goes on below where it does not fit; beside the last widget if there is room.
void faint_line(const std::string& text, bool beside_last = false);
void heading(const std::string& text, const std::string& hint = "");

}  // namespace wardtwin::viz
