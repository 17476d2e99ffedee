#pragma once

#include <memory>
#include <vector>

#include "network_models/lorawan/cell.h"

/// A LoRaWAN network without a hospital: equal devices, each with one source.
namespace wardtwin::lorawan::test {

struct Network {
  CellSetup setup;
  std::vector<flow::Source> sources;
  std::unique_ptr<Cell> cell;
  radio::CellOutput out;

  explicit Network(LorawanDef def, std::size_t gateways = 1, std::uint32_t replication = 0) {
    setup.lorawan = def;
    setup.seed = {17, replication};
    setup.counts_delivery = true;
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
  void run(Time until, Time window = 1h) {
    start();
    for (Time t{0}; t < until;) cell->run(t = std::min(t + window, until), out);
  }
  void start() {
    if (cell) return;
    setup.sources = sources;
    cell = std::make_unique<Cell>(setup);
  }
  const flow::Ledger& ledger(flow::FlowIndex flow = 0) const {
    return cell->statistics().rows()[flow].ledger;
  }
  double delivered() const {
    return static_cast<double>(ledger().delivered) /
           static_cast<double>(ledger().generated - cell->held(0));
  }
};

inline flow::Source source(std::uint32_t payload, flow::Pattern pattern, Time period) {
  flow::Source s;
  s.payload_bytes = payload;
  s.pattern = pattern;
  s.period = period;
  s.on_at_start = true;
  return s;
}

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
