#include <gtest/gtest.h>

#include "tests/viz/stage.h"
#include "viz/draw/glossary.h"
#include "viz/draw/table.h"
#include "viz/panels/edit.h"
#include "viz/trace/yaml_edit.h"

// Changes by mouse, on a scenario whose places are those of the sample hospital.
namespace wardtwin::viz {
namespace {

const std::string kWard = R"(# a ward
scenario: icu_12_beds
building:
  floors:
    ground:
      rooms:
        room 1: { kind: ward, area: [0 m, 2.5 m, 6 m, 8 m], beds: 3 }   # three beds
network:
  wifi:
    access_points:
      ap corridor: { at: [12 m, 1 m, 2.6 m], channel: 36 }   # by the door
      ap icu:      { at: [25 m, 1 m, 2.6 m], channel: 44 }
people:
  staff: { day: 6, night: 4 }   # assumed
faults:
  - { at: 02:00, what: core }
)";

struct Editor : Stage {
  explicit Editor(const std::string& name) : Stage(sample_file(name)) { set_scenario(view, kWard); }
  double metres_of(double pixels) const { return pixels / view.camera.pixels_per_metre; }
};

TEST(Edit, AnAccessPointIsDraggedAndPutBack) {
  Editor s("edit_ap.h5");
  s.play("click floor/move\ndrag plan/ap corridor 50 0\nexpect note\nexpect floor/changes\n");
  const double x = std::round((12 + s.metres_of(50)) * 10) / 10;
  std::string expected = kWard;
  expected.replace(expected.find("[12 m, 1 m, 2.6 m]"), 18,
                   fmt::format("[{:.1f} m, 1.0 m, 2.6 m]", x));
  EXPECT_EQ(s.view.scenario_text, expected) << "one value alone, the comment stays";
  ASSERT_EQ(edits_of(s.view).moved.size(), 1u);
  EXPECT_NEAR(edits_of(s.view).moved[0].to.x, x, 1e-9);
  s.play("click floor/undo\n");
  EXPECT_EQ(s.view.scenario_text, kWard);
  EXPECT_FALSE(s.shows("floor/changes"));
}

TEST(Edit, AGatewayGetsAPlaceByItsFirstDragAndKeepsIt) {
  Stage s(sample_file("edit_gateway.h5"));
  const std::string text =
      "network:\n  gateways:\n    gateway ward: { switch: core, serves: [ward] }   # one\n"
      "  switches:\n    core: {}\n";
  set_scenario(s.view, text);
  s.play("click floor/move\ndrag plan/gateway ward 60 0\nexpect floor/changes\n");
  const double x = std::round((3 + 60 / s.view.camera.pixels_per_metre) * 10) / 10;
  EXPECT_EQ(s.view.scenario_text,
            fmt::format("network:\n  gateways:\n    gateway ward: {{ switch: core, serves: [ward], "
                        "at: [{:.1f} m, 1.0 m, 2 m] }}   # one\n  switches:\n    core: {{}}\n",
                        x));
  s.play("drag plan/core 0 40\n");
  EXPECT_TRUE(get_value(s.view.scenario_text, "network.switches.core.at")) << s.view.scenario_text;
  s.play("click floor/undo\nclick floor/undo\n");
  EXPECT_EQ(s.view.scenario_text, text);
  s.play("click floor/fault\nclick plan/gateway ward\n");
  EXPECT_NE(s.view.scenario_text.find("what: gateway ward"), std::string::npos);
}

// What a variant inherits is changed in the variant: the rest of the base stays, so do comments.
TEST(Edit, WhatComesFromABaseIsOverriddenInTheVariant) {
  results::Results r = results::sample_results(1);
  r.run.scenario_text = kWard;
  r.run.scenario_text += "record: [alarms, faults]\n";
  const std::string path = results::temporary("edit_base.h5");
  results::Writer writer(path, r.run, r.model);
  writer.write(r.replications[0]);
  writer.finish(r);
  Stage s(path);
  const std::string variant =
      "# more power\nscenario: variant\nbase: ward.yaml   # the ward\n\nnetwork:\n  wifi:\n"
      "    radio: { client_power: 14 dBm }   # louder\n";
  set_scenario(s.view, variant);
  s.play("click floor/move\ndrag plan/ap corridor 50 0\n");
  const double x = std::round((12 + 50 / s.view.camera.pixels_per_metre) * 10) / 10;
  EXPECT_EQ(s.view.scenario_text,
            variant + fmt::format("    access_points: {{ ap corridor: {{ at: [{:.1f} m, 1.0 m, "
                                  "2.6 m] }} }}\n",
                                  x));
  ASSERT_EQ(edits_of(s.view).moved.size(), 1u);
  EXPECT_NEAR(edits_of(s.view).moved[0].to.x, x, 1e-9);
  // the second one stands beside the first
  s.play("drag plan/ap icu 20 0\n");
  EXPECT_TRUE(get_value(s.view.scenario_text, "network.wifi.access_points.ap icu.at"));
  EXPECT_TRUE(get_value(s.view.scenario_text, "network.wifi.access_points.ap corridor.at"));
  undo(s.view);
  undo(s.view);
  EXPECT_EQ(s.view.scenario_text, variant);
  // a list takes its base's items along
  s.play("time 03:05\nclick floor/fault\nclick plan/ap icu\n");
  EXPECT_EQ(items_of(s.view.scenario_text, "faults"),
            (std::vector<std::string>{"{ at: 02:00, what: core }",
                                      "{ at: 03:05, what: ap icu, for: 1 h }"}));
  undo(s.view);
  // numbers that are inherited have sliders and can be set
  s.play(
      "panel scenario\nclick scenario/numbers\ntype night\n"
      "drag scenario/slider people.staff.night 60 0\n");
  const auto night = get_value(s.view.scenario_text, "people.staff.night");
  ASSERT_TRUE(night) << s.view.scenario_text;
  EXPECT_GT(std::stoi(*night), 4);
  EXPECT_FALSE(get_value(s.view.scenario_text, "people.staff.day")) << "one number alone";
  undo(s.view);
  EXPECT_EQ(s.view.scenario_text, variant);
  // without the run there is no base to look at
  s.view.trace.reset();
  EXPECT_FALSE(value_or_inherited(s.view, "network.wifi.access_points.ap icu.at"));
}

TEST(Edit, AClickMovesNothing) {
  Editor s("edit_click.h5");
  s.play("click floor/move\nclick plan/ap corridor\n");
  EXPECT_EQ(s.view.scenario_text, kWard);
}

TEST(Edit, ADraggedBedStaysInItsRoomAndTheOthersWhereTheyStand) {
  Editor s("edit_bed.h5");
  s.play("click floor/move\nwheel plan 2\nclick floor/fit\ndrag plan/1a 0 -4000\n");
  const auto beds = get_value(s.view.scenario_text, "building.floors.ground.rooms.room 1.beds");
  // bed 1a stood at 2 m, 6 m in a room that ends at 8 m
  EXPECT_EQ(beds, "{ 1a: [2 m, 7.5 m], 1b: [4 m, 6 m], icu 1: [5 m, 7 m] }");
  EXPECT_NE(s.view.scenario_text.find("# three beds"), std::string::npos);
  ASSERT_EQ(edits_of(s.view).moved.size(), 1u) << "those that were only named did not move";
  EXPECT_EQ(name_of(*s.view.trace, edits_of(s.view).moved[0].what), "1a");
  s.play("drag plan/1b 0 -4000\n");
  EXPECT_EQ(get_value(s.view.scenario_text, "building.floors.ground.rooms.room 1.beds.1b"),
            "[4 m, 7.5 m]");
}

TEST(Edit, AWallIsDrawnStraightAndReadBack) {
  Editor s("edit_wall.h5");
  s.play("click floor/wall\ndrag plan 120 6\n");
  const auto walls = items_of(s.view.scenario_text, "building.floors.ground.partitions");
  ASSERT_EQ(walls.size(), 1u) << s.view.scenario_text;
  ASSERT_EQ(edits_of(s.view).walls.size(), 1u);
  const flow::Wall w = edits_of(s.view).walls[0];
  EXPECT_EQ(w.y0, w.y1) << "nearly level means level";
  EXPECT_NEAR(w.x1 - w.x0, s.metres_of(120), 0.15);
  EXPECT_EQ(w.material, flow::Material::plasterboard);
  s.play("drag plan 2 0\n");
  EXPECT_EQ(items_of(s.view.scenario_text, "building.floors.ground.partitions").size(), 1u)
      << "a twitch is no wall";
}

TEST(Edit, AFaultIsAddedAtThePartAndTheTime) {
  Editor s("edit_fault.h5");
  s.play("time 03:05\nclick floor/fault\nclick plan/ap icu\n");
  EXPECT_EQ(items_of(s.view.scenario_text, "faults"),
            (std::vector<std::string>{"{ at: 02:00, what: core }",
                                      "{ at: 03:05, what: ap icu, for: 1 h }"}));
  s.play("panel topology\nclick topology/core\n");
  EXPECT_EQ(items_of(s.view.scenario_text, "faults").back(), "{ at: 03:05, what: core, for: 1 h }");
  undo(s.view);
  undo(s.view);
  EXPECT_EQ(s.view.scenario_text, kWard);
}

TEST(Edit, BreakingSomethingRunsTheTextWithAFaultOfAPart) {
  Editor s("edit_break.h5");
  s.view.scenario_text = kWard;
  s.play("time 04:00\nclick floor/break\n");
  ASSERT_EQ(s.view.wishes.size(), 1u);
  EXPECT_EQ(s.view.wishes[0].kind, Wish::Kind::run);
  const auto faults = items_of(s.view.wishes[0].text, "faults");
  ASSERT_EQ(faults.size(), 2u);
  const auto parts = parts_of(*s.view.trace);
  EXPECT_TRUE(std::ranges::any_of(parts, [&](const std::string& p) {
    return faults[1] == "{ at: 04:00, what: " + p + ", for: 1 h }";
  })) << faults[1];
  // key X: what is under the mouse
  s.view.wishes.clear();
  s.play("hover plan/ap icu\nkey X\n");
  ASSERT_EQ(s.view.wishes.size(), 1u);
  EXPECT_EQ(items_of(s.view.wishes[0].text, "faults").back(),
            "{ at: 04:00, what: ap icu, for: 1 h }");
}

TEST(Edit, ASliderChangesItsNumberAlone) {
  Editor s("edit_slider.h5");
  s.play("panel scenario\nclick scenario/numbers\ntype night\n");
  s.play("drag scenario/slider people.staff.night 60 0\n");
  const auto now = get_value(s.view.scenario_text, "people.staff.night");
  ASSERT_TRUE(now);
  EXPECT_GT(std::stoi(*now), 4);
  EXPECT_EQ(set_value(s.view.scenario_text, "people.staff.night", "4"), kWard);
  EXPECT_EQ(s.view.undo.size(), 1u) << "one drag, one step of undo";
}

TEST(Clock, OfAScenarioComesBackAsTheSameInstant) {
  Stage s(sample_file("clock.h5"));
  const Trace& t = *s.view.trace;  // starts 22:00, measured from 23:00
  EXPECT_EQ(t.scenario_clock(t.start()), "23:00");
  EXPECT_EQ(t.scenario_clock(t.start() + 4h + 5min + 20s), "03:05:20");
  EXPECT_EQ(t.scenario_clock(t.start() + 24h), "day 2 23:00");
  EXPECT_EQ(t.scenario_clock(t.start() + 28h), "day 2 03:00");
}

TEST(Glossary, HasEveryTitleOfEveryTable) {
  heads_without_meaning().clear();
  Stage s(sample_file("glossary.h5"));
  open_other(s.view, sample_file("glossary_b.h5"));
  s.play("panel alarms\nclick alarms/row 0\n");
  for (const Panel& p : panels()) {
    s.view.panel = p.id;
    s.frame();
    s.frame();
  }
  std::string missing;
  for (const std::string& m : heads_without_meaning()) missing += "'" + m + "' ";
  EXPECT_EQ(missing, "") << "give the column a tip, or the word a line in viz/draw/glossary.cpp";
  EXPECT_TRUE(std::ranges::is_sorted(glossary(), {}, [](const Term& t) {
    std::string w = t.word;
    for (char& c : w) c = static_cast<char>(std::tolower(c));
    return w;
  }));
}

}  // namespace
}  // namespace wardtwin::viz
