#include "network_models/inlet.h"

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::radio {

std::uint32_t Inlet::add(flow::SourceIndex source, std::uint32_t owner) {
  const flow::Source& def = sources_.def(source);
  const bool periodic = def.pattern == flow::Pattern::periodic;
  if ((periodic || def.pattern == flow::Pattern::poisson) && def.period <= Time{0})
    throw InputError(fmt::format("source {}: needs a period above 0 s", source));
  if (periodic && def.jitter > def.period)
    throw InputError(fmt::format("source {}: its jitter exceeds its period", source));
  return sources_.add(source, owner);
}

void Inlet::add_owned(std::span<const flow::Source> all,
                      std::span<const std::uint32_t> owner_of_device) {
  for (flow::SourceIndex s = 0; s < all.size(); ++s) {
    const flow::DeviceIndex d = all[s].device;
    if (d < owner_of_device.size() && owner_of_device[d] != flow::kNone) add(s, owner_of_device[d]);
  }
}

Inward Inlet::obey(const flow::Command& c) {
  using Kind = flow::Command::Kind;
  Inward in;
  if (c.kind == Kind::access_point_down || c.kind == Kind::access_point_up) {
    in.what = c.kind == Kind::access_point_down ? Inward::What::access_point_down
                                                : Inward::What::access_point_up;
    in.entry = c.target;
    return in;
  }
  in.slot = sources_.slot_of(c.target);
  WARDTWIN_ASSERT(in.slot != flow::kNone, "a command names a source of this cell");
  in.owner = sources_.owner(in.slot);
  switch (c.kind) {
    case Kind::start_source: sources_.start(in.slot, c.at); break;
    case Kind::stop_source: sources_.stop(in.slot); break;
    case Kind::send:
      in.what = Inward::What::message;
      in.message = sources_.make(in.slot, c.created);
      in.message.alarm = c.alarm;
      break;
    default:
      in.what = Inward::What::delivery;
      in.message = {c.created, c.target, c.sequence, c.alarm, flow::LossCause::not_attempted};
  }
  return in;
}

std::uint64_t Inlet::held(flow::FlowIndex flow, const flow::FlowStatistics& statistics) const {
  std::uint64_t n = 0;
  for (auto pending = orders_; !pending.empty(); pending.pop()) {
    const flow::Command& c = pending.top().command;
    if (c.kind == flow::Command::Kind::deliver && sources_.def(c.target).flow == flow)
      n += statistics.counts(c.created);
  }
  return n;
}

Inward Inlet::pop() {
  if (!orders_.empty() && orders_.top().command.at <= sources_.next())
    return obey(orders_.pop().command);
  const std::uint32_t slot = sources_.next_slot();
  return {.what = Inward::What::message,
          .slot = slot,
          .owner = sources_.owner(slot),
          .message = sources_.take()};
}

}  // namespace wardtwin::radio
