#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "scenarios/report/format.h"
#include "scenarios/report/report.h"
#include "sim/results/reader.h"
#include "sim/results/writer.h"
#include "tests/unit/results/sample.h"

namespace wardtwin::report {
namespace {

using results::Results;
using results::sample_results;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// UPDATE_GOLDEN=1 accepts the new text; look at it before committing.
void expect_golden(const std::string& text, const std::string& name) {
  const std::string path = std::string(WARDTWIN_ROOT) + "/tests/unit/report/" + name;
  if (std::getenv("UPDATE_GOLDEN")) std::ofstream(path) << text;
  std::stringstream golden;
  golden << std::ifstream(path).rdbuf();
  EXPECT_EQ(text, golden.str()) << "differs from " << path;
}

TEST(Report, TablesOfThreeReplications) {
  expect_golden(text_summary(sample_results(3)), "three.txt");
}

TEST(Report, TablesOfOnePartialReplication) {
  Results r = sample_results(1);
  r.complete = false;
  r.run.replications = 8;
  expect_golden(text_summary(r), "partial.txt");
}

TEST(Report, StaysWithinHundredColumns) {
  std::istringstream text(text_summary(sample_results(3)));
  for (std::string line; std::getline(text, line);) EXPECT_LE(width(line), 100u) << line;
}

TEST(Report, AnEmptyRunIsASentence) {
  EXPECT_NE(text_summary(Results{}).find("nothing to show"), std::string::npos);
  EXPECT_FALSE(nlohmann::json::parse(json_summary(Results{})).is_null());
}

TEST(Report, FileAndMemoryGiveTheSameTables) {
  const Results r = sample_results(2);
  const std::string path = results::temporary("same.h5");
  results::Writer writer(path, r.run, r.model);
  for (const auto& k : r.replications) writer.write(k);
  writer.finish(r);
  const Results read = results::read_results(path, results::Read::tables);
  EXPECT_EQ(text_summary(read), text_summary(r));
  EXPECT_EQ(json_summary(read), json_summary(r));
  EXPECT_NE(text_summary(sample_results(3)), text_summary(r));
}

TEST(Report, JsonHasTheAgreedShape) {
  Results r = sample_results(2);
  r.requirements[0].high = std::numeric_limits<double>::infinity();
  const auto j = nlohmann::ordered_json::parse(json_summary(r));
  std::vector<std::string> keys;
  for (const auto& [key, unused] : j.items()) keys.push_back(key);
  keys.resize(11);
  EXPECT_EQ(keys, (std::vector<std::string>{"scenario", "seed", "replications", "simulated_s",
                                            "wall_s", "messages", "events", "flows", "alarms",
                                            "requirements", "warnings"}));
  const auto& flow = j["flows"][1];
  EXPECT_EQ(flow["name"], "bedside monitor vitals over wifi");
  EXPECT_EQ(flow["lost"]["gateway down"], 80);
  EXPECT_EQ(flow["generated"].get<int>(), flow["delivered"].get<int>() + 80 + 23 + 2);
  // 3000 + 3100 messages of 200 B in twice 86400 - 3600 s
  EXPECT_NEAR(flow["throughput_bps"].get<double>(), 6100 * 1600 / (2 * 82800.0), 1e-9);
  EXPECT_EQ(j["requirements"][0]["verdict"], "met");
  EXPECT_TRUE(j["requirements"][0]["high"].is_null());
  EXPECT_EQ(j["simulated_s"], 86400);
  EXPECT_EQ(j["access_points"][0]["collision_probability"], 900.0 / 26000);
  EXPECT_EQ(j["alarms"]["handset"]["high"]["count"].get<int>() > 0, true);
}

TEST(Format, UnitsSuitTheValue) {
  EXPECT_EQ(duration(12.3e-6), "12.3 us");
  EXPECT_EQ(duration(0.00479), "4.79 ms");
  EXPECT_EQ(duration(4.7), "4.70 s");
  EXPECT_EQ(duration(600), "10 min");
  EXPECT_EQ(duration(86400), "24 h");
  EXPECT_EQ(duration(kNan), "-");
  EXPECT_EQ(duration(Interval{4.71, 4.50, 4.92}), "4.71 ± 0.21 s");
  EXPECT_EQ(percent(Interval{0.9871, 0.9831, 0.9911}), "98.7 ± 0.4 %");
  EXPECT_EQ(count(1234567), "1 234 567");
  EXPECT_EQ(number(0.01234), "0.0123");
}

}  // namespace
}  // namespace wardtwin::report
