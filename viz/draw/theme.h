#pragma once

#include <imgui.h>

#include <cstdint>
#include <string>

#include "viz/trace/trace.h"

/// Colours, fonts and sizes. Colours of meaning are told apart by people with any colour vision
/// (Okabe and Ito's set; viridis for heat) and never stand alone: a shape or word says the same.
namespace wardtwin::viz {

struct Theme {
  bool dark = false;
  float scale = 1;
};

struct Palette {
  ImU32 background, panel, text, faint, line, wall, room, corridor, selected, cursor;
};

void apply(const Theme& theme);  ///< to ImGui's style; sizes grow with theme.scale
const Palette& palette();        ///< of the theme applied last
/// The readable font of Debian's fonts-dejavu-core, else ImGui's own.
void load_fonts(float scale);
ImFont* small_font();
ImFont* large_font();
ImFont* mono_font();  ///< letters of one width, for texts with columns
/// Black or white: what is read better on this colour.
ImU32 ink_on(ImU32 color);

ImU32 color_of(State state);
const char* word_of_state(State state);
ImU32 series_color(std::size_t i);  ///< of the i-th line; repeats after 16
ImU32 heat_color(double share);     ///< 0..1, clamped; NaN: none
ImU32 faded(ImU32 color, float alpha);
float px(float pixels);  ///< at scale 1

}  // namespace wardtwin::viz
