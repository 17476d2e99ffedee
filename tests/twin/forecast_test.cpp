// Forecasts from the present, and whether what then happens lies where they said.
#include "scenarios/twin/forecast.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "sim/base/random.h"
#include "tests/twin/loop.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::twin {
namespace {

using test::kWard;

// Of n + 1 exchangeable values one lies inside with the probability that the ranks give: also where
// most of them are equal.
TEST(Bands, CoverWhatTheirRanksSay) {
  EXPECT_EQ(rank_of_band(20, 0.8), 2u);
  EXPECT_EQ(rank_of_band(9, 0.8), 1u);
  for (const double distinct : {1e9, 5.0, 2.0}) {
    std::vector<double> covered;
    for (std::uint32_t r = 0; r < 4000; ++r) {
      Stream s({1, r}, 1, Purpose::device_event);
      std::vector<double> runs;
      for (int i = 0; i < 20; ++i) runs.push_back(std::floor(distinct * s.uniform()));
      covered.push_back(inside(runs, std::floor(distinct * s.uniform()), 0.8));
    }
    EXPECT_TRUE(wardtwin::test::agrees(covered, 17.0 / 21)) << distinct;
  }
  EXPECT_EQ(inside({1, 2, 3, 4, 5, 6, 7, 8, 9}, 20, 0.8), 0);
  EXPECT_EQ(inside({1, 2, 3, 4, 5, 6, 7, 8, 9}, 5, 0.8), 1);
}

// Who lies in bed now is who lies in bed in the forecast, for as long as the law says.
TEST(Forecast, BeginsFromThePresent) {
  const compiler::Hospital h = compiler::compile_file(kWard, {});
  Present p;
  p.now = 12h;
  for (flow::BedIndex b = 0; b < 20; ++b) p.patients.push_back({b, 600.0 * b});
  const Forecast many = look_ahead(h, {}, p, 0, 1, 2);
  p.patients.resize(3);
  const Forecast few = look_ahead(h, {}, p, 0, 1, 2);
  const auto names = quantities(h);
  ASSERT_EQ(names[0].name, "beds occupied ward");
  const auto mean = [](const Forecast& f, std::size_t i) {
    double sum = 0;
    for (const Values& v : f.outlooks[0].runs) sum += v[i];
    return sum / static_cast<double>(f.outlooks[0].runs.size());
  };
  EXPECT_NEAR(mean(many, 0), 20, 3);
  EXPECT_NEAR(mean(few, 0), 3 + 7 * 0.25, 1.5) << "a quarter of an hour at seven an hour";
  EXPECT_EQ(write(many), write(read_forecast(write(many), h.twin.band))) << "exact as text";
}

// A gateway that is down, slow or that a what-if takes down shows in the alarms' delay.
TEST(Forecast, PartsAndWhatIfsShow) {
  const compiler::Hospital h = compiler::compile_file(kWard, {});
  const auto what_ifs = compiler::compile_what_if(kWard, {});
  ASSERT_EQ(what_ifs.size(), 2u);
  Present p;
  p.now = 12h;
  for (flow::BedIndex b = 0; b < 20; ++b) p.patients.push_back({b, 1800});
  const Forecast f = look_ahead(h, what_ifs, p, 3, 1, 2);
  ASSERT_EQ(f.outlooks.size(), 3u);
  const auto names = quantities(h);
  const auto row = [&](const char* name, std::size_t step) {
    const auto q = std::ranges::find(names, name, &Quantity::name);
    return step * names.size() + static_cast<std::size_t>(q - names.begin());
  };
  const auto& as_is = f.outlooks[0].bands;
  const auto& dead = f.outlooks[1].bands;
  const auto& rush = f.outlooks[2].bands;
  EXPECT_LT(as_is[row("alarm p99", 1)].high, 10);
  EXPECT_GT(dead[row("alarm p99", 1)].median, 300);
  EXPECT_GT(rush[row("beds occupied ward", 3)].median, as_is[row("beds occupied ward", 3)].median);
  ASSERT_FALSE(f.warnings.empty());
  EXPECT_EQ(f.warnings[0].future, "dead");
  EXPECT_NE(f.warnings[0].text.find("alarm p99 above 1 min within 15 min"), std::string::npos)
      << f.warnings[0].text;
  for (const Warning& w : f.warnings) EXPECT_NE(w.future, "as_is");
  Present broken = p;
  broken.gateways_down = {0};
  EXPECT_GT(look_ahead(h, {}, broken, 3, 1, 2).outlooks[0].bands[row("alarm p99", 1)].median, 300);
}

// A ward that is closed takes nobody in, and empties.
TEST(Forecast, AClosedWardIsAWhatIf) {
  const compiler::Hospital h = compiler::compile_file(kWard, {});
  const auto what_ifs = compiler::compile_what_if(
      kWard, std::vector<std::string>{"twin.what_if={ shut: { closed: { ward: 1 h } } }"});
  ASSERT_EQ(what_ifs.size(), 3u) << "beside those of the file";
  Present p;
  p.now = 12h;
  for (flow::BedIndex b = 0; b < 10; ++b) p.patients.push_back({b, 1800});
  const Forecast f = look_ahead(h, what_ifs, p, 4, 1, 2);
  const auto names = quantities(h);
  const auto median = [&](std::size_t future, const char* name, std::size_t step) {
    const auto q = std::ranges::find(names, name, &Quantity::name) - names.begin();
    return f.outlooks[future].bands[step * names.size() + static_cast<std::size_t>(q)].median;
  };
  EXPECT_EQ(f.outlooks[3].name, "shut");
  for (std::size_t step = 0; step < 4; ++step) {
    EXPECT_GE(median(0, "admissions", step), 1) << "7 an hour come";
    EXPECT_EQ(median(3, "admissions", step), 0);
  }
  EXPECT_LT(median(3, "beds occupied ward", 3), median(0, "beds occupied ward", 3));
}

// 80 % bands against what the hospital then does, over hours and hospitals.
TEST(Forecast, BandsCoverWhatThenHappens) {
  const compiler::Hospital h =
      compiler::compile_file(kWard, std::vector<std::string>{"duration=8 h", "twin.every=1 h"});
  const test::Folder folder;
  std::map<std::string, Coverage> all;
  for (std::uint32_t r = 0; r < 2; ++r) {
    const std::string file = folder.file(std::to_string(r));
    test::record(h, 100 + r, file);
    Options o;
    o.seed = 77 + r;
    o.jobs = 2;
    Twin twin(h, {}, o);
    recording::read(file, [&](const recording::Event& e) { twin.take(e); });
    for (const auto& [name, c] : twin.coverage())
      all[name].inside += c.inside, all[name].of += c.of;
  }
  for (const auto& [name, c] : all) {
    const double share = c.inside / static_cast<double>(c.of);
    std::printf("%s: %.3f of %llu\n", name.c_str(), share, static_cast<unsigned long long>(c.of));
    RecordProperty(name, std::to_string(share));
    EXPECT_GE(c.of, 48u);
  }
  double inside = 0, of = 0;
  for (const auto& [name, c] : all) inside += c.inside, of += static_cast<double>(c.of);
  EXPECT_GT(inside / of, 0.70);
  EXPECT_LT(inside / of, 0.90);
}

}  // namespace
}  // namespace wardtwin::twin
