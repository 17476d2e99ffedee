// Handsets that go where their nurses go, from the file to the log of associations.
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "tests/support/hospital.h"

namespace wardtwin::run {
namespace {

struct Walks {
  std::vector<double> gaps;  ///< s, of handsets between two access points
  std::uint64_t hash = 0;
  double median() const { return gaps.at(gaps.size() / 2); }
};

Walks walk(std::vector<std::string> sets, int threads = 1) {
  sets.insert(sets.begin(),
              {"faults=~", "duration=40 min", "warm_up=5 min",
               "network.wifi.roaming.roam_below=-55 dBm", "network.wifi.roaming.reach=-80 dBm"});
  const auto h = tests::compiled("scenarios/ward_and_icu.yaml", sets);
  const auto r = tests::replication(h, threads);
  Walks w;
  w.hash = r.event_hash;
  std::map<flow::DeviceIndex, Time> left;
  for (const auto& a : r.history.associations) {
    EXPECT_TRUE(a.at == Time{0} || h.devices[a.device].push != flow::kNone)
        << "nobody carries " << h.devices[a.device].name;
    if (a.access_point == flow::kNone)
      left[a.device] = a.at;
    else if (const auto since = left.find(a.device); since != left.end())
      w.gaps.push_back(seconds(a.at - since->second)), left.erase(since);
  }
  std::ranges::sort(w.gaps);
  for (const auto& f : r.flows) {
    std::uint64_t ended = f.ledger.delivered + f.in_flight;
    for (const auto n : f.ledger.lost) ended += n;
    EXPECT_EQ(f.ledger.generated, ended);
  }
  return w;
}

const std::string kRoaming = "network.wifi.roaming.", kWalking = kRoaming + "walking=yes";

// A fast transition takes 20 to 50 ms after 10 ms of reaction; a full login 212 to 340 ms and its turn of
// 20 ms at the server; who has no neighbour report asks on 25 channels of 5 GHz for 20 ms each first.
TEST(Walking, HandsetsRoamAsFastAsTheirLogin) {
  const Walks fast = walk({kWalking, kRoaming + "authentication=802.11r"});
  ASSERT_GT(fast.gaps.size(), 15u);
  EXPECT_GE(fast.gaps.front(), 0.030);
  EXPECT_LE(fast.gaps.back(), 0.080) << "no worse than the level at which a survey warns";
  const Walks full = walk({kWalking, kRoaming + "authentication=802.1X"});
  ASSERT_GT(full.gaps.size(), 15u);
  EXPECT_GE(full.gaps.front(), 0.010 + 0.020 + 0.212);
  EXPECT_NEAR(full.median(), 0.010 + 0.020 + 0.250 + 0.006 + 0.020, 0.02);
  const Walks blind =
      walk({kWalking, kRoaming + "authentication=802.11r", kRoaming + "scan_list=every channel"});
  EXPECT_NEAR(blind.median() - fast.median(), 25 * 0.020, 0.01);
}

TEST(Walking, NobodyRoamsUnlessNursesCarryTheirHandsets) {
  const Walks still = walk({});
  EXPECT_TRUE(still.gaps.empty());
  EXPECT_EQ(still.hash, walk({kRoaming + "look=5 s"}).hash);
  // a threshold that no place falls under: only who is out of reach looks for another
  const std::size_t usual = walk({kWalking}).gaps.size();
  EXPECT_LT(walk({kWalking, kRoaming + "roam_below=-100 dBm"}).gaps.size(), usual / 2);
  // and who needs less of a gain roams more
  EXPECT_GT(walk({kWalking, kRoaming + "roam_gain=1 dB"}).gaps.size(),
            1.5 * static_cast<double>(usual));
}

TEST(Walking, WindowsAndThreadsChangeNothing) {
  const Walks one = walk({kWalking});
  EXPECT_EQ(walk({kWalking}, 3).hash, one.hash);
  EXPECT_EQ(walk({kWalking, "clock.longest_window=200 ms"}).hash, one.hash);
}

}  // namespace
}  // namespace wardtwin::run
