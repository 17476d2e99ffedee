#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "network_models/lorawan/adr.h"
#include "network_models/lorawan/air.h"
#include "sim/base/random.h"
#include "sim/flow/flow.h"

/// What a LoRaWAN cell is built from, and what it counts. Path losses come from the physical layer.
namespace wardtwin::lorawan {

struct DeviceSetup {
  flow::DeviceIndex device = 0;
  int sf = 12;             ///< to begin with; 0: the fastest that the best gateway hears
  bool class_c = false;    ///< listens all the time
  bool confirmed = false;  ///< asks for an acknowledgement of every message
};

struct CellSetup {
  LorawanDef lorawan;
  std::vector<DeviceSetup> devices;
  std::vector<std::uint32_t> gateways;    ///< names, as commands and frames use them
  std::vector<double> loss;               ///< dB, device x gateway, the same both ways
  std::span<const flow::Source> sources;  ///< of the whole hospital; must outlive the cell
  std::size_t flows = 1;
  Seed seed;
  Time warm_up{0};
  bool counts_delivery = false;  ///< uplink flows end here (bench scenarios without a backbone)
};

/// Is a frame of this power at the gateway above its sensitivity?
bool heard(const LorawanDef& def, int sf, Dbm power);
/// Fastest spreading factor that is; the slowest if none is.
int fastest_heard(const LorawanDef& def, Dbm power);

/// Frames and answers. Frames are counted once, at the gateway where they came furthest.
struct Counters {
  std::array<std::uint64_t, kSpreadingFactors> sent{}, received{};  ///< uplink frames, by SF
  std::array<std::uint64_t, kOutcomes> outcome{};
  std::uint64_t copies = 0;        ///< received by further gateways: dropped by the server
  std::uint64_t repeats = 0;       ///< received again after a lost acknowledgement: dropped too
  std::uint64_t acknowledged = 0;  ///< acknowledgements that reached their device
  std::uint64_t rate_changes = 0;  ///< by the network
  std::uint64_t fallbacks = 0;     ///< by devices that heard nothing
  std::uint64_t joins = 0, join_requests = 0;
  std::uint64_t downlinks = 0;
  std::uint64_t unanswered = 0;  ///< no gateway was free and allowed to send in either window
  std::uint64_t duty_waits = 0;  ///< a message had to wait for the duty cycle
};

/// Time a battery lasts at a constant current, without self-discharge.
constexpr double battery_years(double milliampere_hours, double ampere) {
  return milliampere_hours / (ampere * 1e3) / (365.25 * 24);
}

}  // namespace wardtwin::lorawan
