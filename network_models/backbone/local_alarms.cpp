#include <algorithm>

#include "network_models/backbone/backbone.h"

// Gateways that take alarms themselves while nothing leads to the alarm server.
namespace wardtwin::backbone {

bool Backbone::takes_itself(const Gateway& g, const Flight& f) const {
  return g.local && f.alarm != flow::kNone && f.server == setup_.alarm_server;
}

/// The way there was cut or came back, or the program there stopped or started.
void Backbone::look_for_alarm_server(std::uint32_t index, Time now) {
  Gateway& g = gateways_[index];
  const GatewayDef& def = setup_.gateways[index].def;
  const auto at = std::ranges::find(g.servers, setup_.alarm_server);
  if (!def.local_alarms || at == g.servers.end()) return;
  const bool alone = !alarm_service_up_ || g.cut[static_cast<std::size_t>(at - g.servers.begin())];
  if (alone == g.alone) return;
  if (!alone) return stop_standing_alone(g, now);
  g.alone = true;
  push_turn(now + def.local_after, kAlone, index, ++g.lonely);
}

void Backbone::stand_alone(std::uint32_t index, std::uint32_t number, Time now) {
  Gateway& g = gateways_[index];
  if (!g.alone || g.lonely != number) return;
  g.local = true;
  g.local_since = now;
  release_store(index, now);
  tell_changes(now);
}

void Backbone::stop_standing_alone(Gateway& g, Time now) {
  g.alone = false;
  ++g.lonely;
  if (std::exchange(g.local, false))
    g.statistics.alone += now - std::max(g.local_since, statistics_since_);
}

}  // namespace wardtwin::backbone
