#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#include <stb_image.h>

#include <fmt/ranges.h>

#include "tests/viz/stage.h"

// The real program draws without a display; its pictures are checked for what must be in them, and
// small copies are held against ones that were looked at.
namespace wardtwin::viz {
namespace {

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
  std::uint32_t at(int x, int y) const {
    const auto i = static_cast<std::size_t>(3 * (y * width + x));
    return static_cast<std::uint32_t>(rgb[i] << 16 | rgb[i + 1] << 8 | rgb[i + 2]);
  }
};

Picture load(const std::string& path) {
  Picture p;
  int channels = 0;
  std::uint8_t* data = stbi_load(path.c_str(), &p.width, &p.height, &channels, 3);
  if (!data) return p;
  p.rgb.assign(data, data + 3 * p.width * p.height);
  stbi_image_free(data);
  return p;
}

/// Mean colour of squares: a difference of one glyph is small in it, a missing panel is not.
Picture shrunk(const Picture& p, int by) {
  Picture s{p.width / by, p.height / by, {}};
  for (int y = 0; y < s.height; ++y)
    for (int x = 0; x < s.width; ++x)
      for (std::size_t c = 0; c < 3; ++c) {
        int sum = 0;
        for (int j = 0; j < by; ++j)
          for (int i = 0; i < by; ++i)
            sum += p.rgb[static_cast<std::size_t>(3 * ((y * by + j) * p.width + x * by + i)) + c];
        s.rgb.push_back(static_cast<std::uint8_t>(sum / (by * by)));
      }
  return s;
}

double mean_difference(const Picture& a, const Picture& b) {
  if (a.rgb.size() != b.rgb.size()) return 255;
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(int{a.rgb[i]} - int{b.rgb[i]});
  return sum / static_cast<double>(a.rgb.size());
}

std::size_t colours(const Picture& p) {
  std::set<std::uint32_t> seen;
  for (int y = 0; y < p.height; ++y)
    for (int x = 0; x < p.width; ++x) seen.insert(p.at(x, y));
  return seen.size();
}

std::size_t count(const Picture& p, std::uint32_t colour) {
  std::size_t n = 0;
  for (int y = 0; y < p.height; ++y)
    for (int x = 0; x < p.width; ++x) n += p.at(x, y) == colour;
  return n;
}

int view(const std::string& arguments) {
  const std::string program = std::string(WARDTWIN_BINARY) + "-view";
  // no display, no settings: what a server has
  return std::system(("env -u DISPLAY -u WAYLAND_DISPLAY " + program + " " + arguments + " 2>" +
                      results::temporary("view.err"))
                         .c_str());
}

std::string said() {
  std::ifstream in(results::temporary("view.err"));
  return {std::istreambuf_iterator<char>(in), {}};
}

// The same in a window of a screen in memory.
int in_virtual_window(const std::string& arguments) {
  return std::system(("XDG_CONFIG_HOME=" + results::temporary("session_config") +
                      " xvfb-run -a -s '-screen 0 1600x1000x24' " + WARDTWIN_BINARY + "-view " +
                      arguments + " --in-window --frames 3 --size 1600x1000 2> " +
                      results::temporary("view.err"))
                         .c_str());
}

Picture picture(const std::string& arguments) {
  const std::string path = results::temporary("picture.png");
  std::filesystem::remove(path);
  EXPECT_EQ(view(arguments + " --screenshot " + path), 0) << said();
  return load(path);
}

// Made by `test_viz` with WARDTWIN_ACCEPT_PICTURES=1 in the environment, then looked at.
void expect_like_accepted(const Picture& p, const std::string& name) {
  const std::string path = std::string(WARDTWIN_ROOT) + "/tests/viz/accepted/" + name + ".ppm";
  const Picture small = shrunk(p, 10);
  if (std::getenv("WARDTWIN_ACCEPT_PICTURES")) {
    std::ofstream out(path, std::ios::binary);
    out << "P6\n" << small.width << " " << small.height << "\n255\n";
    out.write(reinterpret_cast<const char*>(small.rgb.data()),
              static_cast<std::streamsize>(small.rgb.size()));
    return;
  }
  std::ifstream in(path, std::ios::binary);
  std::string magic;
  Picture accepted;
  int most = 0;
  ASSERT_TRUE(in >> magic >> accepted.width >> accepted.height >> most) << path;
  in.get();
  accepted.rgb.assign(std::istreambuf_iterator<char>(in), {});
  EXPECT_LT(mean_difference(small, accepted), 1.5) << name << " looks different; see " << path;
}

TEST(Pictures, EveryPanelLooksAsAccepted) {
  const std::string a = sample_file("pictures.h5"), b = sample_file("pictures_b.h5", 2, 20);
  std::vector<Picture> all;
  for (const Panel& p : panels()) {
    SCOPED_TRACE(p.id);
    const Picture shot =
        picture(a + " " + b + " --panel " + p.id + " --time 12:00 --size 1000x700");
    ASSERT_EQ(shot.width, 1000);
    ASSERT_EQ(shot.height, 700);
    EXPECT_GT(colours(shot), 40u);
    // what names the files lies in a folder of the moment, so the head is left out
    Picture body = shot;
    std::fill(body.rgb.begin(), body.rgb.begin() + 3 * 1000 * 40, std::uint8_t{0});
    expect_like_accepted(body, p.id);
    for (const Picture& other : all)
      EXPECT_GT(mean_difference(shrunk(shot, 10), shrunk(other, 10)), 1.5)
          << "two panels look alike";
    all.push_back(shot);
  }
}

TEST(Pictures, AreTheSameTwice) {
  const std::string a = sample_file("twice.h5");
  const std::string wanted = a + " --panel alarms --size 800x600";
  EXPECT_EQ(picture(wanted).rgb, picture(wanted).rgb);
}

TEST(Pictures, DarkThemeAndLargeTextDiffer) {
  const std::string a = sample_file("dark.h5");
  const Picture light = picture(a + " --size 800x600"),
                dark = picture(a + " --size 800x600 --theme dark"),
                large = picture(a + " --size 800x600 --scale 1.5");
  const auto brightness = [](const Picture& p) {
    double sum = 0;
    for (const auto v : p.rgb) sum += v;
    return sum / static_cast<double>(p.rgb.size());
  };
  EXPECT_GT(brightness(light), 200);
  EXPECT_LT(brightness(dark), 70);
  EXPECT_GT(mean_difference(light, large), 3);
}

// An access point that is down at one time and up at another: vermillion appears on the plan.
TEST(Pictures, AFaultShowsInTheColourOfFaults) {
  results::Results r = results::sample_results(1);
  r.replications[0].faults = {{"ap icu", 20000s, 30000s}};
  r.replications[0].alarms.clear();
  const std::string path = results::temporary("fault_picture.h5");
  results::Writer writer(path, r.run, r.model);
  for (const auto& k : r.replications) writer.write(k);
  writer.finish(r);
  const auto at = [&](const char* time) {
    return count(picture(path + " --size 800x600 --time " + time), 0xd53c00);
  };
  const std::size_t up = at("02:00"), down = at("05:00");  // 22:00 + 20000 s is 03:33
  EXPECT_GT(down, up + 60);
}

TEST(Pictures, ADamagedFileHasAScreenAndAnExitCode) {
  const std::string whole = sample_file("to_cut.h5"), cut = results::temporary("cut_picture.h5");
  std::filesystem::copy_file(whole, cut, std::filesystem::copy_options::overwrite_existing);
  std::filesystem::resize_file(cut, std::filesystem::file_size(whole) / 3);
  const std::string out = results::temporary("damaged.png");
  EXPECT_EQ(WEXITSTATUS(view(cut + " --screenshot " + out + " --size 800x600")), 2);
  EXPECT_NE(said().find("is cut off"), std::string::npos) << said();
  EXPECT_GT(colours(load(out)), 30u) << "the screen with the words";
}

TEST(Arguments, AreAnsweredInWords) {
  const std::string a = sample_file("arguments.h5");
  for (const auto& [wrong, words] :
       {std::pair{"--panel flor", "there is no panel 'flor'; there are floor, summary"},
        std::pair{"--time noon", "write a time of day like 03:05"},
        std::pair{"--size 10x10", "write WIDTHxHEIGHT"},
        std::pair{"--heat warm", "there is no heat map 'warm'"},
        std::pair{"--select nobody", "nothing has this name"}}) {
    EXPECT_EQ(WEXITSTATUS(view(a + " " + wrong + " --screenshot " + results::temporary("x.png"))),
              2);
    EXPECT_NE(said().find(words), std::string::npos) << said();
  }
}

// A whole session on the real program: look, ask why, move an access point, run, compare.
void whole_session(const std::string& name, bool in_window) {
  const std::string folder = results::temporary(name);
  std::filesystem::create_directories(folder);
  const std::string scenario = folder + "/ward.yaml", before = folder + "/before.h5",
                    script = folder + "/session.txt";
  const std::string root = WARDTWIN_ROOT;
  std::ifstream in(root + "/scenarios/ward_and_icu.yaml");
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto set = [&](const std::string& key, const std::string& value) {
    const auto at = text.find("\n" + key + ":") + 1;
    text.replace(at, text.find('\n', at) - at, key + ": " + value);
  };
  text.erase(text.find("\nfaults:") + 1, text.find("\nrequirements:") - text.find("\nfaults:"));
  set("warm_up", "10 min");
  set("duration", "40 min");
  set("replications", "2");
  std::ofstream(scenario) << text;
  ASSERT_EQ(std::system((std::string(WARDTWIN_BINARY) + " run " + scenario + " --quiet -o " +
                         before + " > /dev/null")
                            .c_str()),
            0);
  std::ofstream(script)
      << "click time/track\n"
         "click panel/alarms\nclick alarms/row 0\nexpect alarms/why\nclick alarms/show\n"
         "click floor/move\ndrag plan/ap_3 60 0\nexpect note\n"
         "click floor/wall\ndrag plan 0 90\nexpect floor/changes\n"
         "time 22:20\nclick floor/fault\nclick plan/ap_2\nexpect note\n"
         "click panel/scenario\nclick scenario/run\nexpect scenario/running\nwait-run\n"
         "expect compare/certain\n";
  const std::string call = before + " " + scenario + " --script " + script;
  if (in_window)
    ASSERT_EQ(in_virtual_window(call), 0) << said();
  else
    EXPECT_EQ(view(call + " --screenshot " + folder + "/compare.png"), 0) << said();
  std::ifstream edited(folder + "/ward.edited.yaml");
  const std::string written{std::istreambuf_iterator<char>(edited), {}};
  EXPECT_NE(written, text) << "the drag is in the text that ran";
  // three changes and nothing else: the access point's place, the wall and the fault
  const auto lines_of = [](const std::string& t) {
    std::multiset<std::string> all;
    std::istringstream stream(t);
    for (std::string l; std::getline(stream, l);) all.insert(l);
    return all;
  };
  const auto without = [](const std::multiset<std::string>& a,
                          const std::multiset<std::string>& b) {
    std::vector<std::string> out;
    std::ranges::set_difference(a, b, std::back_inserter(out));
    std::erase(out, "");
    return out;
  };
  const auto gone = without(lines_of(text), lines_of(written));
  const auto come = without(lines_of(written), lines_of(text));
  ASSERT_EQ(gone.size(), 1u) << fmt::format("{}", fmt::join(gone, "\n"));
  EXPECT_TRUE(gone[0].starts_with("      ap_3:"));
  EXPECT_EQ(come.size(), 5u) << fmt::format("{}", fmt::join(come, "\n"));
  for (const char* begin : {"      ap_3:", "      partitions:", "        - { from: ", "faults:",
                            "  - { at: 22:20, what: ap_2"})
    EXPECT_TRUE(std::ranges::any_of(come, [&](auto& l) { return l.starts_with(begin); })) << begin;
  // and what ran has the place, the wall and the fault
  const Trace old(before), made(folder + "/ward.edited.h5");
  EXPECT_GT(made.model().access_points[2].at.x, old.model().access_points[2].at.x + 0.5);
  EXPECT_EQ(made.model().building.walls.size(), old.model().building.walls.size() + 1);
  ASSERT_EQ(made.logs().faults.size(), 1u);
  EXPECT_EQ(made.logs().faults[0].what, "ap_2");
  EXPECT_EQ(made.scenario_clock(made.logs().faults[0].at), "22:20");
  EXPECT_TRUE(std::filesystem::exists(folder + "/ward.edited.h5"));
}

// The files that menus, buttons and keys save, from the program itself.
TEST(Export, SavesPicturesAndNumbersThatArePlain) {
  const std::string folder = results::temporary("export"), file = sample_file("saved.h5");
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/script.txt")
      << "panel series\nright-click chart/airtime\nclick export/csv\nwait 2\n"
         "right-click chart/airtime\nclick export/png\nwait 2\n"
         "panel floor\nheat message-loss\nright-click body\nclick menu/csv\nwait 2\n"
         "right-click body\nclick menu/png\nwait 2\n"
         "panel alarms\nkey C\nwait 2\nclick head/png\nwait 2\n";
  const std::string program = std::string(WARDTWIN_BINARY) + "-view";
  ASSERT_EQ(
      std::system(("cd " + folder + " && env -u DISPLAY " + program + " " + file +
                   " --size 1200x800 --script script.txt 2> " + results::temporary("view.err"))
                      .c_str()),
      0)
      << said();
  const auto text = [&](const std::string& name) {
    std::ifstream in(folder + "/" + name);
    return std::string{std::istreambuf_iterator<char>(in), {}};
  };
  const Trace t(file);
  EXPECT_EQ(text("icu_12_beds-airtime.csv"),
            as_csv(read_plot(t, SeriesName::airtime, t.start(), t.end(), 2000)));
  const Picture chart = load(folder + "/icu_12_beds-airtime.png");
  EXPECT_GT(chart.width, 500);
  EXPECT_GT(colours(chart), 8u);
  // two rooms, one of which has messages: half of an hour's waveforms were lost in it
  const std::string heat = text("icu_12_beds-floor-heat.csv");
  EXPECT_TRUE(heat.starts_with("floor,x0_m,y0_m,x1_m,y1_m,\"Messages lost, all [%]\"\n")) << heat;
  EXPECT_NE(heat.find("\n0,0,2.5,6,8,25.5"), std::string::npos) << heat;
  EXPECT_GT(colours(load(folder + "/floor.png")), 40u);
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(text("icu_12_beds-alarms-log.csv"), '\n')),
            list(t, AlarmFilter{}).size() + 1);
  EXPECT_GT(load(folder + "/alarms.png").width, 500);
}

TEST(Session, OpensScrubsAsksDragsRunsAndCompares) { whole_session("whole_session", false); }

TEST(Session, DoesTheSameInAWindow) {
  if (std::system("command -v xvfb-run > /dev/null && command -v xauth > /dev/null") != 0)
    GTEST_SKIP() << "NO WINDOW WAS OPENED: install xvfb and xauth to test it";
  whole_session("window_session", true);
}

}  // namespace
}  // namespace wardtwin::viz
