#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "sim/base/error.h"
#include "viz/app/child_run.h"
#include "viz/app/frame.h"
#include "viz/app/script.h"
#include "viz/window/gl.h"

namespace wardtwin::viz {

/// ImGui's context with the viewer's fonts; outlives every surface.
struct Context {
  Context() {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    map_keys();
  }
  ~Context() { ImGui::DestroyContext(); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

/// Where the chosen theme and size of text are kept between sessions.
std::filesystem::path style_file();
void read_style(Theme& theme);
void write_style(const Theme& theme);
/// Opens what the names stand for: one or two results files, or a scenario.
void open_files(View& view, const std::vector<std::string>& files, std::size_t replication);
/// Shows what the run started here has left, beside what is open.
void run_ended(View& view, const std::string& part);
/// A run that ends renames R.h5.part to R.h5: goes on with that, at the time that is shown.
void open_finished(View& view);
bool write_text(const std::string& path, const std::string& text);

/// One view on one surface (Desktop or Offscreen): draws frames and grants wishes.
template <class Surface>
class Session {
 public:
  Session(int width, int height) : surface_(make(width, height)) {}

  View& view() { return view_; }
  Surface& surface() { return *surface_; }
  int draw_calls() const { return draw_calls_; }
  void open(const std::vector<std::string>& files, std::size_t replication) {
    open_files(view_, files, replication);
  }
  void recall_style(float asked) {
    if (asked == 1) read_style(view_.theme);
    view_.restyle = true;
  }
  void keep_style() { write_style(view_.theme); }

  void frame() {
    watch();
    const bool restyle = std::exchange(view_.restyle, false);
    if (restyle) {
      apply(view_.theme);
      load_fonts(view_.theme.scale);
    }
    surface_->begin(restyle);
    draw_frame(view_, double{ImGui::GetIO().DeltaTime});
    surface_->end();
    draw_calls_ = 0;
    for (int i = 0; i < ImGui::GetDrawData()->CmdListsCount; ++i)
      draw_calls_ += ImGui::GetDrawData()->CmdLists[i]->CmdBuffer.Size;
    grant();
  }

  void screenshot(const std::string& path, Rect r = {}) {
    const ImVec2 all = ImGui::GetIO().DisplaySize;
    if (r.max.x <= r.min.x) r = {{0, 0}, all};
    const int x = static_cast<int>(r.min.x), y = static_cast<int>(r.min.y);
    const int w = static_cast<int>(std::min(r.max.x, all.x)) - x,
              h = static_cast<int>(std::min(r.max.y, all.y)) - y;
    if (!write_png(path, surface_->pixels(x, y, w, h), w, h))
      throw RunError(fmt::format("cannot write {}", path));
    view_.note = fmt::format("saved {}", path);
  }

  void play(const std::string& script) {
    viz::play(read_script(script), view_,
              {[this] { frame(); }, [this](const std::string& path) { screenshot(path); }});
  }

 private:
  static std::unique_ptr<Surface> make(int width, int height) {
    if constexpr (std::is_constructible_v<Surface, int, int, std::string>)
      return std::make_unique<Surface>(width, height, "Wardtwin");
    else
      return std::make_unique<Surface>(width, height);
  }

  void grant() {
    for (Wish& w : std::exchange(view_.wishes, {})) {
      if (w.kind == Wish::Kind::picture) screenshot(w.path, w.rect);
      if (w.kind == Wish::Kind::text_file)
        view_.note = write_text(w.path, w.text) ? "saved " + w.path : "cannot write " + w.path;
      if (w.kind == Wish::Kind::run) child_.start(w.text, view_.scenario_file, view_.run);
    }
  }

  // The run that was started here, and a file that grows.
  void watch() {
    const double now =
        std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    const std::string part = view_.run.output + ".part";
    if (child_.poll(view_.run)) run_ended(view_, part);
    if (view_.run.running && !view_.trace && follower_.changed(part, now)) open_file(view_, part);
    if (!view_.trace || view_.trace->results().complete) return;
    if (follower_.changed(view_.trace->path(), now))
      open_file(view_, std::string(view_.trace->path()), view_.trace->replication());
    else
      open_finished(view_);
  }

  Context context_;
  View view_;
  std::unique_ptr<Surface> surface_;
  ChildRun child_;
  Follower follower_;
  int draw_calls_ = 0;
};

}  // namespace wardtwin::viz
