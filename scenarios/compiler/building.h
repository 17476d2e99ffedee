#pragma once

#include "scenarios/compiler/problems.h"
#include "scenarios/compiler/scenario_def.h"
#include "sim/flow/building.h"

namespace wardtwin::compiler {

inline constexpr double kDoorWidth = 1.2;    ///< m, of the opening that a door leaves in a wall
inline constexpr double kBedDistance = 0.9;  ///< m, least distance of the middles of two beds
inline constexpr double kBedHeight = 1.0;    ///< m above its floor: where bedside devices are

/// Rooms become walls (each shared edge once, openings cut out unless their doors are shut), and beds
/// are placed.
///
/// The wall between two rooms is of the denser of the materials that the rooms name themselves, or
/// of the building's where neither does. A room is entered by any door on its edge, its own or a
/// neighbour's; corridors need none. Beds without places stand in the middles of an even grid.
/// `node` is the building's section: problems point into it.
flow::Building compile_building(const BuildingDef& def, const Node& node, Context& context);

// The steps, for tests.
std::vector<flow::Wall> walls_of(const std::vector<flow::Room>& rooms,
                                 const std::vector<std::optional<flow::Material>>& own,
                                 flow::Material otherwise,
                                 flow::Material doors = flow::Material::none);
/// The opening of a door, or of doors that share one, as a piece of wall of nothing.
struct DoorLeaf {
  flow::Wall opening;
  std::vector<std::uint32_t> rooms;  ///< on whose edges it is
};
std::vector<DoorLeaf> door_leaves(const std::vector<flow::Room>& rooms);
/// Of what two layers are made of, that which radio waves see.
flow::Material denser(flow::Material a, flow::Material b);
/// `count` points in an even grid, and the least distance between neighbours in it (infinity for
/// one).
struct BedGrid {
  std::vector<PlanPoint> at;
  double distance;
};
BedGrid bed_grid(const PlanArea& area, int count);

}  // namespace wardtwin::compiler
