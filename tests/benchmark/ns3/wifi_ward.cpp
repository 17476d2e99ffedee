// The ward of scenarios/bench/wifi_ward.yaml on Debian's ns-3, so that both simulators are timed in one run
// on one machine: N stations on a 5 m circle round one access point, 802.11n, one 200 B UDP message per
// 250 ms and station with U(0, 5 ms) jitter.
//   wifi_ward [stations 120] [seconds 10] [run 1] [set tel24_be | tel24_vi | tel5_be]
// Prints: stations, messages delivered, mean and quantiles of delay, CPU seconds, messages per CPU second.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/mobility-module.h"
#include "ns3/network-module.h"
#include "ns3/wifi-module.h"
#include "ns3/yans-wifi-helper.h"

using namespace ns3;

namespace {

constexpr std::uint16_t kPort = 9000;
constexpr std::uint32_t kPayload = 200;
std::vector<double> delays_ms;
Time measure_from;

struct Sender {
  Ptr<Socket> socket;
  Ptr<UniformRandomVariable> jitter;
  Time slot;
};

void emit(Ptr<Socket> socket) {
  const std::int64_t now = Simulator::Now().GetNanoSeconds();
  std::uint8_t bytes[kPayload] = {};
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(now >> (8 * i));
  socket->Send(Create<Packet>(bytes, kPayload));
}

void cycle(Sender* s) {
  Simulator::Schedule(Seconds(s->jitter->GetValue(0, 0.005)), &emit, s->socket);
  s->slot += MilliSeconds(250);
  Simulator::Schedule(s->slot - Simulator::Now(), &cycle, s);
}

void receive(Ptr<Socket> socket) {
  while (const Ptr<Packet> p = socket->Recv()) {
    std::uint8_t bytes[8];
    p->CopyData(bytes, 8);
    std::int64_t created = 0;
    for (int i = 0; i < 8; ++i) created |= static_cast<std::int64_t>(bytes[i]) << (8 * i);
    if (NanoSeconds(created) < measure_from) continue;
    delays_ms.push_back(1e3 * (Simulator::Now() - NanoSeconds(created)).GetSeconds());
  }
}

// Nearest rank; sorts.
double quantile(std::vector<double>& values, double q) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size()))) - 1];
}

}  // namespace

int main(int argc, char** argv) {
  const int n = argc > 1 ? std::atoi(argv[1]) : 120;
  const double measured = argc > 2 ? std::atof(argv[2]) : 10;
  if (argc > 3) RngSeedManager::SetRun(static_cast<std::uint64_t>(std::atoll(argv[3])));
  const std::string set = argc > 4 ? argv[4] : "tel24_be";
  const bool band_5 = set == "tel5_be";
  measure_from = Seconds(5 + 0.05 * n);  // association is over by then

  NodeContainer nodes;
  nodes.Create(static_cast<std::uint32_t>(n) + 1);
  YansWifiChannelHelper channel;
  channel.SetPropagationDelay("ns3::ConstantSpeedPropagationDelayModel");
  channel.AddPropagationLoss("ns3::FixedRssLossModel", "Rss", DoubleValue(-50));
  YansWifiPhyHelper phy;
  phy.SetChannel(channel.Create());
  phy.Set("ChannelSettings", StringValue(band_5 ? "{0, 20, BAND_5GHZ, 0}" : "{0, 20, BAND_2_4GHZ, 0}"));
  WifiHelper wifi;
  wifi.SetStandard(WIFI_STANDARD_80211n);
  wifi.SetRemoteStationManager("ns3::ConstantRateWifiManager", "DataMode", StringValue(band_5 ? "HtMcs7" : "HtMcs3"),
                               "ControlMode",
                               StringValue(band_5 ? "OfdmRate24Mbps" : "ErpOfdmRate24Mbps"));
  WifiMacHelper mac;
  const Ssid ssid("ward");
  mac.SetType("ns3::ApWifiMac", "Ssid", SsidValue(ssid));
  NetDeviceContainer devices = wifi.Install(phy, mac, nodes.Get(0));
  for (int i = 1; i <= n; ++i) {
    // One after another: association requests that all follow one beacon destroy each other.
    mac.SetType("ns3::StaWifiMac", "Ssid", SsidValue(ssid), "WaitBeaconTimeout",
                TimeValue(MilliSeconds(120 + 25 * i)));
    devices.Add(wifi.Install(phy, mac, nodes.Get(static_cast<std::uint32_t>(i))));
  }

  auto at = CreateObject<ListPositionAllocator>();
  at->Add(Vector(0, 0, 0));
  for (int i = 0; i < n; ++i) {
    const double angle = 2 * M_PI * i / n;
    at->Add(Vector(5 * std::cos(angle), 5 * std::sin(angle), 0));
  }
  MobilityHelper mobility;
  mobility.SetPositionAllocator(at);
  mobility.SetMobilityModel("ns3::ConstantPositionMobilityModel");
  mobility.Install(nodes);

  InternetStackHelper internet;
  internet.Install(nodes);
  Ipv4AddressHelper addresses;
  addresses.SetBase("10.1.0.0", "255.255.0.0");
  const Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
  NeighborCacheHelper arp;
  arp.PopulateNeighborCache();

  const Ptr<Socket> sink = Socket::CreateSocket(nodes.Get(0), UdpSocketFactory::GetTypeId());
  sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), kPort));
  sink->SetRecvCallback(MakeCallback(&receive));
  auto uniform = CreateObject<UniformRandomVariable>();
  std::vector<Sender> senders(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) {
    Sender& s = senders[static_cast<std::size_t>(i)];
    s.socket = Socket::CreateSocket(nodes.Get(static_cast<std::uint32_t>(i) + 1), UdpSocketFactory::GetTypeId());
    s.socket->Connect(InetSocketAddress(interfaces.GetAddress(0), kPort));
    if (set == "tel24_vi") s.socket->SetIpTos(0xa0);  // class selector 5: video
    s.jitter = uniform;
    s.slot = measure_from - Seconds(1 - uniform->GetValue(0, 0.25));
    Simulator::Schedule(s.slot, &cycle, &s);
  }
  // Messages of the warm-up second are sent but not counted.
  Simulator::Stop(measure_from);
  Simulator::Run();
  const std::clock_t start = std::clock();
  delays_ms.reserve(static_cast<std::size_t>(4 * n * measured * 1.1));
  Simulator::Stop(Seconds(measured));
  Simulator::Run();
  const double cpu = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  const auto messages = static_cast<double>(delays_ms.size());
  double sum = 0;
  for (const double d : delays_ms) sum += d;
  std::printf(
      "{\"set\": \"%s\", \"stations\": %d, \"messages\": %.0f, \"mean_ms\": %.5f, \"p50_ms\": %.5f, "
      "\"p95_ms\": %.5f, \"p99_ms\": %.5f, \"cpu_s\": %.3f, \"messages_per_cpu_s\": %.0f}\n",
      set.c_str(), n, messages, sum / messages, quantile(delays_ms, .5), quantile(delays_ms, .95),
      quantile(delays_ms, .99), cpu, messages / cpu);
  Simulator::Destroy();
}
