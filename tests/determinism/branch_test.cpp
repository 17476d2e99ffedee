// A run that goes on in several futures: each of them is the run that would have been, had its
// change been written before the start, to the last bit.
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/compiler/future.h"
#include "scenarios/compiler/problems.h"
#include "scenarios/run/branch.h"
#include "scenarios/run/replication.h"
#include "sim/results/summary.h"

namespace wardtwin::run {
namespace {

using compiler::Futures;

constexpr auto kScenario = WARDTWIN_ROOT "/tests/determinism/accelerated.yaml";

Futures futures(std::vector<std::string> settings, std::vector<std::string> sets = {},
                std::string_view at = "06:58:30") {
  return compiler::compile_futures(kScenario, sets, at, settings);
}

std::vector<results::Results> branched(const Futures& f, int replications = 2, int jobs = 2) {
  BranchOptions options;
  options.replications = replications;
  options.jobs = jobs;
  return branch(f, options);
}

// The same without any fork.
std::uint64_t plain(const compiler::Hospital& h, std::uint64_t seed, std::uint32_t k) {
  ReplicationOptions options;
  options.seed = {seed, k};
  return Replication(h, options).run().event_hash;
}

const std::vector<std::string> kAll{"gateway:faults.gateway_1.for=2 min",
                                    "loss:faults.ap_2-access.loss=30 %",
                                    "slow:faults.gateway_1.slower=20",
                                    "rate:faults.access-core.rate=0.1 %",
                                    "rush:arrivals.ward=4",
                                    "calm:arrivals.ward=0.2",
                                    "closed:closed.icu=3 min",
                                    "sick:nurses.ward=1",
                                    "two:faults.ap_2={}",
                                    "two:arrivals.icu=3"};

TEST(Branch, NothingSetIsTheRunItself) {
  const Futures f = futures({"same:arrivals.ward=1"});
  const auto all = branched(f);
  ASSERT_EQ(all.size(), 2u);
  for (std::uint32_t k = 0; k < 2; ++k) {
    EXPECT_EQ(all[0].replications[k].event_hash, plain(f.base, 11, k)) << k;
    EXPECT_EQ(all[1].replications[k].event_hash, all[0].replications[k].event_hash) << k;
  }
  EXPECT_NE(all[0].replications[0].event_hash, all[0].replications[1].event_hash);
}

TEST(Branch, EveryFutureIsThePlainRunWithItsChangeWrittenBefore) {
  const Futures f = futures(kAll);
  const auto all = branched(f);
  ASSERT_EQ(all.size(), 10u);
  for (std::size_t i = 0; i < f.futures.size(); ++i) {
    for (std::uint32_t k = 0; k < 2; ++k)
      EXPECT_EQ(all[i + 1].replications[k].event_hash, plain(f.futures[i], 11, k))
          << f.names[i] << " " << k;
    // who comes to a full ward shows in nobody's alarms yet, but in what happens
    EXPECT_TRUE(all[i + 1].replications[0].event_hash != all[0].replications[0].event_hash ||
                all[i + 1].replications[0].events != all[0].replications[0].events)
        << f.names[i] << " changes nothing";
  }
}

// Written by hand into the scenario, at the clock time at which the futures part.
TEST(Branch, AFaultIsTheOneOfTheScenario) {
  const Futures f = futures({"dead:faults.gateway_1.for=2 min"});
  std::vector<std::string> sets{
      "faults=[{ at: 06:57, what: ap_3, for: 2 min }, { at: 06:59, what: gateway_2, for: 90 s }, "
      "{ at: 07:01:30, what: ap_1, for: 1 min }, { at: 07:03, what: alarm_manager, for: 20 s }, "
      "{ at: 06:58:30, what: gateway_1, for: 2 min }]"};
  compiler::Hospital written = compiler::compile_file(kScenario, sets);
  compiler::measure_from(written, f.at);
  EXPECT_EQ(branched(f, 1)[1].replications[0].event_hash, plain(written, 11, 0));
}

TEST(Branch, RandomFailuresAndLargeTransfersGoOnToo) {
  const std::vector<std::string> sets{
      "network.failures={ happen: yes, switch: { mtbf: 10 min, repair: constant(20 s) } }",
      "platform.bulk_flows={ studies: { from: access, to: record_server, size: 50 MB, every: 20 s "
      "} "
      "}"};
  const Futures f = futures({"cut:faults.access-core.for=1 min"}, sets);
  const auto all = branched(f, 2, 1);
  for (std::uint32_t k = 0; k < 2; ++k) {
    EXPECT_EQ(all[0].replications[k].event_hash,
              branched(futures({"other:nurses.icu=1"}, sets), 2, 4)[0].replications[k].event_hash);
    EXPECT_NE(all[0].replications[k].event_hash, all[1].replications[k].event_hash);
  }
}

// What wear and attacks do to devices is drawn once: no future changes it, and none makes it twice.
TEST(Branch, DevicesThatAreOutOfServiceStayOut) {
  const std::vector<std::string> sets{
      "devices.maintenance={ technicians: 1, classes: { infusion_pump: { mtbf: 30 min, repair: "
      "constant(2 min) } } }"};
  const Futures f = futures({"slow:faults.gateway_1.slower=20", "rush:arrivals.ward=4"}, sets);
  const auto all = branched(f);
  for (std::uint32_t k = 0; k < 2; ++k) {
    EXPECT_EQ(all[0].replications[k].event_hash, plain(f.base, 11, k)) << k;
    EXPECT_EQ(all[1].replications[k].event_hash, plain(f.futures[0], 11, k)) << k;
    EXPECT_EQ(all[2].replications[k].event_hash, plain(f.futures[1], 11, k)) << k;
    EXPECT_NE(all[0].replications[k].event_hash,
              plain(futures({"same:arrivals.ward=1"}).base, 11, k))
        << "nothing wore";
  }
}

// What follows from all faults of a run is made anew for a future with another one: who writes on
// paper, who is sent elsewhere, and which pumps cannot fetch their library.
TEST(Branch, WhatFollowsFromItsFaultsIsTheFuturesOwn) {
  constexpr auto kWard = WARDTWIN_ROOT "/tests/scenario/good/small_ward.yaml";
  std::vector<std::string> sets{
      "duration=6 h",
      "people.units.ward.patients.arrivals.hourly=[6]",
      "people.units.ward.patients.length_of_stay=exponential(mean 1 h)",
      "people.units.ward.staff.on_paper=4",
      "people.diversion={ when_down: [record_server], after: 30 min, ends_after: 10 min }",
      "devices.libraries={ pumps: { of: infusion_pump, from: record_server, released: 10:10 } }",
      "platform.servers.record_server={ switch: core }",
      "platform.records_on=record_server"};
  const auto with = [&](const char* faults) {
    auto all = sets;
    all.emplace_back(faults);
    return all;
  };
  const auto shorter = with("faults=[{ at: 08:30, what: record_server, for: 2 h }]");
  const Futures f = compiler::compile_futures(
      kWard, shorter, "10:00", std::vector<std::string>{"longer:faults.record_server.for=3 h"});
  const auto all = branched(f, 1);
  compiler::Hospital whole = compiler::compile_file(
      kWard, with("faults=[{ at: 08:30, what: record_server, for: 270 min }]"));
  compiler::measure_from(whole, f.at);
  ReplicationOptions options;
  options.seed = {7, 0};
  const results::Replication would_be = Replication(whole, options).run();
  const results::Replication &as_is = all[0].replications[0], &longer = all[1].replications[0];
  EXPECT_EQ(longer.event_hash, would_be.event_hash);
  EXPECT_EQ(longer.nurses[0].utilisation, would_be.nurses[0].utilisation);
  EXPECT_EQ(longer.units[0].diverted, would_be.units[0].diverted);
  EXPECT_EQ(results::time_until_current(longer, 1), results::time_until_current(would_be, 1));
  // on paper, documenting (a quarter of the time) takes four times as long for 3 of 4 h, not 0.5
  EXPECT_GT(longer.nurses[0].utilisation, as_is.nurses[0].utilisation + 0.1);
  EXPECT_GT(longer.units[0].diverted, as_is.units[0].diverted + 5);
}

TEST(Branch, RefusesToChangeWhatPathwaysTell) {
  try {
    compiler::compile_futures(WARDTWIN_ROOT "/scenarios/emergency_to_ward.yaml", {}, "12:00",
                              std::vector<std::string>{"a:closed.ward=2 h"});
    FAIL() << "was accepted";
  } catch (const InputError& e) {
    const std::string text = e.what();
    EXPECT_NE(
        text.find("patients of 'ward' come as people: pathways: says, whatever the unit does"),
        std::string::npos)
        << text;
  }
}

std::string refused(std::vector<std::string> settings, std::string_view at = "06:58:30") {
  try {
    futures(settings, {}, at);
  } catch (const InputError& e) {
    return e.what();
  }
  return "accepted";
}

TEST(Branch, RefusesWhatCannotChangeMeanwhile) {
  const std::string text = refused({"people.units.ward.staff.day=2"});
  EXPECT_NE(text.find("'people' cannot change while the hospital runs"), std::string::npos) << text;
  EXPECT_NE(text.find("nurses.UNIT=3"), std::string::npos) << text;
  EXPECT_NE(refused({"a:arrivals.wrad=2"}).find("Did you mean 'ward'?"), std::string::npos)
      << refused({"a:arrivals.wrad=2"});
  EXPECT_NE(refused({"a:nurses.ward=9"}).find("more than the 3"), std::string::npos)
      << refused({"a:nurses.ward=9"});
  EXPECT_NE(refused({"a:faults.gateway_9={}"}).find("nothing is called 'gateway_9'"),
            std::string::npos)
      << refused({"a:faults.gateway_9={}"});
  EXPECT_NE(refused({"a:faults.gateway_1.loss=5 %"}).find("'loss' is of links"), std::string::npos)
      << refused({"a:faults.gateway_1.loss=5 %"});
  EXPECT_NE(refused({"as_is:arrivals.ward=2"}).find("another name"), std::string::npos);
  EXPECT_NE(refused({"a:arrivals.ward=2"}, "half past two").find("Write 02:30"), std::string::npos);
  // neither after the end nor within the warm-up, which would be tomorrow
  for (const char* at : {"08:30", "06:54:30"}) {
    const std::string never = refused({"a:arrivals.ward=2"}, at);
    EXPECT_NE(never.find(fmt::format("at {}", at)), std::string::npos) << never;
    EXPECT_NE(never.find("nothing is measured, so no future begins then\n"
                         "  Measuring goes from 06:55 to 07:06, after a warm-up of 1 min."),
              std::string::npos)
        << never;
  }
}

}  // namespace
}  // namespace wardtwin::run
