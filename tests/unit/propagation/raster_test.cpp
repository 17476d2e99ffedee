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

// Doors that shut and open again, anywhere, seen from anywhere, from other storeys as well: what is patched is
// what would be computed anew, to the last bit, and it is not everything.
TEST(Raster, PatchedIsAsComputedAnew) {
  Stream random({9, 0}, 1, Purpose::test);
  std::size_t patched = 0, cells = 0, changed_cells = 0;
  for (int trial = 0; trial < 60; ++trial) {
    flow::Building open;
    open.floors = {{"ground", 0, flow::Material::concrete_200},
                   {"first", 4, flow::Material::brick}};
    for (std::uint32_t f : {0u, 1u})
      for (int i = 0; i < 4; ++i) {
        open.rooms.push_back({"room", flow::RoomKind::ward, f, 6.0 * i, 0, 6.0 * i + 6, 12, {}});
        open.walls.push_back({f, 6.0 * i, 0, 6.0 * i, 12, flow::Material::plasterboard});
      }
    flow::Building shut = open;
    std::vector<flow::Wall> doors;
    for (int d = 0; d < 3; ++d) {
      const double x = 1 + random.below(22), y = 1 + random.below(10);
      const bool upright = random.below(2) == 0;
      doors.push_back({random.below(2), x, y, x + (upright ? 0 : 1.2), y + (upright ? 1.2 : 0),
                       flow::Material::metal});
    }
    shut.walls.insert(shut.walls.end(), doors.begin(), doors.end());
    PropagationDef def;
    def.raster_step = {0.25 + 0.25 * random.below(3)};
    const Propagation without(def, {}, open, {5.2e9}, Seed{4, 0}),
        with(def, {}, shut, {5.2e9}, Seed{4, 0});
    // on a door's line now and then
    const Position ap{trial % 5 == 0 ? doors[0].x0 : 24 * random.uniform(), 12 * random.uniform(),
                      2.7};
    const Decibels most{trial % 2 ? 90.0 : 1e9};
    for (std::uint32_t floor : {0u, 1u}) {
      Raster raster = make_raster(without, 77, ap, floor, {1}, most);
      const Raster before = raster, anew = make_raster(with, 77, ap, floor, {1}, most);
      const std::size_t here = patch(raster, with, 77, ap, floor, doors, {1}, most);
      EXPECT_EQ(raster.loss_db, anew.loss_db) << trial;
      for (std::size_t k = 0; k < before.loss_db.size(); ++k)
        changed_cells += before.loss_db[k] != anew.loss_db[k];
      EXPECT_EQ(patch(raster, without, 77, ap, floor, doors, {1}, most), here);
      EXPECT_EQ(raster.loss_db, before.loss_db) << "and opened again";
      patched += here;
      cells += raster.loss_db.size();
      EXPECT_EQ(patch(raster, without, 77, ap, floor, {}, {1}, most), 0u);
    }
  }
  EXPECT_GT(changed_cells, 1000u);
  EXPECT_GT(patched, changed_cells);
  EXPECT_LT(patched, cells / 2) << "or it were no use";
}

}  // namespace
}  // namespace wardtwin::propagation
