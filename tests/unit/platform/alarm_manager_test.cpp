#include "sim/platform/alarm_manager.h"

#include <gtest/gtest.h>

namespace wardtwin::platform {
namespace {

using flow::AlarmPriority;
using flow::AlarmStage;

struct Desk {
  std::vector<flow::Source> sources{
      {.payload_bytes = 500}, {.payload_bytes = 50}, {.payload_bytes = 50}};
  AlarmManager manager;
  std::uint32_t sequence = 0;

  explicit Desk(AlarmManagerDef rules = {}, bool persistent = true)
      : manager({rules,
                 {1, Distribution::constant(0.001), 100, persistent},
                 sources,
                 {Meaning::alarm, Meaning::acknowledgement, Meaning::cleared},
                 1,
                 10,
                 Time{0}},
                {1, 0}) {
    manager.assign({Time{0}, 0, {11, 12, 13, 14}});
  }
  void send(Time at, flow::SourceIndex source, flow::AlarmIndex index,
            AlarmPriority priority = AlarmPriority::high, flow::BedIndex bed = 0) {
    flow::Alarm a;
    a.priority = priority;
    a.bed = bed;
    manager.receive({at, at, source, sequence++, index, 0}, a);
  }
  std::vector<std::pair<Time, flow::DeviceIndex>> pushes(Time until) {
    manager.run(until);
    std::vector<std::pair<Time, flow::DeviceIndex>> v;
    for (const auto& p : manager.take_pushes()) v.emplace_back(p.at, p.handset);
    return v;
  }
};

using Pushes = std::vector<std::pair<Time, flow::DeviceIndex>>;

void balances(const AlarmManager::Statistics& m) {
  EXPECT_EQ(m.received,
            m.shown + m.cleared_before_push + m.forgotten_before_push + m.pushed + m.held);
  EXPECT_EQ(m.pushed, m.acknowledged + m.cleared + m.forgotten + m.open);
}

TEST(AlarmManager, EscalatesAfterExactTimersThenCallsEveryoneAgainAndAgain) {
  Desk d;
  d.send(1s, 0, 0);
  const Time t = 1s + 1ms;
  EXPECT_EQ(d.pushes(t + 125s), (Pushes{{t, 11},
                                        {t + 20s, 12},
                                        {t + 40s, 13},
                                        {t + 60s, 11},
                                        {t + 60s, 12},
                                        {t + 60s, 13},
                                        {t + 60s, 14},
                                        {t + 120s, 11},
                                        {t + 120s, 12},
                                        {t + 120s, 13},
                                        {t + 120s, 14}}));
  const auto& m = d.manager.statistics();
  EXPECT_EQ(m.open, 1u);
  for (const auto n : m.escalated) EXPECT_EQ(n, 1u);
  balances(m);
}

TEST(AlarmManager, AcknowledgementStopsTheTimerEvenInTheLastMillisecond) {
  Desk d;
  d.send(1s, 0, 0);
  d.send(20s + 999ms, 1, 0);  // served at 21 s, the timer would end 1 ms later
  EXPECT_EQ(d.pushes(10min), (Pushes{{1s + 1ms, 11}}));
  Desk late;
  late.send(1s, 0, 0);
  late.send(21s + 1ms, 1, 0);  // 1 ms too late
  EXPECT_EQ(late.pushes(10min).size(), 2u);
  EXPECT_EQ(late.manager.statistics().acknowledged, 1u);
}

TEST(AlarmManager, DuplicatesArePushedOnce) {
  Desk d;
  for (int i = 0; i < 3; ++i) d.send(1s + i * 100ms, 0, 0);
  d.send(2s, 1, 0);
  d.send(3s, 0, 0);  // a repetition after the acknowledgement
  EXPECT_EQ(d.pushes(10min).size(), 1u);
  EXPECT_EQ(d.manager.statistics().duplicates, 3u);
  EXPECT_EQ(d.manager.statistics().received, 1u);
}

TEST(AlarmManager, AlarmThatEndsWhileHeldIsNotPushed) {
  Desk d;
  d.send(1s, 0, 0, AlarmPriority::medium);
  d.send(5s, 2, 0);
  d.send(11s, 0, 1, AlarmPriority::medium);
  EXPECT_EQ(d.pushes(20s), (Pushes{{16s + 1ms, 11}}));
  EXPECT_EQ(d.manager.statistics().cleared_before_push, 1u);
  balances(d.manager.statistics());
}

TEST(AlarmManager, WordThatAnAlarmIsOverMayOvertakeIt) {
  Desk d;
  d.send(1s, 2, 0);
  d.send(2s, 0, 0);
  EXPECT_TRUE(d.pushes(1min).empty());
  EXPECT_EQ(d.manager.statistics().cleared_before_push, 1u);
}

TEST(AlarmManager, LowAlarmsAreShownUnlessPushed) {
  Desk d;
  d.send(1s, 0, 0, AlarmPriority::low);
  EXPECT_TRUE(d.pushes(1min).empty());
  EXPECT_EQ(d.manager.statistics().shown, 1u);
  Desk pushing({.push_low = true});
  pushing.send(1s, 0, 0, AlarmPriority::low);
  EXPECT_EQ(pushing.pushes(10s).size(), 1u);
}

TEST(AlarmManager, AssignmentChangesAtItsInstant) {
  Desk d;
  d.manager.assign({10s, 0, {21, 22}});
  d.send(1s, 0, 0);
  const Time t = 1s + 1ms;
  // the second nurse is the one of the new shift; there is no third, so everyone is next
  EXPECT_EQ(d.pushes(t + 45s), (Pushes{{t, 11}, {t + 20s, 22}, {t + 40s, 21}, {t + 40s, 22}}));
}

TEST(AlarmManager, OutageForgetsOrResumes) {
  for (const bool persistent : {false, true}) {
    Desk d({}, persistent);
    d.send(1s, 0, 0);  // open when the server dies
    d.manager.down(10s);
    d.send(15s, 0, 1);  // arrives while it is down
    d.manager.up(60s);
    const auto p = d.pushes(61s);
    if (persistent) {
      EXPECT_EQ(p, (Pushes{{1s + 1ms, 11}, {60s, 12}, {60s + 1ms, 11}}));
    } else {
      EXPECT_EQ(p, (Pushes{{1s + 1ms, 11}}));
      EXPECT_EQ(d.manager.statistics().forgotten, 1u);
      EXPECT_EQ(d.manager.flows()
                    .rows()[0]
                    .ledger.lost[static_cast<std::size_t>(flow::LossCause::server_down)],
                1u);
    }
    balances(d.manager.statistics());
  }
}

TEST(AlarmManager, SilentDeviceIsNoticedAfterItsTimeAndHeardAgain) {
  Desk d;
  d.manager.watch({1s, 3, false});
  d.manager.watch({5s, 3, true});  // back in time
  d.manager.watch({20s, 3, false});
  d.manager.watch({40s, 3, true});
  d.manager.run(1min);
  const auto s = d.manager.take_silences();
  ASSERT_EQ(s.size(), 2u);
  EXPECT_EQ(s[0].at, 28s);  // 8 s, within the 10 s asked for
  EXPECT_TRUE(s[0].silent);
  EXPECT_EQ(s[1].at, 40s);
  EXPECT_FALSE(s[1].silent);
}

TEST(AlarmManager, StagesAreStampedAtPushAndAcknowledgement) {
  Desk d;
  d.send(1s, 0, 0);
  d.send(9s, 1, 0);
  d.manager.run(1min);
  const auto s = d.manager.take_stages();
  ASSERT_EQ(s.size(), 2u);
  EXPECT_EQ(s[0].stage, AlarmStage::manager);
  EXPECT_EQ(s[0].at, 1s + 1ms);
  EXPECT_EQ(s[1].stage, AlarmStage::acknowledged);
  EXPECT_EQ(s[1].at, 9s + 1ms);
}

}  // namespace
}  // namespace wardtwin::platform
