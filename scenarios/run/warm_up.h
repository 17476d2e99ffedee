#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "scenarios/compiler/hospital.h"

namespace wardtwin::run {

/// A warm-up and how it was found, in a sentence.
struct ChosenWarmUp {
  int days = 0;
  std::string how;
};

/// Where the transient of the patients ends, for `warm_up: auto`.
///
/// Model       Pilot runs of the patients alone from the scenario's start, without devices: hourly
///             numbers of occupied beds and patients waiting (of pathways: units in use and patients
///             waiting), averaged over the pilots, cut by MSER-5 with batches of a day, since a
///             hospital follows the hours. The longest of the transients counts. Pilots use
///             replication numbers of their own, so a run does not choose by its own noise.
/// Valid for   Hospitals whose transient is that of patients: stays are days, queues of a network
///             settle within minutes of their load.
/// Leaves out  Benches (there are no patients) and steps with code: written warm-ups only.
/// Checked by  tests/unit/run/warm_up_test.cpp
///
/// Throws InputError where a series does not settle in 1024 days, which mostly means that a queue
/// grows without bound.
ChosenWarmUp choose_warm_up(const compiler::Hospital& hospital, std::uint64_t seed);

/// compile_file; a scenario of `warm_up: auto` is compiled again with what was chosen.
compiler::Hospital compile_settled(const std::filesystem::path& file,
                                   std::span<const std::string> sets,
                                   std::optional<std::uint64_t> seed);

/// `warm_up=3 d`, the setting that stands for a choice.
std::string setting_of(const ChosenWarmUp& chosen);

}  // namespace wardtwin::run
