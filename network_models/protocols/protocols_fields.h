#pragma once

#include <tuple>

#include "network_models/protocols/protocols_def.h"
#include "sim/base/fields.h"

/// Field tables of protocols_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<protocols::ProtocolsDef> = [] {
  using D = protocols::ProtocolsDef;
  return std::tuple{
      field("tls", &D::tls, "Encryption of everything that is carried by TCP."),
      field("connections_kept", &D::connections_kept,
            "HTTP and DICOM keep their connections; else each message opens one."),
      field("resend_first", &D::resend_first, "s", 1e-3, 60,
            "Least time until TCP sends again what is not acknowledged; doubled each time.",
            Mark::recalled, "RFC 6298 asks for 1 s; Linux has 200 ms"),
      field("gives_up", &D::gives_up, "s", 1e-3, 86400,
            "After this long without an acknowledgement TCP gives a message up.", Mark::assumed,
            "60 s; Linux' own default is some 15 min"),
      field("window", &D::window, "1", 1, 65535,
            "Messages of one stream that MQTT QoS 1 and 2 send before the first is acknowledged; "
            "HL7, HTTP and DICOM: one.",
            Mark::recalled, "receive maximum of common brokers"),
      field("device_buffer", &D::device_buffer, "1", 0, 1e9,
            "Messages of one stream that wait in the device behind the window; more are lost.",
            Mark::assumed, "bounded, so that overload shows as loss"),
      field("radio_round_trip", &D::radio_round_trip, "s", 0, 60, "A radio's part of a round trip.",
            Mark::estimate, "a lightly loaded Wi-Fi cell"),
      field("mqtt", &D::mqtt, "Version of MQTT."),
      field("topic", &D::topic, "B", 1, 65535, "Length of MQTT topics.", Mark::assumed,
            "ward/bed/device/stream"),
      field("http_headers", &D::http_headers, "B", 50, 16000, "Headers of one request.",
            Mark::estimate, "400 to 800 B"),
      field("soap_envelope", &D::soap_envelope, "B", 100, 65000,
            "What an SDC report adds to the values.", Mark::estimate, "reports of 2 to 10 kB"),
      field("dicom_unit", &D::dicom_unit, "B", 1024, 1e7, "Longest protocol data unit.",
            Mark::recalled, "16,384 B is the usual default"),
      field("handshake_work", &D::handshake_work, "s", 0, 60,
            "Core time to open a connection with TLS.", Mark::verified,
            "one RSA-2048 signature 0.52 ms, of a server's core"),
      field("cipher_rate", &D::cipher_rate, "bit/s", 1e3, 1e13, "What a core decrypts.",
            Mark::estimate, "AES-GCM with hardware help, 8 to 32 Gbit/s"),
      field("mqtt_work", &D::mqtt_work, "s", 0, 60, "Core time of one MQTT message.",
            Mark::estimate, "20,000 to 100,000 messages a second and core of a broker"),
      field("hl7_work", &D::hl7_work, "s", 0, 60, "Core time of one HL7 message.", Mark::estimate,
            "interface engines: 100 to 1,000 messages a second and channel"),
      field("http_work", &D::http_work, "s", 0, 60, "Core time of one FHIR or SDC message.",
            Mark::estimate, "parsing of some kB of JSON or XML"),
      field("dicom_work", &D::dicom_work, "s", 0, 60, "Core time of one DICOM object.",
            Mark::estimate, "storing without decoding")};
}();

}  // namespace wardtwin
