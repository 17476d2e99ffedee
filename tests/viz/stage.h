#pragma once

#include <gtest/gtest.h>

#include "sim/results/writer.h"
#include "tests/unit/results/sample.h"
#include "viz/app/frame.h"
#include "viz/app/script.h"

/// A viewer without any graphics: ImGui with a font atlas and nothing to draw on.
/// One at a time, as ImGui's context is one.
namespace wardtwin::viz {

inline std::string sample_file(const std::string& name, int replications = 2,
                               std::uint64_t seed = 20) {
  results::Results r = results::sample_results(replications);
  r.run.seed = seed;
  const std::string path = results::temporary(name);
  results::Writer writer(path, r.run, r.model);
  for (const auto& k : r.replications) writer.write(k);
  return writer.finish(r);
}

class Stage {
 public:
  explicit Stage(const std::string& file = "") {
    EXPECT_EQ(ImGui::GetCurrentContext(), nullptr);
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().DisplaySize = {1280, 800};
    map_keys();
    if (!file.empty()) open_file(view, file);
    frame();
    frame();
  }
  ~Stage() { ImGui::DestroyContext(); }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  void frame() {
    if (std::exchange(view.restyle, false)) {
      apply(view.theme);
      load_fonts(view.theme.scale);
      unsigned char* pixels = nullptr;
      int width = 0, height = 0;
      ImGui::GetIO().Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
    }
    ImGui::GetIO().DeltaTime = 1.f / 60;
    ImGui::NewFrame();
    draw_frame(view, 1.0 / 60);
    ImGui::Render();
  }
  void play(const std::string& script) {
    viz::play(read_script(script), view, {[this] { frame(); }, [](const std::string&) {}});
  }
  bool shows(const std::string& item) {
    frame();
    return items().contains(item);
  }

  View view;
};

}  // namespace wardtwin::viz
