#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "devices/wire/bytes.h"
#include "devices/wire/mqtt_properties.h"

/// Control packets of MQTT 3.1.1 and MQTT 5.
///
/// Model       OASIS Standard MQTT Version 3.1.1 (2014) and Version 5.0 (2019), section 3.
/// Valid for   Both sides of a connection: every packet type is read and written.
/// Leaves out  MQTT 3.1 (protocol name MQIsdp); what packets mean over time is in mqtt_session.h.
/// Checked by  tests/wire/mqtt_test.cpp
///
/// Nothing is copied: texts of what was read point into the bytes. `read` answers what is wrong, empty
/// if nothing; `write` appends one packet, of which every field must be within the standard's bounds.
namespace wardtwin::wire::mqtt {

enum class Version : std::uint8_t { v311 = 4, v5 = 5 };

enum class Type : std::uint8_t {
  connect = 1,
  connack,
  publish,
  puback,
  pubrec,
  pubrel,
  pubcomp,
  subscribe,
  suback,
  unsubscribe,
  unsuback,
  pingreq,
  pingresp,
  disconnect,
  auth,
};

/// One packet as it stands in the stream; `length` bytes of it.
struct Packet {
  Type type = Type::connect;
  std::uint8_t flags = 0;
  std::string_view body;
  std::size_t length = 0;
};

/// The packet at the front of `bytes`, its fixed header checked. `limit`: longest body that is accepted.
Framing next(std::string_view bytes, std::size_t limit, Packet& packet);

struct Will {
  std::string_view topic{}, payload{};
  std::uint8_t qos = 0;
  bool retain = false;
  Properties properties{};
};

struct Connect {
  Version version = Version::v311;
  std::string_view client_id{};
  bool clean = true;             ///< clean session; clean start in MQTT 5
  std::uint16_t keep_alive = 0;  ///< s; 0: none
  std::optional<Will> will{};
  std::optional<std::string_view> user{}, password{};
  Properties properties{};
};

struct ConnAck {
  bool session_present = false;
  std::uint8_t reason = 0;  ///< 0: accepted; return code of 3.1.1 or reason code of 5
  Properties properties{};
};

struct Publish {
  std::string_view topic{}, payload{};
  std::uint16_t id = 0;  ///< of QoS 1 and 2
  std::uint8_t qos = 0;
  bool dup = false, retain = false;
  Properties properties{};
};

/// PUBACK, PUBREC, PUBREL, PUBCOMP.
struct Ack {
  Type type = Type::puback;
  std::uint16_t id = 0;
  std::uint8_t reason = 0;  ///< MQTT 5; from 0x80 on a failure
  Properties properties{};
};

/// SUBSCRIBE and UNSUBSCRIBE: `filters` as they stand in the packet, one or more; see next_filter().
struct Subscribe {
  bool subscribes = true;
  std::uint16_t id = 0;
  std::string_view filters{};
  Properties properties{};
};
struct Filter {
  std::string_view topic{};
  std::uint8_t options = 0;  ///< QoS in bits 0-1; MQTT 5: no local, retain as published, handling
};
/// Takes the first of `filters`; false if there is none.
bool next_filter(const Subscribe& packet, std::string_view& filters, Filter& filter);
void put_filter(std::string& filters, const Filter& filter, bool subscribes = true);

/// SUBACK and UNSUBACK: one code per filter (UNSUBACK of 3.1.1: none).
struct SubAck {
  bool subscribes = true;
  std::uint16_t id = 0;
  std::string_view codes{};
  Properties properties{};
};

/// DISCONNECT, and AUTH of MQTT 5.
struct Disconnect {
  Type type = Type::disconnect;
  std::uint8_t reason = 0;
  Properties properties{};
};

Problem read(const Packet& packet, Connect& out);
Problem read(const Packet& packet, Version version, ConnAck& out);
Problem read(const Packet& packet, Version version, Publish& out);
Problem read(const Packet& packet, Version version, Ack& out);
Problem read(const Packet& packet, Version version, Subscribe& out);
Problem read(const Packet& packet, Version version, SubAck& out);
Problem read(const Packet& packet, Version version, Disconnect& out);

void write(std::string& out, const Connect& packet);
void write(std::string& out, Version version, const ConnAck& packet);
void write(std::string& out, Version version, const Publish& packet);
void write(std::string& out, Version version, const Ack& packet);
void write(std::string& out, Version version, const Subscribe& packet);
void write(std::string& out, Version version, const SubAck& packet);
void write(std::string& out, Version version, const Disconnect& packet);
void write_ping(std::string& out, Type type);  ///< PINGREQ or PINGRESP

/// Whether a name is one that messages can be published under: not empty, no wildcard, UTF-8.
bool is_topic(std::string_view topic);
/// Whether `topic` matches a filter with + and # (a leading $ matches no wildcard).
bool matches(std::string_view filter, std::string_view topic);
/// A reason code of MQTT 5, or a return code of CONNACK in 3.1.1, in words.
std::string_view reason_text(Version version, std::uint8_t reason);

}  // namespace wardtwin::wire::mqtt
