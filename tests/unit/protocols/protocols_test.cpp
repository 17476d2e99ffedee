#include <gtest/gtest.h>

#include "network_models/backbone/stage.h"
#include "network_models/protocols/cost.h"

namespace wardtwin::protocols {
namespace {

using flow::Protocol;

// NET-6: a cold HTTPS request over 50 ms: the rounds that open the connection, and one of its own.
TEST(NET_6, ColdRequest) {
  const auto cold = [](Tls tls, Opening opening) {
    return (opening_rounds(tls, opening) + 1) * 50;
  };
  EXPECT_EQ(cold(Tls::tls_1_2, Opening::full), 200);
  EXPECT_EQ(cold(Tls::tls_1_3, Opening::full), 150);
  EXPECT_EQ(cold(Tls::tls_1_3, Opening::resumed), 100);
  EXPECT_EQ(cold(Tls::tls_1_3, Opening::quic), 100);
  EXPECT_EQ(cold(Tls::none, Opening::full), 100);
}

// NET-7, round trip 50 ms, one way. Whole rounds k with windows 10, 20, 40 ... of 1460 B, what is
// left at the rate of the way, half a round trip:
//   100 kB at 100 Mb/s: k = 2 sends 43,800 B, 56,200 B are left: .1 + .0045 + .025 = .1295 s. The
//     published .125 s leaves that last window's .0045 s out, which the two below it do not.
//   15 MB at 100 Mb/s: the way holds 625 kB, so k = 6 (919,800 B): .3 + 1.1264 + .025 = 1.4514 s.
//   15 MB at 1 Gb/s: it holds 6.25 MB, k = 9 (7,460,600 B): .45 + .0603 + .025 = .5353 s.
TEST(NET_7, SlowStart) {
  const auto time = [](double bytes, double rate) {
    return seconds(slow_start_time(bytes, BitsPerSecond{rate}, 50ms));
  };
  EXPECT_NEAR(time(100e3, 100e6), .129496, 1e-6);
  EXPECT_NEAR(time(15e6, 100e6), 1.451416, 1e-6);
  EXPECT_NEAR(time(15e6, 1e9), .5353152, 1e-6);
  EXPECT_NEAR(time(15e6, 100e6), 1.45, .03 * 1.45);
  EXPECT_NEAR(time(15e6, 1e9), .535, .03 * .535);
  EXPECT_GT(std::abs(time(100e3, 100e6) - .125), .03 * .125) << "the published figure is another";
  EXPECT_NEAR(time(14e3, 100e6), .025 + 14e3 * 8 / 1e8, 1e-9) << "fits the first window";
}

// Slow start against a sender that is stepped segment by segment: each acknowledgement opens the
// window by one more segment than it frees.
TEST(Tcp, SlowStartAgainstSegments) {
  for (const double rate : {5e6, 50e6, 400e6})
    for (const int segments : {5, 10, 11, 70, 500, 3000}) {
      const double rtt = .04, each = 1460 * 8 / rate;
      std::vector<double> acknowledged;  // times, ascending
      double wire = 0, last = 0;
      int window = 10, sent = 0, open = 0;
      std::size_t next = 0;
      while (sent < segments) {
        if (open < window) {
          wire = std::max(wire, last) + each;
          acknowledged.push_back(wire + rtt);
          ++open, ++sent;
        } else {
          last = acknowledged[next++];
          --open, ++window;
        }
      }
      const double arrived = wire + rtt / 2;
      // The closed form does not see that a window is clocked out as it is acknowledged.
      EXPECT_NEAR(seconds(slow_start_time(1460.0 * segments, BitsPerSecond{rate}, 40ms)), arrived,
                  .12 * arrived)
          << segments << " at " << rate;
    }
}

TEST(Tcp, ResendsAfterDoublingTimes) {
  EXPECT_EQ(resend_after(10ms, 200ms, 0), 200ms);
  EXPECT_EQ(resend_after(10ms, 200ms, 3), 1600ms);
  EXPECT_EQ(resend_after(100ms, 200ms, 0), 300ms) << "RTT + 4 x RTT / 2";
}

// NET-8: topic 32 B, payload 100 B.
TEST(NET_8, MqttBytes) {
  EXPECT_EQ(mqtt_publish(MqttVersion::v3_1_1, 0, 32, 100), 137u);
  EXPECT_EQ(mqtt_publish(MqttVersion::v3_1_1, 1, 32, 100), 139u);
  EXPECT_EQ(mqtt_publish(MqttVersion::v3_1_1, 2, 32, 100), 139u);
  EXPECT_EQ(mqtt_publish(MqttVersion::v5, 1, 32, 100), 140u);
  EXPECT_EQ(mqtt_publish(MqttVersion::v3_1_1, 0, 10, 115), 129u) << "127 take one byte of length";
  EXPECT_EQ(mqtt_publish(MqttVersion::v3_1_1, 0, 10, 116), 131u) << "128 take two";
  EXPECT_EQ(mqtt_control(0), 0u);
  EXPECT_EQ(mqtt_control(1), 4u);
  EXPECT_EQ(mqtt_control(2), 12u);
}

// TCP segments as such, and the payload of UDP that stands for them, on the same wire.
TEST(Tcp, TakesTheWireThatItsSegmentsTake) {
  const backbone::WireFormat wire;
  for (std::uint32_t stream : {1u, 100u, 1447u, 1448u, 1449u, 2896u, 2897u, 40'000u}) {
    std::uint32_t bytes = 0;
    for (std::uint32_t left = stream; left > 0;) {
      const std::uint32_t part = std::min(left, kSegment);
      // Ethernet 18, VLAN 4, IPv4 20, TCP 20 + 12; preamble and gap 20; 68 B at least
      bytes += std::max(68u, part + 18 + 4 + 20 + 32) + 20;
      left -= part;
    }
    EXPECT_EQ(wire.bytes(over_udp(stream)), bytes) << stream;
  }
}

TEST(Protocols, WhatMessagesCost) {
  ProtocolsDef def;
  EXPECT_EQ(cost(Protocol::udp, 500, def).bytes, 500u);
  EXPECT_EQ(cost(Protocol::udp, 500, def).window, 0);
  EXPECT_EQ(cost(Protocol::tcp, 500, def).bytes, 524u);
  EXPECT_EQ(cost(Protocol::hl7, 1270, def).stream, 1273u);
  EXPECT_EQ(cost(Protocol::hl7, 1270, def).back, 98u);
  EXPECT_EQ(cost(Protocol::fhir, 626, def).stream, 1226u);
  EXPECT_EQ(cost(Protocol::dicom, 524'288, def).stream, 524'288u + 33 * 12 + 212);
  EXPECT_EQ(cost(Protocol::mqtt_2, 100, def).rounds, 1);
  EXPECT_EQ(cost(Protocol::fhir, 626, def).rounds, 0);
  def.tls = Tls::tls_1_3;
  EXPECT_EQ(cost(Protocol::mqtt_1, 100, def).stream, 139u + 22);
  const Time kept = cost(Protocol::fhir, 626, def).work;
  def.connections_kept = false;
  EXPECT_EQ(cost(Protocol::fhir, 626, def).rounds, 2);
  EXPECT_EQ(cost(Protocol::fhir, 626, def).work - kept, 520us);
  EXPECT_EQ(cost(Protocol::dicom, 1000, def).rounds, 3) << "and the association";
  EXPECT_EQ(cost(Protocol::mqtt_1, 100, def).rounds, 0) << "its connection is a session";
}

}  // namespace
}  // namespace wardtwin::protocols
