#include "viz/window/offscreen.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include "sim/base/error.h"

namespace wardtwin::viz {
namespace {

void* load(const char* name) { return reinterpret_cast<void*>(eglGetProcAddress(name)); }

void need(bool good, const char* what) {
  if (!good)
    throw RunError(std::string("cannot draw without a display: ") + what +
                   "; install libegl1 and libgl1-mesa-dri, or run under xvfb-run");
}

EGLDisplay open_display() {
  const auto get = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
      eglGetProcAddress("eglGetPlatformDisplayEXT"));
  need(get != nullptr, "EGL has no platform displays");
  const EGLDisplay display = get(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
  need(display != EGL_NO_DISPLAY && eglInitialize(display, nullptr, nullptr), "EGL does not start");
  return display;
}

}  // namespace

Offscreen::Offscreen(int width, int height) : width_(width), height_(height) {
  display_ = open_display();
  need(eglBindAPI(EGL_OPENGL_API), "EGL has no OpenGL");
  const EGLint wanted[] = {EGL_SURFACE_TYPE,
                           EGL_PBUFFER_BIT,
                           EGL_RENDERABLE_TYPE,
                           EGL_OPENGL_BIT,
                           EGL_RED_SIZE,
                           8,
                           EGL_GREEN_SIZE,
                           8,
                           EGL_BLUE_SIZE,
                           8,
                           EGL_ALPHA_SIZE,
                           8,
                           EGL_NONE};
  EGLConfig config = nullptr;
  EGLint found = 0;
  need(eglChooseConfig(display_, wanted, &config, 1, &found) && found > 0,
       "EGL has no fitting picture format");
  const EGLint size[] = {EGL_WIDTH, width, EGL_HEIGHT, height, EGL_NONE};
  surface_ = eglCreatePbufferSurface(display_, config, size);
  need(surface_ != EGL_NO_SURFACE, "EGL cannot make a picture of this size");
  const EGLint version[] = {EGL_CONTEXT_MAJOR_VERSION,
                            3,
                            EGL_CONTEXT_MINOR_VERSION,
                            3,
                            EGL_CONTEXT_OPENGL_PROFILE_MASK,
                            EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                            EGL_NONE};
  context_ = eglCreateContext(display_, config, EGL_NO_CONTEXT, version);
  need(context_ != EGL_NO_CONTEXT && eglMakeCurrent(display_, surface_, surface_, context_),
       "OpenGL 3.3 does not start");
  gl_ = std::make_unique<Gl>(load);
  need(ImGui_ImplOpenGL3_Init("#version 330"), "ImGui's renderer does not start");
}

Offscreen::~Offscreen() {
  ImGui_ImplOpenGL3_Shutdown();
  eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  eglDestroyContext(display_, context_);
  eglDestroySurface(display_, surface_);
  eglTerminate(display_);
}

void Offscreen::begin(bool new_fonts) {
  if (new_fonts) ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(width_), static_cast<float>(height_)};
  if (io.DeltaTime <= 0) io.DeltaTime = 1.f / 60;
  ImGui_ImplOpenGL3_NewFrame();
  if (new_fonts) ImGui_ImplOpenGL3_CreateFontsTexture();
  ImGui::NewFrame();
}

void Offscreen::end() {
  ImGui::Render();
  gl_->clear(width_, height_, ImGui::GetColorU32(ImGuiCol_WindowBg));
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Offscreen::finish() const {
  void (*wait)() = reinterpret_cast<void (*)()>(eglGetProcAddress("glFinish"));
  wait();
}

std::string Offscreen::renderer() const {
  const auto text =
      reinterpret_cast<const unsigned char* (*)(unsigned)>(eglGetProcAddress("glGetString"));
  return reinterpret_cast<const char*>(text(0x1F01));
}

std::vector<std::uint8_t> Offscreen::pixels(int x, int y, int width, int height) const {
  return gl_->read(x, y, width, height, height_);
}

}  // namespace wardtwin::viz
