#pragma once

#include <tuple>

#include "sim/base/fields.h"
#include "sim/platform/server.h"

/// Field tables of server.h.
namespace wardtwin {

template <>
inline constexpr auto fields<platform::ServerDef> = std::tuple{
    field("cores", &platform::ServerDef::cores, "1", 1, 1024,
          "cores that serve messages in parallel", Mark::assumed, "typical virtual machine"),
    field("service", &platform::ServerDef::service, "s", 0, 3600,
          "core time of one message; 100 us is 10,000 messages a second and core", Mark::estimate,
          "range of 1,000 to 100,000 messages a second of gateways and brokers"),
    field("queue", &platform::ServerDef::queue, "1", 0, 1e9, "messages that may wait",
          Mark::assumed, "bounded so that overload shows as loss"),
    field("persistent", &platform::ServerDef::persistent,
          "unfinished messages survive an outage and are served on return", Mark::assumed,
          "brokers store to disk"),
};

}  // namespace wardtwin
