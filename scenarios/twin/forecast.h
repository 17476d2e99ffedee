#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/compiler/future.h"
#include "scenarios/compiler/hospital.h"

/// What will probably become of a hospital that is under way.
namespace wardtwin::twin {

/// The present, as far as a forecast needs it.
struct Present {
  Time now{0};  ///< since the midnight before the recording began
  std::vector<people::Present::InBed> patients;
  std::vector<std::uint32_t> access_points_down, gateways_down;
  std::vector<double> loss;      ///< by access point, more than as before
  std::vector<double> slow;      ///< by gateway, times as long as before
  std::vector<double> arrivals;  ///< by unit, factor of the scenario's rates
};

/// One quantity that forecasts tell, step by step.
struct Quantity {
  std::string name, unit;  ///< "beds occupied ward", "1"
};
std::vector<Quantity> quantities(const compiler::Hospital& hospital);
/// Throws InputError where a warning of the scenario is about no quantity, or has no such limit.
void check_warnings(const compiler::Hospital& hospital);

/// Values of one run, or what was observed: step after step, all quantities of each; NaN: none.
using Values = std::vector<double>;

struct Band {
  double low, median, high;
};

/// One future, from all its runs.
struct Outlook {
  std::string name;          ///< "as_is", or that of a what-if
  std::vector<Values> runs;  ///< by run
  std::vector<Band> bands;   ///< as Values
};

struct Warning {
  std::string name, future, text;
  Time within{0};
  double probability = 0;
};

struct Forecast {
  std::uint32_t number = 0;
  Time at{0};
  std::vector<Outlook> outlooks;
  std::vector<Warning> warnings;
};

/// The hospital as it stands, set up to run from `run_in` before the present to the horizon:
///
/// Model       Patients lie where they are and stay as the law of their unit says, given how long
///             they have been there; parts that are down stay down, losses and slowness stay as
///             they are; arrivals come at the rates last seen. Nurses, devices, radios and gateways
///             are the simulator's own, at full detail.
/// Valid for   Hours, in which repairs are not expected unless a what-if says so.
/// Leaves out  Alarms that are open now and how sick who is: devices begin afresh at `run_in`.
/// Checked by  tests/twin/forecast_test.cpp
compiler::Hospital hospital_at(const compiler::Hospital& hospital, const Present& present,
                               const compiler::FutureParts* what_if);

/// Forecasts of this hospital are faster and tell of no queues: no waveform is sent in them.
void leave_waveforms_out(compiler::Hospital& hospital);

/// Runs all futures with equal randomness, `jobs` at a time, each in a process of its own.
Forecast look_ahead(const compiler::Hospital& hospital,
                    const std::vector<compiler::FutureParts>& what_ifs, const Present& present,
                    std::uint32_t number, std::uint64_t seed, int jobs);

/// Order statistics around the middle: k from each end with 1 - 2k / (n + 1) nearest to `share`.
/// Of n + 1 exchangeable values one lies between them with just that probability.
std::size_t rank_of_band(std::size_t runs, double share);
/// 1 if `observed` lies inside the band of these runs, 0 if not, a share where ties leave it to
/// chance: the probability that its rank among them, ties broken at random, is inside.
double inside(std::vector<double> runs, double observed, double share);

/// As text, for the process that asked: exact to the last bit.
std::string write(const Forecast& forecast);
Forecast read_forecast(const std::string& text, double band);

}  // namespace wardtwin::twin
