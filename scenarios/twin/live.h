#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/twin/decode.h"
#include "scenarios/twin/session.h"

namespace wardtwin::twin {

struct LiveOptions {
  std::string mqtt;  ///< mqtt://HOST:PORT; empty: none
  std::vector<std::string> topics{"#"};
  std::string announce = "wardtwin/twin";  ///< findings, warnings and forecasts go below it
  std::string mllp_listen;                 ///< HOST:PORT; empty: none
  std::vector<std::string> allow_remote;   ///< hosts beyond this machine that may be spoken to
  const volatile bool* stop = nullptr;
};

/// A host and port as somebody wrote them. Throws InputError where it is none, or lies beyond this
/// machine and is not among those that are allowed.
struct Address {
  std::string host;
  std::uint16_t port = 0;
};
Address read_address(const std::string& text, std::string_view scheme, std::uint16_t port,
                     const std::vector<std::string>& allow_remote);

/// us since 1970 of the midnight before `us`, by the clock of this place.
std::int64_t midnight_before(std::int64_t us);

/// Listens until it is told to stop: subscribes at a broker (MQTT 3.1.1, QoS 1, a session that
/// outlives this program, so that the broker keeps what comes meanwhile) and accepts HL7 over MLLP.
/// What was heard is in the recording before it is acknowledged. A broker that is away is tried
/// again, sooner at first. At most 64 MLLP peers, and 1 MiB a message.
void listen(Session& session, Decoder& decoder, const LiveClock& clock, const LiveOptions& options);

}  // namespace wardtwin::twin
