#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "sim/base/error.h"
#include "sim/results/summary.h"
#include "tests/viz/stage.h"
#include "viz/draw/chart.h"
#include "viz/draw/table.h"

namespace wardtwin::viz {
namespace {

// Whether the sample has devices that run on batteries.
bool knows_batteries(const View& v) {
  return std::ranges::any_of(results::summarise(v.trace->results()), [](const auto& q) {
    return q.section.find("batter") != std::string::npos;
  });
}

// What the panel on the screen says would fill it; every scenario in it is one that there is.
std::string empty_command() {
  for (const auto& [name, r] : items()) {
    if (!name.starts_with("empty/")) continue;
    std::istringstream words(name.substr(6));
    for (std::string w; words >> w;)
      if (w.starts_with("scenarios/")) {
        EXPECT_TRUE(std::filesystem::exists(std::string(WARDTWIN_ROOT) + "/" + w)) << w;
      }
    return name.substr(6);
  }
  return "";
}

TEST(Panels, EachDrawsSomethingWithAFileAndSaysWhyNotWithoutOne) {
  {
    Stage empty;
    for (const Panel& p : panels()) {
      empty.view.panel = p.id;
      EXPECT_TRUE(empty.shows("empty")) << p.id;
      const std::string command = empty_command();
      EXPECT_TRUE(command.starts_with("wardtwin ")) << p.id;
    }
  }
  Stage full(sample_file("panels.h5"));
  open_other(full.view, sample_file("panels_b.h5"));
  for (const Panel& p : panels()) {
    full.view.panel = p.id;
    const bool nothing = full.view.panel == "batteries" && !knows_batteries(full.view);
    EXPECT_EQ(full.shows("empty"), nothing) << p.id;
    EXPECT_EQ(empty_command().empty(), !nothing);
    int vertices = ImGui::GetDrawData()->TotalVtxCount;
    EXPECT_GT(vertices, 1000) << p.id;
  }
}

TEST(Panels, NothingNamedLiesOutsideTheWindow) {
  Stage s(sample_file("inside.h5"));
  open_other(s.view, sample_file("inside_b.h5"));
  for (const float scale : {1.f, 1.5f}) {
    s.view.theme.scale = scale;
    s.view.restyle = true;
    for (const Panel& p : panels()) {
      s.view.panel = p.id;
      s.frame();
      s.frame();
      for (const auto& [name, r] : items()) {
        if (name.starts_with("panel/") || name.find('/') == std::string::npos) continue;
        EXPECT_GE(r.min.x, -1) << name;
        EXPECT_LE(r.min.x, 1280) << p.id << " at " << scale << ": " << name
                                 << " begins beyond the right edge";
      }
    }
  }
}

TEST(Session, ClicksThroughAlarmWhyAndBackToThePlan) {
  Stage s(sample_file("session.h5"));
  s.play(
      "click panel/alarms\n"
      "expect alarms/row 0\n"
      "click alarms/row 3\n"
      "expect alarms/why\n"
      "click alarms/show\n"
      "expect plan\n"
      "expect floor/chosen\n");
  EXPECT_EQ(s.view.panel, "floor");
  EXPECT_EQ(s.view.selected.kind, Kind::bed);
  const auto rows = list(*s.view.trace, AlarmFilter{});
  EXPECT_EQ(s.view.now, sounded(s.view.trace->logs().alarms[rows[3]].alarm))
      << "the row took the time along";
}

TEST(Session, FiltersHideRows) {
  Stage s(sample_file("filters.h5"));
  s.play("panel alarms\nclick alarms/only lost\nwait 1\n");
  const auto lost = list(*s.view.trace, s.view.filter).size();
  EXPECT_GT(lost, 0u);
  EXPECT_TRUE(s.shows("alarms/row 0"));
  s.play("click alarms/high\nclick alarms/medium\nclick alarms/low\n");
  EXPECT_TRUE(s.shows("alarms/none"));
}

TEST(Session, ScrubsPlaysAndJumps) {
  Stage s(sample_file("time.h5"));
  const Time start = s.view.trace->start(), end = s.view.trace->end();
  EXPECT_EQ(s.view.now, start);
  s.play("click time/track\n");
  EXPECT_NEAR(seconds(s.view.now - start), seconds(end - start) / 2, 60);
  const Time middle = s.view.now;
  s.play("click time/next fault\n");
  EXPECT_EQ(s.view.now, *s.view.trace->next_fault(middle));
  s.view.now = start;
  s.view.speed = 600;
  s.play("key space\nwait 58\n");
  EXPECT_TRUE(s.view.playing);
  EXPECT_NEAR(seconds(s.view.now - start), 600, 60) << "about sixty frames at 600 times real time";
  s.play("key space\n");
  EXPECT_FALSE(s.view.playing);
}

TEST(Session, SearchFindsAndCentresABed) {
  Stage s(sample_file("search.h5"));
  s.play(
      "click floor/search\ntype icu\nexpect floor/found 0\nclick floor/found 0\nexpect "
      "floor/chosen\n");
  EXPECT_EQ(name_of(*s.view.trace, s.view.selected), "icu 1");
  EXPECT_EQ(s.view.camera.x, 5);
  EXPECT_EQ(s.view.camera.y, 7);
}

TEST(Session, WheelZoomsAndDragMovesThePlan) {
  Stage s(sample_file("zoom.h5"));
  s.frame();
  const Camera before = s.view.camera;
  s.play("wheel plan 2\n");
  EXPECT_NEAR(s.view.camera.pixels_per_metre, before.pixels_per_metre * 1.44, 1e-6);
  const Camera zoomed = s.view.camera;
  s.play("drag plan 100 0\n");
  EXPECT_NEAR(zoomed.x - s.view.camera.x, 100 / zoomed.pixels_per_metre, 0.5);
  s.play("key F\nwait 2\n");
  EXPECT_NEAR(s.view.camera.pixels_per_metre, before.pixels_per_metre, 1e-6);
}

TEST(Session, ThemeTextSizeAndHelp) {
  Stage s(sample_file("theme.h5"));
  s.play("click head/theme\n");
  EXPECT_TRUE(s.view.theme.dark);
  s.play("key H\nexpect help\nkey H\n");
  EXPECT_FALSE(s.shows("help"));
  s.play("click head/larger\n");
  EXPECT_NEAR(s.view.theme.scale, 1.1, 1e-6);
}

TEST(Session, NumbersAreSetUndoneAndRedone) {
  Stage s;
  s.view.panel = "scenario";
  s.view.scenario_text =
      "people:\n  units:\n    ward:\n      staff: { day: 6, night: 4 }  # assumed\n";
  const std::string before = s.view.scenario_text;
  s.play("click scenario/value\ntype 9\nclick scenario/set\n");
  EXPECT_EQ(s.view.scenario_text,
            "people:\n  units:\n    ward:\n      staff: { day: 6, night: 9 }  # assumed\n");
  s.play("click scenario/undo\n");
  EXPECT_EQ(s.view.scenario_text, before);
  s.play("click scenario/redo\n");
  EXPECT_NE(s.view.scenario_text, before);
}

// Every table and chart of every panel as text: as many cells in each row as its head has.
TEST(Export, WritesEveryPanelsNumbersDown) {
  Stage s(sample_file("export.h5"));
  open_other(s.view, sample_file("export_b.h5"));
  s.play("panel alarms\nclick alarms/row 0\n");
  s.view.heat.heat = Heat::signal;
  std::set<std::string> without;
  for (const Panel& p : panels()) {
    s.view.panel = p.id;
    s.frame();
    s.frame();
    s.view.wishes.clear();
    s.play("click head/csv\n");
    if (s.view.wishes.empty()) without.insert(p.id);
    for (const Wish& w : s.view.wishes) {
      SCOPED_TRACE(w.path);
      std::size_t columns = 0, rows = 0;
      std::istringstream in(w.text);
      for (std::string line; std::getline(in, line); ++rows) {
        std::size_t n = 1;
        bool quoted = false;
        const auto count = [&](const std::string& text) {
          for (const char c : text) {
            if (c == '"') quoted = !quoted;
            n += c == ',' && !quoted;
          }
        };
        count(line);
        while (quoted && std::getline(in, line)) count(line);
        if (rows == 0) columns = n;
        EXPECT_EQ(n, columns) << "row " << rows << ": " << line;
      }
      EXPECT_GT(rows, 1u);
    }
  }
  std::set<std::string> no_numbers{"scenario"};
  if (!knows_batteries(s.view)) no_numbers.insert("batteries");
  EXPECT_EQ(without, no_numbers);
  // a list that only draws the rows in sight is written whole
  s.view.panel = "alarms";
  s.view.wishes.clear();
  s.play("click head/csv\n");
  ASSERT_FALSE(s.view.wishes.empty());
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(s.view.wishes[0].text, '\n')),
            list(*s.view.trace, s.view.filter).size() + 1);
}

// Each panel by a right click on its middle: its own menu, or that of the chart which is there.
TEST(Export, ARightClickOffersPngAndCsvOfEveryPanel) {
  Stage s(sample_file("right_click.h5"));
  open_other(s.view, sample_file("right_click_b.h5"));
  s.view.heat.heat = Heat::message_p99;
  for (const Panel& p : panels()) {
    SCOPED_TRACE(p.id);
    if (std::string(p.id) == "scenario" ||
        (std::string(p.id) == "batteries" && !knows_batteries(s.view)))
      continue;
    s.view.panel = p.id;
    for (const char* kind : {"csv", "png"}) {
      s.view.wishes.clear();
      s.frame();
      s.play("right-click body\nwait 2\n");
      const bool own = items().contains(std::string("menu/") + kind);
      ASSERT_TRUE(own || items().contains(std::string("export/") + kind));
      s.play(std::string("click ") + (own ? "menu/" : "export/") + kind + "\nwait 2\n");
      ASSERT_FALSE(s.view.wishes.empty()) << kind;
      const Wish& w = s.view.wishes[0];
      EXPECT_TRUE(w.path.ends_with(std::string(".") + kind)) << w.path;
      if (w.kind == Wish::Kind::text_file) {
        EXPECT_GT(std::ranges::count(w.text, '\n'), 1);
      } else {
        EXPECT_GT(w.rect.max.x - w.rect.min.x, 300);
      }
      EXPECT_FALSE(s.shows("menu/csv")) << "the menu is closed";
    }
  }
}

TEST(Session, SingleMessagesAreFilteredAndAskedWhy) {
  Stage s(sample_file("single_panel.h5"));
  s.play("click panel/messages\nclick messages/single\nexpect messages/row 0\n");
  EXPECT_TRUE(s.shows("messages/sample"));
  const auto& all = s.view.trace->messages().sample;
  s.play("click messages/delivered\nclick messages/under way\n");
  EXPECT_EQ(list(*s.view.trace, s.view.messages).size(),
            static_cast<std::size_t>(std::ranges::count_if(
                all, [](const auto& m) { return m.end == results::MessageEnd::lost; })));
  s.play("click messages/lost\n");
  EXPECT_TRUE(s.shows("messages/none"));
  s.play("click messages/delivered\nclick messages/row 4\nexpect messages/why\n");
  ASSERT_TRUE(s.view.message);
  EXPECT_EQ(s.view.now, all[*s.view.message].created) << "the row took the time along";
  s.play(
      "click messages/close\nclick messages/alarms\nclick messages/row 0\nclick messages/alarm\n");
  EXPECT_EQ(s.view.panel, "alarms");
  EXPECT_TRUE(s.shows("alarms/why"));
}

TEST(Session, APatientIsFoundAndFollowedFromBedToBed) {
  results::Results r = results::sample_results(1);
  r.replications[0].history.bed_changes = {{0s, 0, 11}, {5000s, 0, flow::kNone}, {5000s, 2, 11}};
  const std::string path = results::temporary("follow_patient.h5");
  results::Writer writer(path, r.run, r.model);
  writer.write(r.replications[0]);
  writer.finish(r);
  Stage s(path);
  s.play("click floor/search\ntype patient 11\nclick floor/found 0\nclick floor/follow\n");
  EXPECT_EQ(s.view.selected.kind, Kind::patient);
  s.view.now = 4000s;
  s.frame();
  EXPECT_EQ(s.view.camera.x, 2);
  s.view.now = 6000s;
  s.frame();
  EXPECT_EQ(s.view.camera.x, 5) << "moved to the bed of the intensive care unit";
}

TEST(Session, APatientsLongWaitIsAskedWhy) {
  Stage s(sample_file("ways_panel.h5"));
  s.play(
      "click panel/flow\nclick flow/single\nexpect ways/row 0\nclick ways/row 0\nexpect "
      "ways/why\n");
  ASSERT_TRUE(s.view.way);
  EXPECT_EQ(*s.view.way, list(*s.view.trace, s.view.ways)[0]);
  EXPECT_EQ(s.view.now, s.view.trace->logs().history.patients.ways[*s.view.way].came);
  s.play("click ways/words\ntype nobody\n");
  EXPECT_TRUE(s.shows("ways/none"));
  s.play("click ways/close\nclick flow/streams\n");
  EXPECT_FALSE(s.shows("ways/sample"));
  open_file(s.view, s.view.trace->path(), 1);
  s.view.single_patients = true;
  s.view.panel = "flow";
  EXPECT_TRUE(s.shows("ways/sample")) << "the sample's second replication has ways, too";
}

// A handset is where its nurse is, on either shift; with nobody on duty it stays where it is laid.
TEST(Session, AHandsetIsFoundWithTheNurseWhoCarriesIt) {
  results::Results r = results::sample_results(1);
  results::DevicePlace& place = r.model.surroundings.places[2];
  place.carried = true;
  place.at = {1, 1, 1};
  place.day_nurse = 0;
  place.night_nurse = 1;
  r.replications[0].history.nurse_steps = {{0s, 0, {3, 4, 0}, 1},
                                           {0s, 1, {9, 1, 0}, flow::kOffDuty},
                                           {20000s, 0, {3, 4, 0}, flow::kOffDuty},
                                           {30000s, 1, {9, 1, 0}, 1}};
  const std::string path = results::temporary("handset.h5");
  results::Writer writer(path, r.run, r.model);
  writer.write(r.replications[0]);
  writer.finish(r);
  Stage s(path);
  s.play("click floor/search\ntype tag 7\nclick floor/found 0\nclick floor/follow\n");
  EXPECT_EQ(s.view.selected.kind, Kind::device);
  const auto x_at = [&](Time t) {
    s.view.now = t;
    s.frame();
    return s.view.camera.x;
  };
  EXPECT_EQ(x_at(4000s), 3);
  EXPECT_TRUE(s.shows("plan/tag 7")) << "drawn with the nurse";
  EXPECT_EQ(x_at(25000s), 1) << "nobody is on duty";
  EXPECT_EQ(x_at(31000s), 9);
  s.play("click plan/tag 7\n");
  EXPECT_EQ(name_of(*s.view.trace, s.view.selected), "tag 7") << "and not the nurse under it";
}

// Every key that the window listens to stands on the help sheet.
TEST(Help, ListsEveryKeyThatDoesSomething) {
  std::string sheet;
  for (const Shortcut& k : shortcuts()) sheet += std::string(" ") + k.key + " ";
  for (const char sign : {',', '\n'}) std::ranges::replace(sheet, sign, ' ');
  std::ifstream in(std::string(WARDTWIN_ROOT) + "/viz/app/frame.cpp");
  const std::string code{std::istreambuf_iterator<char>(in), {}};
  int keys = 0;
  for (std::size_t at = code.find("pressed('"); at != std::string::npos;
       at = code.find("pressed('", at + 1)) {
    const char key = code[at + 9];
    ++keys;
    EXPECT_NE(sheet.find(key == ' ' ? std::string(" space ") : std::string(" ") + key + " "),
              std::string::npos)
        << key;
  }
  EXPECT_GT(keys, 12);
  for (const auto& [code_word, word] :
       {std::pair{"ImGuiKey_LeftArrow", "left"}, std::pair{"ImGuiKey_Home", "Home"},
        std::pair{"ImGuiKey_End", "End"}, std::pair{"ImGuiKey_PageDown", "page"},
        std::pair{"ImGuiKey_Escape", "Escape"}}) {
    EXPECT_NE(code.find(code_word), std::string::npos);
    EXPECT_NE(sheet.find(std::string(" ") + word + " "), std::string::npos) << word;
  }
}

TEST(Charts, SayUnitAndMeaningOfWhatTheyShow) {
  Stage s(sample_file("meaning.h5"));
  for (const SeriesName name :
       {SeriesName::beds_occupied, SeriesName::nurses_busy, SeriesName::messages,
        SeriesName::airtime, SeriesName::gateway_queue}) {
    const Plot p = read_plot(*s.view.trace, name, s.view.trace->start(), s.view.trace->end(), 100);
    EXPECT_FALSE(p.unit.empty()) << p.title;
    EXPECT_TRUE(p.meaning.ends_with(".")) << p.title;
  }
}

TEST(Session, HeatMapsChooseRadiosMessagesAndTime) {
  Stage s(sample_file("heat_kinds.h5"));
  s.play("heat signal\nclick floor/band\nclick floor/band lorawan\n");
  EXPECT_EQ(s.view.heat.band, 2u);
  s.play("click floor/band\nclick floor/band wifi 36\n");
  EXPECT_EQ(s.view.heat.band, 1u);
  s.play("heat message-p99/waveform\nexpect floor/traffic\nexpect floor/window\n");
  EXPECT_EQ(s.view.heat.traffic, flow::TrafficClass::waveform);
  s.play("heat signal/lorawan\n");
  EXPECT_EQ(s.view.heat.band, 2u);
  s.play("heat signal/wifi 36\n");
  EXPECT_EQ(s.view.heat.band, 1u);
  EXPECT_FALSE(s.shows("floor/window")) << "signals have no time";
  EXPECT_THROW(s.play("heat signal/zigbee\n"), InputError);
  EXPECT_THROW(s.play("heat blind/wifi\n"), InputError);
}

TEST(DamagedFile, ShowsWordsAndANextStep) {
  const std::string whole = sample_file("whole.h5");
  const std::string cut = results::temporary("cut_view.h5");
  std::filesystem::copy_file(whole, cut, std::filesystem::copy_options::overwrite_existing);
  std::filesystem::resize_file(cut, std::filesystem::file_size(whole) / 2);
  Stage s(cut);
  EXPECT_TRUE(s.shows("problem"));
  EXPECT_NE(s.view.problem.find("cut off"), std::string::npos) << s.view.problem;
  s.play("click problem/open whole.h5\n");
  EXPECT_TRUE(s.view.trace);
  EXPECT_TRUE(s.shows("plan"));
}

TEST(Script, FailuresNameTheLineAndWhatIsThere) {
  Stage s(sample_file("script.h5"));
  try {
    s.play("panel alarms\n\nclick alarms/rwo 1\n");
    FAIL();
  } catch (const InputError& e) {
    EXPECT_NE(
        std::string(e.what()).find("script line 3: 'alarms/rwo 1' is not on the screen; there are"),
        std::string::npos)
        << e.what();
  }
  EXPECT_THROW(read_script("clik x\n"), InputError);
}

// What is down at once is dark once: against the state at each of many instants.
TEST(Outages, SayHowManyAreDownAtEachTime) {
  const std::vector<results::Fault> faults{{"a", 10s, 50s}, {"b", 20s, 30s}, {"c", 30s, 40s},
                                           {"d", 60s, 70s}, {"e", 70s, 80s}, {"f", 90s, kNever},
                                           {"g", 95s, 95s}};
  const auto outages = outages_of(faults);
  for (int t = 0; t < 200; ++t) {
    const Time at = std::chrono::seconds(t) / 2;
    int down = 0, found = 0;
    for (const results::Fault& f : faults) down += f.at <= at && at < f.until;
    for (const Outage& o : outages)
      if (o.from <= at && at < o.until) found += o.down;
    EXPECT_EQ(found, down) << t;
  }
  EXPECT_TRUE(std::ranges::is_sorted(outages, {}, &Outage::from));
}

// Shares are in per cent whatever their size, numbers of things are not.
TEST(Numbers, OfOneUnitAreWrittenAlike) {
  EXPECT_EQ(quantity_text(0, "1"), "0 %");
  EXPECT_EQ(interval_text(0.6098, 1.048, "1"), "60.98 % .. 104.8 %");
  EXPECT_EQ(quantity_text(1.972e6, ""), "1 972 000");
  EXPECT_EQ(quantity_text(-1.972e6, ""), "-1 972 000");
  EXPECT_EQ(quantity_text(4.5, "1/d"), "4.5/d");
  EXPECT_EQ(quantity_text(0.25, ""), "0.25");
  const Trace t(sample_file("numbers.h5"));
  for (const results::Quantity& q : results::summarise(t.results())) {
    if (q.unit != "1" || !unit_of(q.section, q.quantity, q.unit).empty()) continue;
    EXPECT_FALSE(q.quantity.starts_with("share")) << q.quantity;
  }
  EXPECT_EQ(unit_of("gateways", "queue mean", "1"), "");
  EXPECT_EQ(unit_of("resources", "busy", "1"), "");
  EXPECT_EQ(unit_of("access points", "busy", "1"), "1");
}

TEST(Ticks, AreRound) {
  EXPECT_EQ(tick_step(10, 5), 2);
  EXPECT_EQ(tick_step(0.07, 4), 0.02);
  EXPECT_EQ(tick_step(980, 3), 500);
  EXPECT_EQ(time_tick_step(24h, 12), 2h);
  EXPECT_EQ(time_tick_step(90s, 10), 10s);
}

}  // namespace
}  // namespace wardtwin::viz
