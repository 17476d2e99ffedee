#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "devices/wire/mqtt.h"

/// What a session of MQTT remembers of messages of QoS 1 and 2, on either side.
///
/// Model       Section 4.3 (delivery) and 4.4 (delivery again) of MQTT 3.1.1 and 5.
/// Valid for   One session; bytes in order, as TCP brings them.
/// Leaves out  Storing it: a session ends with its program. Topic aliases.
/// Checked by  tests/wire/mqtt_session_test.cpp
namespace wardtwin::wire::mqtt {

/// Messages that a sender has under way.
///
/// A message is known by the `tag` of its sender until the last acknowledgement. After the connection
/// broke, resume() sends again what the other side still knows of; where it has lost the session,
/// restart() sends everything as new. Then QoS 2 is only "at least once": the standard has no way to tell
/// whether a lost session had handed a message on.
class Outbox {
 public:
  /// `window`: most messages under way at a time (MQTT 5: the other side's receive maximum).
  explicit Outbox(std::uint16_t window = 20) : window_(window) {}

  std::size_t size() const { return entries_.size(); }
  bool full() const { return entries_.size() >= window_; }
  void set_window(std::uint16_t window) { window_ = window; }

  /// Appends `message` under an identifier of its own; its QoS is 1 or 2, and full() is false.
  void send(std::string& out, Version version, Publish message, std::uint64_t tag);

  struct Outcome {
    enum class Kind : std::uint8_t { unknown, under_way, delivered, refused } kind = Kind::unknown;
    std::uint64_t tag = 0;    ///< of delivered and refused messages
    std::uint8_t reason = 0;  ///< why it was refused
  };
  /// An acknowledgement came; appends the answer to it. PUBREC of a message that is not known is
  /// answered as the standards ask and otherwise ignored.
  Outcome take(std::string& out, Version version, const Ack& ack);

  void resume(std::string& out, Version version);
  void restart(std::string& out, Version version);
  /// Forgets all; `gone(tag)` for each, oldest first.
  template <class Gone>
  void clear(Gone&& gone) {
    for (const Entry& e : entries_) gone(e.tag);
    entries_.clear();
  }

 private:
  struct Entry {
    std::uint16_t id = 0;
    bool released = false;  ///< PUBREC came, PUBREL went
    std::uint64_t tag = 0;
    std::string packet;
  };
  std::uint16_t free_id();
  Outcome finish(std::size_t index, Outcome::Kind kind, std::uint8_t reason);

  std::uint16_t window_, last_id_ = 0;
  std::vector<Entry> entries_;  ///< oldest first
  std::vector<std::string> spare_;
};

/// Identifiers of QoS 2 messages that a receiver has, and that are not released yet.
class Inbox {
 public:
  /// Appends PUBACK or PUBREC. False if this is a message of QoS 2 that came before.
  bool take(std::string& out, Version version, const Publish& message);
  /// PUBREL came; appends PUBCOMP.
  void release(std::string& out, Version version, const Ack& ack);
  std::size_t size() const { return ids_.size(); }
  void clear() { ids_.clear(); }

 private:
  std::vector<std::uint16_t> ids_;
};

}  // namespace wardtwin::wire::mqtt
