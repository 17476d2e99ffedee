#include "scenarios/run/code_traffic.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::run {

CodeTraffic::CodeTraffic(const compiler::Hospital& hospital, Seed, CodeHost& host) {
  for (const compiler::CodeStream& def : hospital.code_streams) {
    const std::string& name = hospital.devices[def.device].name;
    streams_.push_back(
        {&def,
         host.traffic(def.code, def.where, name, name_key(name) ^ name_key(def.where), def.sizes),
         0, flow::kNone, false});
    if (def.when == devices::When::always) {
      streams_.back().on = true;
      ask(static_cast<std::uint32_t>(streams_.size() - 1), Time{0});
    }
  }
}

void CodeTraffic::ask(std::uint32_t i, Time now) {
  Stream& s = streams_[i];
  const std::optional<flow::Emission> next = s.emit();
  if (!next) return;
  const auto size = std::ranges::find(s.def->sizes, next->bytes);
  if (size == s.def->sizes.end())
    throw RunError(fmt::format(
        "{}: a message of {} B, which is none of the stream's sizes\n  Write the size in 'sizes:'.",
        s.def->where, next->bytes));
  s.next = s.def->first_source + static_cast<flow::SourceIndex>(size - s.def->sizes.begin());
  if (now > kNever - next->after) return;
  due_.push({now + next->after, i, s.life});
}

void CodeTraffic::run_device(flow::DeviceIndex device, Time at, bool on) {
  // streams stand in the order of their devices
  const auto of =
      std::ranges::equal_range(streams_, device, {}, [](const Stream& s) { return s.def->device; });
  for (Stream& s : of) {
    const auto i = static_cast<std::uint32_t>(&s - streams_.data());
    if (s.def->when != devices::When::running || s.on == on) continue;
    s.on = on;
    ++s.life;
    if (on) ask(i, at);
  }
}

void CodeTraffic::run(Time until, const Send& send) {
  while (!due_.empty() && due_.top().at < until) {
    const Due due = due_.top();
    due_.pop();
    if (due.life != streams_[due.stream].life) continue;
    send(due.at, streams_[due.stream].next);
    ask(due.stream, due.at);
  }
}

}  // namespace wardtwin::run
