#pragma once

#include "network_models/nr/cell.h"
#include "tests/support/radio_bench.h"

/// A 5G cell without a hospital; device i has source i.
namespace wardtwin::nr::test {

using tests::source;

struct Network : tests::RadioBench<Cell, CellSetup> {
  explicit Network(NrDef nr, std::uint32_t replication = 0) : RadioBench({31, replication}) {
    setup.nr = nr;
    setup.entry = 77;
  }
  void add(DeviceSetup device, flow::Source source) {
    device.device = static_cast<flow::DeviceIndex>(setup.devices.size());
    source.device = device.device;
    setup.devices.push_back(device);
    sources.push_back(source);
  }
};

/// Without errors, always connected.
inline NrDef quiet() {
  NrDef nr;
  nr.inactivity = 3600s;
  nr.header_bytes = 0;
  return nr;
}
inline DeviceSetup near() { return {.down = {40}, .up = {40}, .connected = true}; }

}  // namespace wardtwin::nr::test
