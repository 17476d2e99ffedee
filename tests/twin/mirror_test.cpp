// State from messages, and what the mirror makes of those that are late, doubled, out of order,
// contradictory or missing.
#include "scenarios/twin/mirror.h"

#include <gtest/gtest.h>

namespace wardtwin::twin {
namespace {

using recording::Event;
using recording::Kind;

const compiler::Hospital& hospital() {
  static const compiler::Hospital h =
      compiler::compile_file(WARDTWIN_ROOT "/tests/twin/ward.yaml", {});
  return h;
}

class MirrorTest : public ::testing::Test {
 protected:
  Mirror mirror{hospital()};
  std::string bed(std::size_t i) const { return hospital().building.beds[i].name; }
  std::string device(const std::string& kind, flow::BedIndex at) const {
    for (const auto& d : hospital().devices)
      if (d.class_name == kind && d.bed == at) return d.name;
    return "";
  }

  Mirror::News move(Kind kind, Time at, const std::string& where, const std::string& who,
                    Time late = Time{0}) {
    Event e;
    e.kind = kind;
    e.at = e.since = at;
    e.received = at + late;
    e.thing = where;
    e.person = who;
    return mirror.take(e);
  }
  Mirror::News beat(Time at, const std::string& what, std::uint64_t number,
                    const std::string& entry = "ap_1") {
    Event e;
    e.kind = Kind::beat;
    e.at = e.received = at;
    e.thing = what;
    e.sequence = number;
    e.entry = entry;
    return mirror.take(e);
  }
  Mirror::News alarm(Kind kind, Time at, const std::string& what, const std::string& name) {
    Event e;
    e.kind = kind;
    e.at = e.received = at;
    e.thing = what;
    e.alarm = name;
    return mirror.take(e);
  }
  std::uint64_t all_troubles() const {
    std::uint64_t sum = 0;
    for (const auto& w : words<Trouble>) sum += mirror.trouble(w.value);
    return sum;
  }
};

TEST_F(MirrorTest, PatientsComeMoveAndLeave) {
  EXPECT_TRUE(move(Kind::admit, 1h, bed(0), "anna").arrived);
  EXPECT_TRUE(move(Kind::admit, 2h, bed(1), "bert").arrived);
  EXPECT_EQ(mirror.occupied(0), 2u);
  const auto left = move(Kind::discharge, 3h, bed(0), "anna");
  EXPECT_TRUE(left.departed);
  EXPECT_EQ(left.length, 2h);
  const auto moved = move(Kind::admit, 3h + 10min, bed(2), "anna");
  EXPECT_TRUE(moved.admitted);
  EXPECT_FALSE(moved.arrived) << "ten minutes between two beds are a move";
  move(Kind::discharge, 5h, bed(2), "anna");
  EXPECT_TRUE(move(Kind::admit, 9h, bed(2), "anna").arrived) << "four hours later it is a new stay";
  EXPECT_EQ(mirror.occupied(0), 2u);
  EXPECT_EQ(all_troubles(), 0u);
}

TEST_F(MirrorTest, ACensusTellsOfStaysThatBeganBefore) {
  Event e;
  e.kind = Kind::admit;
  e.at = e.received = 8h;
  e.since = 5h;
  const std::string where = bed(0);
  e.thing = where;
  e.person = "anna";
  const auto news = mirror.take(e);
  EXPECT_FALSE(news.arrived);
  EXPECT_EQ(mirror.occupied(0), 1u);
  EXPECT_EQ(move(Kind::discharge, 9h, bed(0), "anna").length, 4h);
}

TEST_F(MirrorTest, AdmissionsThatRepeatContradictOrComeLateAreCountedByKind) {
  move(Kind::admit, 1h, bed(0), "anna");
  move(Kind::admit, 1h, bed(0), "anna");
  EXPECT_EQ(mirror.trouble(Trouble::duplicate), 1u);
  // the discharge of anna got lost
  EXPECT_TRUE(move(Kind::admit, 2h, bed(0), "bert").arrived);
  EXPECT_EQ(mirror.trouble(Trouble::contradictory), 1u);
  EXPECT_EQ(mirror.occupied(0), 1u);
  // it comes after all
  move(Kind::discharge, 90min, bed(0), "anna", 1h);
  EXPECT_EQ(mirror.trouble(Trouble::duplicate), 2u) << "she was known to be gone";
  EXPECT_EQ(mirror.beds()[0].person, "bert");
  // older than what is known of the bed
  move(Kind::admit, 30min, bed(0), "carl", 3h);
  EXPECT_EQ(mirror.trouble(Trouble::out_of_order), 1u);
  EXPECT_EQ(mirror.beds()[0].person, "bert");
  // nobody of that name is there
  move(Kind::discharge, 4h, bed(5), "dora");
  EXPECT_EQ(mirror.trouble(Trouble::contradictory), 2u);
  // moved without a discharge: the newer word is believed
  EXPECT_TRUE(move(Kind::admit, 5h, bed(7), "bert").departed);
  EXPECT_EQ(mirror.occupied(0), 1u);
  EXPECT_EQ(mirror.beds()[7].person, "bert");
  move(Kind::admit, 6h, "attic/1", "emil");
  EXPECT_EQ(mirror.trouble(Trouble::unknown), 1u);
  move(Kind::admit, 7h, bed(3), "emil", -5min);
  EXPECT_EQ(mirror.trouble(Trouble::from_future), 1u);
  EXPECT_EQ(mirror.trouble(Trouble::late), 2u) << "those an hour and three hours late";
}

TEST_F(MirrorTest, BeatsThatAreMissingDoubledOrOvertakenAreToldApart) {
  const std::string d = device("vitals", 0);
  ASSERT_NE(d, "");
  move(Kind::admit, 1s, bed(0), "anna");
  EXPECT_EQ(beat(10s, d, 5).missed, 0u) << "nobody knows what came before the first";
  EXPECT_EQ(beat(20s, d, 6).missed, 0u);
  EXPECT_EQ(beat(50s, d, 9).missed, 2u);
  EXPECT_EQ(mirror.trouble(Trouble::missing), 2u);
  EXPECT_FALSE(beat(51s, d, 9).beat);
  EXPECT_EQ(mirror.trouble(Trouble::duplicate), 1u);
  beat(52s, d, 8);
  EXPECT_EQ(mirror.trouble(Trouble::out_of_order), 1u);
  EXPECT_EQ(mirror.trouble(Trouble::missing), 1u) << "it was only late";
  beat(53s, d, 8);
  EXPECT_EQ(mirror.trouble(Trouble::duplicate), 2u);
  beat(54s, "toaster", 1);
  EXPECT_EQ(mirror.trouble(Trouble::unknown), 1u);
}

TEST_F(MirrorTest, PartsAreDownWhenAllTheirDevicesFallSilent) {
  // bay 1 on ap_1, bay 3 on ap_3: gateway_1 and gateway_2
  for (flow::BedIndex b = 0; b < 24; ++b)
    move(Kind::admit, Time{0}, bed(b), "patient " + std::to_string(b));
  const auto all = [&](Time at, std::uint64_t number, flow::BedIndex from, flow::BedIndex to,
                       const char* entry) {
    for (flow::BedIndex b = from; b < to; ++b) beat(at, device("vitals", b), number, entry);
  };
  for (std::uint64_t n = 0; n < 10; ++n) {
    all(n * 20s, n, 0, 8, "ap_1");
    all(n * 20s, n, 8, 16, "ap_2");
    all(n * 20s, n, 16, 24, "ap_3");
  }
  EXPECT_TRUE(mirror.fall_silent(200s).empty());
  // ap_1 dies: its devices only
  for (std::uint64_t n = 10; n < 20; ++n) {
    all(n * 20s, n, 8, 16, "ap_2");
    all(n * 20s, n, 16, 24, "ap_3");
  }
  EXPECT_EQ(mirror.fall_silent(400s).size(), 8u);
  auto down = mirror.down();
  ASSERT_EQ(down.size(), 1u);
  EXPECT_FALSE(down[0].gateway);
  EXPECT_EQ(hospital().wifi->names[down[0].index], "ap_1");
  EXPECT_EQ(down[0].since, 180s);
  // gateway_1 as well: it explains ap_1 and ap_2
  for (std::uint64_t n = 20; n < 30; ++n) all(n * 20s, n, 16, 24, "ap_3");
  mirror.fall_silent(600s);
  down = mirror.down();
  ASSERT_EQ(down.size(), 1u);
  EXPECT_TRUE(down[0].gateway);
  // everything comes back, and the gap is an outage, not loss
  const std::uint64_t before = mirror.trouble(Trouble::missing);
  all(620s, 31, 0, 8, "ap_1");
  all(620s, 31, 8, 16, "ap_2");
  EXPECT_EQ(mirror.fall_silent(621s).size(), 16u);
  EXPECT_TRUE(mirror.down().empty());
  EXPECT_EQ(mirror.trouble(Trouble::missing), before);
}

TEST_F(MirrorTest, AlarmsAreOpenUntilTakenOrOver) {
  const std::string d = device("vitals", 0);
  EXPECT_TRUE(alarm(Kind::alarm, 10s, d, "a1").raised);
  alarm(Kind::alarm, 11s, d, "a1");
  EXPECT_EQ(mirror.trouble(Trouble::duplicate), 1u);
  EXPECT_EQ(mirror.open_alarms(0), 1u);
  const auto rung = alarm(Kind::rung, 12s, "handset", "a1");
  EXPECT_FALSE(rung.rung) << "no such device";
  const std::string handset = [] {
    for (const auto& x : hospital().devices)
      if (x.class_name == "handset") return x.name;
    return std::string();
  }();
  EXPECT_EQ(alarm(Kind::rung, 12s, handset, "a1").length, 2s);
  EXPECT_EQ(alarm(Kind::acknowledged, 20s, handset, "a1").length, 8s);
  EXPECT_EQ(mirror.open_alarms(0), 0u);
  alarm(Kind::cleared, 60s, d, "a1");
  EXPECT_EQ(mirror.open_alarms(0), 0u);
  alarm(Kind::cleared, 61s, d, "a1");
  alarm(Kind::acknowledged, 62s, handset, "a9");
  EXPECT_EQ(mirror.trouble(Trouble::duplicate), 2u);
  EXPECT_EQ(mirror.trouble(Trouble::contradictory), 1u);
}

}  // namespace
}  // namespace wardtwin::twin
