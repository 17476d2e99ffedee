#include "network_models/propagation/body.h"

#include <cmath>
#include <numbers>

namespace wardtwin::propagation {

Body posture(Decibels away, bool lies, Seed seed, std::uint64_t key) {
  if (away.value <= 0) return {};
  seed.replication = 0;  // as the building's shadowing: all replications see the same people
  Stream draw(seed, mix(name_key("posture"), key), Purpose::shadowing);
  const double yaw = 2 * std::numbers::pi * draw.uniform();
  if (!lies) return {away, {std::cos(yaw), std::sin(yaw), 0}};
  const double roll = 2 * std::numbers::pi * draw.uniform();  // on the back: 0
  return {away, {std::sin(roll) * std::cos(yaw), std::sin(roll) * std::sin(yaw), std::cos(roll)}};
}

Decibels body_loss(const Body& body, Position worn_at, Position other_end) {
  if (body.away.value <= 0) return {0};
  const double length = distance(worn_at, other_end);
  if (length <= 0) return {0};
  const double cosine =
      (body.facing.x * (other_end.x - worn_at.x) + body.facing.y * (other_end.y - worn_at.y) +
       body.facing.z * (other_end.z - worn_at.z)) /
      length;
  return {body.away.value * (1 - cosine) / 2};
}

}  // namespace wardtwin::propagation
