#include "devices/wire/mqtt.h"
#include "sim/base/error.h"

namespace wardtwin::wire::mqtt {
namespace {

void put_header(std::string& out, Type type, unsigned flags, std::size_t length) {
  put_u8(out, static_cast<unsigned>(type) << 4 | flags);
  put_varint(out, static_cast<std::uint32_t>(length));
}

std::size_t size_of(const Properties& p, Version version) {
  if (version != Version::v5) return 0;
  return varint_size(static_cast<std::uint32_t>(p.bytes.size())) + p.bytes.size();
}

void put_properties(std::string& out, const Properties& p, Version version) {
  if (version != Version::v5) return;
  put_varint(out, static_cast<std::uint32_t>(p.bytes.size()));
  out += p.bytes;
}

// Length of what follows the identifier in an acknowledgement, or the header in a DISCONNECT: MQTT 5
// leaves out what says nothing.
std::size_t tail_size(Version version, std::uint8_t reason, const Properties& p) {
  if (version != Version::v5 || (reason == 0 && p.bytes.empty())) return 0;
  return p.bytes.empty() ? 1 : 1 + size_of(p, version);
}

void put_tail(std::string& out, Version version, std::uint8_t reason, const Properties& p) {
  const std::size_t size = tail_size(version, reason, p);
  if (size > 0) put_u8(out, reason);
  if (size > 1) put_properties(out, p, version);
}

unsigned connect_flags(const Connect& c) {
  unsigned flags = c.clean ? 2 : 0;
  if (c.will) flags |= 4u | (c.will->qos & 3u) << 3 | (c.will->retain ? 0x20u : 0u);
  if (c.user) flags |= 0x80;
  if (c.password) flags |= 0x40;
  return flags;
}

}  // namespace

void write(std::string& out, const Connect& c) {
  std::size_t length = 10 + size_of(c.properties, c.version) + 2 + c.client_id.size();
  if (c.will)
    length +=
        size_of(c.will->properties, c.version) + 4 + c.will->topic.size() + c.will->payload.size();
  if (c.user) length += 2 + c.user->size();
  if (c.password) length += 2 + c.password->size();
  put_header(out, Type::connect, 0, length);
  put_counted(out, "MQTT");
  put_u8(out, static_cast<unsigned>(c.version));
  put_u8(out, connect_flags(c));
  put_u16(out, c.keep_alive);
  put_properties(out, c.properties, c.version);
  put_counted(out, c.client_id);
  if (c.will) {
    put_properties(out, c.will->properties, c.version);
    put_counted(out, c.will->topic);
    put_counted(out, c.will->payload);
  }
  if (c.user) put_counted(out, *c.user);
  if (c.password) put_counted(out, *c.password);
}

void write(std::string& out, Version version, const ConnAck& p) {
  put_header(out, Type::connack, 0, 2 + size_of(p.properties, version));
  put_u8(out, p.session_present);
  put_u8(out, p.reason);
  put_properties(out, p.properties, version);
}

void write(std::string& out, Version version, const Publish& p) {
  WARDTWIN_ASSERT((p.qos == 0) == (p.id == 0), "QoS 1 and 2 have an identifier, QoS 0 has none");
  put_header(
      out, Type::publish, (p.dup ? 8u : 0u) | p.qos * 2u | (p.retain ? 1u : 0u),
      2 + p.topic.size() + (p.qos > 0 ? 2 : 0) + size_of(p.properties, version) + p.payload.size());
  put_counted(out, p.topic);
  if (p.qos > 0) put_u16(out, p.id);
  put_properties(out, p.properties, version);
  out += p.payload;
}

void write(std::string& out, Version version, const Ack& p) {
  put_header(out, p.type, p.type == Type::pubrel ? 2 : 0,
             2 + tail_size(version, p.reason, p.properties));
  put_u16(out, p.id);
  put_tail(out, version, p.reason, p.properties);
}

void write(std::string& out, Version version, const Subscribe& p) {
  put_header(out, p.subscribes ? Type::subscribe : Type::unsubscribe, 2,
             2 + size_of(p.properties, version) + p.filters.size());
  put_u16(out, p.id);
  put_properties(out, p.properties, version);
  out += p.filters;
}

void write(std::string& out, Version version, const SubAck& p) {
  put_header(out, p.subscribes ? Type::suback : Type::unsuback, 0,
             2 + size_of(p.properties, version) + p.codes.size());
  put_u16(out, p.id);
  put_properties(out, p.properties, version);
  out += p.codes;
}

void write(std::string& out, Version version, const Disconnect& p) {
  put_header(out, p.type, 0, tail_size(version, p.reason, p.properties));
  put_tail(out, version, p.reason, p.properties);
}

void write_ping(std::string& out, Type type) { put_header(out, type, 0, 0); }

}  // namespace wardtwin::wire::mqtt
