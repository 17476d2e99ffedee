#include "network_models/wifi/station.h"

namespace wardtwin::wifi {
namespace {

void queue_detached(StationState& s, const CellSetup& setup, const SourceState& source, Message m,
                    flow::FlowStatistics& statistics) {
  const flow::Source& def = setup.sources[source.source];
  const auto lane = static_cast<std::size_t>(source.category);
  statistics.generated(def.flow, m.created);
  if (s.queues[lane].size() >= static_cast<std::uint32_t>(setup.station[lane].queue_limit)) {
    statistics.lost(def, m, flow::LossCause::radio_queue_full, m.alarm);
    return;
  }
  s.queues[lane].push(m);
}

Message message_of(const SourceState& source, Time created, Time at, const CellSetup& setup) {
  const Time life = setup.station[static_cast<std::size_t>(source.category)].lifetime;
  return {.created = created,
          .expires = life.count() > 0 ? at + life : kNever,
          .source = source.source,
          .sequence = source.sequence};
}

/// Without coverage whatever has outlived its queue was never tried.
void drop_expired(StationState& s, Time at, const CellSetup& setup,
                  flow::FlowStatistics& statistics) {
  for (MessageQueue& q : s.queues)
    for (std::uint32_t i = 0; i < q.size();) {
      if (q[i].expires > at) {
        ++i;
        continue;
      }
      statistics.lost(setup.sources[q[i].source], q[i], flow::LossCause::not_attempted);
      q.erase(i);
    }
}

}  // namespace

StationState new_station(flow::DeviceIndex device, std::span<const flow::SourceIndex> sources,
                         Time at, const CellSetup& setup) {
  StationState s;
  s.device = device;
  s.left = at;
  s.backoff = Stream(setup.seed, device, Purpose::backoff);
  s.errors = Stream(setup.seed, device, Purpose::frame_error);
  for (const flow::SourceIndex index : sources) {
    SourceState source;
    source.source = index;
    source.category = setup.category_of(index);
    source.random = Stream(setup.seed, index, Purpose::device_phase);
    if (setup.sources[index].on_at_start) source.start(setup.sources[index], at);
    s.sources.push_back(source);
  }
  return s;
}

void StationState::catch_up(Time at, const CellSetup& setup, flow::FlowStatistics& statistics) {
  for (;;) {
    SourceState* due = nullptr;
    for (SourceState& source : sources)
      if (setup.sources[source.source].pattern != flow::Pattern::saturated && source.next < at &&
          (!due || source.next < due->next))
        due = &source;
    if (!due) break;
    const flow::Source& def = setup.sources[due->source];
    const Time created = due->generate(def);
    const Message m = message_of(*due, created, created, setup);
    ++due->sequence;
    if (def.downlink) {
      statistics.generated(def.flow, created);
      statistics.lost(def, m, flow::LossCause::not_attempted);
      continue;
    }
    // what came before this message may have expired and left a place in the queue
    drop_expired(*this, created, setup, statistics);
    queue_detached(*this, setup, *due, m, statistics);
  }
  drop_expired(*this, at, setup, statistics);
}

void StationState::apply(const flow::Command& command, const CellSetup& setup,
                         flow::FlowStatistics& statistics) {
  for (SourceState& source : sources) {
    if (source.source != command.target) continue;
    catch_up(command.at, setup, statistics);
    if (command.kind == flow::Command::Kind::start_source) {
      source.start(setup.sources[source.source], command.at);
    } else if (command.kind == flow::Command::Kind::stop_source) {
      source.stop();
    } else if (command.kind == flow::Command::Kind::send) {
      Message m = message_of(source, command.created, command.at, setup);
      m.alarm = command.alarm;
      ++source.sequence;
      queue_detached(*this, setup, source, m, statistics);
    }
  }
}

std::uint64_t held(const MessageQueue& queue, flow::FlowIndex flow, const CellSetup& setup) {
  std::uint64_t n = 0;
  for (std::uint32_t i = 0; i < queue.size(); ++i)
    n += setup.sources[queue[i].source].flow == flow && queue[i].created >= setup.warm_up;
  return n;
}

std::uint64_t StationState::held(flow::FlowIndex flow, const CellSetup& setup) const {
  std::uint64_t n = 0;
  for (const MessageQueue& q : queues) n += wifi::held(q, flow, setup);
  return n;
}

}  // namespace wardtwin::wifi
