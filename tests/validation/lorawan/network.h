#pragma once

#include <vector>

#include "network_models/lorawan/cell.h"
#include "tests/support/radio_bench.h"

/// A LoRaWAN network without a hospital: equal devices, each with one source.
namespace wardtwin::lorawan::test {

using tests::source;

struct Network : tests::RadioBench<Cell, CellSetup> {
  explicit Network(LorawanDef def, std::size_t gateways = 1, std::uint32_t replication = 0)
      : RadioBench({17, replication}) {
    setup.lorawan = def;
    usual_window = 1h;
    for (std::size_t g = 0; g < gateways; ++g)
      setup.gateways.push_back(static_cast<std::uint32_t>(g));
  }
  /// `loss` in dB to each gateway.
  void add(int sf, flow::Source source, const std::vector<double>& loss, bool confirmed = false,
           bool class_c = false) {
    const auto d = static_cast<flow::DeviceIndex>(setup.devices.size());
    setup.devices.push_back({d, sf, class_c, confirmed});
    setup.loss.insert(setup.loss.end(), loss.begin(), loss.end());
    source.device = d;
    sources.push_back(source);
  }
};

/// Nothing of LoRaWAN but frames: any time, any length, no answers.
inline LorawanDef bare(int channels = 1) {
  LorawanDef def;
  def.channels = channels;
  def.duty_cycle = 1;
  def.header_bytes = 0;
  def.adr = false;
  def.rx2_sf = 7;
  return def;
}

}  // namespace wardtwin::lorawan::test
