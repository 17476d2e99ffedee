#include "viz/window/gl.h"

#include <cstring>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO_WARNINGS
#include <stb_image_write.h>

namespace wardtwin::viz {
namespace {

constexpr unsigned kColorBufferBit = 0x4000, kRgba = 0x1908, kUnsignedByte = 0x1401,
                   kPackAlignment = 0x0D05;

template <class F>
void take(F& f, void* address) {
  static_assert(sizeof(f) == sizeof(address));
  std::memcpy(&f, &address, sizeof f);
}

}  // namespace

Gl::Gl(Loader load) {
  take(viewport_, load("glViewport"));
  take(clear_color_, load("glClearColor"));
  take(clear_, load("glClear"));
  take(read_pixels_, load("glReadPixels"));
  take(pixel_store_, load("glPixelStorei"));
}

void Gl::clear(int width, int height, ImU32 color) const {
  viewport_(0, 0, width, height);
  const ImVec4 c = ImGui::ColorConvertU32ToFloat4(color);
  clear_color_(c.x, c.y, c.z, 1);
  clear_(kColorBufferBit);
}

std::vector<std::uint8_t> Gl::read(int x, int y, int width, int height, int full_height) const {
  const auto row = static_cast<std::size_t>(width) * 4;
  std::vector<std::uint8_t> upside_down(row * static_cast<std::size_t>(height)),
      out(upside_down.size());
  pixel_store_(kPackAlignment, 1);
  read_pixels_(x, full_height - y - height, width, height, kRgba, kUnsignedByte,
               upside_down.data());
  for (std::size_t r = 0; r < static_cast<std::size_t>(height); ++r) {
    std::memcpy(&out[r * row], &upside_down[(static_cast<std::size_t>(height) - 1 - r) * row], row);
    for (std::size_t i = 3; i < row; i += 4) out[r * row + i] = 255;
  }
  return out;
}

bool write_png(const std::string& path, const std::vector<std::uint8_t>& rgba, int width,
               int height) {
  return stbi_write_png(path.c_str(), width, height, 4, rgba.data(), width * 4) != 0;
}

}  // namespace wardtwin::viz
