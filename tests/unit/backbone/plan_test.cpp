#include "network_models/faults/plan.h"

#include <gmock/gmock.h>

#include "network_models/backbone/defs.h"
#include "tests/theory/availability.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::faults {
namespace {

using test::agrees;
using testing::ElementsAre;

constexpr Time kYear = 8760h;

PlanPart failing(Time mtbf, Distribution repair, std::uint64_t key = 1) {
  return {{mtbf, repair}, key, true, {}, {}};
}

Time total(const std::vector<Outage>& outages, Time end) {
  Time sum{0};
  for (const Outage& o : outages) sum += std::min(o.until, end) - o.at;
  return sum;
}

TEST(Spans, UniteAndIntersect) {
  EXPECT_THAT(united({{5s, 7s}, {1s, 3s}, {2s, 4s}, {4s, 5s}, {9s, 9s}}),
              ElementsAre(Span{1s, 7s}));
  EXPECT_THAT(intersected({{1s, 4s}, {6s, 9s}}, {{2s, 7s}, {8s, kNever}}),
              ElementsAre(Span{2s, 4s}, Span{6s, 7s}, Span{8s, 9s}));
}

// AVAIL-1 by drawing: MTBF 50,000 h, MTTR 4 h, 42.04 min a year.
TEST(AVAIL_1, DrawnFailures) {
  std::vector<PlanPart> parts;
  for (std::uint64_t i = 0; i < 2000; ++i)
    parts.push_back(failing(50'000h, repair_of_mean(4 * 3600.0), i));
  std::vector<double> minutes, fewer;
  for (std::uint32_t r = 0; r < 20; ++r) {
    const auto outages = draw_failures(parts, 0, 100 * kYear, Seed{3, r});
    minutes.push_back(60 * seconds(total(outages, 100 * kYear)) / 3600 / 2000 / 100);
  }
  const double expected = (1 - theory::availability(50'000, 4)) * theory::kMinutesAYear;
  EXPECT_NEAR(expected, 42.04, .005);
  const Interval i = mean_interval(minutes);
  EXPECT_LT(i.half_width(), .01 * expected);
  EXPECT_NEAR(i.mean, expected, .03 * expected);
  EXPECT_TRUE(agrees(minutes, expected));
  EXPECT_FALSE(agrees(minutes, 1.03 * expected)) << "too few replications to tell 3 %";
}

TEST(Plan, EqualSeedsGiveEqualPlansAndPartsDoNotShiftEachOther) {
  std::vector<PlanPart> one{failing(100h, Distribution::constant(3600), 7)};
  std::vector<PlanPart> two{failing(10h, Distribution::constant(60), 8), one[0]};
  const auto alone = draw_failures(one, 0, kYear, Seed{1});
  EXPECT_EQ(alone, draw_failures(one, 0, kYear, Seed{1}));
  EXPECT_NE(alone, draw_failures(one, 0, kYear, Seed{1, 1}));
  std::vector<Outage> beside;
  for (const Outage& o : draw_failures(two, 0, kYear, Seed{1}))
    if (o.part == 1) beside.push_back({0, o.at, o.until});
  EXPECT_EQ(alone, beside);
}

// One crew for many parts is a repair queue: machine-repair model, here against its own draws.
TEST(Plan, FewCrewsMakeRepairsWait) {
  std::vector<PlanPart> parts;
  for (std::uint64_t i = 0; i < 50; ++i)
    parts.push_back(failing(100h, Distribution::constant(3600), i));
  const auto many = draw_failures(parts, 0, kYear, Seed{2});
  for (const Outage& o : many) EXPECT_EQ(o.until - o.at, 1h);
  const auto one = draw_failures(parts, 1, kYear, Seed{2});
  Time waited{0}, last{0};
  for (const Outage& o : one) {
    EXPECT_EQ(o.until, std::max(o.at, last) + 1h) << "first come, first served";
    last = o.until;
    waited += o.until - o.at - 1h;
  }
  // 0.5 repairs an hour on one crew: M/D/1 waits rho / (2 (1 - rho)) = 0.5 h, less a little because
  // the parts that wait do not fail.
  const double mean = seconds(waited) / 3600 / static_cast<double>(one.size());
  EXPECT_GT(mean, .4);
  EXPECT_LT(mean, .5);
  EXPECT_EQ(draw_failures(parts, 50, kYear, Seed{2}), many);
}

TEST(Plan, OverlappingCausesAreOneOutage) {
  PlanSetup s;
  s.random = false;
  s.end = 100h;
  s.parts.resize(2);
  s.parts[1].carried_by = {0};
  s.written = {{0, 10h, 20h}, {1, 15h, 30h}, {1, 40h, 41h}};
  EXPECT_THAT(plan(s, Seed{1}),
              ElementsAre(Outage{0, 10h, 20h}, Outage{1, 10h, 30h}, Outage{1, 40h, 41h}));
}

// Mains go for 20 min; the battery lasts 5, the generator takes 12 s, or does not start.
TEST(Plan, BatteriesAndGeneratorsShortenOutages) {
  PlanSetup s;
  s.random = false;
  s.end = 100h;
  s.parts.resize(2);
  s.parts[0].feeds = {0};
  s.parts[1].feeds = {0, 1};
  s.feeds.resize(2);
  s.feed_cuts = {{0, 1h, 1h + 20min}};
  EXPECT_THAT(plan(s, Seed{1}), ElementsAre(Outage{0, 1h, 1h + 20min})) << "1 has another feed";
  s.feeds[0].def.battery = 5min;
  EXPECT_THAT(plan(s, Seed{1}), ElementsAre(Outage{0, 1h + 5min, 1h + 20min}));
  s.feeds[0].def.generator = true;
  s.feeds[0].def.generator_fails = 0;
  EXPECT_THAT(plan(s, Seed{1}), ElementsAre()) << "the battery outlasts the start";
  s.feeds[0].def.battery = 0s;
  EXPECT_THAT(plan(s, Seed{1}), ElementsAre(Outage{0, 1h, 1h + 12s}));
  s.feeds[0].def.generator_fails = 1;
  EXPECT_THAT(plan(s, Seed{1}), ElementsAre(Outage{0, 1h, 1h + 20min}));
  s.feeds[1].fed_by = {0};
  EXPECT_THAT(plan(s, Seed{1}), ElementsAre(Outage{0, 1h, 1h + 20min}, Outage{1, 1h, 1h + 20min}))
      << "both feeds hang on one";
}

// Drawn outages of a feed take as long a year as its closed form says.
TEST(Plan, DarkTimeOfAFeed) {
  PowerFeedDef mains;
  mains.mtbf = 200h;
  for (const auto& [battery, generator] :
       {std::pair{Time{0}, false}, {Time{10min}, false}, {Time{0}, true}, {Time{5s}, true}}) {
    mains.battery = battery;
    mains.generator = generator;
    mains.generator_fails = 0.05;
    std::vector<double> share;
    for (std::uint32_t r = 0; r < 40; ++r) {
      PlanSetup s;
      s.end = 100 * kYear;
      s.parts.resize(1);
      s.parts[0].feeds = {0};
      s.feeds = {{mains, 5, {}}};
      share.push_back(seconds(total(plan(s, Seed{9, r}), s.end)) / seconds(s.end));
    }
    EXPECT_TRUE(agrees(share, mains.unavailability())) << seconds(battery) << generator;
    EXPECT_FALSE(agrees(share, 1.1 * mains.unavailability()));
  }
}

TEST(Plan, SharedCausesTakeAllTheirPartsDown) {
  PlanSetup s;
  s.end = 10 * kYear;
  s.parts.resize(3);
  s.causes = {{{1000h, Distribution::constant(3600)}, 4, {0, 2}}};
  const auto outages = plan(s, Seed{6});
  std::vector<Outage> first, third;
  for (const Outage& o : outages) (o.part == 0 ? first : third).push_back({0, o.at, o.until});
  EXPECT_GT(first.size(), 50u);
  EXPECT_EQ(first, third);
  s.random = false;
  EXPECT_TRUE(plan(s, Seed{6}).empty());
}

TEST(NET_4, VrrpTakeover) {
  using backbone::vrrp_takeover;
  EXPECT_NEAR(seconds(vrrp_takeover(2, 1s, 100)), 3.609375, 1e-9);
  EXPECT_NEAR(seconds(vrrp_takeover(2, 1s, 254)), 3.0078125, 1e-9);
  EXPECT_NEAR(seconds(vrrp_takeover(3, 100ms, 100)), .3609375, 1e-9);
  EXPECT_EQ(backbone::recovery_time(backbone::Recovery::vrrp), vrrp_takeover(2, 1s, 100));
}

}  // namespace
}  // namespace wardtwin::faults
