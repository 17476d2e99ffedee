#include "scenarios/import/csv.h"

#include <gtest/gtest.h>

namespace wardtwin::importing {
namespace {

std::string part(const std::string& text, std::string& problems) {
  Problems p;
  const std::string out = arrivals_part({"a.csv", text}, "walk_in", p);
  problems = p.text();
  return out;
}

TEST(Csv, QuotesAndLineEnds) {
  Problems p;
  const Csv csv = read_csv({"a.csv", "a,\"b \"\"x\"\"\"\r\n1,\"2\n3\"\r\n\n4,5"}, p);
  EXPECT_EQ(p.text(), "");
  EXPECT_EQ(csv.names, (std::vector<std::string>{"a", "b \"x\""}));
  ASSERT_EQ(csv.rows.size(), 2u);
  EXPECT_EQ(csv.rows[0].cells[1], "2\n3");
  EXPECT_EQ(csv.rows[1].line, 5u);
}

TEST(Arrivals, HoursInThreeWays) {
  std::string problems;
  for (const char* text : {"hour,n\n6,2.5\n18,4\n", "h,n\n06:00,2.5\n18:00,4\n",
                           "period,rate\n6AM-7AM,2.5\n6PM-7PM,4\n"}) {
    const std::string out = part(text, problems);
    EXPECT_EQ(problems, "");
    EXPECT_NE(out.find("hourly: [0, 0, 0, 0, 0, 0, 2.5, 0"), out.npos) << out;
    EXPECT_NE(out.find("# 6.5 arrivals a day. Not in the file, taken as 0: hours 0 1"), out.npos);
  }
}

TEST(Arrivals, MistakesNameLineAndColumn) {
  std::string problems;
  EXPECT_EQ(part("hour,n\n25,1\n3,-1\n3,x\n4,1\n4,2\n5\n", problems), "");
  EXPECT_EQ(problems, "a.csv:7: 1 cells; the first line names 2 columns\n");
  EXPECT_EQ(part("hour,n\n25,1\n3,-1\n3,x\n4,1\n4,2\n", problems), "");
  EXPECT_EQ(problems,
            "a.csv:2: hour: '25' is not an hour of the clock\n"
            "a.csv:3: n: '-1' is not a rate from 0 to 1000000 per hour\n"
            "a.csv:4: n: 'x' is not a rate from 0 to 1000000 per hour\n"
            "a.csv:6: hour: hour 4 stands in line 5 already\n");
  EXPECT_EQ(part("", problems), "");
  EXPECT_EQ(problems, "a.csv: there are no rows below the names\n");
}

}  // namespace
}  // namespace wardtwin::importing
