#include "scenarios/run/warm_up.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "scenarios/run/code_host.h"
#include "sim/base/error.h"
#include "sim/base/warm_up.h"
#include "sim/kernel/process.h"
#include "sim/people/pathways/patient_flow.h"
#include "sim/people/patients/patients.h"

namespace wardtwin::run {
namespace {

using compiler::Hospital;

constexpr std::uint32_t kFirstPilot = 0xfff00000u;           ///< no run has so many replications
constexpr int kPilots = 5, kShortest = 64, kLongest = 1024;  ///< runs; days
constexpr std::size_t kHours = 24;                           ///< samples of a day

struct Named {
  std::string name;
  std::vector<double> values;  ///< hourly, summed over the pilots
};

[[noreturn]] void refuse(const std::string& why) {
  throw InputError(fmt::format(
      "warm_up: auto: {}\n  Write the warm-up, such as warm_up: 2 h; `wardtwin steady` shows the "
      "series of a run.",
      why));
}

// `value(i)` of each series is looked at every hour.
template <class Value>
void sample(kernel::Simulation& sim, int days, std::vector<Named>& series, Value value) {
  for (std::size_t hour = 0; hour < kHours * static_cast<std::size_t>(days); ++hour) {
    sim.run_until(std::chrono::hours(hour + 1));
    for (std::size_t i = 0; i < series.size(); ++i) {
      if (series[i].values.size() <= hour) series[i].values.push_back(0);
      series[i].values[hour] += value(i);
    }
  }
}

void pilot_pathways(const Hospital& h, Seed seed, int days, std::vector<Named>& series) {
  people::PathwaysSetup setup = h.pathways;
  setup.seed = seed;
  if (series.empty())
    for (const auto& r : setup.resources) series.push_back({r.name, {}});
  kernel::Simulation sim;
  people::PatientFlow flow(setup, sim);
  sample(sim, days, series, [&](std::size_t i) {
    const auto r = static_cast<people::ResourceIndex>(i);
    return flow.in_use(r) + static_cast<double>(flow.waiting(r));
  });
}

void pilot_beds(const Hospital& h, Seed seed, int days, std::vector<Named>& series) {
  people::PatientsSetup setup = h.patients;
  setup.seed = seed;
  for (auto& bed : setup.beds) bed.devices.clear();
  if (series.empty())
    for (const std::string& unit : h.unit_names) series.push_back({"beds of " + unit, {}});
  kernel::Simulation sim;
  flow::AlarmLog alarms;
  people::Patients patients(setup, sim, alarms);
  sample(sim, days, series, [&](std::size_t i) {
    patients.clear_events();
    return patients.statistics(i).occupied.value() + patients.statistics(i).waiting.value();
  });
}

std::vector<Named> pilots(const Hospital& h, std::uint64_t seed, int days) {
  std::vector<Named> series;
  for (std::uint32_t k = 0; k < kPilots; ++k) {
    const Seed own{seed, kFirstPilot + k};
    h.pathways.empty() ? pilot_beds(h, own, days, series) : pilot_pathways(h, own, days, series);
  }
  return series;
}

}  // namespace

ChosenWarmUp choose_warm_up(const Hospital& h, std::uint64_t seed) {
  if (h.bench || (h.pathways.empty() && h.patients.units.empty()))
    refuse("there are no patients whose transient could be found");
  if (has_code(h)) refuse("a pilot does not run the code of the scenario");
  for (int days = kShortest;; days *= 2) {
    const std::vector<Named> series = pilots(h, seed, days);
    std::string open, last = "every series";
    std::size_t most = 0;
    for (const Named& s : series) {
      const Truncation cut = mser5(s.values, kHours);
      if (!cut.decided) open = s.name;
      if (cut.drop <= most) continue;
      most = cut.drop;
      last = s.name;
    }
    if (!open.empty() && days < kLongest) continue;
    if (!open.empty())
      refuse(fmt::format("'{}' does not settle within {} d; its queue may grow without bound", open,
                         days));
    const int chosen = static_cast<int>(most / kHours);
    return {
        chosen,
        fmt::format("{} d, by MSER-5 with batches of a day on the mean of {} pilot runs of {} d "
                    "of the patients alone; {}",
                    chosen, kPilots, days,
                    chosen == 0 ? "every series starts settled" : last + " settles last")};
  }
}

std::string setting_of(const ChosenWarmUp& chosen) {
  return fmt::format("warm_up={} d", chosen.days);
}

Hospital compile_settled(const std::filesystem::path& file, std::span<const std::string> sets,
                         std::optional<std::uint64_t> seed) {
  Hospital h = compiler::compile_file(file, sets);
  if (!h.header.settles) return h;
  const ChosenWarmUp chosen = choose_warm_up(h, seed.value_or(h.header.seed));
  std::vector<std::string> all(sets.begin(), sets.end());
  all.push_back(setting_of(chosen));
  h = compiler::compile_file(file, all);
  h.header.warm_up_chosen = chosen.how;
  return h;
}

}  // namespace wardtwin::run
