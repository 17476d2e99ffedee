// A pair of gateways under random failures against the Markov chain of an active and a standby part.
#include <gtest/gtest.h>

#include "network_models/faults/plan.h"
#include "tests/theory/availability.h"
#include "tests/unit/patients/agrees.h"
#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;
using test::agrees;

// AVAIL-4: MTBF 2 years, repair 4 h by one crew, failover 10 s, what goes unnoticed mended in 30 min.
TEST(AVAIL_4, ClosedForm) {
  const double year = 8760 * 60;  // in minutes
  theory::HaPair pair{2 * year, 240, 1.0 / 6, 1, 30};
  EXPECT_NEAR(theory::ha_unavailability(pair) * theory::kMinutesAYear, .138, .02 * .138);
  pair.coverage = .99;
  EXPECT_NEAR(theory::ha_unavailability(pair) * theory::kMinutesAYear, .287, .02 * .287);
}

/// Share of time that nobody serves the first gateway's devices, in each of many runs.
std::vector<double> simulated(const theory::HaPair& hours, int crews) {
  constexpr Time kEnd = 5 * 8760h;
  std::vector<double> share;
  for (std::uint32_t r = 0; r < 60; ++r) {
    Net net;
    GatewayDef def;
    def.heartbeat = 1ms;
    def.misses = 1;
    def.takeover = from_seconds(3600 * hours.failover);
    def.fail_back = false;
    const auto g = net.gateway(def, 1), standby = net.gateway(def, 2);
    net.setup.gateways[g].standby = standby;
    net.source(flow::TrafficClass::vitals, 100, g);
    Backbone backbone(net.setup);
    const faults::FailureDef failure{from_seconds(3600 * hours.mtbf),
                                     Distribution::exponential(3600 * hours.mttr)};
    const std::vector<faults::PlanPart> parts{{failure, 1, true, {}, {}},
                                              {failure, 2, true, {}, {}}};
    std::vector<Fault> faults;
    for (const auto& o : faults::draw_failures(parts, crews, kEnd, Seed{8, r})) {
      const Part part{Part::Kind::node, net.setup.gateways[o.part].node};
      faults.push_back({o.at, part, false});
      faults.push_back({o.until, part, true});
    }
    backbone.add_faults(faults);
    backbone.run(kEnd + 10000h);
    share.push_back(seconds(backbone.gateway(g, kEnd).blind) / seconds(kEnd));
  }
  return share;
}

TEST(AVAIL_4, SimulatedPair) {
  const theory::HaPair hours{200, 4, 1.0 / 6, 1, .5};
  const double expected = theory::ha_unavailability(hours);
  const auto one_crew = simulated(hours, 1);
  EXPECT_TRUE(agrees(one_crew, expected));
  theory::HaPair faster = hours;
  faster.failover /= 2;
  EXPECT_FALSE(agrees(one_crew, theory::ha_unavailability(faster)));
  EXPECT_FALSE(agrees(simulated(hours, 2), expected)) << "a second crew halves the time of none";
}

}  // namespace
}  // namespace wardtwin::backbone
