#include "network_models/inlet.h"

#include <gtest/gtest.h>

#include "sim/base/error.h"

namespace wardtwin::radio {
namespace {

using Kind = flow::Command::Kind;

std::vector<flow::Source> two_sources() {
  flow::Source periodic{.device = 0, .payload_bytes = 10, .pattern = flow::Pattern::periodic};
  periodic.period = 10s;
  flow::Source asked{.device = 1, .payload_bytes = 10};
  return {periodic, asked};
}

TEST(Inlet, CommandsStartStopAndSend) {
  const auto defs = two_sources();
  Inlet inlet(defs, Seed{});
  inlet.add(0, 7);
  inlet.add(1, 8);
  EXPECT_EQ(inlet.next(), kNever);
  inlet.post({.at = 100s, .kind = Kind::stop_source, .target = 0});
  inlet.post({.at = 50s, .created = 49s, .kind = Kind::send, .target = 1, .alarm = 3});
  inlet.post({.at = 1s, .kind = Kind::start_source, .target = 0});
  int periodic = 0, asked = 0;
  while (inlet.next() != kNever) {
    const Time at = inlet.next();
    const Inward in = inlet.pop();
    if (in.what != Inward::What::message) continue;
    if (in.owner == 7) {
      ++periodic;
      EXPECT_EQ(in.message.created, at);
    } else {
      ++asked;
      EXPECT_EQ(at, 50s);
      EXPECT_EQ(in.message.created, 49s);
      EXPECT_EQ(in.message.alarm, 3u);
    }
  }
  EXPECT_GE(periodic, 9);
  EXPECT_LE(periodic, 10);
  EXPECT_EQ(asked, 1);
}

TEST(Inlet, RefusesWhatCannotRun) {
  auto defs = two_sources();
  defs[0].period = Time{0};
  EXPECT_THROW(Inlet(defs, Seed{}).add(0, 0), InputError);
  defs[0].period = 1s, defs[0].jitter = 2s;
  EXPECT_THROW(Inlet(defs, Seed{}).add(0, 0), InputError);
}

TEST(Inlet, FramesKeepTheTieRule) {
  std::vector<flow::Frame> frames;
  append(frames, {.at = 1s, .source = 4});
  append(frames, {.at = 2s, .source = 3});
  append(frames, {.at = 2s, .source = 1});
  EXPECT_TRUE(std::is_sorted(frames.begin(), frames.end()));
}

// What has been sent to a device and is not yet due is inside the cell.
TEST(Inlet, HoldsDeliveriesThatAreNotYetDue) {
  const auto defs = two_sources();
  Inlet inlet(defs, Seed{});
  inlet.add(1, 8);
  const flow::FlowStatistics statistics(1, 10s);
  for (const Time created : {5s, 20s, 30s})
    inlet.post({.at = 50s, .created = created, .kind = Kind::deliver, .target = 1});
  inlet.post({.at = 50s, .created = 20s, .kind = Kind::send, .target = 1});
  EXPECT_EQ(inlet.held(0, statistics), 2u) << "one is of the warm-up, one is not made yet";
  inlet.pop();
  while (inlet.next() != kNever) inlet.pop();
  EXPECT_EQ(inlet.held(0, statistics), 0u);
}

}  // namespace
}  // namespace wardtwin::radio
