// Large transfers and work on request, from a scenario's text: against arithmetic and M/D/1.
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/run.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::run {
namespace {

/// A scanner's switch, a link of 100 Mbit/s and 20 ms, and a server behind it.
results::Results of(const std::string& platform, int replications = 1,
                    const std::string& faults = "[]") {
  const auto h = compiler::compile_text(fmt::format(R"(scenario: transfers
format: 1
starts: 00:00
warm_up: 0 s
duration: 4 h
seed: 3
bench:
  devices:
    monitor: {{ count: 1, payload: 100 B, pattern: periodic, every: 60 s, link: wired }}
network:
  wired: {{ on: radiology }}
  switches:
    radiology: {{}}
    data_centre: {{}}
  links:
    wan: {{ kind: WAN, from: radiology, to: data_centre, rate: 100 Mbit/s, latency: 20 ms }}
platform:
  servers:
    archive: {{ switch: data_centre, messages: {{ cores: 1 }} }}
    edge_box: {{ switch: radiology, messages: {{ cores: 1 }} }}
  alarm_manager: {{ on: archive }}
{}
faults: {}
)",
                                                    platform, faults),
                                        "transfers.yaml");
  Options options;
  options.replications = replications;
  options.jobs = 2;
  return run(h, options).results;
}

const results::Flow& flow_of(const results::Results& r, const std::string& name,
                             std::size_t k = 0) {
  for (std::size_t f = 0; f < r.model.flows.size(); ++f)
    if (r.model.flows[f].name == name) return r.replications[k].flows[f];
  throw std::runtime_error("no flow " + name);
}

constexpr double kRate = 100e6, kWay = 0.020, kTrip = 2 * kWay;

std::string study(const std::string& more) {
  return fmt::format(
      "  bulk_flows:\n    study: {{ from: radiology, to: archive, size: 5242880 B, every: 10 min{} "
      "}}",
      more);
}

TEST(BulkFlows, DicomWaitsForEveryAnswer) {
  const double plain = flow_of(of(study("")), "study").delay.quantile(.5);
  EXPECT_NEAR(plain, kWay + 5242880 * 8 / kRate, 0.01 * plain);

  // ten objects of 524,288 B in 33 data units of 12 B more each, with a command of 212 B; TCP and
  // the association open in a round trip each
  const double object = (524288 + 33 * 12 + 212) * 8 / kRate;
  const double dicom = flow_of(of(study(", protocol: DICOM")), "study").delay.quantile(.5);
  const double expected = 2 * kTrip + 10 * (kWay + object) + 9 * (kWay + 0.0002);
  EXPECT_NEAR(dicom, expected, 0.01 * expected);
  EXPECT_GT(dicom, 1.9 * plain) << "half of the time nothing is on the wire";

  const double large =
      flow_of(of(study(", protocol: DICOM, object: 5242880 B")), "study").delay.quantile(.5);
  EXPECT_NEAR(large, 2 * kTrip + kWay + (5242880 + 321 * 12 + 212) * 8 / kRate, 0.01 * large);
}

std::string analysis(const std::string& on, const std::string& every) {
  return fmt::format(
      "  services:\n    analysis: {{ on: {}, from: radiology, every: {}, input: 1 MB, output: 1 "
      "kB, "
      "work: constant(2 s) }}",
      on, every);
}

TEST(Services, TakeTheWayTheWorkAndTheWayBack) {
  const double far = flow_of(of(analysis("archive", "20 min")), "analysis").delay.quantile(.5);
  const double way = kTrip + 1.001e6 * 8 / kRate;
  EXPECT_NEAR(far, way + 2, 0.01 * far);
  const double near = flow_of(of(analysis("edge_box", "20 min")), "analysis").delay.quantile(.5);
  EXPECT_NEAR(near, 1.001e6 * 8 / 10e9 + 2, 0.01 * near) << "one word moves it";
}

TEST(Services, WaitForTheirCoreAsTheorySays) {
  const auto r = of(analysis("archive", "4 s"), 8);  // half of its time
  const double way = kTrip + 1.001e6 * 8 / kRate;
  std::vector<double> mean;
  for (std::size_t k = 0; k < r.replications.size(); ++k)
    mean.push_back(flow_of(r, "analysis", k).delay.mean());
  const double expected = way + 2 + 2 * 0.5 / (2 * 0.5);  // M/D/1
  EXPECT_TRUE(test::agrees(mean, expected));
  EXPECT_FALSE(test::agrees(mean, 1.1 * expected));
}

TEST(Services, AreLostWithTheirServerAndTheirWay) {
  const auto cut = of(analysis("archive", "10 s"), 1, "[{ at: 01:00, what: wan, for: 1 h }]");
  const results::Flow& by_link = flow_of(cut, "analysis");
  const double n = static_cast<double>(by_link.ledger.generated);
  EXPECT_NEAR(static_cast<double>(
                  by_link.ledger.lost[static_cast<std::size_t>(flow::LossCause::link_down)]),
              n / 4, 5 * std::sqrt(n / 4));
  EXPECT_EQ(by_link.ledger.generated,
            by_link.ledger.delivered + by_link.ledger.total_lost() + by_link.in_flight);
  const auto dead =
      of(analysis("edge_box", "10 s"), 1, "[{ at: 01:00, what: edge_box, for: 1 h }]");
  EXPECT_NEAR(static_cast<double>(flow_of(dead, "analysis").ledger.total_lost()), n / 4,
              5 * std::sqrt(n / 4));
  // another way's failure costs nothing
  const auto other = of(analysis("edge_box", "10 s"), 1, "[{ at: 01:00, what: wan, for: 1 h }]");
  EXPECT_EQ(flow_of(other, "analysis").ledger.total_lost(), 0u);
}

// A server of several machines is gone until another of them leads, whatever the repair takes.
TEST(Servers, ALeaderIsFollowedByAnother) {
  const auto down = [](const std::string& members) {
    const auto h = compiler::compile_text(fmt::format(R"(scenario: leaders
format: 1
starts: 00:00
warm_up: 0 s
duration: 4 h
bench:
  devices:
    monitor: {{ count: 10, payload: 100 B, pattern: periodic, every: 1 s, link: wired }}
network:
  wired: {{ on: access }}
  switches: {{ access: {{}} }}
platform:
  servers:
    broker: {{ switch: access{} }}
  alarm_manager: {{ on: broker }}
faults: [{{ at: 01:00, what: broker, for: 1 h }}]
)",
                                                      members),
                                          "leaders.yaml");
    std::vector<double> out;
    for (std::uint32_t k = 0; k < 20; ++k) {
      const auto r = replicate(h, {9, k}, 1, [](double) { return true; });
      out.push_back(seconds(r.faults.at(0).until - r.faults.at(0).at));
    }
    return out;
  };
  for (const double s : down("")) EXPECT_EQ(s, 3600);
  for (const double s : down(", members: 3, takeover: constant(7 s)")) EXPECT_EQ(s, 7);
  const auto database = down(", members: 2");
  for (const double s : database) EXPECT_TRUE(s >= 10 && s <= 30) << s;
  EXPECT_TRUE(test::agrees(database, 20));
  EXPECT_FALSE(test::agrees(database, 30));
}

}  // namespace
}  // namespace wardtwin::run
