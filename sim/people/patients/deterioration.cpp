#include "sim/people/patients/deterioration.h"

#include <algorithm>

#include "sim/base/distribution.h"
#include "sim/base/error.h"

namespace wardtwin::people {
namespace {

constexpr double target_of(Condition c) {
  switch (c) {
    case Condition::stable: return 0;
    case Condition::deteriorating: return 1;
    case Condition::critical:
    case Condition::arrest: return 1.5;
  }
  return 0;
}

}  // namespace

Course::Course(const PatientDef& def, Stream stream, Time start, bool deteriorating, bool treated)
    : def_(&def), stream_(stream), treated_(treated), for_good_(treated), since_(start) {
  if (deteriorating) condition_ = Condition::deteriorating;
  if (deteriorating) onset_ = start;
  aim(start);
  draw(start);
}

double Course::depth(Time t) const {
  const double way = per_second_ * seconds(t - since_);
  return depth_ < target_ ? std::min(target_, depth_ + way) : std::max(target_, depth_ - way);
}

double Course::steepest() const { return 1 / seconds(def_->shortest_ramp); }

void Course::aim(Time t) {
  depth_ = depth(t);
  since_ = t;
  target_ = target_of(condition_);
  const double low = seconds(def_->shortest_ramp), high = seconds(def_->longest_ramp);
  per_second_ = 1 / (low + (high - low) * stream_.uniform());
}

void Course::draw(Time t) {
  double better = 0, worse = 0;
  switch (condition_) {
    case Condition::stable: worse = def_->deteriorates; break;
    case Condition::deteriorating:
      better = treated_ ? def_->recovers_treated : def_->recovers_untreated;
      worse = treated_ ? def_->worsens_treated : def_->worsens_untreated;
      break;
    case Condition::critical:
      better = treated_ ? def_->leaves_critical_treated : 0;
      worse = treated_ ? def_->arrests_treated : def_->arrests_untreated;
      break;
    case Condition::arrest: break;
  }
  const double total = better + worse;
  const double gap = standard_exponential(stream_), which = stream_.uniform();
  worse_next_ = which * total < worse;
  // a hundred years stand for never, so that instants can be added up
  next_ = total > 0 ? t + from_seconds(std::min(3600 * gap / total, 3.0e9)) : kNever;
}

void Course::change() {
  WARDTWIN_ASSERT(next_ != kNever, "a patient's state changed that has no next one");
  const Time t = next_;
  const int step = worse_next_ ? 1 : -1;
  if (condition_ == Condition::stable) onset_ = t;
  condition_ = static_cast<Condition>(static_cast<int>(condition_) + step);
  if (condition_ == Condition::stable && !for_good_) treated_ = false;
  aim(t);
  draw(t);
}

void Course::treat(Time t, bool for_good) {
  for_good_ = for_good_ || for_good;
  if (treated_) return;
  treated_ = true;
  draw(t);  // without memory: the rest of an exponential wait may be drawn anew
}

}  // namespace wardtwin::people
