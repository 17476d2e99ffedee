#pragma once

#include <imgui.h>

#include <vector>

#include "viz/trace/patient_flow.h"

namespace wardtwin::viz {

/// Streams between places: width is the number, names and numbers stand above the places. Each place
/// stands right of those that lead to it; a stream against the direction of larger ones is a line
/// with its number, whatever that is.
void draw_sankey(const std::vector<Stream>& streams, ImVec2 size, const char* unit);

}  // namespace wardtwin::viz
