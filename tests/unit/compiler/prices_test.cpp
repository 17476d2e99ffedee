#include <algorithm>

#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"
#include "scenarios/compiler/prices.h"
#include "scenarios/compiler/problems.h"

// From `prices:` and what there is in a hospital to what it costs.
namespace wardtwin::compiler {
namespace {

std::string bench(const std::string& prices) {
  return "scenario: trial\nformat: 1\nduration: 1 min\nbench:\n  devices:\n"
         "    pump: { count: 40, class: infusion_pump, at: [5 m, 0 m, 0 m], link: wifi }\n"
         "network:\n  wifi:\n    access_points:\n      a: { at: [0 m, 0 m, 0 m] }\n"
         "      b: { at: [9 m, 0 m, 0 m], channel: 44 }\n" +
         prices;
}

Hospital priced(const std::string& prices) { return compile_text(bench(prices), "trial.yaml"); }

const Equipment* find(const Hospital& h, const std::string& kind, const std::string& name) {
  const auto at = std::ranges::find_if(
      h.equipment, [&](const Equipment& e) { return e.kind == kind && e.name == name; });
  return at == h.equipment.end() ? nullptr : &*at;
}

TEST(Prices, NothingIsPricedWithoutTheSection) { EXPECT_TRUE(priced("").equipment.empty()); }

TEST(Prices, CountsWhatThereIs) {
  const Hospital h =
      priced("prices: { currency: EUR, access_point: { buy: 900 }, cabling: 100 }\n");
  const Equipment* points = find(h, "access point", "Wi-Fi");
  ASSERT_NE(points, nullptr);
  EXPECT_EQ(points->count, 2);
  EXPECT_DOUBLE_EQ(points->buy, 1000);
  EXPECT_DOUBLE_EQ(points->life_years, 6);
  EXPECT_DOUBLE_EQ(points->upkeep_per_year, 72) << "8 % of the piece, none of its cable";
  const Equipment* pumps = find(h, "device", "infusion_pump");
  ASSERT_NE(pumps, nullptr);
  EXPECT_EQ(pumps->count, 40);
  EXPECT_DOUBLE_EQ(pumps->buy, 4500) << "of the catalogue";
  EXPECT_EQ(h.currency, "EUR");
}

TEST(Prices, AClassMayHaveAnotherPriceHere) {
  const Hospital h = priced(
      "prices: { devices: { infusion_pump: { buy: 3000, life_years: 10, upkeep_per_year: 50 } },\n"
      "  others: { cloud: { count: 40, each: { upkeep_per_year: 12 } } } }\n");
  const Equipment* pumps = find(h, "device", "infusion_pump");
  ASSERT_NE(pumps, nullptr);
  EXPECT_DOUBLE_EQ(pumps->buy, 3000);
  EXPECT_DOUBLE_EQ(pumps->life_years, 10);
  EXPECT_DOUBLE_EQ(pumps->upkeep_per_year, 50);
  const Equipment* cloud = find(h, "other", "cloud");
  ASSERT_NE(cloud, nullptr);
  EXPECT_DOUBLE_EQ(cloud->count * cloud->upkeep_per_year, 480);
}

TEST(Prices, AsPlannedAYearCostsEquipmentOfABench) {
  const Hospital h = priced("prices: { life_years: 5, upkeep_share: 0.1 }\n");
  // 40 pumps of 4500, two access points of 1000 with a cable of 300
  EXPECT_NEAR(planned_cost(h), 40 * (900 + 450) + 2 * (260 + 100), 1e-6);
  EXPECT_THROW(planned_cost(priced("")), InputError);
}

TEST(Prices, AsRunTheyReadBackTheSame) {
  const Hospital h = priced("prices: { nurse_hour: 60, radios: { ble: { buy: 1 } } }\n");
  const Hospital again = compile_text(h.text, "again.yaml");
  ASSERT_EQ(again.equipment.size(), h.equipment.size());
  for (std::size_t i = 0; i < h.equipment.size(); ++i) {
    EXPECT_EQ(again.equipment[i].name, h.equipment[i].name);
    EXPECT_EQ(again.equipment[i].upkeep_per_year, h.equipment[i].upkeep_per_year);
  }
}

TEST(Prices, AnUnknownClassIsTold) {
  try {
    priced("prices: { devices: { infusion_pmup: { buy: 1 } } }\n");
    FAIL();
  } catch (const ScenarioError& e) {
    EXPECT_NE(std::string(e.what()).find("Did you mean 'infusion_pump'?"), std::string::npos)
        << e.what();
  }
}

}  // namespace
}  // namespace wardtwin::compiler
