#pragma once

#include "scenarios/compiler/scenario_def.h"

/// Field tables of the structs in scenario_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<compiler::HeaderDef> = std::tuple{
    field("scenario", &compiler::HeaderDef::scenario, "Its name, in results and reports."),
    field("question", &compiler::HeaderDef::question,
          "What the run is to answer, in a sentence; reports open with it."),
    field("format", &compiler::HeaderDef::format, "1", 1, 1, "Version of the scenario language."),
    field("starts", &compiler::HeaderDef::starts, "clock", 0, 86399,
          "Time of day when the simulation starts; the warm-up comes first."),
    field("warm_up", &compiler::HeaderDef::warm_up, "s", 0, 3.1536e9,
          "Simulated time before measuring starts; auto: where pilot runs of the patients have "
          "settled."),
    field("duration", &compiler::HeaderDef::duration, "s", 1e-3, 3.1536e9,
          "Simulated time that is measured."),
    field("seed", &compiler::HeaderDef::seed, "1", 0, 9.2e18,
          "Root of all random numbers: equal seeds give equal results."),
    field("replications", &compiler::HeaderDef::replications, "1", 1, 100000,
          "Independent runs; intervals need two or more.")};

template <>
inline constexpr auto fields<compiler::RoomDef> =
    std::tuple{field("kind", &compiler::RoomDef::kind, "What the room is for."),
               field("area", &compiler::RoomDef::area, "m", -1e4, 1e4,
                     "Its rectangle: x0, y0, x1, y1, along its walls."),
               field("door", &compiler::RoomDef::door, "m", -1e4, 1e4,
                     "Middle of its door (1.2 m wide), on an edge; or a list of such points."),
               field("beds", &compiler::RoomDef::beds,
                     "How many beds stand in it, or a map of names and points."),
               field("walls", &compiler::RoomDef::walls,
                     "What its walls are made of, if not as the building's.")};

template <>
inline constexpr auto fields<compiler::PartitionDef> =
    std::tuple{field("from", &compiler::PartitionDef::from, "m", -1e4, 1e4, "One end."),
               field("to", &compiler::PartitionDef::to, "m", -1e4, 1e4, "The other end."),
               field("of", &compiler::PartitionDef::of, "What it is made of.", Mark::assumed,
                     "as the walls of a building that does not say")};

template <>
inline constexpr auto fields<compiler::FloorDef> =
    std::tuple{field("height", &compiler::FloorDef::height, "m", 0, 500,
                     "Of the floor's surface above that of the lowest storey."),
               field("slab", &compiler::FloorDef::slab, "What the floor under it is made of."),
               field("rooms", &compiler::FloorDef::rooms, "Its rooms by name."),
               field("partitions", &compiler::FloorDef::partitions,
                     "Walls that are no room's edge: radio waves lose power in them, people walk "
                     "as if they were not there.")};

template <>
inline constexpr auto fields<compiler::WingDef> =
    std::tuple{field("of", &compiler::WingDef::of, "The template it is a copy of."),
               field("at", &compiler::WingDef::at, "m", -1e4, 1e4,
                     "Where the template's point [0 m, 0 m] lies.")};

template <>
inline constexpr auto fields<compiler::StackDef> = std::tuple{
    field("storeys", &compiler::StackDef::storeys, "1", 1, 200,
          "How many; they become the floors NAME_1, NAME_2 and so on."),
    field("height", &compiler::StackDef::height, "m", 0, 500, "Of the lowest one's surface."),
    field("storey_height", &compiler::StackDef::storey_height, "m", 2, 50,
          "From one floor's surface to the next one's.", Mark::assumed, "a usual storey"),
    field("slab", &compiler::StackDef::slab, "What the floor under each storey is made of."),
    field("wings", &compiler::StackDef::wings, "Templates on every storey, by name.")};

template <>
inline constexpr auto fields<compiler::BuildingDef> = std::tuple{
    field("walls", &compiler::BuildingDef::walls,
          "What the walls of all rooms are made of that do not say otherwise."),
    field("doors", &compiler::BuildingDef::doors,
          "What the doors are made of that are shut; none: they stand open to radio waves."),
    field("floors", &compiler::BuildingDef::floors, "Its floors by name."),
    field("stacks", &compiler::BuildingDef::stacks, "Equal storeys made of templates, by name.")};

template <>
inline constexpr auto fields<compiler::FaultDef> =
    std::tuple{field("at", &compiler::FaultDef::at, "clock", 0, 3.1536e9,
                     "Time of day when it fails, the first after measuring starts."),
               field("what", &compiler::FaultDef::what,
                     "Name of the part that fails; doors: doors that shut."),
               field("for", &compiler::FaultDef::lasts, "s", 1e-3, 3.1536e9,
                     "How long it stays so; without it, to the end."),
               field("every", &compiler::FaultDef::every, "s", 1e-3, 3.1536e9,
                     "It fails again this long after it failed: maintenance, or a flapping part."),
               field("times", &compiler::FaultDef::times, "1", 0, 1e6,
                     "How often it fails, with every; 0: to the end of the run."),
               field("planned", &compiler::FaultDef::planned,
                     "A gateway gives its work to its standby before it goes down: an update."),
               field("radar", &compiler::FaultDef::radar,
                     "An access point finds a radar on its channel, and does what `network: wifi: "
                     "radar:` says."),
               field("rate", &compiler::FaultDef::rate, "1", 1e-6, 1,
                     "A link keeps this share of its rate instead of going down."),
               field("loss", &compiler::FaultDef::loss, "1", 0, 1,
                     "A link loses this share of its frames instead of going down."),
               field("latency", &compiler::FaultDef::latency, "s", 0, 60,
                     "A link delays every frame by this, instead of going down."),
               field("slower", &compiler::FaultDef::slower, "1", 1, 1e6,
                     "A gateway takes this many times as long for everything: other work takes its "
                     "cores."),
               field("fills", &compiler::FaultDef::fills, "s", 1, 3.1536e9,
                     "A gateway's room for messages shrinks to none in this time: a memory leak; "
                     "then it restarts, which takes for."),
               field("budget", &compiler::FaultDef::budget, "W", 0, 1e4,
                     "A switch can give its access points only this; those plugged in last go dark "
                     "first."),
               field("drift", &compiler::FaultDef::drift, "ppm", -1e5, 1e5,
                     "The clock of a gateway, a server or all devices of a class is not set any "
                     "more, and gains so many millionths: 50 ppm are 4.3 s a day."),
               field("offset", &compiler::FaultDef::offset, "s", -3.2e8, 3.2e8,
                     "That clock is ahead by this from then on, negative: behind."),
               field("shut", &compiler::FaultDef::shut,
                     "Doors shut that stand open else, and this is what they are made of."),
               field("rooms", &compiler::FaultDef::rooms,
                     "Doors on the edges of these rooms alone; none: every door.")};

template <>
inline constexpr auto fields<compiler::RequirementDef> =
    std::tuple{field("what", &compiler::RequirementDef::what, "The metric it is about, in words."),
               field("must", &compiler::RequirementDef::must, "Its bound, such as p99 <= 10 s.")};

template <>
inline constexpr auto fields<compiler::BenchDeviceDef> = std::tuple{
    field("count", &compiler::BenchDeviceDef::count, "1", 0, 1e6,
          "How many of them; 0 leaves the class out."),
    field("per_bed", &compiler::BenchDeviceDef::per_bed, "1", 0, 1000,
          "How many of them a bed has, instead of count; rounded over all beds."),
    field(
        "class", &compiler::BenchDeviceDef::of_class,
        "Device class whose streams it sends all the time, instead of one of its own; alarms come "
        "at the rate of the class's events, limits of vital signs aside."),
    field("protocol", &compiler::BenchDeviceDef::protocol,
          "What carries its messages, if not UDP or what its class says."),
    field("payload", &compiler::BenchDeviceDef::payload, "B", 1, 65000,
          "Application bytes of one message."),
    field("pattern", &compiler::BenchDeviceDef::pattern, "How its messages come about."),
    field("every", &compiler::BenchDeviceDef::every, "s", 1e-6, 8.64e6,
          "Period of periodic messages, mean gap of poisson ones."),
    field("jitter", &compiler::BenchDeviceDef::jitter, "s", 0, 1e4,
          "Each message is later by a uniform time up to this."),
    field("traffic", &compiler::BenchDeviceDef::traffic, "How urgent its messages are."),
    field("downlink", &compiler::BenchDeviceDef::downlink,
          "Its messages travel to it, from the radio at the other end."),
    field("link", &compiler::BenchDeviceDef::link, "Its radio."),
    field("ble", &compiler::BenchDeviceDef::ble, "How it uses Bluetooth LE."),
    field("lorawan", &compiler::BenchDeviceDef::lorawan, "How it uses LoRaWAN."),
    field("ieee802154", &compiler::BenchDeviceDef::ieee802154, "How it uses 802.15.4."),
    field("ble_mesh", &compiler::BenchDeviceDef::ble_mesh, "How it uses a Bluetooth mesh."),
    field("cellular", &compiler::BenchDeviceDef::cellular, "How it uses a cellular network."),
    field("rfid", &compiler::BenchDeviceDef::rfid, "How it passes readers."),
    field("battery", &compiler::BenchDeviceDef::battery,
          "Its battery, if it has one and not that of its class."),
    field("access_category", &compiler::BenchDeviceDef::access_category,
          "Wi-Fi queue of its messages, if not that of their traffic class."),
    field("circle", &compiler::BenchDeviceDef::circle, "m", 0.1, 1000,
          "Radius of the circle round the access point on which they stand."),
    field("ring", &compiler::BenchDeviceDef::ring, "m", 0, 20000,
          "Inner and outer radius round the access point; they stand anywhere between, by chance."),
    field("at", &compiler::BenchDeviceDef::at, "m", -1e4, 1e4, "One place for all of them.")};

template <>
inline constexpr auto fields<compiler::BenchDef> =
    std::tuple{field("beds", &compiler::BenchDef::beds, "1", 0, 1e5,
                     "Beds whose devices stand on it, where devices are given per_bed."),
               field("devices", &compiler::BenchDef::devices, "Classes of devices by name.")};

}  // namespace wardtwin
