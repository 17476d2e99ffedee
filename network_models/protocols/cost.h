#pragma once

#include "network_models/protocols/protocols_def.h"
#include "network_models/protocols/tcp.h"

/// What one message costs by the protocol that carries it.
///
/// Model       Bytes there and back, round trips before the receiver has the message, core time of
///             the receiver, and whether the sender repeats what is not acknowledged.
/// Valid for   Messages that fit one window of TCP, 14 kB; larger ones need slow_start_time().
/// Leaves out  Compression, HTTP/2 header tables, several objects in one DICOM association's window.
/// Checked by  tests/unit/protocols/protocols_test.cpp
namespace wardtwin::protocols {

struct Cost {
  std::uint32_t stream = 0;  ///< B that the transport is given, to the receiver
  std::uint32_t back = 0;    ///< B of the answers that the application gives
  std::uint32_t bytes = 0;   ///< B that UDP would be given for the same load of every wire
  int rounds = 0;            ///< round trips before the message itself is of use to the receiver
  Time work{0};              ///< core time of the receiver, beyond its own
  int window = 0;            ///< messages under way before an acknowledgement; 0: any number
  bool transport_resends = false;  ///< lost packets are sent again
  bool sender_resends = false;     ///< what the receiver lost is sent again too
};

/// Bytes of an MQTT PUBLISH: MQTT 3.1.1, section 3.3; version 5 adds the length of no properties.
std::uint32_t mqtt_publish(MqttVersion version, int qos, std::uint32_t topic,
                           std::uint32_t payload);
/// Bytes of the packets that answer it, both directions: 0, PUBACK 4, or three of 4.
constexpr std::uint32_t mqtt_control(int qos) { return qos == 0 ? 0 : qos == 1 ? 4 : 12; }

Cost cost(flow::Protocol protocol, std::uint32_t payload, const ProtocolsDef& def);

}  // namespace wardtwin::protocols
