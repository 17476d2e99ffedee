#include "tests/unit/devices/catalogue_reader.h"

namespace wardtwin::devices {
namespace {

std::vector<std::string> beds(const char* unit, int n) {
  std::vector<std::string> names;
  for (int i = 0; i < n; ++i) names.push_back(fmt::format("{}/{}", unit, i));
  return names;
}

std::map<std::string, int> counts(const std::vector<Placed>& placed) {
  std::map<std::string, int> n;
  for (const Placed& p : placed) ++n[p.class_name];
  return n;
}

const std::map<std::string, double> kWard{
    {"ward_monitor", 0.05}, {"telemetry_pack", 0.15}, {"infusion_pump", 0.7}, {"syringe_pump", 0.1},
    {"smart_bed", 0.7},     {"nurse_call", 2},        {"workstation", 0.22}};
const std::map<std::string, double> kIcu{
    {"icu_monitor", 1}, {"infusion_pump", 5}, {"syringe_pump", 3}, {"ventilator", 0.4},
    {"smart_bed", 1},   {"nurse_call", 2},    {"workstation", 0.5}};

// The main scenario: 28 ward and 16 intensive care beds, densities of the density table.
TEST(MainScenario_Density, DeviceCounts) {
  const Classes classes = test::catalogue();
  const auto ward = counts(place_at_beds(classes, kWard, beds("ward", 28), 0));
  const auto icu = counts(place_at_beds(classes, kIcu, beds("icu", 16), 28));
  EXPECT_EQ(ward, (std::map<std::string, int>{{"ward_monitor", 1},
                                              {"telemetry_pack", 4},
                                              {"infusion_pump", 20},
                                              {"syringe_pump", 3},
                                              {"smart_bed", 20},
                                              {"nurse_call", 56},
                                              {"workstation", 6}}));
  EXPECT_EQ(icu, (std::map<std::string, int>{{"icu_monitor", 16},
                                             {"infusion_pump", 80},
                                             {"syringe_pump", 48},
                                             {"ventilator", 6},
                                             {"smart_bed", 16},
                                             {"nurse_call", 32},
                                             {"workstation", 8}}));
  // "about 150 pumps" of the published setting
  EXPECT_NEAR(ward.at("infusion_pump") + ward.at("syringe_pump") + icu.at("infusion_pump") +
                  icu.at("syringe_pump"),
              150, 5);
}

TEST(Placement, EvenAndStableUnderAddedBeds) {
  int sum = 0;
  for (std::size_t i = 0; i < 100; ++i) {
    sum += count_at(0.15, i);
    EXPECT_NEAR(sum, 0.15 * static_cast<double>(i + 1), 0.5 + 1e-6);
  }
  const Classes classes = test::catalogue();
  const auto few = place_at_beds(classes, kIcu, beds("icu", 16), 28);
  const auto more = place_at_beds(classes, kIcu, beds("icu", 17), 28);
  ASSERT_GT(more.size(), few.size());
  for (std::size_t i = 0; i < few.size(); ++i) {
    EXPECT_EQ(few[i].key, more[i].key);
    EXPECT_EQ(few[i].bed, more[i].bed);
  }
}

TEST(Expand, SourcesAndFlows) {
  const Classes classes = test::catalogue();
  FlowTable flows;
  const auto monitor = expand("icu_monitor", classes.at("icu_monitor"), Link::wired, 7, flows);
  const auto handset = expand("handset", classes.at("handset"), Link::wifi, 8, flows);
  const auto again = expand("icu_monitor", classes.at("icu_monitor"), Link::wired, 9, flows);
  const auto radio = expand("icu_monitor", classes.at("icu_monitor"), Link::wifi, 10, flows);
  ASSERT_EQ(monitor.size(), 3u);
  ASSERT_EQ(handset.size(), 3u);
  EXPECT_EQ(flows.rows().size(), 9u);
  EXPECT_EQ(again[0].flow, monitor[0].flow);
  EXPECT_NE(radio[0].flow, monitor[0].flow);

  const auto& alarm =
      monitor[static_cast<std::size_t>(stream_position(classes.at("icu_monitor"), "alarm"))];
  EXPECT_EQ(alarm.pattern, flow::Pattern::on_event);
  EXPECT_EQ(alarm.traffic, flow::TrafficClass::alarm);
  EXPECT_FALSE(alarm.on_at_start);
  const auto at = [&](const char* stream) {
    return handset[static_cast<std::size_t>(stream_position(classes.at("handset"), stream))];
  };
  EXPECT_TRUE(at("push").downlink);
  EXPECT_FALSE(at("acknowledge").downlink);
  EXPECT_TRUE(at("keep_alive").on_at_start);
  EXPECT_EQ(stream_position(classes.at("handset"), "alarm"), -1);
}

}  // namespace
}  // namespace wardtwin::devices
