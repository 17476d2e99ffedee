#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "viz/draw/items.h"

namespace wardtwin::viz {

/// The few calls of OpenGL that the viewer makes itself; ImGui's backend makes the rest.
struct Gl {
  using Loader = void* (*)(const char*);
  explicit Gl(Loader load);
  void clear(int width, int height, ImU32 color) const;
  /// RGBA, top row first.
  std::vector<std::uint8_t> read(int x, int y, int width, int height, int full_height) const;

 private:
  void (*viewport_)(int, int, int, int);
  void (*clear_color_)(float, float, float, float);
  void (*clear_)(unsigned);
  void (*read_pixels_)(int, int, int, int, unsigned, unsigned, void*);
  void (*pixel_store_)(unsigned, int);
};

/// False where the file cannot be written.
bool write_png(const std::string& path, const std::vector<std::uint8_t>& rgba, int width,
               int height);

}  // namespace wardtwin::viz
