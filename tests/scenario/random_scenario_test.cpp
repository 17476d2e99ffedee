// Generated hospitals, bounded in size: each is refused with places or runs; none crashes, hangs or
// loses count of a message (an unbalanced ledger is a RunError of the run itself).
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "scenarios/compiler/hospital.h"
#include "scenarios/compiler/problems.h"
#include "scenarios/run/replication.h"
#include "sim/base/random.h"

namespace wardtwin::run {
namespace {

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : stream_(Seed{41, 0}, seed, Purpose::test) {}
  int between(int low, int high) {
    return low + std::min(high - low, static_cast<int>(stream_.uniform() * (high - low + 1)));
  }
  double real(double low, double high) { return low + stream_.uniform() * (high - low); }
  bool chance(double p) { return stream_.uniform() < p; }
  template <class T>
  const T& pick(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(between(0, static_cast<int>(all.size()) - 1))];
  }

 private:
  Stream stream_;
};

std::string header(Dice& d, std::uint32_t seed) {
  return fmt::format(
      "scenario: random_{}\nformat: 1\nstarts: {}\nwarm_up: {} s\nduration: {} s\nseed: {}\n", seed,
      d.pick<std::string>({"06:58", "18:59", "00:00", "23:59", "12:00"}), d.between(0, 20),
      d.between(20, 100), seed);
}

std::string building(Dice& d, const std::vector<int>& beds) {
  std::string out = "building:\n  floors:\n    level_1:\n      rooms:\n";
  const double width = 20.0 * static_cast<double>(beds.size());
  out +=
      fmt::format("        corridor: {{ kind: corridor, area: [0 m, 0 m, {} m, 3 m] }}\n", width);
  for (std::size_t u = 0; u < beds.size(); ++u) {
    const double x = 20.0 * static_cast<double>(u);
    out += fmt::format(
        "        room_{}: {{ kind: {}, area: [{} m, 3 m, {} m, 13 m], door: [{} m, 3 m], beds: "
        "{}{} }}\n",
        u, u == 0 ? "ward" : "icu", x, x + 14, x + 3, beds[u],
        d.chance(0.2) ? ", walls: brick" : "");
    out += fmt::format(
        "        desk_{}: {{ kind: nurse_station, area: [{} m, 3 m, {} m, 13 m], door: [{} m, 3 m] "
        "}}\n",
        u, x + 14, x + 20, x + 17);
  }
  return out;
}

std::string people(Dice& d, std::size_t units) {
  std::string out = "people:\n  units:\n";
  for (std::size_t u = 0; u < units; ++u)
    out += fmt::format(
        "    unit_{}:\n      rooms: [room_{}]\n      station: desk_{}\n"
        "      patients: {{ arrivals: {{ hourly: [{:.2f}] }}, length_of_stay: exponential(mean {} "
        "min), "
        "occupied_at_start: {:.2f}, when_full: {}{} }}\n      staff: {{ day: {}, night: {} }}\n",
        u, u, u, d.real(0, 60), d.between(1, 60), d.real(0, 1),
        d.chance(0.5) ? "wait" : "turn away",
        units > 1 && d.chance(0.5)
            ? fmt::format(", moves_to: {{ unit_{}: {:.2f} }}", (u + 1) % units, d.real(0, 1))
            : "",
        d.between(1, 4), d.between(1, 4));
  return out;
}

std::string devices(Dice& d, std::size_t units) {
  std::string out = "devices:\n  per_bed:\n";
  const std::vector<std::string> classes{"icu_monitor",   "ward_monitor", "telemetry_pack",
                                         "infusion_pump", "syringe_pump", "ventilator",
                                         "smart_bed",     "nurse_call",   "workstation"};
  for (std::size_t u = 0; u < units; ++u) {
    out += fmt::format("    unit_{}: {{ ", u);
    for (const auto& name : classes)
      if (d.chance(0.5))
        out += fmt::format("{}: {:.2f}, ", name, d.real(0, name == "infusion_pump" ? 4 : 1.5));
    out += "nurse_call: 1 }\n";
  }
  // a class named twice is an error of its own: keep the last only where it was not drawn
  std::size_t at = 0;
  while ((at = out.find(", nurse_call: 1 }", at)) != std::string::npos) {
    const std::size_t line = out.rfind('\n', at);
    if (out.substr(line, at - line).find("nurse_call") != std::string::npos)
      out.replace(at, 17, " }");
    ++at;
  }
  out += fmt::format("  per_nurse: {{ handset: {} }}\n", d.chance(0.9) ? "1" : "1.5");
  if (d.chance(0.5)) out += "  links: { icu_monitor: wifi }\n";
  if (d.chance(0.6))
    out += fmt::format(
        "  classes:\n    nurse_call:\n      alarms:\n        others: no\n        storm: {{ kind: "
        "technical, per_hour: "
        "{}, "
        "lasts: \"lognormal(median {} s, sigma 1)\", high_share: 0.5, medium_share: 0.5 }}\n",
        d.between(1, 300), d.between(1, 60));
  return out;
}

struct Network {
  std::string text;
  std::vector<std::string> parts{"alarm_manager", "core", "access", "alarm_server", "access-core"};
};

Network network(Dice& d, std::size_t units) {
  Network n;
  const bool low_band = d.chance(0.2);
  n.text = fmt::format(
      "network:\n  wifi:\n    radio: {{ standard: 802.11n, band: {}, access_point_power: {} dBm, "
      "client_power: {} dBm }}\n    roaming: {{ authentication: {} }}\n    access_points:\n",
      low_band ? "2.4 GHz" : "5 GHz", d.between(5, 23), d.between(8, 20),
      d.pick<std::string>({"open", "psk", "802.1X", "802.11r"}));
  const int access_points = d.between(1, 6);
  for (int a = 1; a <= access_points; ++a) {
    n.text += fmt::format(
        "      ap_{}: {{ at: [{:.1f} m, {:.1f} m, 2.7 m], channel: {}, switch: access }}\n", a,
        d.real(0, 20.0 * static_cast<double>(units)), d.real(0, 13),
        low_band ? d.pick<int>({1, 6, 11, 3}) : d.pick<int>({36, 36, 40, 44, 100}));
    n.parts.push_back(fmt::format("ap_{}", a));
  }
  n.text +=
      "  wired: { on: access }\n  switches:\n    access: { uplink: core }\n    core: {}\n  "
      "gateways:\n";
  const int gateways = d.between(1, static_cast<int>(units));
  const bool paired = gateways > 1 && d.chance(0.6);
  for (int g = 0; g < gateways; ++g) {
    std::string serves;
    for (std::size_t u = 0; u < units; ++u)
      if (static_cast<int>(u) % gateways == g)
        serves += fmt::format("{}unit_{}", serves.empty() ? "" : ", ", u);
    n.text += fmt::format("    gateway_{}: {{ switch: core, serves: [{}], queue: {}{}{}{} }}\n", g,
                          serves, d.pick<int>({0, 3, 1000}),
                          paired ? fmt::format(", standby: gateway_{}", (g + 1) % gateways) : "",
                          d.chance(0.3) ? ", persistent: yes" : "",
                          d.chance(0.3) ? ", devices_retry: yes" : "");
    n.parts.push_back(fmt::format("gateway_{}", g));
  }
  n.text +=
      "platform:\n  servers:\n    alarm_server: { switch: core }\n    archive: { switch: access }\n"
      "  alarm_manager: { on: alarm_server }\n";
  if (d.chance(0.5)) n.text += "  records_on: archive\n";
  n.parts.push_back("archive");
  return n;
}

std::string faults(Dice& d, const Network& n, const std::string& starts) {
  const int count = d.between(0, 4);
  if (count == 0) return "";
  std::string out = "faults:\n";
  for (int i = 0; i < count; ++i)
    out += fmt::format("  - {{ at: {}:{:02}, what: {}{} }}\n", starts, d.between(0, 59),
                       d.pick(n.parts),
                       d.chance(0.7) ? fmt::format(", for: {} s", d.between(1, 60)) : "");
  return out;
}

std::string hospital(Dice& d, std::uint32_t seed) {
  std::string out = header(d, seed);
  const std::size_t at = out.find("starts: ") + 8;
  const std::string starts = out.substr(at, 5);
  const auto units = static_cast<std::size_t>(d.between(1, 3));
  std::vector<int> beds;
  for (std::size_t u = 0; u < units; ++u) beds.push_back(d.between(1, 12));
  out += building(d, beds) + people(d, units) + devices(d, units);
  const Network n = network(d, units);
  out += n.text + faults(d, n, starts);
  if (d.chance(0.3)) out += fmt::format("clock: {{ window: {} ms }}\n", d.pick<int>({1, 3, 10}));
  return out;
}

std::string bench(Dice& d, std::uint32_t seed) {
  return header(d, seed) +
         fmt::format(
             "bench:\n  devices:\n    a: {{ count: {}, payload: {} B, every: {} ms, circle: {} m "
             "}}\n"
             "    b: {{ count: {}, payload: {} B, every: {} ms, pattern: poisson, circle: {} m }}\n"
             "network:\n  wifi:\n    radio: {{ standard: {} }}\n    access_points:\n"
             "      ap_1: {{ at: [0 m, 0 m, 2.7 m], channel: 36 }}\n",
             d.between(1, 30), d.between(1, 2000), d.between(5, 500), d.between(1, 60),
             d.between(1, 30), d.between(1, 2000), d.between(5, 500), d.between(1, 400),
             d.pick<std::string>({"802.11a", "802.11n"}));
}

/// "ran", "refused", or what went wrong.
std::string outcome(const std::string& text) {
  const auto file =
      std::filesystem::temp_directory_path() / fmt::format("wardtwin_random_{}.yaml", ::getpid());
  std::ofstream(file) << text;
  std::string said;
  try {
    const compiler::Hospital h = compiler::compile_file(file, {});
    ReplicationOptions options;
    options.seed = {h.header.seed, 0};
    const results::Replication r = Replication(h, options).run();
    std::uint64_t generated = 0, accounted = 0;
    for (const auto& f : r.flows) {
      generated += f.ledger.generated;
      accounted += f.ledger.delivered + f.ledger.total_lost();
    }
    said = accounted <= generated ? "ran" : fmt::format("{} messages of {}", accounted, generated);
    // windows change no result, whatever the hospital
    const std::vector<std::string> narrow{"clock.window=2 ms"}, wide{"clock.window=10 ms"};
    const compiler::Hospital n = compiler::compile_file(file, narrow),
                             w = compiler::compile_file(file, wide);
    if (Replication(n, options).run().event_hash != Replication(w, options).run().event_hash)
      said = "windows of 2 ms and 10 ms differ";
  } catch (const compiler::ScenarioError& e) {
    said = "refused";
    for (const std::string& one : e.messages)
      if (one.find(".yaml:") == std::string::npos) said = "refused without a place: " + one;
    if (e.messages.empty()) said = "refused without a word";
  } catch (const std::exception& e) {
    said = e.what();
  }
  std::filesystem::remove(file);
  return said;
}

void try_all(std::uint32_t first, std::uint32_t last, std::string (*make)(Dice&, std::uint32_t),
             int ran_at_least) {
  std::map<std::string, int> counts;
  for (std::uint32_t seed = first; seed < last; ++seed) {
    Dice dice(seed);
    const std::string text = make(dice, seed);
    const auto start = std::chrono::steady_clock::now();
    const std::string said = outcome(text);
    ++counts[said];
    EXPECT_TRUE(said == "ran" || said == "refused") << "seed " << seed << ": " << said << "\n"
                                                    << text;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30))
        << "seed " << seed << "\n"
        << text;
  }
  EXPECT_GE(counts["ran"], ran_at_least) << "refused " << counts["refused"];
}

TEST(RandomScenarios, HospitalsRunOrAreRefusedWithAPlace) { try_all(0, 150, hospital, 70); }
TEST(RandomScenarios, BenchesRunOrAreRefusedWithAPlace) { try_all(1000, 1030, bench, 10); }

}  // namespace
}  // namespace wardtwin::run
