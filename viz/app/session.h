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

/// Where the user's choices are kept between sessions: $XDG_CONFIG_HOME/wardtwin or
/// ~/.config/wardtwin. view.ini holds theme, size of text and of the window, panel, speed and layers
/// of the plan, a word and a value a line; tables.ini, written by ImGui, the widths of columns.
std::filesystem::path config_folder();
struct Choices {
  int width = 1600, height = 1000;  ///< of the window
  bool scale_known = false;         ///< false: take the screen's
};
/// Unknown words and values that make no sense are left out.
Choices read_choices(View& view);
void write_choices(const View& view, int width, int height);
/// Opens what the names stand for: one or two results files, or a scenario.
void open_files(View& view, const std::vector<std::string>& files, std::size_t replication);
/// Shows what the run started here has left, beside what is open.
void run_ended(View& view, const std::string& part);
/// A run that ends renames R.h5.part to R.h5: goes on with that, at the time that is shown.
void open_finished(View& view);
/// Looks at a file that grows, at most twice a second. The first replication is shown while it is under
/// way, others when they are written. A state of the file that cannot be read is left
/// for the next look. True: something new is shown.
bool follow_file(View& view, Follower& follower, double now_s);
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
  /// Takes up what the last session left, and keeps the widths of columns from now on.
  void recall(float density) {
    const Choices c = read_choices(view_);
    if (!c.scale_known) view_.theme.scale = std::clamp(density, 1.f, 4.f);
    view_.restyle = true;
    std::error_code ignored;
    std::filesystem::create_directories(config_folder(), ignored);
    tables_file_ = (config_folder() / "tables.ini").string();
    ImGui::GetIO().IniFilename = tables_file_.c_str();
  }
  void keep() {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    write_choices(view_, static_cast<int>(size.x), static_cast<int>(size.y));
  }

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
    if (view_.wants_fields && !view_.fields)
      view_.fields = read_fields(said_by_wardtwin({"list", "fields"}));
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
    follow_file(view_, follower_, now);
  }

  std::string tables_file_;  ///< outlives the context, which writes it at its end
  Context context_;
  View view_;
  std::unique_ptr<Surface> surface_;
  ChildRun child_;
  Follower follower_;
  int draw_calls_ = 0;
};

}  // namespace wardtwin::viz
