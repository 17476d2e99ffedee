#include <gtest/gtest.h>

#include <fstream>

#include "sim/base/error.h"
#include "sim/results/live_schema.h"
#include "sim/results/reader.h"
#include "sim/results/table.h"
#include "sim/results/writer.h"
#include "tests/unit/results/sample.h"

namespace wardtwin::results {
namespace {

// Rows are equal where all their columns are; NaN equals NaN.
template <class Row>
void expect_equal(std::span<const Row> a, std::span<const Row> b, const std::string& where) {
  ASSERT_EQ(a.size(), b.size()) << where;
  for_each_column<Row>([&](const std::string& name, auto, const std::string&, auto get) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      const auto& x = get(a[i]);
      const auto& y = get(b[i]);
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(x)>, double>)
        if (std::isnan(x) && std::isnan(y)) continue;
      EXPECT_TRUE(x == y) << where << "/" << name << " row " << i;
    }
  });
}

template <class T>
auto const_rows(const T& rows) {
  const auto s = rows_of(rows);
  return std::span<const typename decltype(s)::value_type>(s);
}

void expect_equal(const Replication& a, const Replication& b) {
  std::vector<std::function<void()>> checks;
  for_each_table(a, [&](const char* path, const auto& rows) {
    for_each_table(b, [&, path](const char* other, const auto& rows_b) {
      if constexpr (std::is_same_v<decltype(rows), decltype(rows_b)>)
        if (std::string(path) == other) expect_equal(const_rows(rows), const_rows(rows_b), path);
    });
  });
  expect_equal(const_rows(stage_rows(a.alarm_statistics)),
               const_rows(stage_rows(b.alarm_statistics)), "stages");
  expect_equal(const_rows(a.alarms), const_rows(b.alarms), "log");
  expect_equal(const_rows(a.link_changes), const_rows(b.link_changes), "link_changes");
  const auto same = [](auto walk, const auto& x, const auto& y) {
    walk(x, [&](const char* path, const auto& rows) {
      EXPECT_FALSE(rows.empty()) << path << ": the sample has rows of every table";
      walk(y, [&, path](const char* other, const auto& others) {
        if constexpr (std::is_same_v<decltype(rows), decltype(others)>)
          if (std::string(path) == other) expect_equal(const_rows(rows), const_rows(others), path);
      });
    });
  };
  same([](const auto& h, auto f) { for_each_history_table(h, f); }, a.history, b.history);
  same([](const auto& m, auto f) { for_each_message_table(m, f); }, a.history.messages,
       b.history.messages);
  EXPECT_EQ(a.series.beds_occupied.values, b.series.beds_occupied.values);
  EXPECT_EQ(a.series.airtime.values, b.series.airtime.values);
  EXPECT_EQ(a.series.airtime.columns, b.series.airtime.columns);
  EXPECT_EQ(a.series.gateway_queue.values, b.series.gateway_queue.values);
  EXPECT_EQ(a.series.infected.values, b.series.infected.values);
}

TEST(ResultsFile, GivesBackWhatEndpointsAnswered) {
  const Results written = sample_results(1);
  const std::string with = temporary("live.h5"), without = temporary("simulated.h5");
  for (const std::string& path : {with, without}) {
    Writer writer(path, written.run, written.model);
    writer.write(written.replications[0]);
    if (path == with) writer.write(sample_live());
    writer.finish(written);
  }
  const Live read = read_live(with), sample = sample_live();
  for_each_live_table(read, [&](const char* path, const auto& rows) {
    for_each_live_table(sample, [&, path](const char*, const auto& rows_b) {
      if constexpr (std::is_same_v<decltype(rows), decltype(rows_b)>)
        expect_equal(const_rows(rows), const_rows(rows_b), path);
    });
  });
  EXPECT_TRUE(read_live(without).targets.empty());
}

TEST(ResultsFile, GivesBackWhatWasWritten) {
  const Results written = sample_results(3);
  const std::string path = temporary("round.h5");
  Writer writer(path, written.run, written.model);
  for (const Replication& r : written.replications) writer.write(r);
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_EQ(writer.finish(written), path);
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));

  const Results read = read_results(path);
  EXPECT_TRUE(read.complete);
  EXPECT_EQ(read.run.scenario_text, written.run.scenario_text);
  EXPECT_EQ(read.run.seed, 20u);
  EXPECT_EQ(read.run.question, "What do 12 beds need?");
  EXPECT_EQ(read.run.machine, written.run.machine);
  EXPECT_EQ(read.run.first, 2u);
  EXPECT_EQ(read.run.wall_s, 11.4);
  EXPECT_EQ(read.run.starts_s, 79200);
  EXPECT_EQ(read.run.late_after_s, 10);
  ASSERT_EQ(read.replications.size(), 3u);
  for (std::size_t k = 0; k < 3; ++k) expect_equal(written.replications[k], read.replications[k]);
  expect_equal(const_rows(written.requirements), const_rows(read.requirements), "requirements");
  expect_equal(const_rows(written.precision), const_rows(read.precision), "precision");
  expect_equal(const_rows(written.model.flows), const_rows(read.model.flows), "flows");
  expect_equal(const_rows(written.model.devices), const_rows(read.model.devices), "devices");
  expect_equal(const_rows(written.model.building.beds), const_rows(read.model.building.beds),
               "beds");
  ASSERT_EQ(read.model.building.rooms.size(), 2u);
  EXPECT_EQ(read.model.building.rooms[1].doors, written.model.building.rooms[1].doors);

  // the comparison itself can tell a difference of one nanosecond
  EXPECT_NE(read.replications[0].alarms[0].alarm.onset + 1ns,
            written.replications[0].alarms[0].alarm.onset);
}

TEST(ResultsFile, StreamedLogsEqualThoseWrittenAtTheEnd) {
  Results results = sample_results(1);
  Replication& r = results.replications[0];
  std::vector<AlarmRecord> alarms;
  for (int i = 0; i < 20000; ++i) alarms.push_back({sample_alarm(i, 1s), AlarmEnd::delivered, {}});
  r.alarms.clear();
  const std::string path = temporary("stream.h5");
  Writer writer(path, results.run, results.model);
  writer.begin_replication();
  for (const AlarmRecord& a : alarms) writer.append(a);
  SeriesSet minute;
  for (int i = 0; i < 10000; ++i) {
    minute.airtime = {2, {static_cast<float>(i), 0.5f}};
    writer.append(minute);
  }
  r.series = {};
  writer.end_replication(r);
  writer.finish(results);
  const Results read = read_results(path);
  expect_equal(const_rows(alarms), const_rows(read.replications[0].alarms), "log");
  ASSERT_EQ(read.replications[0].series.airtime.rows(), 10000u);
  EXPECT_EQ(read.replications[0].series.airtime.values[2 * 9999], 9999.0f);
  EXPECT_TRUE(read_results(path, Read::tables).replications[0].alarms.empty());
}

TEST(ResultsFile, AnInterruptedRunSaysSoAndKeepsTheOldFile) {
  const Results old = sample_results(1);
  const std::string path = temporary("interrupted.h5");
  Writer first(path, old.run, old.model);
  first.write(old.replications[0]);
  first.finish(old);

  Results results = sample_results(2);
  results.run.replications = 5;
  results.run.seed = 21;
  results.complete = false;
  Writer writer(path, results.run, results.model);
  for (const Replication& r : results.replications) writer.write(r);
  EXPECT_EQ(writer.finish(results), path + ".part");
  const Results part = read_results(path + ".part");
  EXPECT_FALSE(part.complete);
  EXPECT_EQ(part.replications.size(), 2u);
  EXPECT_EQ(part.run.replications, 5u);
  EXPECT_EQ(read_results(path).run.seed, 20u);
  EXPECT_TRUE(read_results(path).complete);
}

std::string refusal(const std::string& path) {
  try {
    read_results(path);
  } catch (const InputError& e) {
    return e.what();
  }
  return "accepted";
}

TEST(ResultsReader, RefusesInWordsWithTheNextStep) {
  const std::string text = temporary("notes.h5");
  std::ofstream(text) << "these are notes\n";
  EXPECT_EQ(refusal(text), text +
                               " is not an HDF5 file, so not a results file; 'wardtwin run FILE -o "
                               "NAME.h5' writes one");
  const std::string none = temporary("none.h5");
  EXPECT_EQ(refusal(none), none + " does not exist; 'wardtwin run FILE -o " + none + "' writes it");
  std::ofstream(none + ".part") << "x";
  EXPECT_NE(refusal(none).find("an unfinished run left " + none + ".part"), std::string::npos);
  const std::string folder = std::filesystem::path(text).parent_path();
  EXPECT_EQ(refusal(folder), folder + " is a folder; name a results file in it");
  const std::string empty = temporary("empty.h5");
  std::ofstream(empty).flush();
  EXPECT_NE(refusal(empty).find("is empty: the run ended before it wrote anything"),
            std::string::npos);
}

TEST(ResultsReader, RefusesNewerForeignAndCutOffFiles) {
  const Results results = sample_results(1);
  const std::string path = temporary("good.h5");
  Writer writer(path, results.run, results.model);
  writer.write(results.replications[0]);
  writer.finish(results);

  const std::string newer = temporary("newer.h5"), minor = temporary("minor.h5");
  for (const auto& [name, format] : {std::pair{newer, "2.0"}, std::pair{minor, "1.7"}}) {
    std::filesystem::copy_file(path, name, std::filesystem::copy_options::overwrite_existing);
    const h5::Handle f =
        h5::owned(H5Fopen(name.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
    h5::write_attribute(f, "format", std::string(format));
  }
  EXPECT_NE(refusal(newer).find("has format 2.0, this program reads 1.x; update wardtwin"),
            std::string::npos)
      << refusal(newer);
  EXPECT_EQ(refusal(minor), "accepted");

  const std::string foreign = temporary("foreign.h5");
  {
    h5::owned(H5Fcreate(foreign.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose,
              "make");
  }
  EXPECT_NE(refusal(foreign).find("not a results file of wardtwin"), std::string::npos);

  const auto whole = std::filesystem::file_size(path);
  for (const double share : {0.02, 0.3, 0.7, 0.999}) {
    const std::string cut = temporary("cut.h5");
    std::filesystem::copy_file(path, cut, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(cut,
                                 static_cast<std::uintmax_t>(share * static_cast<double>(whole)));
    EXPECT_NE(refusal(cut).find("is cut off"), std::string::npos) << share << ": " << refusal(cut);
  }

  const std::string damaged = temporary("damaged.h5");
  std::filesystem::copy_file(path, damaged, std::filesystem::copy_options::overwrite_existing);
  {
    const h5::Handle f =
        h5::owned(H5Fopen(damaged.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
    H5Ldelete(f, "runs/0/people/units/admissions", H5P_DEFAULT);
  }
  EXPECT_NE(refusal(damaged).find("is damaged: dataset admissions is missing"), std::string::npos);
}

}  // namespace
}  // namespace wardtwin::results
