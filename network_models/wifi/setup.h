#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "network_models/coexistence/foreign.h"
#include "network_models/wifi/phy_tables.h"
#include "network_models/wifi/power_def.h"
#include "network_models/wifi/wifi_def.h"
#include "sim/base/random.h"
#include "sim/flow/flow.h"

/// What a cell is built from. Rates and error probabilities come from the physical layer as
/// numbers.
namespace wardtwin::wifi {

/// Airtime of a data frame: preamble + symbol * ceil((16 + 6 + 8 * bytes) / bits_per_symbol).
/// With `symbol` zero every frame takes `preamble`.
struct AirtimeLaw {
  Time preamble{20'000};  ///< with headers, training fields and any signal extension
  Time symbol{4'000};
  double bits_per_symbol = 216;

  Time operator()(int bytes) const {
    if (symbol.count() == 0) return preamble;
    const double symbols = std::ceil((22.0 + 8.0 * bytes) / bits_per_symbol - 1e-9);
    return preamble + symbol * static_cast<std::int64_t>(symbols);
  }
};

/// One direction of the air between a station and its access point.
struct Direction {
  AirtimeLaw airtime;
  double error = 0;  ///< probability that a frame of `error_bytes` is lost to noise
  int error_bytes = 1458;
  double snr_db = 40;    ///< for reports only
  std::uint8_t mcs = 0;  ///< for reports only

  double error_of(int bytes) const {
    if (error <= 0) return 0;
    return 1 - std::pow(1 - error, static_cast<double>(bytes) / error_bytes);
  }
};

struct RadioLink {
  std::uint32_t access_point = 0;  ///< as Command::target names it
  Direction up, down;
  std::uint32_t station = 0;  ///< row of Wi-Fi stations
};

/// An access point of another cell, as a receiver takes it in while it or a station of it sends.
struct Overheard {
  std::uint32_t access_point = 0;
  float milliwatts = 0;
};

struct CellSetup {
  WifiDef wifi;
  CategoryTable station = kStationCategories;
  CategoryTable access_point = kAccessPointCategories;
  /// Category of each traffic class, in the order of flow::TrafficClass.
  std::array<AccessCategory, flow::kTrafficClasses> category{
      AccessCategory::voice, AccessCategory::video, AccessCategory::best_effort,
      AccessCategory::background};
  std::vector<std::uint32_t> access_points;  ///< names of those on this channel
  std::span<const flow::Source> sources;     ///< of the whole hospital; must outlive the cell
  std::span<const std::uint8_t>
      source_category;  ///< category + 1 per source, 0: by class; or empty
  std::size_t flows = 1;
  Seed seed;
  Time warm_up{0};
  bool counts_delivery = false;  ///< uplink flows end here (bench scenarios without a gateway)
  bool fast_path = true;         ///< off: every exchange by its single events (tests; same results)
  /// Senders of other families; receivers: all access points of the hospital, then its stations.
  std::vector<radio::Foreign> foreign;
  radio::Spectrum spectrum;   ///< of this channel
  std::size_t receivers = 0;  ///< access points of the hospital
  PhyDef phy;                 ///< what foreign power does to frames of this
  radio::Load neighbours;  ///< other wireless LANs on this channel: everybody waits while they send
  std::span<const PowerSettings>
      power_save;  ///< by device; must outlive the cell; empty: nobody sleeps
  EnergyDef energy;
  UplinkOfdmaDef uplink_ofdma;
  bool coupled = false;  ///< one of several that CoupledCells runs as one: it says what it sends
  /// Access points of the domain, by receiver: all of the hospital, then stations.
  std::span<const std::vector<Overheard>> overheard;
  bool service_times = false;  ///< keeps a histogram of the time between a station's departures

  AccessCategory category_of(flow::SourceIndex s) const {
    if (!source_category.empty() && source_category[s] != 0)
      return static_cast<AccessCategory>(source_category[s] - 1);
    return category[static_cast<std::size_t>(sources[s].traffic)];
  }
};

}  // namespace wardtwin::wifi
