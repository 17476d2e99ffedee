// A hospital with changes that its twin does not know of: the twin finds each, tells how large it
// is, and finds nothing where nothing has changed.
#include <map>

#include <gtest/gtest.h>

#include "tests/twin/loop.h"

namespace wardtwin::twin {
namespace {

using test::kWard;

// The first finding of a kind about a thing.
std::optional<Finding> first(const std::vector<Finding>& all, Finding::Kind kind,
                             const std::string& what) {
  for (const Finding& f : all)
    if (f.kind == kind && f.what == what) return f;
  return std::nullopt;
}

constexpr Time kChange = 7h + 30min + 4h;  ///< 11:30 by the recording's clock
constexpr int kRuns = 3;

TEST(ClosedLoop, NothingHiddenNothingFound) {
  const compiler::Hospital h = compiler::compile_file(kWard, {});
  const test::Folder folder;
  int found = 0;
  for (std::uint32_t r = 0; r < kRuns; ++r) {
    const std::string file = folder.file(std::to_string(r));
    test::record(h, r, file);
    for (const Finding& f : test::findings(h, file)) {
      ADD_FAILURE() << word_of(f.kind) << " " << f.what << " at " << seconds(f.at) / 3600;
      ++found;
    }
  }
  RecordProperty("false_alarms", found);
}

TEST(ClosedLoop, AnAccessPointThatLosesAFifth) {
  const compiler::Hospital h = compiler::compile_file(kWard, {});
  const compiler::Hospital hidden = compiler::compile_file(
      kWard, std::vector<std::string>{"faults=[{ at: 11:30, what: ap_2-access, loss: 20 % }]"});
  const test::Folder folder;
  Tally after, share;
  for (std::uint32_t r = 0; r < kRuns; ++r) {
    const std::string file = folder.file(std::to_string(r));
    test::record(hidden, r, file);
    const auto all = test::findings(h, file);
    const auto f = first(all, Finding::Kind::loss, "ap_2");
    ASSERT_TRUE(f) << r;
    EXPECT_GE(f->at, kChange) << "not before it happens";
    after.add(seconds(f->at - kChange));
    share.add(f->value.mean);
    EXPECT_LT(f->value.low, 0.2 + 0.15);
    EXPECT_GT(f->value.high, 0.2 - 0.02) << "what was found holds the truth";
    for (const Finding& x : all)
      EXPECT_EQ(x.what, "ap_2") << word_of(x.kind) << " is a false alarm";
  }
  EXPECT_LT(after.max(), 600) << "found within ten minutes";
  RecordProperty("mean_s_to_detect", std::to_string(after.mean()));
  RecordProperty("mean_share", std::to_string(share.mean()));
}

TEST(ClosedLoop, ASlowGateway) {
  const compiler::Hospital h = compiler::compile_file(kWard, {});
  const compiler::Hospital hidden = compiler::compile_file(
      kWard, std::vector<std::string>{"faults=[{ at: 11:30, what: gateway_1, slower: 4 }]"});
  const test::Folder folder;
  for (std::uint32_t r = 0; r < kRuns; ++r) {
    const std::string file = folder.file(std::to_string(r));
    test::record(hidden, r, file);
    const auto all = test::findings(h, file);
    const auto f = first(all, Finding::Kind::slow, "gateway_1");
    ASSERT_TRUE(f) << r;
    EXPECT_GE(f->at, kChange);
    EXPECT_LT(f->at, kChange + 20min);
    EXPECT_NEAR(f->value.mean, 4, 0.6);
    EXPECT_LT(f->value.low, f->value.mean);
    EXPECT_GT(f->value.high, f->value.mean);
    EXPECT_LT(f->whole, f->value.mean) << "other parts of the way stay as fast as they were";
    for (const Finding& x : all)
      EXPECT_EQ(x.what, "gateway_1") << word_of(x.kind) << " is a false alarm";
  }
}

TEST(ClosedLoop, ArrivalsThatDouble) {
  const compiler::Hospital h = compiler::compile_file(kWard, {});
  compiler::Hospital hidden = h;
  hidden.changes.push_back(test::arrivals(4h, 2));
  const test::Folder folder;
  for (std::uint32_t r = 0; r < kRuns; ++r) {
    const std::string file = folder.file(std::to_string(r));
    test::record(hidden, r, file);
    const auto all = test::findings(h, file);
    const auto f = first(all, Finding::Kind::arrivals, "ward");
    ASSERT_TRUE(f) << r;
    EXPECT_GE(f->at, kChange);
    EXPECT_LT(f->at, kChange + 8h);
    EXPECT_LT(f->value.low, 2);
    EXPECT_GT(f->value.high, 2);
    for (const Finding& x : all)
      EXPECT_EQ(x.what, "ward") << word_of(x.kind) << " is a false alarm";
  }
}

TEST(ClosedLoop, AGatewayThatDiesAndComesBack) {
  const compiler::Hospital h = compiler::compile_file(kWard, {});
  const compiler::Hospital hidden = compiler::compile_file(
      kWard, std::vector<std::string>{"faults=[{ at: 11:30, what: gateway_2, for: 30 min }]"});
  const test::Folder folder;
  test::record(hidden, 0, folder.file("log"));
  const auto all = test::findings(h, folder.file("log"));
  const auto down = first(all, Finding::Kind::down, "gateway_2");
  const auto back = first(all, Finding::Kind::back, "gateway_2");
  ASSERT_TRUE(down && back);
  // three heartbeats of 20 to 30 s, looked at once a minute
  EXPECT_GE(down->at, kChange);
  EXPECT_LT(down->at, kChange + 4min);
  EXPECT_NEAR(seconds(down->since - kChange), 0, 31);
  EXPECT_GE(back->at, kChange + 30min);
  EXPECT_LT(back->at, kChange + 34min);
}

// What is estimated of staff and of parts: with one nurse in place of four no fewer alarms are open, and a gateway
// that failed once in a day is known to have.
TEST(ClosedLoop, StaffLoadAndFailuresAreEstimated) {
  const compiler::Hospital h = compiler::compile_file(kWard, {});
  const test::Folder folder;
  const auto estimates = [&](const std::vector<std::string>& sets) {
    std::vector<std::string> all{"duration=12 h"};
    all.insert(all.end(), sets.begin(), sets.end());
    test::record(compiler::compile_file(kWard, all), 0, folder.file("log"));
    Options o;
    o.forecasts = false;
    Twin twin(h, {}, o);
    recording::read(folder.file("log"), [&](const recording::Event& e) { twin.take(e); });
    std::map<std::string, Interval> out;
    for (const Estimate& e : twin.estimates()) out[e.what] = e.value;
    return out;
  };
  auto four = estimates({"faults=[{ at: 08:30, what: gateway_2, for: 20 min }]"});
  auto one = estimates({"people.units.ward.staff.day=1", "people.units.ward.staff.night=1"});
  EXPECT_GT(four["alarm answered ward"].mean, 1);
  // how soon somebody answers does not depend on how many there are
  EXPECT_NEAR(one["alarm answered ward"].mean, four["alarm answered ward"].mean, 5);
  EXPECT_GE(one["alarms open ward"].mean, four["alarms open ward"].mean);
  EXPECT_GT(four["alarm to handset ward"].mean, 0);
  EXPECT_EQ(four["up gateway_2"].mean, 1) << "it is back";
  EXPECT_NEAR(four["failures gateway_2"].mean, 24 / 12.5, 0.3);
  EXPECT_LT(four["failures gateway_2"].low, 1);
  EXPECT_EQ(four["failures gateway_1"].mean, 0);
  EXPECT_GT(four["failures gateway_1"].high, 5) << "a few hours say little";
  // the scenario's own 400 us; and what the whole way takes
  const Interval& service = four["service gateway_1"];
  EXPECT_LT(service.low, 400e-6);
  EXPECT_GT(service.high, 400e-6);
  EXPECT_LT(service.high - service.low, 40e-6);
  EXPECT_GT(four["carried gateway_1"].mean, service.mean + 20e-6);
}

}  // namespace
}  // namespace wardtwin::twin
