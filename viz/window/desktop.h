#pragma once

#include <memory>
#include <string>

#include "viz/window/gl.h"

struct GLFWwindow;

namespace wardtwin::viz {

/// A window on the screen. One at a time. Throws RunError in words where there is no screen.
class Desktop {
 public:
  Desktop(int width, int height, const std::string& title);
  ~Desktop();
  Desktop(const Desktop&) = delete;
  Desktop& operator=(const Desktop&) = delete;

  bool open() const;  ///< false: the user has closed it
  void begin(
      bool new_fonts);  ///< waits for input up to a sixtieth of a second; to ImGui::NewFrame()
  void end();
  void leave_input(bool alone) { scripted_ = alone; }  ///< true: mouse and keys are a script's
  std::vector<std::uint8_t> pixels(int x, int y, int width, int height) const;
  float density() const;  ///< pixels per point of the screen

 private:
  GLFWwindow* window_ = nullptr;
  bool scripted_ = false;
  std::unique_ptr<Gl> gl_;
};

}  // namespace wardtwin::viz
