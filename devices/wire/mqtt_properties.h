#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "devices/wire/bytes.h"

/// Properties of MQTT 5 packets (section 2.2.2 of the standard).
namespace wardtwin::wire::mqtt {

enum class PropertyId : std::uint8_t {
  payload_format = 0x01,
  message_expiry = 0x02,
  content_type = 0x03,
  response_topic = 0x08,
  correlation_data = 0x09,
  subscription_id = 0x0b,
  session_expiry = 0x11,
  assigned_client_id = 0x12,
  server_keep_alive = 0x13,
  authentication_method = 0x15,
  authentication_data = 0x16,
  request_problem = 0x17,
  will_delay = 0x18,
  request_response = 0x19,
  response_information = 0x1a,
  server_reference = 0x1c,
  reason_string = 0x1f,
  receive_maximum = 0x21,
  topic_alias_maximum = 0x22,
  topic_alias = 0x23,
  maximum_qos = 0x24,
  retain_available = 0x25,
  user = 0x26,
  maximum_packet_size = 0x27,
  wildcard_available = 0x28,
  subscription_id_available = 0x29,
  shared_available = 0x2a,
};

/// One property; which of the members counts depends on its identifier.
struct Property {
  PropertyId id = PropertyId::user;
  std::uint32_t number = 0;
  std::string_view text, value;  ///< value: of a user property, whose name is `text`
};

/// A packet's properties as they stand in it, checked when the packet was read.
struct Properties {
  std::string_view bytes{};

  std::optional<std::uint32_t> number(PropertyId id) const;
  std::optional<std::string_view> text(PropertyId id) const;
  /// Value of the first user property of that name.
  std::optional<std::string_view> user(std::string_view name) const;
};

/// Takes the first property from `bytes`; false at the end and where none can be read.
bool next_property(std::string_view& bytes, Property& property);
/// Known identifiers, each (but user and subscription_id) once, values within their bounds.
Problem check(const Properties& properties);

void put_number(std::string& properties, PropertyId id, std::uint32_t value);
void put_text(std::string& properties, PropertyId id, std::string_view text);
void put_user(std::string& properties, std::string_view name, std::string_view value);

}  // namespace wardtwin::wire::mqtt
