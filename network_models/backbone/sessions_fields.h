#pragma once

#include <tuple>

#include "network_models/backbone/sessions_def.h"
#include "sim/base/fields.h"

/// Field tables of sessions_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<backbone::SessionsDef> = std::tuple{
    field("kept", &backbone::SessionsDef::kept,
          "Devices need a connection, which ends when their gateway fails or another takes over."),
    field("limit", &backbone::SessionsDef::limit, "1", 1, 1e7, "Connections open at one time.",
          Mark::estimate, "10^5 to 10^6 on a broker node of a server; small gateways far fewer"),
    field("handshake", &backbone::SessionsDef::handshake, "s", 0, 60,
          "Work of a core to open one, which no message overtakes that is already served.",
          Mark::verified, "one RSA-2048 signature 0.52 ms, RSA-4096 3.5 ms, of a server's core"),
    field("resumed", &backbone::SessionsDef::resumed, "1", 0, 1,
          "Share of connections that TLS resumes without a signature.", Mark::assumed,
          "none, as after a restart that lost the keys"),
    field("resumption", &backbone::SessionsDef::resumption, "s", 0, 60,
          "Work of a core for one of these.", Mark::estimate, "hashes alone"),
    field("round_trips", &backbone::SessionsDef::round_trips, "1", 0, 20,
          "Round trips before that work: TCP 1, TLS 1.2 2 more, TLS 1.3 1 more, MQTT 1 more."),
    field("timeout", &backbone::SessionsDef::timeout, "s", 1e-3, 3600,
          "A device that waits longer gives up, and the work is wasted.", Mark::assumed,
          "10 s are a usual default of clients"),
    field("notice", &backbone::SessionsDef::notice, "s", 0, 3600,
          "Until a device notices that its gateway is gone.", Mark::assumed,
          "a message unanswered for some seconds; MQTT keep-alive alone takes 1.5 intervals"),
    field("retry_first", &backbone::SessionsDef::retry_first, "s", 1e-3, 3600,
          "Wait before the first attempt; doubled after each that fails.", Mark::assumed,
          "1 s is a usual default of clients"),
    field("retry_most", &backbone::SessionsDef::retry_most, "s", 1e-3, 86400,
          "Longest wait between two attempts.", Mark::assumed, "60 s is a usual default"),
    field("jitter", &backbone::SessionsDef::jitter, "1", 0, 1,
          "Each wait is shorter by a uniform share up to this; 0: all devices knock together.",
          Mark::assumed, "full jitter, as cloud providers advise")};

}  // namespace wardtwin
