#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include <fmt/format.h>

#include "sim/flow/building_words.h"
#include "tests/viz/stage.h"
#include "viz/app/child_run.h"
#include "viz/trace/fields.h"
#include "viz/trace/yaml_edit.h"

// A wall drawn by mouse, all the way: into the text, through `wardtwin check` and a run, to the map of
// signals.
namespace wardtwin::viz {
namespace {

// The shipped hospital for a minute, without its faults.
std::string short_ward() {
  std::ifstream in(std::string(WARDTWIN_ROOT) + "/scenarios/ward_and_icu.yaml");
  std::string out;
  bool faults = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "faults:") faults = true;
    if (line == "requirements:") faults = false;
    if (faults) continue;
    if (line.starts_with("warm_up:")) line = "warm_up: 10 s";
    if (line.starts_with("duration:")) line = "duration: 1 min";
    if (line.starts_with("replications:")) line = "replications: 1";
    out += line + "\n";
  }
  return out;
}

int wardtwin(const std::string& arguments) {
  return std::system(
      (std::string(WARDTWIN_BINARY) + " " + arguments + " > /dev/null 2>&1").c_str());
}

// Runs the text; what it leaves is the map of signals, by place.
std::string run(const std::string& text, const std::string& name) {
  const std::string base = results::temporary(name);
  std::ofstream(base + ".yaml") << text;
  EXPECT_EQ(wardtwin("check " + base + ".yaml"), 0);
  EXPECT_EQ(wardtwin("run " + base + ".yaml --quiet -o " + base + ".h5"), 0);
  return base + ".h5";
}

// How far to the left of the line a-b the point lies; 0: on it.
double left_of(double ax, double ay, double bx, double by, double x, double y) {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
}

bool crosses(const flow::Wall& w, const Position& from, double x, double y) {
  return left_of(w.x0, w.y0, w.x1, w.y1, from.x, from.y) * left_of(w.x0, w.y0, w.x1, w.y1, x, y) <
             0 &&
         left_of(from.x, from.y, x, y, w.x0, w.y0) * left_of(from.x, from.y, x, y, w.x1, w.y1) < 0;
}

double loss_in_table(const std::string& material) {
  const auto fields = read_fields(said_by_wardtwin({"list", "fields"}));
  for (const FieldInfo& f : fields)
    if (f.path == "network.wifi.wall_loss." + material + "_5_ghz") return std::stod(f.default_text);
  ADD_FAILURE() << material << " has no loss";
  return 0;
}

TEST(DrawnWall, TakesItsMaterialsLossFromEveryPathThroughIt) {
  const std::string text = short_ward(), before = run(text, "wall_before");
  Stage s(before);
  s.view.scenario_file = "ward.yaml";
  set_scenario(s.view, text);
  const Trace old(before);
  for (const flow::Material material :
       {flow::Material::glass, flow::Material::brick, flow::Material::fire_plasterboard}) {
    s.view.wall_of = static_cast<int>(material);
    s.view.camera = {48.6, 12.5, 20};  // beside ap_9, whose room is 5 m wide
    s.play("click floor/wall\ndrag plan 0 60\n");
    ASSERT_EQ(s.view.undo.size(), 1u);
    const std::string word(words<flow::Material>[static_cast<std::size_t>(material)].word);
    SCOPED_TRACE(word);
    const Trace made(run(s.view.scenario_text, "wall_" + word));
    ASSERT_EQ(made.model().building.walls.size(), old.model().building.walls.size() + 1);
    const flow::Wall w = made.model().building.walls.back();
    EXPECT_EQ(w.material, material);
    const double loss = loss_in_table(word);
    EXPECT_GT(loss, 0);
    const auto &a = old.model().surroundings.signal, &b = made.model().surroundings.signal;
    ASSERT_EQ(a.size(), b.size());
    std::size_t behind = 0, untouched = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      const Position& ap = old.model().access_points.at(a[i].strongest).at;
      const bool through = a[i].floor == w.floor && crosses(w, ap, double{a[i].x}, double{a[i].y});
      const float change = b[i].signal_dbm - a[i].signal_dbm;
      SCOPED_TRACE(fmt::format("at {}, {}", a[i].x, a[i].y));
      if (!through) {
        EXPECT_EQ(change, 0);
        ++untouched;
      } else if (b[i].strongest == a[i].strongest) {
        EXPECT_NEAR(change, -loss, 1e-3);
        ++behind;
      } else {  // another one is heard better now than this one through the wall
        EXPECT_GE(change, -loss);
        EXPECT_LT(change, 0);
      }
    }
    EXPECT_GT(behind, 10u) << "the wall stands in nobody's way";
    EXPECT_GT(untouched, a.size() / 2);
    // taken back, the text is the one there was
    s.play("click floor/undo\n");
    EXPECT_EQ(s.view.scenario_text, text);
    s.view.redo.clear();
  }
}

TEST(DrawnWall, OfNoMaterialIsNone) {
  const auto with = add_item(short_ward(), "building.floors.level_2.partitions",
                             "{ from: [44 m, 8 m], to: [44 m, 16 m], of: open }");
  ASSERT_TRUE(with);
  const Trace none(run(short_ward(), "wall_none")), open(run(*with, "wall_open"));
  const auto &a = none.model().surroundings.signal, &b = open.model().surroundings.signal;
  EXPECT_EQ(none.model().building.walls.size(), open.model().building.walls.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].signal_dbm, b[i].signal_dbm);
}

}  // namespace
}  // namespace wardtwin::viz
