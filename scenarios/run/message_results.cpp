#include "scenarios/run/message_results.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace wardtwin::run {
namespace {

std::uint32_t room_at(const flow::Building& b, const Position& at) {
  std::uint32_t floor = 0;
  for (std::uint32_t f = 0; f < b.floors.size(); ++f)
    if (b.floors[f].height <= at.z + 0.5 && b.floors[f].height >= b.floors[floor].height) floor = f;
  for (std::uint32_t r = 0; r < b.rooms.size(); ++r) {
    const flow::Room& room = b.rooms[r];
    if (room.floor == floor && at.x >= room.x0 && at.x < room.x1 && at.y >= room.y0 &&
        at.y < room.y1)
      return r;
  }
  return flow::kNone;
}

/// Window, place, class: in this order in the file.
using Cell = std::tuple<std::int64_t, std::uint32_t, flow::TrafficClass>;
struct Sums {
  std::uint64_t lost = 0;
  flow::RoughDelays delays;
};

// Of two lengths of which one is usually a multiple of the other; else the whole run.
Time common(Time a, Time b, Time whole) {
  if (a % b == Time{0}) return a;
  if (b % a == Time{0}) return b;
  return whole;
}

void collect_places(const flow::MessageLog& log, const flow::LossBook& losses, Time end,
                    results::Messages& out) {
  const flow::MessageLog::Setup& setup = log.setup();
  const Time length = end - setup.warm_up;
  const Time window = common(log.window(), losses.window(), length);
  std::map<Cell, Sums> cells;
  for (const auto& [number, rows] : log.windows())
    for (std::uint32_t place = 0; place <= setup.places; ++place)
      for (const auto& c : words<flow::TrafficClass>) {
        const auto& delays =
            rows[place * flow::kTrafficClasses + static_cast<std::size_t>(c.value)];
        if (delays.count() > 0)
          cells[{number * log.window() / window, place, c.value}].delays.merge(delays);
      }
  losses.for_each([&](flow::DeviceIndex device, flow::TrafficClass traffic, std::int64_t number,
                      std::uint64_t n) {
    const std::uint32_t place = std::min(setup.place_of_device[device], setup.places);
    cells[{number * losses.window() / window, place, traffic}].lost += n;
  });
  for (Time from{0}; from < length; from += window)
    out.windows.push_back({setup.warm_up + from, setup.warm_up + std::min(length, from + window)});
  for (const auto& [cell, sums] : cells) {
    const auto& [number, place, traffic] = cell;
    const auto row = static_cast<std::uint32_t>(out.places.size());
    out.places.push_back({static_cast<std::uint32_t>(number),
                          place < setup.places ? place : flow::kNone, traffic, sums.delays.count(),
                          sums.lost});
    sums.delays.for_each([&](std::size_t bin, std::uint32_t count) {
      const auto ns = [](std::size_t b) {
        return Time{static_cast<std::int64_t>(flow::RoughDelays::bin_low(b))};
      };
      out.delays.push_back({row, ns(bin), ns(bin + 1), count});
    });
  }
}

}  // namespace

flow::MessageLog::Setup message_places(const compiler::Hospital& h) {
  flow::MessageLog::Setup s;
  for (const compiler::Device& d : h.devices) {
    const bool bedside = d.bed != flow::kNone;
    s.place_of_device.push_back(bedside                  ? h.building.beds[d.bed].room
                                : d.nurse == flow::kNone ? room_at(h.building, d.at)
                                                         : flow::kNone);
  }
  s.places = static_cast<std::uint32_t>(h.building.rooms.size());
  s.warm_up = h.header.warm_up;
  s.end = h.end();
  return s;
}

void collect_messages(const compiler::Hospital& h, const flow::MessageLog& log,
                      const flow::FlowStatistics& all,
                      const std::vector<std::uint32_t>& row_of_alarm, results::Messages& out) {
  collect_places(log, all.losses(), h.end(), out);
  const int halvings = std::max(log.halvings(), all.lost_sample().halvings());
  std::map<std::pair<flow::SourceIndex, std::uint32_t>, results::MessageRecord> messages;
  const auto record = [&](const auto& m) -> results::MessageRecord* {
    if (m.alarm == flow::kNone &&
        !flow::in_sample(flow::message_hash(m.source, m.sequence), halvings))
      return nullptr;
    results::MessageRecord& r = messages[{m.source, m.sequence}];
    const flow::Source& source = h.sources[m.source];
    r.created = m.created;
    r.device = source.device;
    r.flow = source.flow;
    r.sequence = m.sequence;
    r.alarm = m.alarm < row_of_alarm.size() ? row_of_alarm[m.alarm] : flow::kNone;
    r.stands_for = m.alarm == flow::kNone ? std::uint64_t{1} << halvings : 1;
    return &r;
  };
  for (const flow::MessageWay& w : log.ways())
    if (results::MessageRecord* r = record(w)) {
      r->access = w.access;
      r->server = w.server;
      r->done = w.done;
      r->entry = w.entry;
      if (w.done != kNever) r->end = results::MessageEnd::delivered;
    }
  const auto lose = [&](const auto& m) {
    if (m.created < h.header.warm_up) return;
    results::MessageRecord* r = record(m);
    if (!r || r->end == results::MessageEnd::delivered) return;
    r->end = results::MessageEnd::lost;
    r->cause = m.cause;
  };
  for (const auto& [hash, m] : all.lost_sample().rows()) lose(m);
  for (const auto& m : all.lost_alarms()) lose(m);
  for (const auto& [key, r] : messages) out.sample.push_back(r);
  std::ranges::stable_sort(out.sample, {}, &results::MessageRecord::created);
}

}  // namespace wardtwin::run
