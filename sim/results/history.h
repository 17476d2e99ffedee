#pragma once

#include <array>
#include <string>
#include <vector>

#include "sim/flow/history.h"
#include "sim/flow/patient_log.h"

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
  /// Who carries it on either shift, rows of nurses; while both are on duty the day nurse.
  std::uint32_t day_nurse = flow::kNone, night_nurse = flow::kNone;
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

/// A radio family that the signal was computed for.
struct Band {
  std::string name;  ///< as in Model::access_points
  double carrier_hz = 0;
  std::string of_channel;  ///< only the radios on it; empty: all
};
struct BandPoint {
  std::uint32_t band = 0;  ///< row of bands
  SignalPoint point;
};

/// Where a part of the wired network stands.
struct NodePlace {
  Position at;
  bool given = false;  ///< by the scenario; otherwise a guess, for drawing
};

struct Surroundings {
  std::vector<NetworkNode> nodes;
  std::vector<NetworkLink> links;
  std::vector<DevicePlace> places;
  std::vector<NurseName> nurses;
  std::vector<SignalPoint> signal;  ///< of Wi-Fi
  /// Wi-Fi first where there is one, each channel of it where there are several, then the others.
  std::vector<Band> bands;
  std::vector<BandPoint> band_signal;  ///< but of all of Wi-Fi
  std::vector<NodePlace> node_places;  ///< one per node
};

/// A monitored, occupied bed's device was not heard from `from` to `until`, warm-up left out. The
/// minutes of Replication::blind are the sum of these.
struct BlindSpell {
  std::uint32_t device = flow::kNone;
  Time from{0}, until{0};
  std::uint32_t cause = 0;  ///< row of Replication::blind
};

/// Messages are counted by place in windows of their making.
struct MessageWindow {
  Time from{0}, until{0};
};
/// Of the devices of one room (kNone: those that move, or stand in none).
struct PlaceMessages {
  std::uint32_t window = 0, room = flow::kNone;
  flow::TrafficClass traffic = flow::TrafficClass::vitals;
  std::uint64_t delivered = 0, lost = 0;
};
/// Messages of a row of PlaceMessages that took [low, high).
struct PlaceDelay {
  std::uint32_t row = 0;
  Time low{0}, high{0};
  std::uint64_t count = 0;
};

enum class MessageEnd : std::uint8_t { delivered, lost, under_way };
/// One message of a sample, or one that carried an alarm.
struct MessageRecord {
  Time created{0};
  Time access = kNever, server = kNever, done = kNever;  ///< as in flow::MessageWay
  std::uint32_t device = flow::kNone, flow = flow::kNone, sequence = 0;
  std::uint32_t alarm = flow::kNone;  ///< row of the alarm log
  std::uint32_t entry = flow::kNone;  ///< access point or port
  MessageEnd end = MessageEnd::under_way;
  flow::LossCause cause = flow::LossCause::not_attempted;  ///< only where end is lost
  std::uint64_t stands_for = 1;                            ///< messages
};

struct Messages {
  std::vector<MessageWindow> windows;
  std::vector<PlaceMessages> places;
  std::vector<PlaceDelay> delays;
  std::vector<MessageRecord> sample;  ///< in order of their making
};

struct History {
  std::vector<BlindSpell> blind_spells;
  std::vector<flow::BedChange> bed_changes;
  std::vector<flow::Association> associations;
  std::vector<flow::NurseStep> nurse_steps;  ///< only with `record: [moves]`
  flow::PatientLog::Rows patients;           ///< likewise, of replication 0
  Messages messages{};
};

}  // namespace wardtwin::results

namespace wardtwin {

template <>
inline constexpr auto words<results::MessageEnd> = std::array{
    Word{results::MessageEnd::delivered, "delivered"}, Word{results::MessageEnd::lost, "lost"},
    Word{results::MessageEnd::under_way, "under way"}};

}  // namespace wardtwin
