#pragma once

#include <array>

#include "sim/base/fields.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include "sim/flow/protocol.h"

/// Settings of transport and application protocols: what a scenario sets.
namespace wardtwin::protocols {

enum class Tls : std::uint8_t { none, tls_1_2, tls_1_3 };
enum class MqttVersion : std::uint8_t { v3_1_1, v5 };

struct ProtocolsDef {
  Tls tls = Tls::none;
  bool connections_kept = true;
  Time resend_first = 200ms;
  Time gives_up = 60s;
  int window = 20;
  int device_buffer = 1000;
  Time radio_round_trip = 2ms;
  MqttVersion mqtt = MqttVersion::v3_1_1;
  int topic = 32;
  int http_headers = 600;
  int soap_envelope = 1800;
  int dicom_unit = 16384;
  Time handshake_work{520'000};
  BitsPerSecond cipher_rate{8e9};
  Time mqtt_work = 20us;
  Time hl7_work = 2ms;
  Time http_work = 1ms;
  Time dicom_work = 200us;
};

}  // namespace wardtwin::protocols

namespace wardtwin {

template <>
inline constexpr auto words<protocols::Tls> =
    std::array{Word{protocols::Tls::none, "none"}, Word{protocols::Tls::tls_1_2, "1.2"},
               Word{protocols::Tls::tls_1_3, "1.3"}};
template <>
inline constexpr auto words<protocols::MqttVersion> = std::array{
    Word{protocols::MqttVersion::v3_1_1, "3.1.1"}, Word{protocols::MqttVersion::v5, "5"}};

}  // namespace wardtwin
