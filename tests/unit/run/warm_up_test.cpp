// Warm-ups that are found, by systems whose transient is known.
#include "scenarios/run/warm_up.h"

#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/run/run.h"
#include "sim/base/error.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::run {
namespace {

// Nobody waits, so beds fill as 1 - exp(-t / stay): a transient of so many stays.
std::string beds(double stay_d, const std::string& warm_up = "auto",
                 const std::string& bed = "unlimited: yes") {
  return fmt::format(
      "scenario: filling\nformat: 1\nwarm_up: {}\nduration: 30 d\nseed: 7\n"
      "people:\n  resources: {{ bed: {{ kind: bed, {} }} }}\n  pathways:\n    patients:\n"
      "      arrive: {{ every: exponential(mean 1 h) }}\n      steps:\n        stay:\n"
      "          with: bed\n          takes: exponential(mean {} d)\n          then: leave\n",
      warm_up, bed, stay_d);
}

ChosenWarmUp chosen(const std::string& text) {
  return choose_warm_up(compiler::compile_text(text, "test.yaml"), 7);
}

TEST(WarmUp, GrowsWithTheTransient) {
  const int short_stays = chosen(beds(1)).days, long_stays = chosen(beds(10)).days;
  EXPECT_GE(short_stays, 2);
  EXPECT_LE(short_stays, 12);
  EXPECT_GE(long_stays, 20) << "after two stays 14 % are missing";
  EXPECT_LE(long_stays, 120);
}

TEST(WarmUp, IsTheSameEachTimeAndSaysWhy) {
  const ChosenWarmUp a = chosen(beds(2)), b = chosen(beds(2));
  EXPECT_EQ(a.days, b.days);
  EXPECT_EQ(a.how, b.how);
  EXPECT_NE(a.how.find("MSER-5 with batches of a day"), std::string::npos);
  EXPECT_NE(a.how.find("bed settles last"), std::string::npos) << a.how;
  EXPECT_EQ(setting_of(a), fmt::format("warm_up={} d", a.days));
}

class Settled : public ::testing::Test {
 protected:
  compiler::Hospital compile(const std::string& text) {
    const std::string file = ::testing::TempDir() + "settled.yaml";
    std::ofstream(file) << text;
    return compile_settled(file, {}, {});
  }
  static std::vector<double> occupied(const compiler::Hospital& h) {
    Options o;
    o.replications = 10;
    std::vector<double> out;
    for (const auto& r : run(h, o).results.replications) out.push_back(r.resources[0].busy_mean);
    return out;
  }
};

TEST_F(Settled, LeavesNoBias) {
  const compiler::Hospital h = compile(beds(5));
  EXPECT_GT(h.header.warm_up, std::chrono::hours(24 * 9));
  EXPECT_FALSE(h.header.warm_up_chosen.empty());
  EXPECT_NE(h.text.find("warm_up: "), std::string::npos);
  EXPECT_EQ(h.text.find("auto"), std::string::npos) << "the scenario as run stands alone";
  EXPECT_TRUE(test::agrees(occupied(h), 120)) << "24 a day stay 5 days";
  EXPECT_FALSE(test::agrees(occupied(compile(beds(5, "0 d"))), 120)) << "the transient shows";
}

TEST_F(Settled, IsLeftAloneWhereItIsWritten) {
  const compiler::Hospital h = compile(beds(5, "3 d"));
  EXPECT_EQ(h.header.warm_up, std::chrono::hours(72));
  EXPECT_TRUE(h.header.warm_up_chosen.empty());
}

TEST(WarmUp, IsRefusedWhereNothingSettles) {
  const auto words = [](const std::string& text) {
    try {
      chosen(text);
    } catch (const InputError& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  // 24 a day for 20 beds of 2 days: the queue grows by 14 a day
  EXPECT_NE(words(beds(2, "auto", "units: 20")).find("'bed' does not settle within 1024 d"),
            std::string::npos);
  EXPECT_NE(words("scenario: b\nformat: 1\nwarm_up: auto\nbench: { devices: { d: { count: 1, "
                  "circle: 1 m } } }\nnetwork: { wifi: { access_points: { ap: { at: [0 m, 0 m, 3 "
                  "m], channel: 36 } } } }\n")
                .find("there are no patients"),
            std::string::npos);
}

}  // namespace
}  // namespace wardtwin::run
