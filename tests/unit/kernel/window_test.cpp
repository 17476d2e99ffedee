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

TEST(Window, SkipsEmptyWindowsAndKeepsBoundariesAtMultiples) {
  std::vector<Time> events{3ms, 14ms, 15ms, 70ms, 101ms};
  std::vector<std::pair<Time, Time>> windows;
  for_each_window(
      2ms, 95ms, 10ms, [&] { return events.empty() ? kNever : events.front(); },
      [&](Time from, Time to) {
        windows.emplace_back(from, to);
        while (!events.empty() && events.front() < to) events.erase(events.begin());
      });
  EXPECT_THAT(windows, ElementsAre(Pair(2ms, 10ms), Pair(10ms, 20ms), Pair(70ms, 80ms)));
}

TEST(Window, TheLastOneEndsWithTheRunAndNeverOverruns) {
  std::vector<std::pair<Time, Time>> windows;
  Time next = 93ms;
  for_each_window(
      0ms, 95ms, 10ms, [&] { return next; },
      [&](Time from, Time to) {
        windows.emplace_back(from, to);
        next = kNever;
      });
  EXPECT_THAT(windows, ElementsAre(Pair(90ms, 95ms)));
  for_each_window(
      Time{0}, kNever, 10ms, [&] { return windows.size() < 2 ? kNever - 1ns : kNever; },
      [&](Time from, Time to) { windows.emplace_back(from, to); });
  EXPECT_EQ(windows.back().second, kNever);
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
