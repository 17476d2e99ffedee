#pragma once

#include <array>
#include <cstdint>

#include "sim/base/fields.h"

namespace wardtwin::flow {

/// How the messages of a stream travel from their device to the gateway or server that takes them.
enum class Protocol : std::uint8_t {
  udp,
  tcp,
  mqtt_0,  ///< MQTT, at most once
  mqtt_1,  ///< at least once
  mqtt_2,  ///< exactly once
  hl7,     ///< HL7 version 2 over MLLP
  fhir,    ///< FHIR REST: one HTTP request a message
  sdc,     ///< IEEE 11073 SDC: SOAP reports over HTTP
  dicom
};

}  // namespace wardtwin::flow

namespace wardtwin {

template <>
inline constexpr auto words<flow::Protocol> = std::array{
    Word{flow::Protocol::udp, "UDP"},           Word{flow::Protocol::tcp, "TCP"},
    Word{flow::Protocol::mqtt_0, "MQTT QoS 0"}, Word{flow::Protocol::mqtt_1, "MQTT QoS 1"},
    Word{flow::Protocol::mqtt_2, "MQTT QoS 2"}, Word{flow::Protocol::hl7, "HL7"},
    Word{flow::Protocol::fhir, "FHIR"},         Word{flow::Protocol::sdc, "SDC"},
    Word{flow::Protocol::dicom, "DICOM"}};

}  // namespace wardtwin
