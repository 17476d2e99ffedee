#include "devices/wire/mqtt_properties.h"

#include <array>

#include "sim/base/error.h"

namespace wardtwin::wire::mqtt {
namespace {

enum class Kind : std::uint8_t { unknown, flag, u16, u32, varint, text, binary, pair };

constexpr Kind kind_of(std::uint8_t id) {
  switch (static_cast<PropertyId>(id)) {
    using enum PropertyId;
    case payload_format:
    case request_problem:
    case request_response:
    case maximum_qos:
    case retain_available:
    case wildcard_available:
    case subscription_id_available:
    case shared_available: return Kind::flag;
    case server_keep_alive:
    case receive_maximum:
    case topic_alias_maximum:
    case topic_alias: return Kind::u16;
    case message_expiry:
    case session_expiry:
    case will_delay:
    case maximum_packet_size: return Kind::u32;
    case subscription_id: return Kind::varint;
    case content_type:
    case response_topic:
    case assigned_client_id:
    case authentication_method:
    case response_information:
    case server_reference:
    case reason_string: return Kind::text;
    case correlation_data:
    case authentication_data: return Kind::binary;
    case user: return Kind::pair;
  }
  return Kind::unknown;
}

// Zero is no value of these.
bool never_zero(PropertyId id) {
  return id == PropertyId::receive_maximum || id == PropertyId::topic_alias ||
         id == PropertyId::maximum_packet_size || id == PropertyId::subscription_id;
}

bool is_text(std::string_view text) {
  return first_bad_utf8(text) == text.npos && text.find('\0') == text.npos;
}

}  // namespace

bool next_property(std::string_view& bytes, Property& p) {
  if (bytes.empty()) return false;
  Cursor c(bytes);
  p = {};
  const std::uint8_t id = c.u8();
  p.id = static_cast<PropertyId>(id);
  switch (kind_of(id)) {
    case Kind::flag: p.number = c.u8(); break;
    case Kind::u16: p.number = c.u16(); break;
    case Kind::u32: p.number = c.u32(); break;
    case Kind::varint: p.number = c.varint(); break;
    case Kind::text:
    case Kind::binary: p.text = c.counted(); break;
    case Kind::pair:
      p.text = c.counted();
      p.value = c.counted();
      break;
    case Kind::unknown: return false;
  }
  if (!c.sound()) return false;
  bytes.remove_prefix(bytes.size() - c.left());
  return true;
}

Problem check(const Properties& properties) {
  std::uint64_t seen = 0;
  std::string_view rest = properties.bytes;
  for (Property p; next_property(rest, p);) {
    const Kind kind = kind_of(static_cast<std::uint8_t>(p.id));
    const std::uint64_t bit = 1ull << static_cast<unsigned>(p.id);
    if (kind != Kind::pair && p.id != PropertyId::subscription_id && (seen & bit))
      return "a property stands twice";
    seen |= bit;
    if (kind == Kind::flag && p.number > 1) return "a property that is 0 or 1 is neither";
    if (never_zero(p.id) && p.number == 0) return "a property that may not be 0 is";
    if ((kind == Kind::text || kind == Kind::pair) && !(is_text(p.text) && is_text(p.value)))
      return "a property is not UTF-8";
  }
  return rest.empty() ? "" : "a property is unknown or cut off";
}

std::optional<std::uint32_t> Properties::number(PropertyId id) const {
  std::string_view rest = bytes;
  for (Property p; next_property(rest, p);)
    if (p.id == id) return p.number;
  return std::nullopt;
}

std::optional<std::string_view> Properties::text(PropertyId id) const {
  std::string_view rest = bytes;
  for (Property p; next_property(rest, p);)
    if (p.id == id) return p.text;
  return std::nullopt;
}

std::optional<std::string_view> Properties::user(std::string_view name) const {
  std::string_view rest = bytes;
  for (Property p; next_property(rest, p);)
    if (p.id == PropertyId::user && p.text == name) return p.value;
  return std::nullopt;
}

void put_number(std::string& out, PropertyId id, std::uint32_t value) {
  put_u8(out, static_cast<unsigned>(id));
  switch (kind_of(static_cast<std::uint8_t>(id))) {
    case Kind::flag: return put_u8(out, value);
    case Kind::u16: return put_u16(out, value);
    case Kind::u32: return put_u32(out, value);
    case Kind::varint: return put_varint(out, value);
    default: WARDTWIN_ASSERT(false, "this property is no number");
  }
}

void put_text(std::string& out, PropertyId id, std::string_view text) {
  [[maybe_unused]] const Kind kind = kind_of(static_cast<std::uint8_t>(id));
  WARDTWIN_ASSERT(kind == Kind::text || kind == Kind::binary, "this property is no text");
  put_u8(out, static_cast<unsigned>(id));
  put_counted(out, text);
}

void put_user(std::string& out, std::string_view name, std::string_view value) {
  put_u8(out, static_cast<unsigned>(PropertyId::user));
  put_counted(out, name);
  put_counted(out, value);
}

}  // namespace wardtwin::wire::mqtt
