#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "network_models/wifi/coupled_cells.h"
#include "sim/base/statistics.h"
#include "tests/validation/wifi/bench.h"
#include "tests/validation/wifi/on_graph.h"

/// Access points of one channel in a building of nothing but who hears whom.
namespace wardtwin::wifi::bench {

/// One station for each access point, sending up; `together`: all in one cell.
struct Corridor {
  CellSetup setup;
  std::vector<flow::Source> sources;
  std::vector<std::unique_ptr<Cell>> cells;
  std::vector<CellOutput> out;
  std::unique_ptr<CoupledCells> domain;

  Corridor(CellSetup s, const Graph& hears, std::vector<flow::Source> all,
           const std::vector<Direction>& air, bool together, std::uint32_t replication,
           const Graph& hidden_from = {})
      : setup(std::move(s)), sources(std::move(all)) {
    const auto n = static_cast<std::uint32_t>(sources.size());
    for (std::uint32_t d = 0; d < n; ++d) sources[d].device = sources[d].flow = d;
    setup.sources = sources;
    setup.flows = n;
    setup.seed.replication = replication;
    setup.coupled = !together;
    setup.access_points.resize(n);
    for (std::uint32_t d = 0; d < n; ++d) setup.access_points[d] = d;
    out.resize(together ? 1 : n);
    std::vector<CoupledCells::Member> members;
    for (std::uint32_t c = 0; c < out.size(); ++c) {
      if (!together) setup.access_points = {c};
      cells.push_back(std::make_unique<Cell>(setup));
      members.push_back({cells.back().get(), &out[c], {}, {}});
      if (!together) members.back().heard_by.assign(hears[c].begin(), hears[c].end());
      if (!hidden_from.empty())
        members.back().hidden_from.assign(hidden_from[c].begin(), hidden_from[c].end());
    }
    for (std::uint32_t d = 0; d < n; ++d)
      cells[together ? 0 : d]->attach(new_station(d, std::vector{d}, Time{0}, setup), Time{0},
                                      {.access_point = d, .up = air[d], .down = air[d]});
    domain = std::make_unique<CoupledCells>(std::move(members));
  }
  /// Frames a second of each, in [0, span).
  std::vector<double> run(Time span, Time window = 1s) {
    std::vector<double> delivered(sources.size());
    for (Time t{0}; t < span;) {
      t = std::min(span, t + window);
      domain->run(t);
      for (CellOutput& o : out) {
        for (const flow::Frame& f : o.received) delivered[f.entry] += 1 / seconds(span);
        o.clear();
      }
    }
    return delivered;
  }
};

/// Means over replications, by sender, with their squared standard errors.
struct Estimate {
  std::vector<double> mean, error;
};
template <class Run>
Estimate estimate(std::size_t n, Run run) {
  constexpr int kReplications = 8;
  std::vector<Tally> of(n);
  for (std::uint32_t r = 1; r <= kReplications; ++r) {
    const std::vector<double> d = run(r);
    for (std::size_t i = 0; i < n; ++i) of[i].add(d[i]);
  }
  Estimate e;
  for (const Tally& w : of) {
    e.mean.push_back(w.mean());
    e.error.push_back(w.variance() / kReplications);
  }
  return e;
}

}  // namespace wardtwin::wifi::bench
