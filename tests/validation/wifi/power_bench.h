#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "tests/validation/wifi/bench.h"

/// A cell whose devices have several sources each, and settings of their own.
namespace wardtwin::wifi::bench {

struct Ward {
  CellSetup setup;
  std::vector<flow::Source> sources;
  std::vector<PowerSettings> power;
  std::unique_ptr<Cell> cell;
  CellOutput out;
  std::vector<flow::Frame> frames;

  /// One flow per source of `device`, the same for all `devices`.
  Ward(CellSetup s, std::size_t devices, const std::vector<flow::Source>& device, Direction air,
       PowerSettings one)
      : setup(std::move(s)), power(devices, one) {
    setup.flows = device.size();
    for (std::uint32_t d = 0; d < devices; ++d)
      for (std::uint32_t f = 0; f < device.size(); ++f) {
        sources.push_back(device[f]);
        sources.back().device = d;
        sources.back().flow = f;
      }
    link = {.access_point = 0, .up = air, .down = air};
  }
  /// Settings may be changed until then.
  void start() {
    setup.sources = sources;
    if (std::ranges::any_of(power, [](const auto& p) { return p.mode != PowerSave::off; }))
      setup.power_save = power;
    cell = std::make_unique<Cell>(setup);
    for (std::uint32_t d = 0; d < power.size(); ++d) {
      std::vector<flow::SourceIndex> own;
      for (std::uint32_t i = 0; i < sources.size(); ++i)
        if (sources[i].device == d) own.push_back(i);
      cell->attach(new_station(d, own, Time{0}, setup), Time{0}, link);
    }
  }
  void run(Time until, Time window = 100ms) {
    if (!cell) start();
    for (; now + window <= until; now += window) {
      cell->run(now + window, out);
      frames.insert(frames.end(), out.received.begin(), out.received.end());
      frames.insert(frames.end(), out.delivered.begin(), out.delivered.end());
      misdirected += out.misdirected.size();
      for (Departure& d : out.departures) gone.push_back(std::move(d.state));
      out.clear();
    }
  }
  /// Inside the cell, or with stations that have left it.
  std::uint64_t held(flow::FlowIndex f) const {
    std::uint64_t n = cell->held(f);
    for (const StationState& s : gone) n += s.held(f, setup);
    return n;
  }
  const flow::FlowStatistics::Row& row(std::size_t f) const { return cell->statistics().rows()[f]; }

  RadioLink link;
  Time now{0};
  std::uint64_t misdirected = 0;
  std::vector<StationState> gone;
};

inline flow::Source down(flow::Source s) {
  s.downlink = true;
  return s;
}

}  // namespace wardtwin::wifi::bench
