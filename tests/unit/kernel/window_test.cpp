#include "sim/kernel/window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "sim/base/random.h"

namespace wardtwin::kernel {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Window, BeginsWhereSomethingHappensAndGoesOnWhereTheLastOneEnded) {
  std::vector<Time> events{3ms, 14ms, 15ms, 70ms, 101ms};
  std::vector<std::pair<Time, Time>> windows;
  for_each_window(
      2ms, 95ms, [&] { return events.front(); },
      [&](Time from) {
        const Time to = from + (windows.empty() ? 5ms : 11500us);
        windows.emplace_back(from, to);
        while (events.front() < to) events.erase(events.begin());
        return to;
      });
  EXPECT_THAT(windows, ElementsAre(Pair(3ms, 8ms), Pair(14ms, 25500us), Pair(70ms, 81500us)));
}

TEST(Window, AnEventThatIsOverdueBeginsNoEarlierThanTheLastWindowEnded) {
  std::vector<Time> begins;
  for_each_window(
      0ms, 95ms, [] { return 40ms; },
      [&](Time from) {
        begins.push_back(from);
        return std::min<Time>(95ms, from + 30ms);
      });
  EXPECT_THAT(begins, ElementsAre(40ms, 70ms));
}

TEST(Window, MayEndWithTheEndOfTimeAndNeverOverruns) {
  int windows = 0;
  for_each_window(
      Time{0}, kNever, [] { return kNever - 1ns; },
      [&](Time) {
        ++windows;
        return kNever;
      });
  EXPECT_EQ(windows, 1);
  const auto run = [](Time to) {
    for_each_window(Time{0}, 95ms, [] { return 90ms; }, [&](Time) { return to; });
  };
  EXPECT_DEATH(run(90ms), "overruns");
  EXPECT_DEATH(run(96ms), "overruns");
}

struct Cell {
  Stream draws;
  Time at{0};
  std::uint64_t sum = 0;
  int runs = 0;
  Time next_event() const { return at; }
  void run(Time until) {
    ++runs;
    for (; at < until; at += Time{1 + draws.below(4'000'000)}) sum = sum * 31 + draws.u32();
  }
};

std::vector<std::uint64_t> sums(int threads) {
  std::vector<Cell> cells(37);
  std::vector<Cell*> all;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i].draws = Stream({}, i, Purpose::test);
    all.push_back(&cells[i]);
  }
  CellScheduler scheduler(threads);
  for (Time t = 1ms; t < 1s; t += 1ms) scheduler.run(std::span<Cell* const>(all), t);
  std::vector<std::uint64_t> result;
  for (const Cell& c : cells) result.push_back(c.sum);
  return result;
}

TEST(CellScheduler, ResultsAreEqualForOneTwoAndMoreThreadsThanCores) {
  const auto one = sums(1);
  EXPECT_EQ(one, sums(2));
  EXPECT_EQ(one, sums(9));
}

TEST(CellScheduler, DoesNotTouchCellsWithNothingDue) {
  Cell due, later{.draws = {}, .at = 5s};
  std::vector<Cell*> all{&due, &later};
  for (const int threads : {1, 2}) {
    CellScheduler scheduler(threads);
    scheduler.run(std::span<Cell* const>(all), 1s);
    EXPECT_EQ(later.runs, 0);
  }
  EXPECT_EQ(due.runs, 1);
}

struct Faulty {
  int number;
  bool ran = false;
  Time next_event() const { return 0s; }
  void run(Time) {
    ran = true;
    if (number >= 3) throw std::runtime_error(std::to_string(number));
  }
};

TEST(CellScheduler, TheExceptionOfTheFirstCellReachesTheCallerAndThePoolLivesOn) {
  for (const int threads : {2, 5}) {
    CellScheduler scheduler(threads);
    for (int repeat = 0; repeat < 50; ++repeat) {
      std::vector<Faulty> cells;
      for (int i = 0; i < 8; ++i) cells.push_back({i});
      std::vector<Faulty*> all;
      for (Faulty& c : cells) all.push_back(&c);
      try {
        scheduler.run(std::span<Faulty* const>(all), 1s);
        FAIL() << "no exception";
      } catch (const std::runtime_error& e) {
        EXPECT_STREQ(e.what(), "3");
      }
      for (const Faulty& c : cells) EXPECT_TRUE(c.ran);
    }
  }
}

}  // namespace
}  // namespace wardtwin::kernel
