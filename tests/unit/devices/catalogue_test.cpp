#include "tests/unit/devices/catalogue_reader.h"

namespace wardtwin::devices {
namespace {

TEST(Catalogue, EveryClassReadsAndIsWhole) {
  const Classes classes = test::catalogue();
  for (const auto* name :
       {"icu_monitor", "ward_monitor", "telemetry_pack", "infusion_pump", "syringe_pump",
        "ventilator", "smart_bed", "nurse_call", "handset", "workstation"})
    EXPECT_TRUE(classes.contains(name)) << name;
  for (const auto& [name, def] : classes) {
    SCOPED_TRACE(name);
    EXPECT_EQ(faults(def), std::vector<std::string>{});
    EXPECT_FALSE(def.source.empty());
    for (const auto& [stream, s] : def.streams) EXPECT_FALSE(s.source.empty()) << stream;
    for (const auto& [alarm, a] : def.alarms) EXPECT_FALSE(a.source.empty()) << alarm;
  }
  DeviceClassDef broken = classes.at("infusion_pump");
  broken.alarms["occlusion"].high_share = 0.5;
  broken.streams.erase("alarm");
  EXPECT_EQ(faults(broken).size(), 2u);
}

// Device catalogue, waveform column: bit/s of payload a class sends.
TEST(Catalogue_Waveforms, BitRates) {
  const Classes classes = test::catalogue();
  const auto rate = [&](const char* name) {
    const StreamDef& s = classes.at(name).streams.at("waveform");
    return s.payload * 8 / seconds(s.period);
  };
  EXPECT_DOUBLE_EQ(rate("icu_monitor"), (2 * 500 + 4 * 125 + 2 * 62.5) * 16);  // 26 kbit/s
  EXPECT_DOUBLE_EQ(rate("telemetry_pack"), (2 * 250 + 125) * 16);              // 8 + 2 kbit/s
  EXPECT_DOUBLE_EQ(rate("ventilator"), 4000);                                  // 3-5 kbit/s
}

TEST(Catalogue, BatteryLives) {
  const Classes classes = test::catalogue();
  const auto hours = [&](const char* n) {
    return seconds(battery_life(classes.at(n).battery)) / 3600;
  };
  EXPECT_NEAR(hours("telemetry_pack"), 36, 0.1);  // 24-48 h
  EXPECT_NEAR(hours("handset"), 10, 0.1);         // 8-12 h
  EXPECT_EQ(hours("icu_monitor"), 0);             // mains
}

}  // namespace
}  // namespace wardtwin::devices
