#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"

// From `network: lorawan:`, `ieee802154:` and `cellular:` to cells.
namespace wardtwin::compiler {
namespace {

Hospital bench(const std::string& network, const std::string& device) {
  return compile_text("scenario: trial\nformat: 1\nduration: 1 min\nbench:\n  devices:\n    d: " +
                          device + "\nnetwork:\n" + network,
                      "trial.yaml");
}

TEST(RadioSections, OneLorawanNetworkWithTheLossToEveryGateway) {
  const Hospital h = bench(
      "  lorawan:\n    propagation: { model: log distance, exponent: 2, shadowing: 0 dB }\n"
      "    gateways:\n      near: { at: [0 m, 0 m, 0 m] }\n      far: { at: [900 m, 0 m, 0 m] }\n",
      "{ count: 2, payload: 16 B, every: 20 s, at: [100 m, 0 m, 0 m], link: lorawan }");
  ASSERT_EQ(h.lorawan.cells.size(), 1u);
  const lorawan::CellSetup& cell = h.lorawan.cells[0];
  ASSERT_EQ(cell.loss.size(), 4u);
  EXPECT_NEAR(cell.loss[1] - cell.loss[0], 20 * std::log10(8.0), 1e-9);  // 800 m over 100 m
  EXPECT_EQ(h.devices[0].access, cell.gateways[0]);
  EXPECT_EQ(h.gateway_radios[1].channel, "0-7");
}

TEST(RadioSections, MeshDevicesJoinTheChannelTheyHearBestThroughItsRouters) {
  const Hospital h = bench(
      "  ieee802154:\n    propagation: { model: log distance, exponent: 4, shadowing: 0 dB }\n"
      "    gateways:\n      a: { at: [0 m, 0 m, 0 m], channel: 15 }\n"
      "      b: { at: [500 m, 0 m, 0 m], channel: 20 }\n"
      "    routers:\n      r: { at: [20 m, 0 m, 0 m], channel: 15 }\n",
      "{ count: 1, payload: 16 B, every: 1 s, at: [35 m, 0 m, 0 m], link: ieee802154 }");
  ASSERT_EQ(h.ieee802154.cells.size(), 2u);
  const ieee802154::CellSetup& cell = h.ieee802154.cells[0];
  ASSERT_EQ(cell.nodes.size(), 3u);
  EXPECT_TRUE(cell.nodes[0].root);
  EXPECT_TRUE(cell.nodes[1].router);
  EXPECT_EQ(h.ieee802154.cell_of[0], 0u);
  EXPECT_EQ(h.devices[0].access, cell.nodes[0].entry);
  // the way down is as long as the way up, and the router is 8 dB stronger
  EXPECT_NEAR(cell.power[1 * 3 + 2] - cell.power[2 * 3 + 1], 8, 1e-9);
  EXPECT_FALSE(h.gateway_radios[2].cabled);
}

TEST(RadioSections, WithoutTheRouterTheSameDeviceIsOutOfReach) {
  EXPECT_ANY_THROW(bench(
      "  ieee802154:\n    propagation: { model: log distance, exponent: 4, shadowing: 0 dB }\n"
      "    gateways:\n      a: { at: [0 m, 0 m, 0 m], channel: 15 }\n",
      "{ count: 1, payload: 16 B, every: 1 s, at: [35 m, 0 m, 0 m], link: ieee802154 }"));
}

// Three relays in a row, each in reach of the next alone: four hops to the gateway.
TEST(RadioSections, AFloodReachesAsFarAsItsHops) {
  const auto with = [](const std::string& ttl) {
    return bench(
        "  ble_mesh:\n    mesh: { ttl: " + ttl +
            " }\n    propagation: { model: log distance, exponent: 4, shadowing: 0 dB }\n"
            "    gateways:\n      hub: { at: [0 m, 0 m, 2 m] }\n"
            "    relays:\n      r1: { at: [20 m, 0 m, 2 m] }\n      r2: { at: [40 m, 0 m, 2 m] }\n"
            "      r3: { at: [60 m, 0 m, 2 m] }\n",
        "{ count: 1, payload: 8 B, every: 1 s, at: [72 m, 0 m, 2 m], link: ble_mesh }");
  };
  const Hospital h = with("4");
  ASSERT_EQ(h.ble_mesh.cells.size(), 1u);
  const blemesh::CellSetup& cell = h.ble_mesh.cells[0];
  ASSERT_EQ(cell.nodes.size(), 5u);
  EXPECT_TRUE(cell.nodes[0].gateway);
  EXPECT_TRUE(cell.nodes[3].relay);
  EXPECT_EQ(blemesh::ways(cell, {})[4].hops, 4);
  EXPECT_EQ(h.devices[0].access, cell.nodes[0].entry);
  EXPECT_ANY_THROW(with("3"));
}

TEST(RadioSections, CellularDevicesGoToTheStrongestBaseStation) {
  const auto with = [](const std::string& load) {
    return bench("  cellular:\n    radio: { neighbour_load: " + load +
                     " }\n"
                     "    propagation: { model: log distance, exponent: 3, shadowing: 0 dB }\n"
                     "    base_stations:\n      weak: { at: [0 m, 0 m, 0 m], power: 10 dBm }\n"
                     "      strong: { at: [60 m, 0 m, 0 m] }\n",
                 "{ count: 1, payload: 16 B, every: 1 s, at: [30 m, 0 m, 0 m], link: cellular }");
  };
  const Hospital h = with("0.2"), idle = with("0");
  ASSERT_EQ(h.cellular.cells.size(), 2u);
  EXPECT_EQ(h.cellular.cell_of[0], 1u);
  EXPECT_TRUE(h.cellular.cells[0].devices.empty());
  // 14 dB between the stations, and the neighbour on for a fifth of the time: 14 + 7 dB
  EXPECT_NEAR(h.cellular.cells[1].devices[0].down.value, 21 - 5, .6);
  EXPECT_GT(idle.cellular.cells[1].devices[0].down, h.cellular.cells[1].devices[0].down);
}

}  // namespace
}  // namespace wardtwin::compiler
