// What full buffers of ports shed, counted by hand.
#include <map>

#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"
#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;
using flow::TrafficClass;
using enum Overflow;

struct Got {
  std::map<TrafficClass, std::vector<std::uint32_t>> arrived;  ///< numbers
  std::map<TrafficClass, std::uint64_t> shed;
};

/// A port that takes 1 ms for each of these messages and holds three beside the one on the wire. Ten
/// of one class come at once, and four alarms half a millisecond later.
Got burst(TrafficClass burst_of, Queueing queueing, std::array<Overflow, 4> overflow, bool sheds) {
  constexpr std::uint32_t kBytes = 1000;
  Net net(8.0 * kBytes * 1000);
  net.setup.links = {PortSetup{
      .buffer_bytes = 3 * kBytes, .queueing = queueing, .overflow = overflow, .sheds = sheds}};
  const auto many = net.source(burst_of, kBytes), alarm = net.source(TrafficClass::alarm, kBytes);
  Backbone backbone(net.setup);
  std::vector<flow::Frame> frames;
  for (std::uint32_t i = 0; i < 10; ++i) frames.push_back({0s, 0s, many, i, flow::kNone, 0});
  for (std::uint32_t i = 0; i < 4; ++i) frames.push_back({500us, 500us, alarm, i, flow::kNone, 0});
  backbone.add(frames);
  backbone.run(1s);
  Got got;
  for (const auto& f : backbone.out().arrivals)
    got.arrived[net.setup.sources[f.source].traffic].push_back(f.sequence);
  for (std::size_t c = 0; c < 4; ++c)
    got.shed[static_cast<TrafficClass>(c)] = backbone.port(0, 1s).overflow[c];
  std::uint64_t known = backbone.out().arrivals.size();
  for (const auto& row : backbone.statistics().rows()) known += row.ledger.total_lost();
  for (const auto held : backbone.held()) known += held;
  EXPECT_EQ(known, 14u) << "alarms are sent again, what else was shed is counted lost";
  return got;
}

using Numbers = std::vector<std::uint32_t>;

// Nine waveforms find the port busy and three places. Tail drop keeps the first three; the other way
// keeps the last three, which are the freshest. Alarms take a place from a waveform each, and the
// fourth finds none but alarms.
TEST(Shed, TheNewestOrTheOldest) {
  for (const auto& [policy, kept] :
       {std::pair{drop_newest, Numbers{0}}, {drop_oldest, Numbers{0}}}) {
    const Got got = burst(TrafficClass::waveform, Queueing::strict_priority,
                          {displace, policy, drop_newest, drop_newest}, true);
    EXPECT_EQ(got.arrived.at(TrafficClass::waveform), kept);
    EXPECT_EQ(got.arrived.at(TrafficClass::alarm), (Numbers{0, 1, 2}));
    EXPECT_EQ(got.shed.at(TrafficClass::waveform), 9u);
    EXPECT_EQ(got.shed.at(TrafficClass::alarm), 1u);
  }
  for (const auto& [policy, kept] :
       {std::pair{drop_newest, Numbers{0, 1, 2, 3}}, {drop_oldest, Numbers{0, 7, 8, 9}}}) {
    const Got got = burst(TrafficClass::waveform, Queueing::strict_priority,
                          {drop_newest, policy, drop_newest, drop_newest}, true);
    EXPECT_EQ(got.arrived.at(TrafficClass::waveform), kept);
    EXPECT_EQ(got.shed.at(TrafficClass::waveform), 6u);
    EXPECT_EQ(got.shed.at(TrafficClass::alarm), 4u) << "who may displace nobody is lost";
  }
}

// Waveforms that may displace push bulk out, and alarms are as urgent as they.
TEST(Shed, OnlyTheLessUrgentMakeRoom) {
  const Got bulk = burst(TrafficClass::bulk, Queueing::strict_priority,
                         {displace, displace, displace, displace}, true);
  EXPECT_EQ(bulk.arrived.at(TrafficClass::bulk), (Numbers{0}));
  EXPECT_EQ(bulk.shed.at(TrafficClass::bulk), 9u);
  const Got alarms = burst(TrafficClass::alarm, Queueing::strict_priority,
                           {displace, displace, displace, displace}, true);
  EXPECT_EQ(alarms.shed.at(TrafficClass::alarm), 10u) << "fourteen alarms, four places";
}

// A FIFO of which nothing is written drops what comes last, whoever it is; one of which something is
// keeps the order of coming all the same.
TEST(Shed, AFifoToo) {
  const std::array kAsEver{displace, drop_newest, drop_newest, drop_newest};
  const Got plain = burst(TrafficClass::waveform, Queueing::fifo, kAsEver, false);
  EXPECT_EQ(plain.arrived.at(TrafficClass::waveform), (Numbers{0, 1, 2}))
      << "what is on the wire is in the buffer, too";
  EXPECT_EQ(plain.shed.at(TrafficClass::alarm), 4u);
  const Got shed = burst(TrafficClass::waveform, Queueing::fifo, kAsEver, true);
  EXPECT_EQ(shed.shed.at(TrafficClass::waveform), 9u);
  EXPECT_EQ(shed.arrived.at(TrafficClass::alarm), (Numbers{0, 1, 2}));
}

TEST(Shed, IsWrittenAtSwitchesAndLinks) {
  const auto h = compiler::compile_text(R"(scenario: shed
format: 1
duration: 1 min
bench:
  devices:
    monitor: { count: 1, payload: 100 B, pattern: periodic, every: 1 s, link: wired }
network:
  wired: { on: access }
  switches:
    access: { uplink: core, sheds: { waveform: drop oldest } }
    core: {}
    spare: {}
  links:
    extra: { from: spare, to: core, queueing: fifo, sheds: { bulk: drop oldest } }
    plain: { from: access, to: spare }
platform:
  servers:
    server: { switch: core }
  alarm_manager: { on: server }
)",
                                        "shed.yaml");
  std::map<std::string, PortSetup> ports;
  for (std::size_t l = 0; l < h.backbone.links.size(); ++l)
    ports[h.backbone.graph.links[l].name] = h.backbone.links[l];
  const PortSetup none;
  EXPECT_EQ(ports.at("access-core").overflow,
            (std::array{displace, drop_oldest, drop_newest, drop_newest}));
  EXPECT_EQ(ports.at("extra").overflow,
            (std::array{drop_newest, drop_newest, drop_newest, drop_oldest}));
  EXPECT_TRUE(ports.at("extra").sheds);
  EXPECT_EQ(ports.at("plain").overflow, none.overflow);
  EXPECT_FALSE(ports.at("plain").sheds);
}

}  // namespace
}  // namespace wardtwin::backbone
