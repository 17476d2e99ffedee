#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "sim/base/fields.h"
#include "sim/base/time.h"

/// The plain structs that stages hand on, in the order in which data travels:
/// people -> devices -> radio cells -> gateways and backbone -> platform -> alarms back to people.
namespace wardtwin::flow {

using DeviceIndex = std::uint32_t;  ///< into Hospital's devices
using SourceIndex = std::uint32_t;  ///< into Hospital's sources
using FlowIndex = std::uint32_t;    ///< into Hospital's flows
using BedIndex = std::uint32_t;
using PatientIndex = std::uint32_t;
using NurseIndex = std::uint32_t;
using AlarmIndex = std::uint32_t;  ///< into the alarm log of one replication
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// How urgently a message travels; decides Wi-Fi access category, port queue and overflow policy.
enum class TrafficClass : std::uint8_t { alarm, waveform, vitals, bulk };
inline constexpr int kTrafficClasses = 4;

/// How the messages of a source come about.
enum class Pattern : std::uint8_t {
  periodic,   ///< first at a random phase, then every `period`, each delayed by its own jitter
  poisson,    ///< exponential gaps with mean `period`
  saturated,  ///< a next message is always waiting
  on_event,   ///< only when a command asks for one
};

/// One stream of messages of one device. Constant during a run.
struct Source {
  DeviceIndex device = kNone;
  FlowIndex flow = 0;
  std::uint32_t payload_bytes = 0;  ///< application bytes of one message
  Pattern pattern = Pattern::on_event;
  TrafficClass traffic = TrafficClass::vitals;
  bool downlink = false;     ///< travels from the platform to the device
  bool on_at_start = false;  ///< runs from the start; otherwise a command starts it
  Time period{0};            ///< of periodic; mean gap of poisson
  Time jitter{0};            ///< each message later by U(0, jitter)
};

/// Why a message never arrived. Each loss is counted once, where it happens.
enum class LossCause : std::uint8_t {
  not_attempted,      ///< no association or no coverage until the message expired
  access_failure,     ///< gave up before the first transmission (queue lifetime over, CSMA give-up)
  phy,                ///< last attempt failed by noise or fading
  collision,          ///< last attempt failed by another transmission
  radio_queue_full,   ///< no room in the device's or access point's queue
  access_point_down,  ///< was inside an access point that died
  link_down,          ///< a wired link or switch on its way was down
  port_overflow,      ///< no room in a switch port's buffer
  gateway_overflow,   ///< no room in a gateway's queue or store
  gateway_down,       ///< was inside a gateway that died
  server_overflow,    ///< no room in a server's queue
  server_down,        ///< was inside a server that died
};
inline constexpr int kLossCauses = 12;

/// One application message on its way. 32 bytes.
struct Frame {
  Time at{0};       ///< when it reached the stage that hands it on
  Time created{0};  ///< when its device generated it
  SourceIndex source = kNone;
  std::uint32_t sequence = 0;   ///< counts the messages of its source from 0
  AlarmIndex alarm = kNone;     ///< the alarm it carries or acknowledges
  std::uint32_t entry = kNone;  ///< access point or port where it came in

  /// The tie rule: equal instants are ordered by source, then sequence.
  friend bool operator<(const Frame& a, const Frame& b) {
    if (a.at != b.at) return a.at < b.at;
    if (a.source != b.source) return a.source < b.source;
    return a.sequence < b.sequence;
  }
};
static_assert(sizeof(Frame) == 32);

/// What a radio cell or the wired edge is told, with its exact time.
struct Command {
  enum class Kind : std::uint8_t {
    start_source,       ///< target: source; a bed is occupied, a device switched on
    stop_source,        ///< target: source; queued messages still travel
    send,               ///< target: source (uplink); one message now, carrying `alarm`
    deliver,            ///< target: source (downlink); one message has reached the access side
    access_point_down,  ///< target: access point
    access_point_up,    ///< target: access point
  };
  Time at{0};
  Time created{0};  ///< of the message (send, deliver)
  Kind kind = Kind::send;
  std::uint32_t target = kNone;
  std::uint32_t sequence = 0;
  AlarmIndex alarm = kNone;
};

/// A device lost or regained its path to the network (for blind bed-minutes and technical alarms).
struct LinkChange {
  Time at{0};
  DeviceIndex device = kNone;
  bool connected = false;
};

enum class AlarmPriority : std::uint8_t { high, medium, low };
enum class AlarmKind : std::uint8_t { parameter, arrhythmia, technical, nurse_call };

/// The stages of an alarm's way, in order. Reports and results use these words.
enum class AlarmStage : std::uint8_t {
  detected,
  device,
  radio,
  gateway,
  manager,
  handset,
  acknowledged,
  bedside
};
inline constexpr int kAlarmStages = 8;

/// The life of one alarm. A stage that did not happen is kNever.
struct Alarm {
  Time onset{0};  ///< when the condition began (limit crossed, lead fell off, button pressed)
  std::array<Time, kAlarmStages> at{kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever};
  Time cleared = kNever;  ///< when the condition ended
  DeviceIndex device = kNone;
  BedIndex bed = kNone;
  PatientIndex patient = kNone;
  NurseIndex nurse = kNone;  ///< who came to the bedside
  AlarmPriority priority = AlarmPriority::low;
  AlarmKind kind = AlarmKind::technical;
  bool real = false;    ///< a true condition, not an artefact
  bool audible = true;  ///< others are logged and sent as messages, never routed to nurses
  std::uint8_t escalations = 0;
};

/// Messages of one flow, counted so that generated = delivered + sum(lost) + in flight.
struct Ledger {
  std::uint64_t generated = 0, delivered = 0;
  std::array<std::uint64_t, kLossCauses> lost{};
  std::uint64_t delivered_bytes = 0;

  void merge(const Ledger& other) {
    generated += other.generated;
    delivered += other.delivered;
    delivered_bytes += other.delivered_bytes;
    for (std::size_t i = 0; i < lost.size(); ++i) lost[i] += other.lost[i];
  }
  std::uint64_t total_lost() const {
    std::uint64_t sum = 0;
    for (const auto n : lost) sum += n;
    return sum;
  }
};

}  // namespace wardtwin::flow

namespace wardtwin {

template <>
inline constexpr auto words<flow::TrafficClass> = std::array{
    Word{flow::TrafficClass::alarm, "alarm"}, Word{flow::TrafficClass::waveform, "waveform"},
    Word{flow::TrafficClass::vitals, "vitals"}, Word{flow::TrafficClass::bulk, "bulk"}};

template <>
inline constexpr auto words<flow::Pattern> = std::array{
    Word{flow::Pattern::periodic, "periodic"}, Word{flow::Pattern::poisson, "poisson"},
    Word{flow::Pattern::saturated, "saturated"}, Word{flow::Pattern::on_event, "on event"}};

template <>
inline constexpr auto words<flow::AlarmPriority> =
    std::array{Word{flow::AlarmPriority::high, "high"}, Word{flow::AlarmPriority::medium, "medium"},
               Word{flow::AlarmPriority::low, "low"}};

template <>
inline constexpr auto words<flow::AlarmKind> = std::array{
    Word{flow::AlarmKind::parameter, "parameter"}, Word{flow::AlarmKind::arrhythmia, "arrhythmia"},
    Word{flow::AlarmKind::technical, "technical"}, Word{flow::AlarmKind::nurse_call, "nurse call"}};

template <>
inline constexpr auto words<flow::AlarmStage> =
    std::array{Word{flow::AlarmStage::detected, "detected"},
               Word{flow::AlarmStage::device, "device"},
               Word{flow::AlarmStage::radio, "radio"},
               Word{flow::AlarmStage::gateway, "gateway"},
               Word{flow::AlarmStage::manager, "manager"},
               Word{flow::AlarmStage::handset, "handset"},
               Word{flow::AlarmStage::acknowledged, "acknowledged"},
               Word{flow::AlarmStage::bedside, "bedside"}};

template <>
inline constexpr auto words<flow::LossCause> =
    std::array{Word{flow::LossCause::not_attempted, "not attempted"},
               Word{flow::LossCause::access_failure, "access failure"},
               Word{flow::LossCause::phy, "phy"},
               Word{flow::LossCause::collision, "collision"},
               Word{flow::LossCause::radio_queue_full, "radio queue full"},
               Word{flow::LossCause::access_point_down, "access point down"},
               Word{flow::LossCause::link_down, "link down"},
               Word{flow::LossCause::port_overflow, "port overflow"},
               Word{flow::LossCause::gateway_overflow, "gateway overflow"},
               Word{flow::LossCause::gateway_down, "gateway down"},
               Word{flow::LossCause::server_overflow, "server overflow"},
               Word{flow::LossCause::server_down, "server down"}};

}  // namespace wardtwin
