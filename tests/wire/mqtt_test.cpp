#include "devices/wire/mqtt.h"

#include <gtest/gtest.h>

#include "tests/wire/fuzz.h"

namespace wardtwin::wire::mqtt {
namespace {

using namespace std::string_literals;

constexpr std::size_t kLimit = 1u << 20;

template <class T>
T read_back(const std::string& bytes, Version version) {
  Packet packet;
  EXPECT_EQ(next(bytes, kLimit, packet), Framing::complete);
  EXPECT_EQ(packet.length, bytes.size());
  T out;
  if constexpr (std::is_same_v<T, Connect>)
    EXPECT_EQ(read(packet, out), "");
  else
    EXPECT_EQ(read(packet, version, out), "");
  return out;
}

class BothVersions : public ::testing::TestWithParam<Version> {};
INSTANTIATE_TEST_SUITE_P(Mqtt, BothVersions, ::testing::Values(Version::v311, Version::v5),
                         [](const auto& i) { return i.param == Version::v5 ? "v5" : "v311"; });

// Properties exist in MQTT 5 alone.
std::string some_properties(Version version) {
  std::string p;
  if (version == Version::v311) return p;
  put_number(p, PropertyId::session_expiry, 3600);
  put_number(p, PropertyId::receive_maximum, 20);
  put_user(p, "ward", "1");
  put_user(p, "ward", "2");
  return p;
}

// MQTT 3.1.1, figures 2.2 and 3.2 ff.: bytes written by hand from the standard's tables.
TEST(Mqtt, BytesAreThoseOfTheStandard) {
  std::string out;
  write(out, Connect{.client_id = "a", .clean = true, .keep_alive = 10});
  EXPECT_EQ(out,
            "\x10\x0d\x00\x04MQTT\x04\x02\x00\x0a\x00\x01"
            "a"s);
  out.clear();
  write(out, Version::v311, Publish{.topic = "a/b", .payload = "hi", .id = 10, .qos = 1});
  EXPECT_EQ(out,
            "\x32\x09\x00\x03"
            "a/b\x00\x0ahi"s);
  out.clear();
  write(out, Version::v5, Publish{.topic = "a/b", .payload = "hi"});
  EXPECT_EQ(out,
            "\x30\x08\x00\x03"
            "a/b\x00hi"s);
  out.clear();
  write(out, Version::v311, Ack{Type::pubrel, 0x0102, 0, {}});
  EXPECT_EQ(out, "\x62\x02\x01\x02"s);
  out.clear();
  write_ping(out, Type::pingreq);
  EXPECT_EQ(out, "\xc0\x00"s);
  out.clear();
  write(out, Version::v311, Disconnect{});
  EXPECT_EQ(out, "\xe0\x00"s);
}

// Table 2.4 of MQTT 3.1.1: the ends of each length of the variable byte integer.
TEST(Mqtt, RemainingLengthsOfTheStandardsTable) {
  const std::pair<std::uint32_t, std::string> rows[] = {{0, "\x00"s},
                                                        {127, "\x7f"s},
                                                        {128, "\x80\x01"s},
                                                        {16383, "\xff\x7f"s},
                                                        {16384, "\x80\x80\x01"s},
                                                        {2097151, "\xff\xff\x7f"s},
                                                        {2097152, "\x80\x80\x80\x01"s},
                                                        {268435455, "\xff\xff\xff\x7f"s}};
  for (const auto& [value, bytes] : rows) {
    std::string out;
    put_varint(out, value);
    EXPECT_EQ(out, bytes);
    EXPECT_EQ(varint_size(value), bytes.size());
    EXPECT_EQ(Cursor(bytes).varint(), value);
  }
  for (const std::string& bad : {"\xff\xff\xff\xff\x01"s, "\x80\x00"s, "\x80"s}) {
    Cursor c(bad);
    c.varint();
    EXPECT_FALSE(c.sound());
  }
}

TEST_P(BothVersions, ConnectComesBack) {
  const std::string p = some_properties(GetParam());
  std::string out;
  write(out, Connect{.version = GetParam(),
                     .client_id = "ward/bed_1",
                     .clean = false,
                     .keep_alive = 60,
                     .will = Will{"status", "gone", 1, true, {}},
                     .user = "u",
                     .password = "p",
                     .properties = {p}});
  const auto c = read_back<Connect>(out, GetParam());
  EXPECT_EQ(c.version, GetParam());
  EXPECT_EQ(c.client_id, "ward/bed_1");
  EXPECT_FALSE(c.clean);
  EXPECT_EQ(c.keep_alive, 60);
  ASSERT_TRUE(c.will);
  EXPECT_EQ(c.will->topic, "status");
  EXPECT_EQ(c.will->payload, "gone");
  EXPECT_EQ(c.will->qos, 1);
  EXPECT_TRUE(c.will->retain);
  EXPECT_EQ(c.user, "u");
  EXPECT_EQ(c.password, "p");
  EXPECT_EQ(c.properties.bytes, p);
}

TEST_P(BothVersions, EveryOtherPacketComesBack) {
  const Version v = GetParam();
  std::string out, filters;
  write(out, v, ConnAck{true, 0, {}});
  EXPECT_TRUE(read_back<ConnAck>(out, v).session_present);

  for (std::uint8_t qos = 0; qos < 3; ++qos) {
    out.clear();
    write(out, v,
          Publish{"a/b",
                  std::string(300, 'x'),
                  static_cast<std::uint16_t>(qos ? 7 : 0),
                  qos,
                  qos > 0,
                  true,
                  {}});
    const auto p = read_back<Publish>(out, v);
    EXPECT_EQ(p.topic, "a/b");
    EXPECT_EQ(p.payload, std::string(300, 'x'));
    EXPECT_EQ(p.qos, qos);
    EXPECT_EQ(p.id, qos ? 7 : 0);
    EXPECT_EQ(p.dup, qos > 0);
    EXPECT_TRUE(p.retain);
  }
  for (const Type type : {Type::puback, Type::pubrec, Type::pubrel, Type::pubcomp}) {
    out.clear();
    write(out, v, Ack{type, 515, static_cast<std::uint8_t>(v == Version::v5 ? 0x97 : 0), {}});
    const auto a = read_back<Ack>(out, v);
    EXPECT_EQ(a.type, type);
    EXPECT_EQ(a.id, 515);
    EXPECT_EQ(a.reason, v == Version::v5 ? 0x97 : 0);
  }
  put_filter(filters, {"a/+", 1});
  put_filter(filters, {"#", 2});
  out.clear();
  write(out, v, Subscribe{true, 3, filters, {}});
  const auto s = read_back<Subscribe>(out, v);
  std::string_view rest = s.filters;
  Filter f;
  ASSERT_TRUE(next_filter(s, rest, f));
  EXPECT_EQ(f.topic, "a/+");
  EXPECT_EQ(f.options, 1);
  ASSERT_TRUE(next_filter(s, rest, f));
  EXPECT_EQ(f.topic, "#");
  EXPECT_FALSE(next_filter(s, rest, f));
  out.clear();
  write(out, v, SubAck{true, 3, "\x01\x80", {}});
  EXPECT_EQ(read_back<SubAck>(out, v).codes, "\x01\x80");
  out.clear();
  write(out, v, Disconnect{});
  EXPECT_EQ(read_back<Disconnect>(out, v).reason, 0);
}

TEST(Mqtt, PropertiesAreReadByName) {
  const std::string p = some_properties(Version::v5);
  const Properties properties{p};
  EXPECT_EQ(check(properties), "");
  EXPECT_EQ(properties.number(PropertyId::session_expiry), 3600u);
  EXPECT_EQ(properties.number(PropertyId::receive_maximum), 20u);
  EXPECT_EQ(properties.number(PropertyId::topic_alias), std::nullopt);
  EXPECT_EQ(properties.user("ward"), "1");
  std::string twice = p;
  put_number(twice, PropertyId::session_expiry, 1);
  EXPECT_EQ(check({twice}), "a property stands twice");
  EXPECT_EQ(check({"\x21\x00\x00"s}), "a property that may not be 0 is");
  EXPECT_EQ(check({"\x7f"s}), "a property is unknown or cut off");
  EXPECT_EQ(check({"\x11\x00\x00"s}), "a property is unknown or cut off");
}

TEST(Mqtt, PartsOfAPacketAreAwaited) {
  std::string out;
  write(out, Version::v5, Publish{"a", std::string(200, 'x'), 0, 0, false, false, {}});
  Packet packet;
  for (std::size_t n = 0; n < out.size(); ++n)
    EXPECT_EQ(next(std::string_view(out).substr(0, n), kLimit, packet), Framing::incomplete) << n;
  EXPECT_EQ(next(out + "\xc0", kLimit, packet), Framing::complete);
  EXPECT_EQ(next(out, 100, packet), Framing::too_large);
}

TEST(Mqtt, MalformedPacketsAreRefused) {
  Packet packet;
  for (const std::string& bad : {"\x00\x00"s,
                                 "\x36\x05\x00\x01"
                                 "aXY"s,
                                 "\x38\x04\x00\x01"
                                 "ax"s,
                                 "\x60\x02\x00\x01"s, "\xc1\x00"s, "\x30\xff\xff\xff\xff\x01"s})
    EXPECT_EQ(next(bad, kLimit, packet), Framing::malformed);
  const auto problem = [&](const std::string& bytes, auto out) {
    EXPECT_EQ(next(bytes, kLimit, packet), Framing::complete);
    return std::string(read(packet, Version::v311, out));
  };
  EXPECT_EQ(problem("\x30\x03\x00\x01#"s, Publish{}), "the topic is no topic");
  EXPECT_EQ(problem("\x30\x02\x00\x00"s, Publish{}), "the topic is no topic");
  EXPECT_EQ(problem("\x32\x05\x00\x01"
                    "a\x00\x00"s,
                    Publish{}),
            "packet identifier 0");
  EXPECT_EQ(problem("\x40\x01\x00"s, Ack{}), "the packet is cut off");
  EXPECT_EQ(problem("\x40\x03\x00\x01\x00"s, Ack{}), "bytes follow the packet's end");
  EXPECT_EQ(problem("\x82\x02\x00\x01"s, Subscribe{}), "no topic filter");
  EXPECT_EQ(problem("\x20\x02\x01\x05"s, ConnAck{}), "a refused connection has no session");
}

// MQTT 3.1.1, section 4.7: the examples of its text.
TEST(Mqtt, FiltersMatchAsInTheStandard) {
  for (const auto& [filter, topic, yes] :
       std::initializer_list<std::tuple<const char*, const char*, bool>>{
           {"sport/tennis/player1/#", "sport/tennis/player1", true},
           {"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
           {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
           {"sport/#", "sport", true},
           {"#", "sport", true},
           {"sport/tennis/+", "sport/tennis/player1", true},
           {"sport/tennis/+", "sport/tennis/player1/ranking", false},
           {"sport/+", "sport", false},
           {"sport/+", "sport/", true},
           {"+/+", "/finance", true},
           {"/+", "/finance", true},
           {"+", "/finance", false},
           {"#", "$SYS/x", false},
           {"+/monitor/Clients", "$SYS/monitor/Clients", false},
           {"$SYS/#", "$SYS/x", true},
           {"$SYS/monitor/+", "$SYS/monitor/Clients", true}})
    EXPECT_EQ(matches(filter, topic), yes) << filter << " " << topic;
}

// Whatever comes, nothing is read outside the bytes (the sanitizers watch), and what is read without a
// problem is written to bytes that are read to the same.
TEST(Mqtt, MutatedPacketsAreReadOrRefused) {
  Stream draw({3}, 1, Purpose::test);
  int readable = 0, refused = 0;
  for (const Version v : {Version::v311, Version::v5}) {
    std::string filters, connect, publish, subscribe, ack, connack, suback, disconnect;
    const std::string p = some_properties(v);
    put_filter(filters, {"a/+/b", 1});
    write(connect, Connect{.version = v,
                           .client_id = "ward/bed_1",
                           .keep_alive = 60,
                           .will = Will{"status", "gone", 1, false, {}},
                           .user = "u",
                           .password = "p",
                           .properties = {p}});
    write(publish, v, Publish{"ward/bed_1/x", "payload", 9, 1, false, false, {}});
    write(subscribe, v, Subscribe{true, 3, filters, {}});
    write(ack, v, Ack{Type::pubrec, 3, static_cast<std::uint8_t>(v == Version::v5 ? 0x97 : 0), {}});
    write(connack, v, ConnAck{true, 0, {}});
    write(suback, v, SubAck{true, 3, "\x01\x80", {}});
    write(disconnect, v,
          Disconnect{Type::disconnect, static_cast<std::uint8_t>(v == Version::v5 ? 4 : 0), {}});
    for (const std::string* sample :
         {&connect, &publish, &subscribe, &ack, &connack, &suback, &disconnect})
      for (int i = 0; i < 3000; ++i) {
        const std::string bytes = mutated(*sample, draw);
        Packet packet;
        if (next(bytes, kLimit, packet) != Framing::complete) continue;
        const auto round = [&](auto out, auto... version) {
          if (!read(packet, version..., out).empty()) return ++refused, void();
          ++readable;
          std::string again;
          write(again, version..., out);
          Packet second;
          ASSERT_EQ(next(again, kLimit, second), Framing::complete);
          decltype(out) back;
          ASSERT_EQ(read(second, version..., back), "");
          std::string third;
          write(third, version..., back);
          EXPECT_EQ(again, third);
        };
        round(Connect{});
        round(ConnAck{}, v);
        round(Publish{}, v);
        round(Ack{}, v);
        round(Subscribe{}, v);
        round(SubAck{}, v);
        round(Disconnect{}, v);
      }
  }
  EXPECT_GT(readable, 1000);
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace wardtwin::wire::mqtt
