#pragma once

#include "sim/base/fields.h"
#include "sim/base/random.h"
#include "sim/base/time.h"

namespace wardtwin::people {

enum class Condition : std::uint8_t { stable, deteriorating, critical, arrest };

/// Rates per patient-hour of the chain stable - deteriorating - critical - arrest.
struct PatientDef {
  double deteriorates = 0.0010;
  double recovers_untreated = 0.08, recovers_treated = 0.30;
  double worsens_untreated = 0.02, worsens_treated = 0.004;
  double arrests_untreated = 0.05, arrests_treated = 0.002;
  double leaves_critical_treated = 0.05;
  Time shortest_ramp = 6h, longest_ramp = 24h;
  Time arrest_lasts = 30min;
};

/// The course of one patient's state and its depth D(t), a continuous broken line: towards 1 while
/// deteriorating, 1.5 while critical, 0 while stable, at one unit per ramp.
///
/// Model       Continuous-time Markov chain; treated and untreated rates.
/// Valid for   Adults on acute wards; tuned to 2 % of admissions with an emergency call.
/// Leaves out  Causes of deterioration, drugs.
/// Checked by  tests/unit/patients/deterioration_test.cpp
class Course {
 public:
  Course(const PatientDef& def, Stream stream, Time start, bool deteriorating, bool treated);

  Condition condition() const { return condition_; }
  bool treated() const { return treated_; }
  /// When the deterioration that goes on, or was the last, began; kNever: there was none.
  Time onset() const { return onset_; }
  double depth(Time t) const;
  /// When the next change of state is due; kNever after an arrest.
  Time next_change() const { return next_; }
  /// Makes the change that is due at next_change().
  void change();
  /// From `t` on the patient is treated: for good, or until stable again.
  void treat(Time t, bool for_good = true);
  /// The steepest D(t) can be, per second, in any state.
  double steepest() const;

 private:
  void aim(Time t);
  void draw(Time t);
  const PatientDef* def_;
  Stream stream_;
  Condition condition_ = Condition::stable;
  bool treated_ = false, for_good_ = false, worse_next_ = false;
  Time since_{0}, next_ = kNever, onset_ = kNever;
  double depth_ = 0, target_ = 0, per_second_ = 0;
};

}  // namespace wardtwin::people
