#include "tests/validation/wifi/bench.h"

namespace wardtwin::wifi::bench {

CellSetup quiet_setup() {
  CellSetup s;
  s.access_points = {0};
  s.counts_delivery = true;
  s.wifi.beacon_airtime = Time{0};
  s.wifi.ack_timeout = Time{0};
  s.wifi.txop_cf_end = false;
  s.wifi.countdown = Countdown::freeze;
  s.wifi.saturated_backlog = 4;
  for (auto* table : {&s.station, &s.access_point})
    for (CategoryDef& c : *table) {
      c.txop_limit = Time{0};
      c.lifetime = Time{0};
    }
  return s;
}

namespace {
flow::Source source_of(std::uint32_t payload, flow::Pattern pattern, Time period, Time jitter) {
  flow::Source s;
  s.payload_bytes = payload;
  s.pattern = pattern;
  s.period = period;
  s.jitter = jitter;
  s.on_at_start = true;
  return s;
}
}  // namespace

flow::Source saturated(std::uint32_t payload) {
  return source_of(payload, flow::Pattern::saturated, Time{0}, Time{0});
}
flow::Source periodic(std::uint32_t payload, Time period, Time jitter) {
  return source_of(payload, flow::Pattern::periodic, period, jitter);
}
flow::Source poisson(std::uint32_t payload, Time gap) {
  return source_of(payload, flow::Pattern::poisson, gap, Time{0});
}

Bench::Bench(CellSetup s, std::vector<Group> g, std::uint32_t replication)
    : setup(std::move(s)), groups(std::move(g)) {
  setup.seed.replication = replication;
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (int k = 0; k < groups[i].stations; ++k) {
      flow::Source source = groups[i].source;
      source.device = static_cast<flow::DeviceIndex>(sources.size());
      source.flow = static_cast<flow::FlowIndex>(i);
      sources.push_back(source);
      categories.push_back(static_cast<std::uint8_t>(1 + static_cast<int>(groups[i].category)));
      links.push_back(groups[i].up);
    }
  setup.sources = sources;
  setup.source_category = categories;
  setup.flows = groups.size();
  cell = std::make_unique<Cell>(setup);
  for (std::uint32_t d = 0; d < sources.size(); ++d)
    cell->attach(new_station(d, std::vector{d}, Time{0}, setup), Time{0},
                 {.access_point = 0, .up = links[d], .down = links[d]});
}

void Bench::run(Time until, Time window) {
  for (Time t = window; t <= until; t += window) {
    cell->run(t, out);
    out.clear();
  }
}

}  // namespace wardtwin::wifi::bench
