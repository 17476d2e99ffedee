#pragma once

#include "viz/panels/view.h"

namespace wardtwin::viz {

/// The plan itself: rooms, walls, heat, beds, devices, access points, nurses; zoom by wheel, pan by
/// dragging, choose by click. Fills `size`. Above kMostMarks devices in sight it draws squares of
/// the screen with the worst state and the number of devices in them.
void draw_plan(View& view, ImVec2 size);
inline constexpr std::size_t kMostMarks = 3000;

/// What is known of the thing that is chosen.
void about_chosen(View& view);

/// A state as shape and colour: circle good, ring empty, diamond no data, triangle alarm, square
/// high alarm or down.
void draw_mark(ImDrawList* draw, ImVec2 at, float radius, State state);

}  // namespace wardtwin::viz
