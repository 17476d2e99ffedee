#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "network_models/cell.h"

/// One radio cell without a hospital, the same way for every family.
namespace wardtwin::tests {

/// Owns what a cell only looks at. Fill `setup` and `sources`, then run().
template <radio::Cell Cell, class Setup>
struct RadioBench {
  Setup setup;
  std::vector<flow::Source> sources;
  std::unique_ptr<Cell> cell;
  radio::CellOutput out;  ///< of all runs
  Time now{0};
  Time usual_window = 10s;

  explicit RadioBench(Seed seed = {}) {
    setup.seed = seed;
    setup.counts_delivery = true;
  }
  RadioBench(RadioBench&&) = default;
  virtual ~RadioBench() = default;

  void start() {
    if (cell) return;
    prepare();
    setup.sources = sources;
    cell = std::make_unique<Cell>(setup);
  }
  void run(Time until, Time window) {
    start();
    for (; now < until;) cell->run(now = std::min(now + window, until), out);
  }
  void run(Time until) { run(until, usual_window); }

  const flow::FlowStatistics::Row& row(flow::FlowIndex flow = 0) const {
    return cell->statistics().rows()[flow];
  }
  const flow::Ledger& ledger(flow::FlowIndex flow = 0) const { return row(flow).ledger; }
  std::uint64_t lost(flow::LossCause cause) const {
    return ledger().lost[static_cast<std::size_t>(cause)];
  }
  /// Share of the finished messages of flow 0.
  double delivered() const {
    return static_cast<double>(ledger().delivered) /
           static_cast<double>(ledger().generated - cell->held(0));
  }

 protected:
  /// What of `setup` follows from the rest.
  virtual void prepare() {}
};

inline flow::Source source(std::uint32_t bytes, flow::Pattern pattern, Time period = {},
                           bool downlink = false) {
  flow::Source s;
  s.payload_bytes = bytes;
  s.pattern = pattern;
  s.period = period;
  s.downlink = downlink;
  s.on_at_start = true;
  return s;
}

}  // namespace wardtwin::tests
