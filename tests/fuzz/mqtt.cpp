// MQTT as a client and as a server read it, in both versions: every packet of a stream of bytes, filters,
// properties, and the sessions that acknowledgements drive.
#include "devices/wire/mqtt.h"

#include "devices/wire/mqtt_session.h"
#include "tests/fuzz/fuzz.h"

namespace wardtwin::fuzz {
namespace {

namespace mqtt = wire::mqtt;
using mqtt::Version;
constexpr std::size_t kLimit = 4096;

// What is read without a problem is written to bytes that are read to the same.
template <class P, class... V>
void round(const mqtt::Packet& packet, P out, V... version) {
  if (!read(packet, version..., out).empty()) return;
  std::string again, third;
  write(again, version..., out);
  mqtt::Packet second;
  demand(mqtt::next(again, 2 * kLimit, second) == wire::Framing::complete);
  P back;
  demand(read(second, version..., back).empty());
  write(third, version..., back);
  demand(again == third);
}

void one(const mqtt::Packet& packet, Version v, mqtt::Outbox& outbox, mqtt::Inbox& inbox) {
  round(packet, mqtt::Connect{});
  round(packet, mqtt::ConnAck{}, v);
  round(packet, mqtt::Publish{}, v);
  round(packet, mqtt::Ack{}, v);
  round(packet, mqtt::Subscribe{}, v);
  round(packet, mqtt::SubAck{}, v);
  round(packet, mqtt::Disconnect{}, v);
  std::string out;
  mqtt::Ack ack;
  if (read(packet, v, ack).empty()) {
    outbox.take(out, v, ack);
    inbox.release(out, v, ack);
  }
  mqtt::Publish message;
  if (read(packet, v, message).empty()) inbox.take(out, v, message);
  mqtt::Subscribe asked;
  if (!read(packet, v, asked).empty()) return;
  std::string_view filters = asked.filters;
  for (mqtt::Filter f; next_filter(asked, filters, f);) mqtt::matches(f.topic, "ward/bed_1/x");
}

}  // namespace

void fuzz(std::string_view bytes) {
  for (const Version v : {Version::v311, Version::v5}) {
    mqtt::Outbox outbox;
    mqtt::Inbox inbox;
    std::string out;
    for (int i = 0; i < 3; ++i)
      outbox.send(out, v,
                  {.topic = "t", .payload = "p", .qos = i % 2 ? std::uint8_t{1} : std::uint8_t{2}},
                  static_cast<std::uint64_t>(i));
    std::string_view rest = bytes;
    for (mqtt::Packet p; mqtt::next(rest, kLimit, p) == wire::Framing::complete;) {
      demand(p.length > 0 && p.length <= rest.size());
      one(p, v, outbox, inbox);
      rest.remove_prefix(p.length);
    }
    outbox.resume(out, v);
    outbox.restart(out, v);
    demand(outbox.size() <= 3);
  }
}

std::vector<std::string> samples() {
  std::vector<std::string> all;
  for (const Version v : {Version::v311, Version::v5}) {
    std::string properties, filters;
    if (v == Version::v5) {
      mqtt::put_number(properties, mqtt::PropertyId::session_expiry, 60);
      mqtt::put_number(properties, mqtt::PropertyId::receive_maximum, 5);
    }
    mqtt::put_filter(filters, {"a/+/b", 1});
    mqtt::put_filter(filters, {"#", 2});
    std::string s;
    mqtt::write(s, mqtt::Connect{.version = v,
                                 .client_id = "ward/bed_1",
                                 .keep_alive = 60,
                                 .will = mqtt::Will{"status", "gone", 1, false, {}},
                                 .user = "u",
                                 .password = "p",
                                 .properties = {properties}});
    all.push_back(s);
    s.clear();
    mqtt::write(s, v, mqtt::ConnAck{true, 0, {}});
    mqtt::write(s, v, mqtt::Publish{"ward/bed_1/x", "payload", 9, 2, false, false, {}});
    all.push_back(s);
    s.clear();
    mqtt::write(s, v, mqtt::Subscribe{true, 3, filters, {}});
    mqtt::write(s, v, mqtt::SubAck{true, 3, std::string_view("\x01\x80", 2), {}});
    all.push_back(s);
    for (const mqtt::Type t :
         {mqtt::Type::puback, mqtt::Type::pubrec, mqtt::Type::pubrel, mqtt::Type::pubcomp}) {
      s.clear();
      for (std::uint16_t id = 1; id < 4; ++id) mqtt::write(s, v, mqtt::Ack{t, id, 0, {}});
      all.push_back(s);
    }
    s.clear();
    mqtt::write(s, v, mqtt::Disconnect{});
    mqtt::write_ping(s, mqtt::Type::pingreq);
    all.push_back(s);
  }
  return all;
}

}  // namespace wardtwin::fuzz
