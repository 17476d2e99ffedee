#include "devices/wire/mqtt.h"

namespace wardtwin::wire::mqtt {
namespace {

constexpr Problem kCutOff = "the packet is cut off";
constexpr Problem kTooLong = "bytes follow the packet's end";

bool is_text(std::string_view text) {
  return first_bad_utf8(text) == text.npos && text.find('\0') == text.npos;
}

Problem read_properties(Cursor& c, Version version, Properties& out) {
  out = {};
  if (version != Version::v5) return "";
  const std::uint32_t length = c.varint();
  out.bytes = c.take(length);
  return c.sound() ? check(out) : kCutOff;
}

// What every packet ends with: all of it was there, and no more.
Problem end(const Cursor& c) {
  if (!c.sound()) return kCutOff;
  return c.empty() ? "" : kTooLong;
}

Problem read_will(Cursor& c, Version version, std::uint8_t flags, Will& will) {
  will.qos = flags >> 3 & 3;
  will.retain = flags & 0x20;
  if (will.qos == 3) return "the will's QoS is 3";
  if (const Problem p = read_properties(c, version, will.properties); !p.empty()) return p;
  will.topic = c.counted();
  will.payload = c.counted();
  return c.sound() && !is_topic(will.topic) ? "the will's topic is no topic" : "";
}

bool has_id(Type type) { return type >= Type::puback && type <= Type::pubcomp; }

}  // namespace

Problem read(const Packet& packet, Connect& out) {
  if (packet.type != Type::connect) return "not a CONNECT";
  out = {};
  Cursor c(packet.body);
  if (c.counted() != "MQTT") return "the protocol's name is not MQTT";
  const std::uint8_t version = c.u8(), flags = c.u8();
  if (version != 4 && version != 5) return "neither MQTT 3.1.1 nor 5";
  out.version = static_cast<Version>(version);
  if (flags & 1) return "a reserved flag is set";
  if (!(flags & 4) && (flags & 0x38)) return "flags of a will without a will";
  out.clean = flags & 2;
  out.keep_alive = c.u16();
  if (const Problem p = read_properties(c, out.version, out.properties); !p.empty()) return p;
  out.client_id = c.counted();
  if (!is_text(out.client_id)) return "the client identifier is not UTF-8";
  if (flags & 4)
    if (const Problem p = read_will(c, out.version, flags, out.will.emplace()); !p.empty())
      return p;
  if (flags & 0x80) out.user = c.counted();
  if (out.user && !is_text(*out.user)) return "the user name is not UTF-8";
  if (flags & 0x40) out.password = c.counted();
  if (out.password && !out.user && out.version == Version::v311)
    return "a password without a user name";
  return end(c);
}

Problem read(const Packet& packet, Version version, ConnAck& out) {
  if (packet.type != Type::connack) return "not a CONNACK";
  out = {};
  Cursor c(packet.body);
  const std::uint8_t flags = c.u8();
  if (flags > 1) return "a reserved flag is set";
  out.session_present = flags;
  out.reason = c.u8();
  if (const Problem p = read_properties(c, version, out.properties); !p.empty()) return p;
  if (out.session_present && out.reason != 0) return "a refused connection has no session";
  return end(c);
}

Problem read(const Packet& packet, Version version, Publish& out) {
  if (packet.type != Type::publish) return "not a PUBLISH";
  out = {};
  Cursor c(packet.body);
  out.qos = packet.flags >> 1 & 3;
  out.dup = packet.flags & 8;
  out.retain = packet.flags & 1;
  out.topic = c.counted();
  if (out.qos > 0) out.id = c.u16();
  if (!c.sound()) return kCutOff;
  if (out.qos > 0 && out.id == 0) return "packet identifier 0";
  if (const Problem p = read_properties(c, version, out.properties); !p.empty()) return p;
  // MQTT 5: an alias may stand for the name
  const bool aliased = out.topic.empty() && out.properties.number(PropertyId::topic_alias);
  if (!aliased && !is_topic(out.topic)) return "the topic is no topic";
  out.payload = c.rest();
  return "";
}

Problem read(const Packet& packet, Version version, Ack& out) {
  if (!has_id(packet.type)) return "not an acknowledgement";
  out = {};
  out.type = packet.type;
  Cursor c(packet.body);
  out.id = c.u16();
  if (c.sound() && out.id == 0) return "packet identifier 0";
  if (version == Version::v5 && !c.empty()) {
    out.reason = c.u8();
    if (!c.empty())
      if (const Problem p = read_properties(c, version, out.properties); !p.empty()) return p;
  }
  return end(c);
}

Problem read(const Packet& packet, Version version, Subscribe& out) {
  if (packet.type != Type::subscribe && packet.type != Type::unsubscribe) return "not a SUBSCRIBE";
  out = {};
  out.subscribes = packet.type == Type::subscribe;
  Cursor c(packet.body);
  out.id = c.u16();
  if (c.sound() && out.id == 0) return "packet identifier 0";
  if (const Problem p = read_properties(c, version, out.properties); !p.empty()) return p;
  out.filters = c.rest();
  if (out.filters.empty()) return "no topic filter";
  std::string_view rest = out.filters;
  for (Filter f; next_filter(out, rest, f);) {
    if (f.topic.empty() || !is_text(f.topic)) return "a topic filter is empty or not UTF-8";
    const std::uint8_t allowed = version == Version::v5 ? 0x3f : 0x03;
    if ((f.options & 3) == 3 || (f.options & ~allowed) || (f.options & 0x30) == 0x30)
      return "options of a subscription that there are none of";
  }
  return rest.empty() ? "" : kCutOff;
}

Problem read(const Packet& packet, Version version, SubAck& out) {
  if (packet.type != Type::suback && packet.type != Type::unsuback) return "not a SUBACK";
  out = {};
  out.subscribes = packet.type == Type::suback;
  Cursor c(packet.body);
  out.id = c.u16();
  if (c.sound() && out.id == 0) return "packet identifier 0";
  if (const Problem p = read_properties(c, version, out.properties); !p.empty()) return p;
  out.codes = c.rest();
  const bool none = version == Version::v311 && !out.subscribes;
  if (out.codes.empty() != none) return none ? kTooLong : "no code";
  return end(c);
}

Problem read(const Packet& packet, Version version, Disconnect& out) {
  const bool auth = packet.type == Type::auth;
  if (packet.type != Type::disconnect && !(auth && version == Version::v5))
    return "not a DISCONNECT";
  out = {};
  out.type = packet.type;
  Cursor c(packet.body);
  if (version == Version::v5 && !c.empty()) {
    out.reason = c.u8();
    if (!c.empty())
      if (const Problem p = read_properties(c, version, out.properties); !p.empty()) return p;
  }
  return end(c);
}

}  // namespace wardtwin::wire::mqtt
