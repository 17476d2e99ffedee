#include <gtest/gtest.h>

#include "network_models/propagation/raster.h"

namespace wardtwin::propagation {
namespace {

TEST(Raster, HoldsTheLossAtItsCellCentres) {
  flow::Building b;
  b.floors = {{"ground", 0, flow::Material::concrete_200}, {"first", 4, flow::Material::brick}};
  for (std::uint32_t f : {0u, 1u})
    b.rooms.push_back({"hall", flow::RoomKind::ward, f, 10, 20, 40, 35, {}});
  b.walls = {{0, 20, 20, 20, 35, flow::Material::brick}};
  const Propagation model({}, {}, b, {5.2e9}, Seed{4, 0});
  const Position ap{12, 27, 2.7};
  for (std::uint32_t floor : {0u, 1u}) {
    const auto raster = make_raster(model, 77, ap, floor);
    ASSERT_EQ(raster.columns, 60);
    ASSERT_EQ(raster.rows, 30);
    for (const auto& [x, y] :
         {std::pair{10.25, 20.25}, {39.75, 34.75}, {19.75, 30.25}, {20.25, 30.25}})
      EXPECT_NEAR(raster.at(x, y).value, model.loss(77, ap, {x, y, floor * 4.0 + 1}).total.value,
                  1e-4);
  }
  const auto raster = make_raster(model, 77, ap, 0);
  EXPECT_GT(raster.at(20.25, 30.25).value, raster.at(19.75, 30.25).value + 5);  // the brick between
  EXPECT_EQ(raster.at(-100, 27), raster.at(10.1, 27));
}

}  // namespace
}  // namespace wardtwin::propagation
