#include "viz/trace/fields.h"

#include <gtest/gtest.h>

#include "scenarios/compiler/catalogue.h"

namespace wardtwin::viz {
namespace {

const std::string kLines =
    "path\tunit\tlow\thigh\tdefault\twords\tdoc\tmark\tsource\n"
    "scenario.duration\ts\t0.001\t3153600000\t24 h\t\tSimulated time.\tassumed\t\n"
    "people.units.NAME.staff.night\t1\t0\t1000\t4\t\tNurses at night.\tassumed\ta roster\n"
    "people.units.NAME.patients.arrivals.share\t1\t0\t1\t1\t\tShare that comes here.\tassumed\t\n"
    "building.floors.NAME.partitions.of\t\t\t\tplasterboard\twood|glass\tMaterial.\tassumed\t\n";

TEST(Fields, AreFoundByThePathOfAValue) {
  const auto all = read_fields(kLines);
  ASSERT_EQ(all.size(), 4u);
  ASSERT_TRUE(field_of(all, "people.units.ward.staff.night"));
  EXPECT_EQ(field_of(all, "people.units.ward.staff.night")->high, 1000);
  EXPECT_EQ(field_of(all, "duration")->unit, "s");
  EXPECT_FALSE(field_of(all, "people.units.ward.staff.noon"));
  EXPECT_FALSE(field_of(all, "people.units.staff.night"));
  EXPECT_EQ(about_field(all[1]),
            "people.units.NAME.staff.night\nNurses at night.\nRange: 0 to 1000\nDefault: "
            "4\nSource: assumed: a roster");
  EXPECT_NE(about_field(all[3]).find("Words: wood, glass"), std::string::npos);
}

// Of the whole language: what is shown of a field that has a unit says which, and of every other none.
TEST(Fields, OfTheLanguageAreShownWithTheirUnits) {
  const auto all = read_fields(compiler::field_lines(compiler::catalogue()));
  ASSERT_GT(all.size(), 1000u);
  int with = 0, clocks = 0;
  for (const FieldInfo& f : all) {
    const std::string text = about_field(f);
    const bool has = !f.unit.empty() && f.unit != "1";
    EXPECT_EQ(text.find("\nUnit: ") != std::string::npos, has) << text;
    EXPECT_EQ(text.find("\nUnit: " + f.unit + "\n") != std::string::npos, has) << text;
    EXPECT_EQ(text.find("\nRange: ") != std::string::npos, f.low || f.high) << text;
    EXPECT_TRUE(text.starts_with(f.path + "\n" + f.doc)) << "shown without what it means";
    with += has, clocks += f.unit == "clock";
  }
  EXPECT_GT(with, 400);
  EXPECT_GT(clocks, 0);
}

TEST(Fields, NumbersAreReadWithTheirUnitsAndOtherWordsAreNot) {
  const auto w = read_written("4 h");
  ASSERT_TRUE(w);
  EXPECT_EQ(w->value, 4);
  EXPECT_EQ(w->unit, "h");
  EXPECT_TRUE(read_written("12")->whole);
  EXPECT_FALSE(read_written("0.9")->whole);
  EXPECT_FALSE(read_written("1.5 %")->whole);
  for (const char* other : {"22:00", "802.11n", "ap_7", "[4 m, 20 m]", "lognormal(mean 4 d)",
                            "4 m, 20 m", "", "p99 <= 10 s"})
    EXPECT_FALSE(read_written(other)) << other;
  for (const char* same : {"4 h", "12", "0.9", "1.5 %", "-65 dBm"})
    EXPECT_EQ(write_written(*read_written(same)), same);
}

TEST(Fields, SlidersEndWhereTheFieldDoes) {
  const auto all = read_fields(kLines);
  const auto range = [&](const char* text, const char* path) {
    return slider_span(*read_written(text), field_of(all, path));
  };
  SliderRange r = range("4", "people.units.ward.staff.night");
  EXPECT_EQ(r.low, 1);
  EXPECT_EQ(r.high, 16);
  r = range("900", "people.units.ward.staff.night");
  EXPECT_EQ(r.high, 1000);
  r = range("50 %", "people.units.ward.patients.arrivals.share");
  EXPECT_EQ(r.high, 100) << "a share is at most 1, which is 100 %";
  r = range("0.5", "people.units.ward.patients.arrivals.share");
  EXPECT_EQ(r.high, 1);
  r = slider_span(*read_written("-65 dBm"), nullptr);
  EXPECT_EQ(r.low, -130);
  EXPECT_EQ(r.high, 0);
}

}  // namespace
}  // namespace wardtwin::viz
