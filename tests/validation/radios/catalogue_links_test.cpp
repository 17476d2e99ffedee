// Every class of the catalogue on every link its row lists, from the file to the server.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/hospital.h"
#include "tests/unit/devices/catalogue_reader.h"

namespace wardtwin {
namespace {

/// The shortest time between messages that nobody has to ask for.
Time pace(const devices::DeviceClassDef& def) {
  Time least = kNever;
  for (const auto& [name, s] : def.streams)
    if (s.pattern != flow::Pattern::on_event && !s.downlink) least = std::min(least, s.period);
  return least;
}

/// Messages of the class that the server has, and those that were made, over some of its periods.
std::pair<std::uint64_t, std::uint64_t> run_on(const std::string& name,
                                               const devices::DeviceClassDef& def,
                                               devices::Link link) {
  const bool carried = def.carrier == devices::Carrier::nurse;
  const auto most = std::max<std::int64_t>(60, pace(def).count() * 3 / 1'000'000'000);
  std::vector<std::string> sets{
      "devices.links={}", "devices.per_bed.ward={}", "devices.per_nurse={handset: 1}",
      fmt::format("devices.links.{}={}", name, word_of(link)), fmt::format("duration={} s", most)};
  sets.push_back(carried ? fmt::format("devices.per_nurse.{}=1", name)
                         : fmt::format("devices.per_bed.ward.{}=1", name));
  sets.push_back(fmt::format("devices.classes.{}.used_share=100 %", name));
  const compiler::Hospital h = tests::compiled("tests/scenario/good/every_link.yaml", sets);
  const results::Replication r = tests::replication(h);
  std::uint64_t delivered = 0, made = 0;
  for (std::size_t f = 0; f < h.flows.size(); ++f) {
    if (h.flows[f].class_name != name) continue;
    EXPECT_EQ(h.flows[f].radio, word_of(link));
    delivered += r.flows[f].ledger.delivered;
    made += r.flows[f].ledger.generated;
  }
  return {delivered, made};
}

TEST(CatalogueLinks, EachCarriesTheMessagesOfItsClass) {
  std::set<devices::Link> seen;
  int pairs = 0;
  for (const auto& [name, def] : test::catalogue())
    for (const devices::Link link : def.links) {
      SCOPED_TRACE(name + " on " + std::string(word_of(link)));
      seen.insert(link);
      ++pairs;
      try {
        const auto [delivered, made] = run_on(name, def, link);
        EXPECT_GT(made, 0u);
        EXPECT_GT(delivered, 0u) << "of " << made;
      } catch (const std::exception& e) {
        ADD_FAILURE() << e.what();
      }
    }
  EXPECT_EQ(seen.size(), words<devices::Link>.size()) << "a link that no class uses";
  EXPECT_GT(pairs, 60);
}

// On a bench a class uses its radio as in a hospital, unless the bench says how; and so when the scenario as run
// is read again.
TEST(CatalogueLinks, ABenchUsesRadiosAsTheClassDoes) {
  const auto role = [](const std::string& more) {
    const compiler::Hospital h = tests::compiled(
        "scenarios/bench/ble_advertisers.yaml",
        {"bench.devices.tag=",
         "bench.devices.badge={class: asset_tag, count: 5, link: ble, circle: 3 m" + more + "}"});
    const std::string again = fmt::format("{}bench_again_{}.yaml", testing::TempDir(), ::getpid());
    std::ofstream(again) << h.text;
    EXPECT_EQ(compiler::compile_file(again, {}).devices.at(0).ble.role, h.devices.at(0).ble.role);
    std::filesystem::remove(again);
    return h.devices.at(0).ble.role;
  };
  EXPECT_EQ(role(""), devices::BleRole::advertises);
  EXPECT_EQ(role(", ble: {role: connects}"), devices::BleRole::connects);
}

}  // namespace
}  // namespace wardtwin
