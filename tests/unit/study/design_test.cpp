#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "scenarios/study/design.h"
#include "sim/base/error.h"

namespace wardtwin::study {
namespace {

std::vector<Factor> factors(std::initializer_list<const char*> texts) {
  std::vector<Factor> out;
  for (const char* t : texts) out.push_back(read_factor(t));
  return out;
}

TEST(Factor, ReadsLevelsAndRanges) {
  const Factor levels = read_factor("a.b=mcs 3, mcs 7,[1 m, 2 m]");
  EXPECT_EQ(levels.path, "a.b");
  EXPECT_EQ(levels.levels, (std::vector<std::string>{"mcs 3", "mcs 7", "[1 m, 2 m]"}));
  const Factor whole = read_factor("a=2..6");
  EXPECT_TRUE(whole.whole);
  EXPECT_EQ(whole.low, 2);
  EXPECT_EQ(whole.high, 6);
  const Factor metres = read_factor("a=5 m..20 m");
  EXPECT_FALSE(metres.whole);
  EXPECT_EQ(metres.unit, " m");
  EXPECT_FALSE(read_factor("a=0.5..2").whole);
}

TEST(Factor, RefusesWhatDoesNotVary) {
  for (const char* wrong : {"a", "=1,2", "a=1", "a=1,,2", "a=6..2", "a=5 m..20 s"})
    EXPECT_THROW(read_factor(wrong), InputError) << wrong;
}

TEST(Factorial, IsEveryCombinationOnce) {
  const auto f = factors({"a=1,2", "b=x,y,z", "c=4..5"});
  const auto points = factorial(f);
  ASSERT_EQ(points.size(), 12u);
  EXPECT_EQ(points[0].values, (std::vector<std::string>{"1", "x", "4"}));
  EXPECT_EQ(points[1].values, (std::vector<std::string>{"1", "x", "5"}));
  std::set<std::vector<std::string>> all;
  for (const Point& p : points) all.insert(p.values);
  EXPECT_EQ(all.size(), 12u);
  EXPECT_EQ(settings(f, points[1]), (std::vector<std::string>{"a=1", "b=x", "c=5"}));
  EXPECT_THROW(factorial(factors({"a=0.5..2"})), InputError);
  EXPECT_THROW(factorial(factors({"a=1..200", "b=1..200"})), InputError);
}

TEST(LatinHypercube, MeetsEachPartOfEachRangeOnce) {
  const auto f = factors({"a=0.5..2.5", "b=10 m..20 m", "c=1..100"});
  const auto points = latin_hypercube(f, 50, 7);
  ASSERT_EQ(points.size(), 50u);
  for (std::size_t k = 0; k < f.size(); ++k) {
    std::set<int> parts;
    for (const Point& p : points) {
      const double end = f[k].whole ? f[k].high + 1 : f[k].high;
      parts.insert(
          static_cast<int>((std::stod(p.values[k]) - f[k].low) / (end - f[k].low) * 50 + 1e-9));
    }
    EXPECT_EQ(parts.size(), 50u) << f[k].path;
  }
  EXPECT_EQ(latin_hypercube(f, 50, 7)[9].values, points[9].values);
  EXPECT_NE(latin_hypercube(f, 50, 8)[9].values, points[9].values);
}

}  // namespace
}  // namespace wardtwin::study
