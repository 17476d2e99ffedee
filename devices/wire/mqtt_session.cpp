#include "devices/wire/mqtt_session.h"

#include <algorithm>
#include <utility>

#include "sim/base/error.h"

namespace wardtwin::wire::mqtt {
namespace {

constexpr std::uint8_t kNotFound = 0x92;
constexpr char kDup = 0x08;

void put_release(std::string& out, Version version, std::uint16_t id, std::uint8_t reason = 0) {
  write(out, version, Ack{Type::pubrel, id, reason, {}});
}

}  // namespace

std::uint16_t Outbox::free_id() {
  const auto used = [this](std::uint16_t id) {
    return std::any_of(entries_.begin(), entries_.end(),
                       [id](const Entry& e) { return e.id == id; });
  };
  do last_id_ = last_id_ == 0xffff ? 1 : static_cast<std::uint16_t>(last_id_ + 1);
  while (used(last_id_));
  return last_id_;
}

void Outbox::send(std::string& out, Version version, Publish message, std::uint64_t tag) {
  WARDTWIN_ASSERT(message.qos > 0 && !full(), "a message of QoS 1 or 2 within the window");
  Entry e;
  e.id = message.id = free_id();
  e.tag = tag;
  if (!spare_.empty()) {
    e.packet = std::move(spare_.back());
    spare_.pop_back();
    e.packet.clear();
  }
  write(e.packet, version, message);
  out += e.packet;
  entries_.push_back(std::move(e));
}

Outbox::Outcome Outbox::finish(std::size_t index, Outcome::Kind kind, std::uint8_t reason) {
  const auto at = entries_.begin() + static_cast<std::ptrdiff_t>(index);
  const Outcome outcome{kind, at->tag, reason};
  spare_.push_back(std::move(at->packet));
  entries_.erase(at);
  return outcome;
}

Outbox::Outcome Outbox::take(std::string& out, Version version, const Ack& ack) {
  using enum Outcome::Kind;
  const auto at = std::find_if(entries_.begin(), entries_.end(),
                               [&](const Entry& e) { return e.id == ack.id; });
  const bool known = at != entries_.end();
  const auto index = static_cast<std::size_t>(at - entries_.begin());
  const bool qos2 = known && (static_cast<unsigned char>(at->packet[0]) & 6) == 4;
  const bool failed = ack.reason >= 0x80;
  switch (ack.type) {
    case Type::puback:
      if (!known || qos2) return {};
      return finish(index, failed ? refused : delivered, ack.reason);
    case Type::pubrec:
      if (!known || !qos2) {
        if (!failed) put_release(out, version, ack.id, version == Version::v5 ? kNotFound : 0);
        return {};
      }
      if (failed) return finish(index, refused, ack.reason);
      at->released = true;
      put_release(out, version, ack.id);
      return {under_way, at->tag, 0};
    case Type::pubcomp:
      if (!known || !at->released) return {};
      return finish(index, delivered, ack.reason);
    default: return {};
  }
}

void Outbox::resume(std::string& out, Version version) {
  for (Entry& e : entries_) {
    if (e.released) {
      put_release(out, version, e.id);
      continue;
    }
    e.packet[0] = static_cast<char>(e.packet[0] | kDup);
    out += e.packet;
  }
}

void Outbox::restart(std::string& out, Version) {
  for (Entry& e : entries_) {
    e.released = false;
    e.packet[0] = static_cast<char>(e.packet[0] & ~kDup);
    out += e.packet;
  }
}

bool Inbox::take(std::string& out, Version version, const Publish& message) {
  if (message.qos == 0) return true;
  if (message.qos == 1) {
    write(out, version, Ack{Type::puback, message.id, 0, {}});
    return true;
  }
  write(out, version, Ack{Type::pubrec, message.id, 0, {}});
  if (std::find(ids_.begin(), ids_.end(), message.id) != ids_.end()) return false;
  ids_.push_back(message.id);
  return true;
}

void Inbox::release(std::string& out, Version version, const Ack& ack) {
  const auto at = std::find(ids_.begin(), ids_.end(), ack.id);
  const bool known = at != ids_.end();
  if (known) ids_.erase(at);
  const std::uint8_t reason = known || version == Version::v311 ? 0 : kNotFound;
  write(out, version, Ack{Type::pubcomp, ack.id, reason, {}});
}

}  // namespace wardtwin::wire::mqtt
