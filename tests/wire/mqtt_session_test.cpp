#include "devices/wire/mqtt_session.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sim/base/random.h"

namespace wardtwin::wire::mqtt {
namespace {

constexpr Version kVersion = Version::v5;

std::vector<Packet> packets(std::string_view bytes) {
  std::vector<Packet> out;
  for (Packet p; next(bytes, 1u << 20, p) == Framing::complete; bytes.remove_prefix(p.length))
    out.push_back(p);
  return out;
}

Publish publish_in(const Packet& packet) {
  Publish p;
  EXPECT_EQ(read(packet, kVersion, p), "");
  return p;
}

using Kind = Outbox::Outcome::Kind;

TEST(MqttSession, Qos1IsDoneWithPuback) {
  Outbox box;
  std::string out;
  box.send(out, kVersion, {.topic = "a", .payload = "x", .qos = 1}, 42);
  EXPECT_EQ(publish_in(packets(out)[0]).id, 1);
  const auto done = box.take(out, kVersion, {Type::puback, 1, 0, {}});
  EXPECT_EQ(done.kind, Kind::delivered);
  EXPECT_EQ(done.tag, 42u);
  EXPECT_EQ(box.take(out, kVersion, {Type::puback, 1, 0, {}}).kind, Kind::unknown);
  EXPECT_EQ(box.size(), 0u);
}

TEST(MqttSession, RefusedMessageSaysWhy) {
  Outbox box;
  std::string out;
  box.send(out, kVersion, {.topic = "a", .payload = "x", .qos = 2}, 7);
  const auto end = box.take(out, kVersion, {Type::pubrec, 1, 0x97, {}});
  EXPECT_EQ(end.kind, Kind::refused);
  EXPECT_EQ(end.tag, 7u);
  EXPECT_EQ(reason_text(kVersion, end.reason), "quota exceeded");
  EXPECT_EQ(box.size(), 0u);
}

TEST(MqttSession, IdentifiersOfMessagesUnderWayAreNotUsedAgain) {
  Outbox box(3);
  std::string out;
  std::set<std::uint16_t> in_use;
  for (int i = 0; i < 70'000; ++i) {
    out.clear();
    box.send(out, kVersion, {.topic = "a", .payload = "x", .qos = 1}, 0);
    const std::uint16_t id = publish_in(packets(out)[0]).id;
    ASSERT_NE(id, 0);
    ASSERT_TRUE(in_use.insert(id).second);
    if (!box.full()) continue;
    // the oldest stays for ever
    const std::uint16_t done = *std::next(in_use.begin());
    box.take(out, kVersion, {Type::puback, done, 0, {}});
    in_use.erase(done);
  }
}

TEST(MqttSession, ResumedSessionSendsAgainInOrder) {
  Outbox box;
  std::string out;
  box.send(out, kVersion, {.topic = "a", .payload = "1", .qos = 1}, 1);
  box.send(out, kVersion, {.topic = "a", .payload = "2", .qos = 2}, 2);
  box.send(out, kVersion, {.topic = "a", .payload = "3", .qos = 2}, 3);
  box.take(out, kVersion, {Type::pubrec, 2, 0, {}});
  out.clear();
  box.resume(out, kVersion);
  const auto again = packets(out);
  ASSERT_EQ(again.size(), 3u);
  EXPECT_TRUE(publish_in(again[0]).dup);
  EXPECT_EQ(again[1].type, Type::pubrel);
  EXPECT_EQ(publish_in(again[2]).payload, "3");
  out.clear();
  box.restart(out, kVersion);
  ASSERT_EQ(packets(out).size(), 3u);
  for (const Packet& p : packets(out)) EXPECT_FALSE(publish_in(p).dup);
}

// A sender and a receiver over a line that breaks at any byte: QoS 1 arrives at least once, QoS 2 exactly
// once, as long as both keep the session.
TEST(MqttSession, BrokenConnectionsLoseNothingAndQos2ArrivesOnce) {
  Stream draw({5}, 1, Purpose::test);
  Outbox sender(4);
  Inbox receiver;
  std::string up, down;  // bytes under way
  std::map<std::string, int> seen;
  int delivered = 0, sent = 0, breaks = 0;
  const auto receive = [&](const Packet& p) {
    if (p.type == Type::pubrel) {
      Ack a;
      ASSERT_EQ(read(p, kVersion, a), "");
      return receiver.release(down, kVersion, a);
    }
    const Publish m = publish_in(p);
    if (receiver.take(down, kVersion, m)) ++seen[std::string(m.payload)];
  };
  const auto pass = [&](std::string& bytes, const auto& take) {
    Packet p;
    if (next(bytes, 1000, p) != Framing::complete) return;
    const std::string one = bytes.substr(0, p.length);
    bytes.erase(0, p.length);
    next(one, 1000, p);
    take(p);
  };
  while (delivered < 400) {
    const double what = draw.uniform();
    if (what < 0.3 && !sender.full() && sent < 400) {
      const std::string text = std::to_string(sent);
      sender.send(up, kVersion,
                  {.topic = "a", .payload = text, .qos = static_cast<std::uint8_t>(1 + sent % 2)},
                  0);
      ++sent;
    } else if (what < 0.6) {
      pass(up, receive);
    } else if (what < 0.9) {
      pass(down, [&](const Packet& p) {
        Ack a;
        ASSERT_EQ(read(p, kVersion, a), "");
        delivered += sender.take(up, kVersion, a).kind == Kind::delivered;
      });
    } else if (what < 0.95) {
      ++breaks;
      up.clear();
      down.clear();
      sender.resume(up, kVersion);
    }
  }
  EXPECT_GT(breaks, 20);
  ASSERT_EQ(seen.size(), 400u);
  bool some_twice = false;
  for (const auto& [text, times] : seen)
    if (std::stoi(text) % 2 == 1) {
      EXPECT_EQ(times, 1) << text;
    } else {
      some_twice = some_twice || times > 1;
    }
  EXPECT_TRUE(some_twice) << "the line never broke at the place where QoS 1 doubles";
}

}  // namespace
}  // namespace wardtwin::wire::mqtt
