#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/base/fields.h"
#include "sim/base/random.h"
#include "sim/flow/clinical.h"

namespace wardtwin::people {

/// Patients who come to a unit from outside: a Poisson process whose rate follows the clock.
struct ArrivalsDef {
  std::vector<double> hourly;  ///< 24 rates per hour, hour 0 first; one value: all day; empty: none
  double share = 1;            ///< of them who come to this unit
  std::vector<double> weekly;  ///< 7 factors from the day of the start; empty: all 1

  double rate(Time clock) const;  ///< per hour at this clock time
  double highest_rate() const;
  double mean_rate() const;  ///< per hour over a day, weekly factors averaged
};

enum class WhenFull : std::uint8_t { wait, turn_away };

/// A unit of beds and the stay of its patients.
struct UnitDef {
  ArrivalsDef arrivals;
  Distribution length_of_stay = Distribution::lognormal_of_mean(4.63 * 86400, 6.07 * 86400);
  /// Expected share of beds occupied at the start; below 0: a draw from the equilibrium of
  /// arrivals.
  double occupied_at_start = -1;
  WhenFull when_full = WhenFull::wait;
  std::vector<double> discharge_hours;     ///< 24 weights; empty: a stay ends when it ends
  std::map<std::string, double> moves_to;  ///< share of stays that go on in another unit
  double dies = 0;                         ///< share of stays that end in death, besides arrests
  bool treated = false;                    ///< deterioration is treated from its beginning
  double deteriorating_at_start = 0;       ///< share of patients who come in deteriorating
};

/// When the hospital sends new patients elsewhere.
struct DiversionDef {
  std::vector<std::string> when_down;  ///< parts of the network or platform
  int hosts_stopped = 0;               ///< by ransomware at one time; 0: however many
  Time after = 1h, ends_after = 2h;
};

/// The 24 weights that meet the published discharge hours (13 % before noon, 42 % before 15:00).
std::vector<double> published_discharge_hours();
/// Hourly arrivals of a tertiary emergency department with 65,940 visits a year.
std::vector<double> published_arrivals();

/// Next arrival after `t`, by exact thinning (Lewis and Shedler 1979); kNever when the rate is 0.
Time next_arrival(const ArrivalsDef& arrivals, Time t, Time clock_at_start, Stream& stream);

/// What remains of the stay of somebody found in a bed: a length-biased stay, cut at a uniform
/// point. Exact for arrivals of constant rate.
double residual_stay(const Distribution& stay, Stream& stream);
/// The same stay from both sides: how long it has lasted, and how long it still will.
struct FoundStay {
  double elapsed, remaining;  ///< s
};
FoundStay found_stay(const Distribution& stay, Stream& stream);
/// What remains of a stay that is known to have lasted `elapsed` seconds: its law given that it is
/// longer.
double remaining_stay(const Distribution& stay, double elapsed, Stream& stream);

/// Beds occupied at the start: Poisson(load) given at most `beds` (M/G/c/c and M/G/infinity
/// exactly).
int equilibrium_occupancy(double load, int beds, Stream& stream);

/// Moves the end of a stay to an hour of the day drawn from `weights`, on the same day if that is
/// after `now`, else on the next. Stays change by less than a day; their mean may shift.
Time shaped_discharge(Time end, Time now, const std::vector<double>& weights, Time clock_at_start,
                      Stream& stream);

}  // namespace wardtwin::people

namespace wardtwin {

template <>
inline constexpr auto words<people::WhenFull> = std::array{
    Word{people::WhenFull::wait, "wait"}, Word{people::WhenFull::turn_away, "turn away"}};

}  // namespace wardtwin
