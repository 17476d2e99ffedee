// Wrong clocks from a scenario's text to what stamps say and who is refused.
#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/hospital.h"

namespace wardtwin::run {
namespace {

/// The small ward, always full, from 8:00 to 20:00.
compiler::Hospital ward(std::vector<std::string> sets) {
  sets.emplace_back("duration=12 h");
  sets.emplace_back("people.units.ward.patients.arrivals.hourly=[20]");
  return tests::compiled("tests/scenario/good/small_ward.yaml", std::move(sets));
}

struct Count {
  std::uint64_t came = 0, in_time = 0;
};
/// Alarms raised from `from` until `until` that reached the server; of these, a handset in 10 s.
Count raised(const results::Replication& r, Time from, Time until) {
  Count n;
  for (const auto& record : r.alarms) {
    const auto at = [&](flow::AlarmStage s) {
      return record.alarm.at[static_cast<std::size_t>(s)];
    };
    const Time sent = at(flow::AlarmStage::device), rang = at(flow::AlarmStage::handset);
    if (sent == kNever || sent < from || sent >= until) continue;
    if (at(flow::AlarmStage::gateway) == kNever) continue;
    ++n.came;
    n.in_time += rang != kNever && rang - sent <= 10s;
  }
  return n;
}

// Set 2 min ahead at 10:00, repaired at 14:00 and set again at 14:15: what its devices raise until then
// bears stamps of the future. Set 2 min behind it all seems late. Nothing else changes.
TEST(Clocks, OfAGatewayMakeStampsLie) {
  const auto right = tests::replication(ward({}));
  const auto of = [](const char* offset) {
    return tests::replication(ward(
        {fmt::format("faults=[{{ at: 10:00, what: gateway_1, offset: {}, for: 4 h }}]", offset)}));
  };
  const auto ahead = of("2 min"), behind = of("-2 min"), little = of("9 s");
  for (const auto* r : {&ahead, &behind, &little})
    EXPECT_EQ(r->event_hash, right.event_hash) << "the way of an alarm is as it was";
  const Count then = raised(right, 2h, 6h + 15min);
  ASSERT_GT(then.came, 30u);
  EXPECT_LT(then.came, raised(right, 0h, 12h).came);
  EXPECT_EQ(ahead.alarm_manager.stamped_wrong, then.came);
  EXPECT_EQ(ahead.alarm_manager.seem_early, then.came);
  EXPECT_EQ(ahead.alarm_manager.seem_late, 0u);
  EXPECT_NEAR(ahead.alarm_manager.stamp_error_s, 120, 1e-9);
  EXPECT_EQ(behind.alarm_manager.stamped_wrong, then.came);
  EXPECT_EQ(behind.alarm_manager.seem_late, then.in_time);
  EXPECT_EQ(behind.alarm_manager.seem_early, 0u);
  EXPECT_EQ(little.alarm_manager.stamped_wrong, 0u) << "within 10 s";
  EXPECT_GT(little.alarm_manager.seem_early, 0u);
  EXPECT_EQ(right.alarm_manager.stamp_error_s, 0);
}

// Of a class of devices it concerns that class alone; of the server, everybody, the other way round.
TEST(Clocks, OfDevicesAndServers) {
  const auto h = ward({"faults=[{ at: 08:00, what: telemetry_pack, offset: 1 min }]"});
  const auto pack = tests::replication(h);
  std::uint64_t of_packs = 0;
  for (const auto& a : pack.alarms)
    of_packs += h.devices[a.alarm.device].class_name == "telemetry_pack" &&
                a.alarm.at[static_cast<std::size_t>(flow::AlarmStage::gateway)] != kNever &&
                a.alarm.at[static_cast<std::size_t>(flow::AlarmStage::device)] != kNever;
  EXPECT_GT(of_packs, 0u);
  EXPECT_EQ(pack.alarm_manager.stamped_wrong, of_packs);
  EXPECT_LT(of_packs, raised(pack, 0h, 12h).came);

  const auto server =
      tests::replication(ward({"faults=[{ at: 08:00, what: alarm_server, offset: 1 min }]"}));
  EXPECT_EQ(server.alarm_manager.stamped_wrong, raised(server, 0h, 12h).came);
  EXPECT_EQ(server.alarm_manager.seem_early, 0u);
  // both alike: nobody notices
  const auto both =
      tests::replication(ward({"faults=[{ at: 08:00, what: alarm_server, offset: 1 h }, "
                               "{ at: 08:00, what: gateway_1, offset: 1 h }]"}));
  EXPECT_EQ(both.alarm_manager.stamped_wrong, 0u);
  EXPECT_EQ(both.event_hash, tests::replication(ward({})).event_hash);
}

// A tenth too fast from 10:00 on: 30 s off after 300 s, refused from then until it is set half a minute
// after its repair at 10:30. Alarms of the ward wait for it, and the ward is blind meanwhile.
TEST(Clocks, BeyondTheToleranceTheServerRefuses) {
  const auto h = ward({"faults=[{ at: 10:00, what: gateway_1, drift: 100000 ppm, for: 30 min }]",
                       "network.clocks={ refused_beyond: 30 s, resync: 30 s }",
                       "network.gateways.gateway_1.queue=1000000"});
  ASSERT_EQ(h.impairments.size(), 1u);
  EXPECT_NEAR(seconds(h.impairments[0].at), 7200 + 300, 1e-6);
  EXPECT_EQ(h.impairments[0].until, Time{2h + 30min + 30s});
  const auto right = tests::replication(ward({"network.gateways.gateway_1.queue=1000000"}));
  const auto refused = tests::replication(h);
  EXPECT_NEAR(refused.units[0].blind_min - right.units[0].blind_min, 25.5 * 4, 1)
      << "four beds for 25.5 min";
  Time last{0};
  std::size_t waited = 0;
  for (const auto& record : refused.alarms) {
    const auto at = [&](flow::AlarmStage s) {
      return record.alarm.at[static_cast<std::size_t>(s)];
    };
    const Time radio = at(flow::AlarmStage::radio), came = at(flow::AlarmStage::gateway);
    if (radio == kNever || radio < 2h + 5min || radio >= 2h + 30min) continue;
    EXPECT_GE(came, Time{2h + 30min + 30s});
    last = std::max(last, came);
    ++waited;
  }
  ASSERT_GT(waited, 0u);
  EXPECT_LT(last, Time{2h + 30min + 40s});
}

}  // namespace
}  // namespace wardtwin::run
