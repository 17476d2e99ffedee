#include "sim/people/patients/news2.h"

#include <vector>

#include <gtest/gtest.h>

namespace wardtwin::people {
namespace {

/// A row of the chart: from the first to the last value, in its steps, the score is this.
struct Row {
  double first, last, step;
  int score;
};

template <class Set>
void check(const std::vector<Row>& rows, Set set, Spo2Scale scale = Spo2Scale::one, int more = 0) {
  for (const Row& row : rows)
    for (int i = 0; row.first + i * row.step <= row.last + row.step / 2; ++i) {
      const double value = row.first + i * row.step;
      Observation o;
      o.spo2 = scale == Spo2Scale::one ? 98 : 90;
      set(o, value);
      EXPECT_EQ(news2(o, scale).total, row.score + more) << value;
    }
}

// The chart of the Royal College of Physicians (2017), row by row, every value.
TEST(News2Chart, EachParameter) {
  check({{0, 8, 1, 3}, {9, 11, 1, 1}, {12, 20, 1, 0}, {21, 24, 1, 2}, {25, 60, 1, 3}},
        [](Observation& o, double v) { o.respiration = v; });
  check({{50, 91, 1, 3}, {92, 93, 1, 2}, {94, 95, 1, 1}, {96, 100, 1, 0}},
        [](Observation& o, double v) { o.spo2 = v; });
  check({{30, 90, 1, 3}, {91, 100, 1, 2}, {101, 110, 1, 1}, {111, 219, 1, 0}, {220, 300, 1, 3}},
        [](Observation& o, double v) { o.systolic = v; });
  check({{20, 40, 1, 3},
         {41, 50, 1, 1},
         {51, 90, 1, 0},
         {91, 110, 1, 1},
         {111, 130, 1, 2},
         {131, 220, 1, 3}},
        [](Observation& o, double v) { o.heart_rate = v; });
  check({{30, 35, 0.1, 3},
         {35.1, 36, 0.1, 1},
         {36.1, 38, 0.1, 0},
         {38.1, 39, 0.1, 1},
         {39.1, 42, 0.1, 2}},
        [](Observation& o, double v) { o.temperature = v; });
}

TEST(News2Chart, SecondScaleOfSpo2) {
  check(
      {{50, 83, 1, 3}, {84, 85, 1, 2}, {86, 87, 1, 1}, {88, 100, 1, 0}},
      [](Observation& o, double v) { o.spo2 = v; }, Spo2Scale::two);
  check(
      {{50, 83, 1, 3},
       {84, 85, 1, 2},
       {86, 87, 1, 1},
       {88, 92, 1, 0},
       {93, 94, 1, 1},
       {95, 96, 1, 2},
       {97, 100, 1, 3}},
      [](Observation& o, double v) {
        o.spo2 = v;
        o.oxygen = true;
      },
      Spo2Scale::two, 2);
}

TEST(News2Chart, OxygenAndConsciousness) {
  Observation o;
  EXPECT_EQ(news2(o, Spo2Scale::one).total, 0);
  o.oxygen = true;
  EXPECT_EQ(news2(o, Spo2Scale::one).total, 2);
  o.alert = false;
  EXPECT_EQ(news2(o, Spo2Scale::one).total, 5);
  EXPECT_EQ(news2(o, Spo2Scale::one).highest, 3);
}

TEST(News2Chart, ReadingsBetweenTheStepsAreRounded) {
  Observation o;
  o.spo2 = 95.5;
  EXPECT_EQ(news2(o, Spo2Scale::one).total, 0);
  o.spo2 = 95.49;
  EXPECT_EQ(news2(o, Spo2Scale::one).total, 1);
  o = {};
  o.temperature = 38.04;
  EXPECT_EQ(news2(o, Spo2Scale::one).total, 0);
  o.temperature = 38.06;
  EXPECT_EQ(news2(o, Spo2Scale::one).total, 1);
}

TEST(News2Response, ByTotalAndBySingleParameter) {
  const auto within = [](int total, int highest) { return observe_again_within({total, highest}); };
  EXPECT_EQ(within(0, 0), Time{12h});
  EXPECT_EQ(within(1, 1), Time{4h});
  EXPECT_EQ(within(4, 2), Time{4h});
  EXPECT_EQ(within(3, 3), Time{1h});
  EXPECT_EQ(within(5, 2), Time{1h});
  EXPECT_EQ(within(6, 3), Time{1h});
  EXPECT_EQ(within(7, 2), Time{0});
  EXPECT_EQ(response_to({4, 2}), Response::ward);
  EXPECT_EQ(response_to({3, 3}), Response::urgent);
  EXPECT_EQ(response_to({6, 3}), Response::urgent);
  EXPECT_EQ(response_to({7, 2}), Response::emergency);
}

}  // namespace
}  // namespace wardtwin::people
