#include <gtest/gtest.h>

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "tests/viz/stage.h"
#include "viz/app/session.h"

// A real window, on a screen in memory; and what is kept between sessions.
namespace wardtwin::viz {
namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool has_virtual_screen() {
  return std::system("command -v xvfb-run > /dev/null && command -v xauth > /dev/null") == 0;
}

struct Screen {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint32_t> rgb;
};

// The file Xvfb keeps its picture in, of X Window dumps: a head of big-endian words, a table of
// colours, then the rows.
Screen read_dump(const std::string& path) {
  const std::string bytes = slurp(path);
  const auto word = [&](std::size_t i) {
    std::uint32_t v = 0;
    for (std::size_t k = 0; k < 4; ++k) v = v << 8 | static_cast<unsigned char>(bytes[4 * i + k]);
    return v;
  };
  Screen s;
  if (bytes.size() < 100) return s;
  s.width = word(4);
  s.height = word(5);
  const std::size_t row = word(12), begin = word(0) + std::size_t{12} * word(19);
  for (std::size_t y = 0; y < s.height; ++y)
    for (std::size_t x = 0; x < s.width; ++x) {
      std::uint32_t v = 0;
      std::memcpy(&v, &bytes[begin + y * row + 4 * x], 4);
      s.rgb.push_back(v & 0xffffff);
    }
  return s;
}

// Runs the viewer in a window of a screen of its own until it has drawn `frames`; the screen is
// looked at shortly before the end.
int in_window(const std::string& arguments, const std::string& folder, const std::string& config) {
  const std::string script = "XDG_CONFIG_HOME=" + config + " " + WARDTWIN_BINARY + "-view " +
                             arguments + " 2> " + folder +
                             "/said & p=$!; while kill -0 $p 2> /dev/null; do cp " + folder +
                             "/Xvfb_screen0 " + folder + "/next; if [ -e /proc/$p ]; then mv " +
                             folder + "/next " + folder + "/dump; fi; sleep 0.2; done; wait $p";
  const int status = std::system(("xvfb-run -a -s '-screen 0 1000x700x24 -fbdir " + folder +
                                  "' sh -c '" + script + "' > /dev/null 2>&1")
                                     .c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Window, OpensShowsTheRunAndKeepsWhatWasChosen) {
  if (!has_virtual_screen())
    GTEST_SKIP() << "NO WINDOW WAS OPENED: install xvfb and xauth to test it";
  const std::string folder = results::temporary("window"), config = folder + "/config";
  fs::create_directories(folder);
  const std::string run = sample_file("window.h5");
  ASSERT_EQ(
      in_window(run + " --panel summary --theme dark --size 1000x700 --frames 120", folder, config),
      0)
      << slurp(folder + "/said");
  const Screen s = read_dump(folder + "/dump");
  ASSERT_EQ(s.width, 1000u);
  EXPECT_GT(std::set(s.rgb.begin(), s.rgb.end()).size(), 60u) << "letters have many shades";
  const auto dark = std::ranges::count(s.rgb, 0x14171du);  // the dark theme's ground
  EXPECT_GT(dark, static_cast<std::ptrdiff_t>(s.rgb.size() / 4)) << "the window fills the screen";
  EXPECT_NE(slurp(config + "/wardtwin/view.ini").find("theme dark"), std::string::npos);
  // the next session is as this one was, without being told
  ASSERT_EQ(in_window(run + " --frames 60", folder, config), 0) << slurp(folder + "/said");
  EXPECT_GT(std::ranges::count(read_dump(folder + "/dump").rgb, 0x14171du), dark / 2);
  EXPECT_NE(slurp(config + "/wardtwin/view.ini").find("panel summary"), std::string::npos);
}

TEST(Choices, AreReadBackAndNonsenseIsLeftOut) {
  const std::string folder = results::temporary("config");
  ::setenv("XDG_CONFIG_HOME", folder.c_str(), 1);
  View a;
  a.theme = {true, 1.5f};
  a.panel = "staff";
  a.speed = 300;
  a.show_links = true;
  a.show_nurses = a.show_parts = false;
  a.devices_by_signal = true;
  write_choices(a, 1234, 777);
  View b;
  const Choices c = read_choices(b);
  EXPECT_TRUE(b.theme.dark && b.show_links && !b.show_nurses && b.show_devices);
  EXPECT_TRUE(b.devices_by_signal && !b.show_parts);
  EXPECT_EQ(b.theme.scale, 1.5f);
  EXPECT_EQ(b.panel, "staff");
  EXPECT_EQ(b.speed, 300);
  EXPECT_EQ(c.width, 1234);
  EXPECT_EQ(c.height, 777);
  std::ofstream(config_folder() / "view.ini")
      << "panel nowhere\nscale 900\nwidth -3\nspeed fast\nhello\ntheme dark\n";
  View d;
  const Choices e = read_choices(d);
  EXPECT_EQ(d.panel, "floor");
  EXPECT_EQ(d.theme.scale, 1);
  EXPECT_EQ(d.speed, 60);
  EXPECT_EQ(e.width, 1600);
  EXPECT_FALSE(e.scale_known);
  EXPECT_TRUE(d.theme.dark);
  ::unsetenv("XDG_CONFIG_HOME");
}

}  // namespace
}  // namespace wardtwin::viz
