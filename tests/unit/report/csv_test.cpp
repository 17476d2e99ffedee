#include "scenarios/report/csv.h"

#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/unit/results/sample.h"

namespace wardtwin::report {
namespace {

std::map<std::string, std::string> tables_of(const results::Results& r) {
  std::map<std::string, std::string> out;
  for (const CsvFile& f : csv_tables(r)) out[f.name] = f.text;
  return out;
}

std::string line_of(const std::string& text, int number) {
  std::istringstream in(text);
  std::string line;
  for (int i = 0; i <= number; ++i) std::getline(in, line);
  return line;
}

TEST(Csv, TablesHaveNamesUnitsAndTheNumberOfTheReplication) {
  const auto files = tables_of(results::sample_results(2));
  const std::string& units = files.at("people_units.csv");
  EXPECT_EQ(
      line_of(units, 0),
      "replication,name,beds_occupied_mean,admissions,discharges,turned_away,waited,wait_mean "
      "(s),monitored (min),blind (min),there_at_start,arrived,moved_in,left,died,moved_out,"
      "sent_away,there,diverted");
  EXPECT_EQ(line_of(units, 1), "2,ward east,19.2,31,30,2,4,410,0,0,20,33,0,28,1,1,2,21,0");
  EXPECT_EQ(line_of(units, 4), "3,icu,10.9,6,5,0,1,0,0,0,11,4,2,3,1,1,0,12,0");
  EXPECT_EQ(line_of(files.at("series_airtime.csv"), 0), "replication,minute,ap corridor,ap icu");
  EXPECT_EQ(line_of(files.at("series_airtime.csv"), 2), "2,1,0.3,0.1");
  EXPECT_EQ(line_of(files.at("series_infected.csv"), 0), "replication,minute,infected");
  EXPECT_EQ(line_of(files.at("series_infected.csv"), 2), "2,1,2");
  // an end that did not come is an empty cell
  EXPECT_EQ(line_of(files.at("faults.csv"), 2), "2,ap icu fails,50000,");
  EXPECT_EQ(files.count("radio_access_points.csv"), 1u);
}

TEST(Csv, LeavesOutTablesWithoutRows) {
  results::Results r = results::sample_results(1);
  r.replications[0].faults.clear();
  EXPECT_EQ(tables_of(r).count("faults.csv"), 0u);
}

TEST(Csv, QuotesWhatWouldBreakALine) {
  EXPECT_EQ(csv_line({"a,b", "say \"x\"", "plain"}), "\"a,b\",\"say \"\"x\"\"\",plain\n");
  EXPECT_EQ(csv_number(0.1), "0.1");
  EXPECT_EQ(csv_number(std::nan("")), "");
}

}  // namespace
}  // namespace wardtwin::report
