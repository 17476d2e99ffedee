// Doors that shut and open during a run, from the scenario's text to what each radio still delivers.
#include <algorithm>

#include <gtest/gtest.h>

#include "scenarios/run/rollouts.h"
#include "tests/support/hospital.h"

namespace wardtwin::run {
namespace {

/// The cage's door shuts at 08:03 for three minutes.
compiler::Hospital ward(std::vector<std::string> sets = {}) {
  return tests::compiled("tests/scenario/good/doors.yaml", std::move(sets));
}
compiler::Hospital with(const std::string& faults) { return ward({"faults=[" + faults + "]"}); }
constexpr Time kShuts = 180s, kOpens = 360s;

const flow::Ledger& ledger(const compiler::Hospital& h, const results::Replication& r,
                           const std::string& of_class) {
  return tests::flow_of(h, r, of_class + "/beat").ledger;
}
flow::DeviceIndex device_of(const compiler::Hospital& h, const std::string& of_class) {
  return static_cast<flow::DeviceIndex>(
      std::ranges::find(h.devices, of_class, &compiler::Device::class_name) - h.devices.begin());
}
/// After the start.
std::vector<flow::LinkChange> changes(const results::Replication& r, flow::DeviceIndex of) {
  std::vector<flow::LinkChange> own;
  std::ranges::copy_if(r.link_changes, std::back_inserter(own),
                       [&](const auto& c) { return c.device == of && c.at > Time{0}; });
  return own;
}

// What is written becomes one leaf; through it the room's station loses what its material takes, and nobody
// else does.
TEST(Doors, LowerThePowerByTheirMaterial) {
  const auto h = with("{ at: 08:03, what: doors, shut: metal, rooms: [cage], for: 3 min }");
  ASSERT_EQ(h.faults.size(), 1u);
  EXPECT_EQ(h.faults[0].what, "doors shut (metal): cage");
  EXPECT_EQ(h.faults[0].at, kShuts);
  EXPECT_EQ(h.faults[0].until, kOpens);
  ASSERT_EQ(h.faults[0].shut->size(), 1u);
  wifi::Wlan wlan = *h.wifi->wlan;
  const wifi::LinkTable before = wlan.links();
  const auto station = h.devices[device_of(h, "on_wifi")].station;
  const Hertz carrier = wifi::carrier(h.wifi->radio.band);
  EXPECT_EQ(
      wlan.shut({h.wifi->propagation, h.wifi->wall_loss, h.building, *h.faults[0].shut, carrier}),
      std::vector<std::uint32_t>{station});
  EXPECT_NEAR(before.find(station, 0)->rssi_down - wlan.links().find(station, 0)->rssi_down,
              propagation::wall_loss(h.wifi->wall_loss, flow::Material::metal, carrier).value,
              1e-4);
  const auto all = with("{ at: 08:03, what: doors, shut: metal }");
  EXPECT_EQ(all.faults[0].shut->size(), 3u);
  EXPECT_EQ(all.faults[0].until, kNever);
}

// A cage without a door in it lets nothing through: what is sent while it is shut is lost, on every radio that
// takes notice, and what comes after is not.
TEST(Doors, CutOffWhatIsBehindThem) {
  const auto h = ward(), open = ward({"faults=~"});
  const auto r = tests::replication(h), free = tests::replication(open);
  struct Expected {
    std::string of_class;
    double every, least, most;  // s; messages fewer that are delivered
  };
  // without a gateway a Bluetooth device keeps the latest messages; DECT tries five times within 5 s
  for (const auto& [of_class, every, least, most] : {
           Expected{"on_wifi", 1, 179, 184},
           Expected{"advertises", 1, 179, 181},
           Expected{"on_mesh", 1, 179, 181},
           Expected{"on_ieee802154", 1, 179, 181},
           Expected{"on_cellular", 1, 179, 181},
           Expected{"on_lorawan", 10, 17, 19},
           Expected{"on_dect", 5, 34, 37},
           Expected{"on_uwb", 1, 0, 0},
       }) {
    SCOPED_TRACE(of_class);
    const flow::Ledger &is = ledger(h, r, of_class), &was = ledger(open, free, of_class);
    EXPECT_EQ(is.generated, was.generated);
    EXPECT_GE(static_cast<double>(was.delivered), 600 / every - 5);
    const auto fewer = static_cast<double>(was.delivered) - static_cast<double>(is.delivered);
    EXPECT_GE(fewer, least);
    EXPECT_LE(fewer, most);
  }
  const std::string bedside = "telemetry_pack/waveform";
  EXPECT_GT(tests::flow_of(h, r, bedside).ledger.delivered, 1000u);
  EXPECT_EQ(tests::flow_of(h, r, bedside).ledger.delivered,
            tests::flow_of(open, free, bedside).ledger.delivered);
  ASSERT_EQ(r.warnings.size(), free.warnings.size() + 2);
  EXPECT_EQ(r.faults.size(), 1u);
}

// Wi-Fi notices at once, as it does by walking, a Bluetooth connection after its supervision timeout; both
// come back when the door opens.
TEST(Doors, BreakLinksThatComeBack) {
  const auto h = ward();
  const auto r = tests::replication(h);
  const auto wifi = changes(r, device_of(h, "on_wifi")), ble = changes(r, device_of(h, "on_ble"));
  for (const auto& link : {wifi, ble}) {
    ASSERT_EQ(link.size(), 2u);
    EXPECT_FALSE(link[0].connected);
    EXPECT_TRUE(link[1].connected);
    EXPECT_GE(link[0].at, kShuts);
    EXPECT_GE(link[1].at, kOpens);
    EXPECT_LE(link[1].at, kOpens + 20s);
  }
  EXPECT_LE(wifi[0].at, kShuts + 10ms);
  EXPECT_LE(wifi[1].at, kOpens + h.wifi->roaming.retry_pause + 1s);
}

// Neither what another door does, nor that the run looks up from its work for it, changes anything.
TEST(Doors, ThatNobodyIsBehindChangeNothing) {
  const auto free = tests::replication(ward({"faults=~"}));
  const auto other = tests::replication(
      with("{ at: 08:02, what: doors, shut: lead, rooms: [station], for: 7 s, every: 20 s }"));
  EXPECT_EQ(other.event_hash, free.event_hash);
  EXPECT_EQ(other.faults.size(), 24u);
  EXPECT_NE(tests::replication(ward()).event_hash, free.event_hash);
}

// Of two that shut one door the denser counts, and what is left when it opens.
TEST(Doors, ThatShutTwiceOpenOnce) {
  const std::string cage =
      "{ at: 08:03, what: doors, shut: faraday_cage, rooms: [cage], for: 3 min }";
  const auto once = tests::replication(with(cage));
  const auto twice = tests::replication(
      with(cage + ", { at: 08:04, what: doors, shut: wood, rooms: [cage, bay], for: 1 min }"));
  const auto h = ward();
  for (const char* of_class : {"on_wifi", "on_mesh", "on_cellular", "on_dect"})
    EXPECT_EQ(ledger(h, twice, of_class).delivered, ledger(h, once, of_class).delivered);
}

TEST(Doors, AreTheSameOnAnyNumberOfThreads) {
  const auto h = ward();
  const auto one = tests::replication(h, 1);
  EXPECT_EQ(tests::replication(h, 2).event_hash, one.event_hash);
  EXPECT_EQ(tests::replication(h, 8).event_hash, one.event_hash);
}

// A hospital under way whose doors shut in one of its futures goes on as one in which they always would.
TEST(Doors, ShutInAFuture) {
  const auto open = ward({"faults=~"}), shut = ward();
  ReplicationOptions options;
  options.seed = {3, 0};
  Replication r(open, options);
  r.run_to(100s);
  r.become(shut);
  EXPECT_EQ(r.run().event_hash, tests::replication(shut).event_hash);
}

// Neither doors nor the wireless LAN controller take any part of the network away from a fleet.
TEST(Doors, CutNobodyOffFromAServer) {
  const auto h =
      with("{ at: 08:03, what: doors, shut: metal }, { at: 08:03, what: wifi_controller }");
  ASSERT_EQ(h.faults.size(), 2u);
  for (topology::NodeIndex n = 0; n < h.backbone.graph.nodes.size(); ++n)
    EXPECT_TRUE(cut_off(h, {n}, h.alarm_node, h.faults).empty()) << h.backbone.graph.nodes[n].name;
  const auto core = with("{ at: 08:03, what: access }");
  EXPECT_FALSE(cut_off(core, {core.wifi->nodes[0]}, core.alarm_node, core.faults).empty());
}

}  // namespace
}  // namespace wardtwin::run
