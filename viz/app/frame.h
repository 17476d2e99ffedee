#pragma once

#include "viz/panels/view.h"

namespace wardtwin::viz {

/// Draws the whole window for one frame of `dt` seconds: head, list of panels, the chosen panel,
/// time bar. Between ImGui::NewFrame() and ImGui::Render(); knows no window system.
void draw_frame(View& view, double dt);

/// What each key does, as the help sheet shows it.
struct Shortcut {
  const char *key, *what;
};
const std::vector<Shortcut>& shortcuts();

}  // namespace wardtwin::viz
