#include "network_models/protocols/cost.h"

namespace wardtwin::protocols {
namespace {

/// Bytes of MQTT's "remaining length" of `n`: 7 bits each.
std::uint32_t length_bytes(std::uint32_t n) {
  return n < 128 ? 1 : n < 16384 ? 2 : n < 2097152 ? 3 : 4;
}

constexpr std::uint32_t kMllp = 3;            // VT before, FS and CR after a message
constexpr std::uint32_t kHl7Answer = 95;      // MSH and MSA
constexpr std::uint32_t kPdu = 12;            // headers of a DICOM data unit and of the value in it
constexpr std::uint32_t kStoreCommand = 200;  // C-STORE request, and about the same back

void mqtt(Cost& c, int qos, std::uint32_t payload, const ProtocolsDef& def) {
  c.stream = mqtt_publish(def.mqtt, qos, static_cast<std::uint32_t>(def.topic), payload);
  c.back = mqtt_control(qos);
  // MQTT 3.1.1, 4.3.3, method A: the receiver passes it on when PUBREL comes.
  c.rounds = qos == 2;
  c.work = def.mqtt_work;
  c.window = qos > 0 ? def.window : 0;
  c.sender_resends = qos > 0;
}

/// Request and answer; one at a time.
void exchange(Cost& c, std::uint32_t there, std::uint32_t back, Time work) {
  c.stream = there;
  c.back = back;
  c.work = work;
  c.window = 1;
  c.sender_resends = true;
}

void apply(Cost& c, flow::Protocol protocol, std::uint32_t payload, const ProtocolsDef& def) {
  const auto headers = static_cast<std::uint32_t>(def.http_headers);
  switch (protocol) {
    case flow::Protocol::udp:
    case flow::Protocol::tcp: c.stream = payload; return;
    case flow::Protocol::mqtt_0: return mqtt(c, 0, payload, def);
    case flow::Protocol::mqtt_1: return mqtt(c, 1, payload, def);
    case flow::Protocol::mqtt_2: return mqtt(c, 2, payload, def);
    case flow::Protocol::hl7: return exchange(c, payload + kMllp, kHl7Answer + kMllp, def.hl7_work);
    case flow::Protocol::fhir: return exchange(c, payload + headers, headers / 2, def.http_work);
    case flow::Protocol::sdc:
      return exchange(c, payload + static_cast<std::uint32_t>(def.soap_envelope) + headers,
                      headers / 2, def.http_work);
    case flow::Protocol::dicom: {
      const auto room = static_cast<std::uint32_t>(def.dicom_unit) - kPdu;
      const std::uint32_t units = (payload + room - 1) / room;
      return exchange(c, payload + units * kPdu + kStoreCommand + kPdu, kStoreCommand + kPdu,
                      def.dicom_work);
    }
  }
}

}  // namespace

std::uint32_t mqtt_publish(MqttVersion version, int qos, std::uint32_t topic,
                           std::uint32_t payload) {
  const std::uint32_t rest = 2 + topic + (qos > 0 ? 2 : 0) + (version == MqttVersion::v5) + payload;
  return 1 + length_bytes(rest) + rest;
}

Cost cost(flow::Protocol protocol, std::uint32_t payload, const ProtocolsDef& def) {
  Cost c;
  apply(c, protocol, payload, def);
  c.bytes = c.stream;
  if (protocol == flow::Protocol::udp) return c;
  c.transport_resends = true;
  c.stream += record_bytes(def.tls);
  c.bytes = over_udp(c.stream);
  if (c.back > 0) c.back += record_bytes(def.tls);
  if (def.tls != Tls::none) c.work += from_seconds(8.0 * c.stream / def.cipher_rate.value);
  const bool http = protocol == flow::Protocol::fhir || protocol == flow::Protocol::sdc;
  if (!def.connections_kept && (http || protocol == flow::Protocol::dicom)) {
    // An association is one more exchange before the first object.
    c.rounds += opening_rounds(def.tls, Opening::full) + (protocol == flow::Protocol::dicom);
    if (def.tls != Tls::none) c.work += def.handshake_work;
  }
  return c;
}

}  // namespace wardtwin::protocols
