#include "viz/window/desktop.h"

#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include "sim/base/error.h"

namespace wardtwin::viz {
namespace {

void* load(const char* name) { return reinterpret_cast<void*>(glfwGetProcAddress(name)); }

}  // namespace

Desktop::Desktop(int width, int height, const std::string& title) {
  if (!glfwInit())
    throw RunError(
        "there is no screen to open a window on; write --screenshot OUT.png for a picture");
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  window_ = glfwCreateWindow(width, height, title.c_str(), nullptr, nullptr);
  if (!window_) {
    glfwTerminate();
    throw RunError("the screen has no OpenGL 3.3; write --screenshot OUT.png for a picture");
  }
  glfwMakeContextCurrent(window_);
  glfwSwapInterval(1);
  gl_ = std::make_unique<Gl>(load);
  ImGui_ImplGlfw_InitForOpenGL(window_, true);
  ImGui_ImplOpenGL3_Init("#version 330");
}

Desktop::~Desktop() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  glfwDestroyWindow(window_);
  glfwTerminate();
}

bool Desktop::open() const { return !glfwWindowShouldClose(window_); }

float Desktop::density() const {
  float x = 1, y = 1;
  glfwGetWindowContentScale(window_, &x, &y);
  return x;
}

void Desktop::begin(bool new_fonts) {
  glfwWaitEventsTimeout(1.0 / 60);
  if (new_fonts) ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_NewFrame();
  if (new_fonts) ImGui_ImplOpenGL3_CreateFontsTexture();
  if (scripted_) {
    int width = 0, height = 0;
    glfwGetWindowSize(window_, &width, &height);
    ImGui::GetIO().DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
    ImGui::GetIO().DeltaTime = 1.f / 60;
  } else {
    ImGui_ImplGlfw_NewFrame();
  }
  ImGui::NewFrame();
}

void Desktop::end() {
  ImGui::Render();
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  gl_->clear(width, height, ImGui::GetColorU32(ImGuiCol_WindowBg));
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(window_);
}

std::vector<std::uint8_t> Desktop::pixels(int x, int y, int width, int height) const {
  int full_width = 0, full_height = 0;
  glfwGetFramebufferSize(window_, &full_width, &full_height);
  return gl_->read(x, y, width, height, full_height);
}

}  // namespace wardtwin::viz
