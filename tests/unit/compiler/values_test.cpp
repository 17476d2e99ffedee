#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "scenarios/compiler/binding.h"
#include "scenarios/compiler/document.h"
#include "scenarios/compiler/echo.h"
#include "scenarios/compiler/quantity.h"
#include "sim/flow/flow.h"

namespace wardtwin::compiler {

struct InnerDef {
  std::string name;
  int slots = 2;
  Time wait = 3s;
};
struct AllDef {
  int count = 3;
  int bytes = 1500;
  double share = 0.25;
  bool push = true;
  Time length = 90min;
  Dbm power{20};
  Decibels gain{-3.5};
  Hertz band{5.18e9};
  BitsPerSecond rate{6e6};
  Metres reach{12.5};
  std::string on = "core";
  flow::Pattern pattern = flow::Pattern::on_event;
  Position at{1, 2.5, 3};
  Distribution stay = Distribution::lognormal_of_mean(4 * 86400, 5 * 86400);
  std::vector<double> hourly{5.64, 4.72};
  std::array<Time, 2> pair{1ms, 2us};
  std::optional<Time> limit;
  std::vector<InnerDef> inner{{"a", 1, 2s}, {"b", 4, 100ms}};
  std::map<std::string, int> nurses{{"day", 6}, {"night", 4}};
};

}  // namespace wardtwin::compiler

namespace wardtwin {
using compiler::AllDef, compiler::InnerDef;
template <>
inline constexpr auto fields<InnerDef> =
    std::tuple{field("slots", &InnerDef::slots, "1", 0, 10, "Slots."),
               field("wait", &InnerDef::wait, "s", 0, 60, "Wait.")};
template <>
inline constexpr auto fields<AllDef> =
    std::tuple{field("count", &AllDef::count, "1", 0, 100, "Count."),
               field("bytes", &AllDef::bytes, "B", 0, 1e6, "Bytes."),
               field("share", &AllDef::share, "1", 0, 1, "Share."),
               field("push", &AllDef::push, "Push."),
               field("length", &AllDef::length, "s", 0, 1e6, "Length."),
               field("power", &AllDef::power, "dBm", -100, 36, "Power."),
               field("gain", &AllDef::gain, "dB", -20, 20, "Gain."),
               field("band", &AllDef::band, "Hz", 1e3, 1e11, "Band."),
               field("rate", &AllDef::rate, "bit/s", 1, 1e12, "Rate."),
               field("reach", &AllDef::reach, "m", 0, 100, "Reach."),
               field("on", &AllDef::on, "Where."),
               field("pattern", &AllDef::pattern, "Pattern."),
               field("at", &AllDef::at, "m", -100, 100, "Place."),
               field("stay", &AllDef::stay, "s", 0, 1e7, "Stay."),
               field("hourly", &AllDef::hourly, "", 0, 100, "Rates."),
               field("pair", &AllDef::pair, "s", 0, 1, "Pair."),
               field("limit", &AllDef::limit, "s", 0, 60, "Limit."),
               field("inner", &AllDef::inner, "Inner."),
               field("nurses", &AllDef::nurses, "1", 0, 100, "Nurses.")};
}  // namespace wardtwin

namespace wardtwin::compiler {
namespace {

AllDef read_all(const std::string& text, Context& c) {
  const Document d = load_text(text, "t.yaml", {}, c);
  return read<AllDef>(d.root, c);
}

TEST(Binding, ReadsEveryTypeWithItsUnits) {
  Context c;
  const AllDef d = read_all(
      "count: 7\nbytes: 2 KiB\nshare: 92 %\npush: no\nlength: 1.5 h\npower: 100 mW\ngain: 2 dB\n"
      "band: 5.2 GHz\nrate: 54 Mbit/s\nreach: 250 cm\non: edge\npattern: poisson\n"
      "at: [6 m, 15.5 m, 270 cm]\nstay: \"triangular(5 min, 7 min, 10 min)\"\nhourly: [1, 2.5]\n"
      "pair: [35 us, 1 ns]\nlimit: 4 s\ninner: { x: { slots: 5 }, y: { wait: 1 min } }\n"
      "nurses: { day: 12 }\n",
      c);
  ASSERT_EQ(c.errors(), 0u) << render(c.problems().front());
  EXPECT_EQ(d.count, 7);
  EXPECT_EQ(d.bytes, 2048);
  EXPECT_EQ(d.share, 0.92);
  EXPECT_FALSE(d.push);
  EXPECT_EQ(d.length, 90min);
  EXPECT_DOUBLE_EQ(d.power.value, 20);
  EXPECT_EQ(d.gain.value, 2);
  EXPECT_EQ(d.band.value, 5.2e9);
  EXPECT_EQ(d.rate.value, 54e6);
  EXPECT_EQ(d.reach.value, 2.5);
  EXPECT_EQ(d.on, "edge");
  EXPECT_EQ(d.pattern, flow::Pattern::poisson);
  EXPECT_EQ(d.at, (Position{6, 15.5, 2.7}));
  EXPECT_EQ(d.stay, (Distribution{Distribution::Law::triangular, {300, 420, 600}}));
  EXPECT_EQ(d.hourly, (std::vector{1, 2.5}));
  EXPECT_EQ(d.pair, (std::array<Time, 2>{35us, 1ns}));
  EXPECT_EQ(d.limit, Time{4s});
  ASSERT_EQ(d.inner.size(), 2u);
  EXPECT_EQ(d.inner[1].name, "y");
  EXPECT_EQ(d.inner[1].wait, 1min);
  EXPECT_EQ(d.nurses.at("day"), 12);
}

TEST(Binding, EveryMistakeOfAFileIsToldAndFieldsKeepTheirDefaults) {
  Context c;
  const AllDef d =
      read_all("count: 700\nshare: 92\nlength: 5 m\npatern: poisson\npush: maybe\n", c);
  ASSERT_EQ(c.errors(), 5u);
  EXPECT_EQ(d.count, 3);
  EXPECT_EQ(c.problems()[1].advice.back(), "Write 92 %?");
  EXPECT_EQ(c.problems()[2].what, "'length' is a time, and 5 m is a length");
  EXPECT_EQ(c.problems()[3].advice.front(), "Did you mean 'pattern'?");
}

TEST(Echo, DefaultsReadBackEqual) {
  const AllDef first;
  Context c;
  const std::string text = write_yaml(to_node(first));
  const AllDef second = read_all(text, c);
  ASSERT_EQ(c.errors(), 0u) << text;
  EXPECT_EQ(write_yaml(to_node(second)), text);
  EXPECT_EQ(second.stay, first.stay);
  EXPECT_EQ(second.band.value, first.band.value);
  EXPECT_EQ(second.inner[1].wait, first.inner[1].wait);
  EXPECT_NE(text.find("lognormal(mean"), std::string::npos) << text;
}

// Random doubles over 24 decades, each through its text and back.
TEST(Quantity, TextReadsBackExactly) {
  Stream s(Seed{1, 0}, 0, Purpose::test);
  for (const std::string_view unit : {"s", "Hz", "bit/s", "B", "m", "dBm", "1", ""})
    for (int i = 0; i < 2000; ++i) {
      const double v = std::pow(10.0, 24 * s.uniform() - 12) * (i % 3 ? 1 : -1);
      const std::string text = write_quantity(v, unit);
      const auto w = split_quantity(text);
      ASSERT_TRUE(w) << text;
      ASSERT_EQ(in_unit(*w, unit), v) << text;
    }
}

TEST(Quantity, ShortTexts) {
  EXPECT_EQ(write_quantity(0.2, "s"), "200 ms");
  EXPECT_EQ(write_quantity(86400, "s"), "24 h");
  EXPECT_EQ(write_quantity(5.18e9, "Hz"), "5.18 GHz");
  EXPECT_EQ(write_quantity(-67, "dBm"), "-67 dBm");
  EXPECT_EQ(write_time(90min), "90 min");
}

TEST(Quantity, ClockTimes) {
  EXPECT_EQ(read_clock("22:00:30"), Time{22h + 30s});
  EXPECT_EQ(read_clock("day 2 02:00"), Time{26h});
  for (const auto* bad : {"24:00", "2:0", "-1:00", "02:60", "02:00x", "day 0 02:00", ":", ""})
    EXPECT_FALSE(read_clock(bad)) << bad;
}

TEST(DistributionText, EveryLawReadsBackExactly) {
  for (const std::string text :
       {"3 s", "uniform(1 s, 2 s)", "exponential(mean 9.6 h)", "normal(16 min, sd 1.7 min)",
        "lognormal(mean 4 d, sd 5 d)", "lognormal(median 8 s, sigma 1.85)",
        "triangular(5 min, 7 min, 10 min)", "gamma(shape 2, scale 3 s)",
        "weibull(shape 1.5, scale 3 s)"}) {
    const auto d = read_distribution(text, "s").value;
    ASSERT_TRUE(d) << text;
    const auto back = read_distribution(write_distribution(*d, "s"), "s").value;
    ASSERT_TRUE(back) << write_distribution(*d, "s");
    EXPECT_EQ(*back, *d) << write_distribution(*d, "s");
  }
  EXPECT_NEAR(read_distribution("lognormal(mean 4 d, sd 5 d)", "s").value->mean(), 4 * 86400, 1e-6);
}

TEST(DistributionText, WrongOnesAreRefusedWithAdvice) {
  for (const auto* text :
       {"uniform(2 s, 1 s)", "normal(1 s)", "exponential(mean 3)", "exponential(mean 3 m)",
        "lognormal(mean 0 s, sd 1 s)", "exponental(mean 3 s)", "exponential(mean 3 s", "soon",
        "lognormal(median 8 s, sigma 1.85 s)", "gamma(2, 3 s)", "triangular(3 s, 2 s, 1 s)",
        "()"}) {
    const DistributionText d = read_distribution(text, "s");
    EXPECT_FALSE(d.value) << text;
    EXPECT_FALSE(d.problem.empty()) << text;
  }
  EXPECT_NE(read_distribution("exponental(mean 3 s)", "s").advice.find("'exponential'"),
            std::string::npos);
}

}  // namespace
}  // namespace wardtwin::compiler
