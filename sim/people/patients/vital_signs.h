#pragma once

#include <array>
#include <cmath>

#include "sim/base/fields.h"
#include "sim/base/random.h"
#include "sim/flow/clinical.h"

namespace wardtwin::people {

/// Dynamics of one vital sign over a population of patients, in the sign's unit.
struct SignDef {
  double mean = 0;
  double between_patients = 0;  ///< standard deviation of patients' own means
  double within = 0;            ///< standard deviation within a patient
  Time time_constant{0};
  double circadian = 0;  ///< amplitude
  double peak_hour = 16;
  double deteriorated = 0;         ///< change at full deterioration
  double lowest = 0, highest = 0;  ///< what a body or sensor can show
  double motion = 0;               ///< mean size of a motion artefact's error, signed
  double flutter = 0;              ///< standard deviation from beat to beat, breath to breath
  Time flutter_lasts = 10s;        ///< its time constant
};

struct VitalsDef {
  SignDef heart_rate{86, 21, 5, 10min, 4, 16, 40, 0, 300, 25, 2.15};
  SignDef respiration{18.4, 4.1, 1.5, 5min, 1, 16, 12, 0, 120, 8, 1.45};
  SignDef spo2{96.4, 2.8, 0.8, 4min, 0.5, 15, -9, 0, 100, -8, 0.43};
  SignDef systolic{136, 26, 6, 20min, 6, 15, -45, 0, 300, 20, 2.85};
  SignDef temperature{36.3, 0.8, 0.05, 2h, 0.4, 17, 1.8, 25, 45, 0};

  bool artefacts = true;
  double motion_awake = 1.0;  ///< bursts per hour
  double motion_asleep = 0.2;
  Distribution motion_lasts = Distribution::lognormal_of_median(15, 0.8);
  double wakes = 7, sleeps = 23;  ///< clock hours

  double prone_share = 0.1;     ///< patients prone to arrhythmia
  double prone_factor = 10;     ///< their rate over the others'
  double patient_spread = 0.5;  ///< sigma of the logarithm of a patient's own alarm rate

  // Patients who differ more from the mean, in all signs at once; the spread over all is kept.
  double acute_share = 0;
  double acute_spread = 1;  ///< times between_patients
  // In hypercapnic respiratory failure: saturation to be kept at 88-92 %, second scale of NEWS2.
  double hypercapnic_share = 0;
  double hypercapnic_spo2 = 90;  ///< their mean

  const SignDef& of(flow::VitalSign sign) const;
};

/// What a patient is like, besides the signs.
struct Traits {
  bool hypercapnic = false;
  double spread = 1;  ///< of the own means, over that of all patients
};
/// Drawn from the patient's own stream. With acute_share q and acute_spread s, the others' spread r
/// keeps q s^2 + (1 - q) r^2 = 1; 0 if the acute alone spread more.
Traits traits_of(const VitalsDef& vitals, Stream stream);

/// A vital sign of one patient, computed whenever somebody looks.
///
/// Model       Patient's own mean + circadian wave + deterioration + Ornstein-Uhlenbeck process,
/// stepped
///             exactly: x' = m + (x - m) exp(-dt/tau) + sigma sqrt(1 - exp(-2 dt/tau)) N(0,1).
/// Valid for   Adults at rest; signs taken as independent given the patient's state.
///             From beat to beat there is a second such process, of seconds.
/// Leaves out  Correlation of signs beyond common deterioration; drugs.
/// Checked by  tests/unit/patients/vital_signs_test.cpp
class SignPath {
 public:
  /// The patient's own mean is that of `def` + `shift`, spread by `spread` x between_patients.
  SignPath(const SignDef& def, Stream stream, Time start, double spread = 1, double shift = 0);

  /// Moves the path on to `t` (never back) and returns its deviation from the patient's course, in
  /// within-patient standard deviations.
  double deviation(Time t);
  /// True value at `t`: deterioration in [0, 1.5], clock in hours of the day.
  double value(Time t, double deterioration, double clock_hours);
  /// Fluctuation from beat to beat at `t`, which a monitor shows on top of value().
  double flutter(Time t);
  double own_mean() const { return own_mean_; }
  const SignDef& def() const { return *def_; }

 private:
  const SignDef* def_;
  Stream stream_;
  Time at_{0}, beat_at_{0};
  double own_mean_ = 0, z_ = 0, beat_ = 0;
};

/// Motion bursts of a patient, one after the other. Copies made from one stream see the same
/// bursts.
class MotionBursts {
 public:
  MotionBursts(const VitalsDef& vitals, Stream stream, Time start, Time clock_at_start);
  /// The burst that has not ended before `t`: at or after it, or going on.
  struct Burst {
    Time from{0}, to{0};
    double strength = 0;  ///< exponential, mean 1
    bool covers(Time t) const { return from <= t && t < to; }
  };
  const Burst& at(Time t);

 private:
  void next();
  const VitalsDef* vitals_;
  Stream stream_;
  Time clock_;
  Burst burst_;
};

/// Clock time in hours of the day at run time `t` when the run began at clock time
/// `clock_at_start`.
inline double clock_hours(Time t, Time clock_at_start) { return hour_of_day(t + clock_at_start); }
/// Between waking and sleeping hour of the clock.
bool awake(const VitalsDef& vitals, double clock);

}  // namespace wardtwin::people
