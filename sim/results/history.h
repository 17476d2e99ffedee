#pragma once

#include <string>
#include <vector>

#include "sim/flow/history.h"

/// What a viewer draws beyond the tables: places and wires of the model, and what moved in a run.
/// Files of format 1.0 have none of it; readers then find these vectors empty.
namespace wardtwin::results {

struct NetworkNode {
  std::string name, kind;  ///< kind: access point, switch, gateway, server, other
};
/// Its ports are rows 2 i and 2 i + 1 of Model::ports for link i, at the ends a and b.
struct NetworkLink {
  std::string name;
  std::uint32_t a = flow::kNone, b = flow::kNone;  ///< rows of nodes
  double rate_bps = 0, latency_s = 0;
};

struct DevicePlace {  ///< one per Model::devices
  Position at;
  bool wireless = false, monitors = false;
  bool carried = false;                 ///< by a nurse; `at` is where it is when nobody has it
  std::uint32_t gateway = flow::kNone;  ///< that forwards what it sends
};

struct NurseName {
  std::string name;
  std::uint32_t unit = flow::kNone;
  bool night = false;
};

/// Mean signal at one point 1 m above the floor, without shadowing.
struct SignalPoint {
  std::uint32_t floor = 0;
  float x = 0, y = 0, step = 0;           ///< middle and edge of the square it stands for, m
  std::uint32_t strongest = flow::kNone;  ///< access point
  float signal_dbm = 0, second_dbm = 0;   ///< of the strongest and of the next one; NaN: none
};

struct Surroundings {
  std::vector<NetworkNode> nodes;
  std::vector<NetworkLink> links;
  std::vector<DevicePlace> places;
  std::vector<NurseName> nurses;
  std::vector<SignalPoint> signal;
};

/// A monitored, occupied bed's device was not heard from `from` to `until`, warm-up left out. The
/// minutes of Replication::blind are the sum of these.
struct BlindSpell {
  std::uint32_t device = flow::kNone;
  Time from{0}, until{0};
  std::uint32_t cause = 0;  ///< row of Replication::blind
};

struct History {
  std::vector<BlindSpell> blind_spells;
  std::vector<flow::BedChange> bed_changes;
  std::vector<flow::Association> associations;
  std::vector<flow::NurseStep> nurse_steps;  ///< only with `record: [moves]`
};

}  // namespace wardtwin::results
