#pragma once

#include <memory>
#include <string>

#include "viz/window/gl.h"

namespace wardtwin::viz {

/// A picture to draw into without any display: EGL on no surface, software if need be. One at a
/// time. Throws RunError in words where EGL cannot.
class Offscreen {
 public:
  Offscreen(int width, int height);
  ~Offscreen();
  Offscreen(const Offscreen&) = delete;
  Offscreen& operator=(const Offscreen&) = delete;

  void begin(bool new_fonts);  ///< up to ImGui::NewFrame()
  void end();                  ///< from ImGui::Render() on
  std::vector<std::uint8_t> pixels(int x, int y, int width, int height) const;
  int width() const { return width_; }
  int height() const { return height_; }
  void finish() const;  ///< waits until the picture is drawn
  std::string renderer() const;

 private:
  int width_, height_;
  void *display_ = nullptr, *context_ = nullptr, *surface_ = nullptr;
  std::unique_ptr<Gl> gl_;
};

}  // namespace wardtwin::viz
