#pragma once

#include <imgui.h>

#include <vector>

#include "viz/trace/patient_flow.h"

namespace wardtwin::viz {

/// Streams between places: width is the number, names and numbers stand above the places. Places
/// that nothing leads to stand left, those that lead nowhere right, all others between them; a
/// stream between two of these runs round and ends in an arrow.
void draw_sankey(const std::vector<Stream>& streams, ImVec2 size, const char* unit);

}  // namespace wardtwin::viz
