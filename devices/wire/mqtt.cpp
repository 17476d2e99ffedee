#include "devices/wire/mqtt.h"

namespace wardtwin::wire::mqtt {
namespace {

// Flags that the fixed header of each type must carry; PUBLISH has its own.
bool flags_fit(Type type, std::uint8_t flags) {
  if (type == Type::publish) return (flags & 6) != 6 && !((flags & 8) && !(flags & 6));
  const bool two = type == Type::pubrel || type == Type::subscribe || type == Type::unsubscribe;
  return flags == (two ? 2 : 0);
}

}  // namespace

Framing next(std::string_view bytes, std::size_t limit, Packet& packet) {
  if (bytes.empty()) return Framing::incomplete;
  const auto first = static_cast<unsigned char>(bytes[0]);
  packet.type = static_cast<Type>(first >> 4);
  packet.flags = first & 0xf;
  if (first < 0x10 || !flags_fit(packet.type, packet.flags)) return Framing::malformed;
  Cursor c(bytes.substr(1));
  const std::uint32_t length = c.varint();
  if (!c.sound()) {
    // four bytes that all say "more follows" will never become a length; nor will a trailing zero
    bool open = true;
    for (const char b : bytes.substr(1, 4)) open = open && static_cast<unsigned char>(b) >= 0x80;
    return open && bytes.size() < 5 ? Framing::incomplete : Framing::malformed;
  }
  if (length > limit) return Framing::too_large;
  if (c.left() < length) return Framing::incomplete;
  packet.body = c.take(length);
  packet.length = static_cast<std::size_t>(packet.body.data() + length - bytes.data());
  return Framing::complete;
}

bool next_filter(const Subscribe& packet, std::string_view& filters, Filter& filter) {
  if (filters.empty()) return false;
  Cursor c(filters);
  filter = {};
  filter.topic = c.counted();
  if (packet.subscribes) filter.options = c.u8();
  if (!c.sound()) return false;
  filters.remove_prefix(filters.size() - c.left());
  return true;
}

void put_filter(std::string& filters, const Filter& filter, bool subscribes) {
  put_counted(filters, filter.topic);
  if (subscribes) put_u8(filters, filter.options);
}

bool is_topic(std::string_view topic) {
  return !topic.empty() && topic.size() <= 0xffff &&
         topic.find_first_of(std::string_view("+#\0", 3)) == topic.npos &&
         first_bad_utf8(topic) == topic.npos;
}

bool matches(std::string_view filter, std::string_view topic) {
  if (topic.starts_with('$') && (filter.starts_with('+') || filter.starts_with('#'))) return false;
  for (;;) {
    const std::size_t f = filter.find('/'), t = topic.find('/');
    const std::string_view level = filter.substr(0, f);
    if (level == "#") return true;
    if (level != "+" && level != topic.substr(0, t)) return false;
    if (t == topic.npos) return f == filter.npos || filter.substr(f) == "/#";
    if (f == filter.npos) return false;
    filter.remove_prefix(f + 1);
    topic.remove_prefix(t + 1);
  }
}

std::string_view reason_text(Version version, std::uint8_t reason) {
  if (version == Version::v311) {
    constexpr std::string_view kReturned[] = {
        "accepted",           "unacceptable protocol version", "identifier rejected",
        "server unavailable", "bad user name or password",     "not authorized"};
    return reason < 6 ? kReturned[reason] : reason == 0x80 ? "failure" : "reserved";
  }
  switch (reason) {
    case 0x00: return "success";
    case 0x01: return "granted QoS 1";
    case 0x02: return "granted QoS 2";
    case 0x04: return "disconnect with will";
    case 0x10: return "no matching subscribers";
    case 0x11: return "no subscription existed";
    case 0x80: return "unspecified error";
    case 0x81: return "malformed packet";
    case 0x82: return "protocol error";
    case 0x83: return "implementation specific error";
    case 0x84: return "unsupported protocol version";
    case 0x85: return "client identifier not valid";
    case 0x86: return "bad user name or password";
    case 0x87: return "not authorized";
    case 0x88: return "server unavailable";
    case 0x89: return "server busy";
    case 0x8a: return "banned";
    case 0x8b: return "server shutting down";
    case 0x8d: return "keep alive timeout";
    case 0x8e: return "session taken over";
    case 0x8f: return "topic filter invalid";
    case 0x90: return "topic name invalid";
    case 0x91: return "packet identifier in use";
    case 0x92: return "packet identifier not found";
    case 0x93: return "receive maximum exceeded";
    case 0x95: return "packet too large";
    case 0x96: return "message rate too high";
    case 0x97: return "quota exceeded";
    case 0x99: return "payload format invalid";
    case 0x9a: return "retain not supported";
    case 0x9b: return "QoS not supported";
    case 0x9f: return "connection rate exceeded";
    default: return "other reason";
  }
}

}  // namespace wardtwin::wire::mqtt
