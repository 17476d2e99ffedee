#include "sim/engine/infrastructure.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <cstring>

#include "sim/base/error.h"
#include "sim/engine/child.h"

namespace wardtwin::engine {
namespace {

// Two hosts, one wire of 8 Mbit/s (1 MB/s) at most and 100 ms latency.
InfrastructureSetup two_hosts() {
  return {.hosts = {{"a", 1, 1}, {"b", 2, 2}},
          .wires = {{"w", BitsPerSecond{8e6}, 100ms}},
          .routes = {{0, 1, {0}}, {1, 0, {0}}},
          .least_residual = 0.05};
}

struct Noted {
  std::vector<double> values;
  void operator()(double x) { values.push_back(x); }
  Infrastructure::Done done() {
    return [this](Time at, bool ok) { values.push_back(ok ? seconds(at) : -seconds(at)); };
  }
};

/// Runs a scene in a child and brings back what it noted.
std::vector<double> scene(const std::function<void(Infrastructure&, Noted&)>& play,
                          const InfrastructureSetup& setup = two_hosts()) {
  std::vector<std::byte> bytes;
  run_in_child(
      [&](const Write& write) {
        Noted noted;
        Infrastructure infrastructure(setup);
        play(infrastructure, noted);
        write(std::as_bytes(std::span(noted.values)));
      },
      [&](Bytes more) { bytes.insert(bytes.end(), more.begin(), more.end()); });
  std::vector<double> values(bytes.size() / sizeof(double));
  if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

constexpr double kExact = 1e-5;

void expect_near(const std::vector<double>& got, const std::vector<double>& expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], kExact) << i;
}

TEST(Infrastructure, OneFlowTakesLatencyPlusSizeOverRate) {
  expect_near(scene([](auto& i, auto& n) {
                i.transfer(0, 1e6, n.done());
                i.run_until(5s);
                n(seconds(i.now()));
              }),
              {1.1, 5});
}

TEST(Infrastructure, TwoFlowsShareMaxMin) {
  // Both at 0.5 MB/s until the small one ends at 1.1 s; the rest of the large one alone.
  expect_near(scene([](auto& i, auto& n) {
                i.transfer(0, 0.5e6, n.done());
                i.transfer(1, 1.0e6, n.done());
                i.run_until(5s);
              }),
              {1.1, 1.6});
}

TEST(Infrastructure, CapacityChangesReachFlowsInEveryPhase) {
  for (const auto& [change, rate, end] : std::vector<std::tuple<Time, double, double>>{
           {50ms, 4e6, 2.1},   // down in the latency phase: 1 MB at 0.5 MB/s
           {600ms, 4e6, 1.6},  // down in the transfer: 0.5 MB, then 0.5 MB at half speed
           {50ms, 2e6, 4.1},
           {350ms, 2e6, 3.35}}) {
    expect_near(scene([change = change, rate = rate](auto& i, auto& n) {
                  i.transfer(0, 1e6, n.done());
                  i.at(change, [&i, rate] { i.set_capacity(0, BitsPerSecond{rate}); });
                  i.run_until(9s);
                }),
                {end});
  }
  // Up again: starts at a quarter (0.25 MB/s).
  for (const auto& [change, end] :
       std::vector<std::pair<Time, double>>{{50ms, 1.1}, {2100ms, 2.6}}) {
    expect_near(scene([change = change](auto& i, auto& n) {
                  i.set_capacity(0, BitsPerSecond{2e6});
                  i.transfer(0, 1e6, n.done());
                  i.at(change, [&i] { i.set_capacity(0, BitsPerSecond{8e6}); });
                  i.run_until(9s);
                }),
                {end});
  }
}

TEST(Infrastructure, FlowsFailWithWiresAndHosts) {
  expect_near(scene([](auto& i, auto& n) {
                i.transfer(0, 1e6, n.done());
                i.at(500ms, [&] { i.fail({Part::Kind::wire, 0}); });
                i.at(1s, [&] { i.transfer(0, 1e6, n.done()); });  // over a wire that is down
                i.at(2s, [&] { i.restore({Part::Kind::wire, 0}); });
                i.at(2s, [&] { i.transfer(0, 1e6, n.done()); });
                i.at(4s, [&] { i.transfer(0, 1e6, n.done()); });
                i.at(4500ms, [&] { i.fail({Part::Kind::host, 1}); });
                i.at(5s, [&] { i.transfer(0, 1e6, n.done()); });  // would abort the process
                i.run_until(9s);
              }),
              {-0.5, -1, 3.1, -4.5, -5});
}

TEST(Infrastructure, JobsRunOnTheirHostWithAQueueInFrontOfItsCores) {
  // b: two cores of double speed: 1 core second takes 0.5 s; four jobs in two rounds. a is
  // untouched.
  expect_near(scene([](auto& i, auto& n) {
                i.compute(0, 0.8, n.done());
                for (int k = 0; k < 4; ++k) i.compute(1, 1, n.done());
                i.run_until(100ms);
                n(static_cast<double>(i.waiting(1)));
                i.run_until(9s);
              }),
              {2, .5, .5, .8, 1, 1});
}

TEST(Infrastructure, JobsFailWithTheirHostOnly) {
  expect_near(scene([](auto& i, auto& n) {
                for (int k = 0; k < 3; ++k) i.compute(1, 4, n.done());
                i.compute(0, 3, n.done());
                i.at(1s, [&] { i.fail({Part::Kind::host, 1}); });
                i.at(1500ms, [&] { i.compute(1, 1, n.done()); });
                i.at(2s, [&] { i.restore({Part::Kind::host, 1}); });
                i.at(2s, [&] { i.compute(1, 1, n.done()); });
                i.run_until(9s);
              }),
              {-1, -1, -1, -1.5, 2.5, 3});
}

TEST(Infrastructure, ResidualFollowsTheFlows) {
  expect_near(scene([](auto& i, auto& n) {
                i.transfer(0, 1e6, {});
                i.at(3s, [&] { i.set_capacity(0, BitsPerSecond{4e6}); });
                i.run_until(5s);
                for (const auto& c : i.take_residual_changes()) {
                  n(seconds(c.at));
                  n(c.rate.value / 1e6);
                }
              }),
              {.100001, .4, 1.100001, 8, 3.000001, 4});
}

TEST(Infrastructure, ResultsDoNotDependOnWindows) {
  const auto run = [](Time window) {
    return scene([window](Infrastructure& i, Noted& n) {
      for (int k = 0; k < 60; ++k) {
        i.at(k * 37ms, [&i, &n, k] {
          i.transfer(static_cast<std::uint32_t>(k % 2), 3e4 + 1e3 * k, n.done());
        });
        i.at(k * 29ms, [&i, &n, k] { i.compute(1, 0.11 + 0.001 * k, n.done()); });
      }
      i.at(777ms, [&] { i.set_capacity(0, BitsPerSecond{3e6}); });
      i.at(1s, [&] { i.fail({Part::Kind::wire, 0}); });
      i.at(1100ms, [&] { i.restore({Part::Kind::wire, 0}); });
      for (Time t = window; t <= 10s; t += window) i.run_until(t);
      for (const auto& c : i.take_residual_changes()) {
        n(seconds(c.at));
        n(c.rate.value);
      }
    });
  };
  const auto reference = run(10ms);
  EXPECT_GT(reference.size(), 120u);
  for (const Time window : {1ms, 2ms, 5ms}) EXPECT_EQ(run(window), reference) << window.count();
}

TEST(Infrastructure, RefusesInWordsWhatWouldAbort) {
  auto setup = two_hosts();
  setup.hosts[1].name = "a";
  setup.wires[0].capacity = BitsPerSecond{0};
  setup.routes.push_back({0, 1, {0}});
  setup.routes.push_back({0, 7, {0}});
  setup.routes.push_back({0, 0, {3}});
  EXPECT_EQ(validate(setup).size(), 6u);
  EXPECT_THROW(Infrastructure{setup}, InputError);
  EXPECT_TRUE(validate(two_hosts()).empty());
  EXPECT_EQ(scene([](auto&, auto& n) {
              try {
                Infrastructure second(two_hosts());
              } catch (const RunError&) {
                n(1);
              }
            }),
            std::vector<double>{1});
}

std::string failure_of(const std::function<void()>& work) {
  try {
    run_in_child([&](const Write&) { work(); }, [](Bytes) {});
  } catch (const RunError& e) {
    return e.what();
  }
  return "no failure";
}

TEST(Child, EveryEndIsToldApart) {
  EXPECT_EQ(failure_of([] {}), "no failure");
  EXPECT_EQ(failure_of([] { throw InputError("the bed has no room"); }), "the bed has no room");
  EXPECT_NE(failure_of([] {
              std::fputs("why", stderr);
              std::abort();
            }).find("why"),
            std::string::npos);
  EXPECT_NE(failure_of([] { std::raise(SIGKILL); }).find("signal 9"), std::string::npos);
  EXPECT_NE(failure_of([] { std::_Exit(0); }).find("left early"), std::string::npos);
}

TEST(Child, WhatAnActionThrowsComesBack) {
  EXPECT_EQ(failure_of([] {
              Infrastructure i(two_hosts());
              i.at(1s, [] { throw RunError("out of beds"); });
              i.run_until(2s);
            }),
            "out of beds");
  EXPECT_EQ(failure_of([] {
              Infrastructure i(two_hosts());
              i.transfer(0, 1, [](Time, bool) { throw RunError("after the flow"); });
              i.run_until(2s);
            }),
            "after the flow");
}

TEST(Child, StreamsMoreThanAPipeHolds) {
  std::size_t received = 0;
  run_in_child(
      [](const Write& write) {
        const std::vector<std::byte> block(1 << 20);
        for (int k = 0; k < 8; ++k) write(block);
      },
      [&](Bytes b) { received += b.size(); });
  EXPECT_EQ(received, 8u << 20);
}

}  // namespace
}  // namespace wardtwin::engine
