#pragma once

#include <tuple>

#include "network_models/faults/defs.h"
#include "sim/base/fields.h"

/// Field tables of defs.h.
namespace wardtwin {

template <>
inline constexpr auto fields<faults::FailureDef> = std::tuple{
    field("mtbf", &faults::FailureDef::mtbf, "s", 1, 7.2e9, "Mean time up between two failures.",
          Mark::estimate, "engineering ranges by kind of part"),
    field("repair", &faults::FailureDef::repair, "s", 0, 3.2e8, "Time from failure to repair.",
          Mark::estimate, "lognormal, sigma 0.8 to 1; mean 4 h of network parts")};

template <>
inline constexpr auto fields<faults::FailuresDef> = std::tuple{
    field("happen", &faults::FailuresDef::happen,
          "Parts fail at random during runs; else the rates serve `analyze` alone."),
    field("crews", &faults::FailuresDef::crews, "1", 0, 1000,
          "Repairs at one time, first come first served; 0: as many as are needed."),
    field("access_point", &faults::FailuresDef::access_point, "Every access point.", Mark::assumed,
          "0.05 failures a year, 4 h"),
    field("switch", &faults::FailuresDef::switch_, "Every switch.", Mark::estimate,
          "150,000 to 300,000 h, 4 h"),
    field("router", &faults::FailuresDef::router, "Every router.", Mark::estimate,
          "core chassis 50,000 to 100,000 h, 4 h"),
    field("firewall", &faults::FailuresDef::firewall, "Every firewall.", Mark::assumed,
          "as a router"),
    field("gateway", &faults::FailuresDef::gateway, "Every gateway.", Mark::estimate,
          "50,000 h, 8 h"),
    field("server", &faults::FailuresDef::server, "Every server.", Mark::estimate,
          "30,000 to 60,000 h, 4 to 8 h"),
    field("cable", &faults::FailuresDef::cable, "Every cable.", Mark::estimate,
          "cut or patch error 100,000 h, 4 h"),
    field("wan", &faults::FailuresDef::wan, "Every WAN link.", Mark::estimate,
          "business fibre 4,000 to 9,000 h, 4 h"),
    field("parts", &faults::FailuresDef::parts, "Parts that fail otherwise than their kind.")};

template <>
inline constexpr auto fields<faults::PowerFeedDef> = std::tuple{
    field("fed_by", &faults::PowerFeedDef::fed_by,
          "Feeds above it, any of which is enough; none: it is mains."),
    field("mtbf", &faults::PowerFeedDef::mtbf, "s", 1, 7.2e9, "Mean time between its own outages.",
          Mark::estimate, "mains 2,000 to 8,000 h"),
    field("repair", &faults::PowerFeedDef::repair, "s", 0, 3.2e8, "How long its own outages last.",
          Mark::estimate, "mains 3 min to 2 h"),
    field("battery", &faults::PowerFeedDef::battery, "s", 0, 864000,
          "How long its battery carries what hangs on it; 0: none.", Mark::assumed,
          "a battery takes over within 10 ms, which equipment rides through"),
    field("generator", &faults::PowerFeedDef::generator, "A generator starts when it fails."),
    field("generator_start", &faults::PowerFeedDef::generator_start, "s", 0, 3600,
          "Until the generator carries the load.", Mark::estimate, "8 to 15 s; codes ask for 10 s"),
    field("generator_fails", &faults::PowerFeedDef::generator_fails, "1", 0, 1,
          "Chance that the generator does not start.")};

template <>
inline constexpr auto fields<faults::CommonCauseDef> = std::tuple{
    field("parts", &faults::CommonCauseDef::parts, "What it takes down together."),
    field("mtbf", &faults::CommonCauseDef::mtbf, "s", 1, 7.2e9,
          "Mean time between two such events.", Mark::assumed,
          "5 to 10 % of a part's failures are shared with others"),
    field("repair", &faults::CommonCauseDef::repair, "s", 0, 3.2e8, "How long one lasts.",
          Mark::estimate, "lognormal, sigma 0.8 to 1; mean 4 h of network parts")};

}  // namespace wardtwin
