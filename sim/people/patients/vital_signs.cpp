#include "sim/people/patients/vital_signs.h"

#include <algorithm>
#include <numbers>

#include "sim/base/error.h"

namespace wardtwin::people {

const SignDef& VitalsDef::of(flow::VitalSign sign) const {
  switch (sign) {
    case flow::VitalSign::heart_rate: return heart_rate;
    case flow::VitalSign::respiration: return respiration;
    case flow::VitalSign::spo2: return spo2;
    case flow::VitalSign::systolic: return systolic;
    case flow::VitalSign::temperature: return temperature;
  }
  WARDTWIN_ASSERT(false, "a vital sign outside its list");
}

SignPath::SignPath(const SignDef& def, Stream stream, Time start, double spread, double shift)
    : def_(&def), stream_(stream), at_(start) {
  own_mean_ =
      std::clamp(def.mean + shift + spread * def.between_patients * standard_normal(stream_),
                 def.lowest, def.highest);
  z_ = standard_normal(stream_);  // the stationary law: no transient after admission
}

Traits traits_of(const VitalsDef& v, Stream stream) {
  const double acute = stream.uniform(), hypercapnic = stream.uniform();
  Traits t;
  t.hypercapnic = hypercapnic < v.hypercapnic_share;
  if (v.acute_share <= 0) return t;
  const double q = v.acute_share, s = v.acute_spread;
  t.spread = acute < q ? s : std::sqrt(std::max(0.0, (1 - q * s * s) / (1 - q)));
  return t;
}

double SignPath::deviation(Time t) {
  WARDTWIN_ASSERT(t >= at_, "a vital sign was asked for its past");
  if (t > at_) {
    const double step = seconds(t - at_) / seconds(def_->time_constant);
    z_ = z_ * std::exp(-step) + std::sqrt(-std::expm1(-2 * step)) * standard_normal(stream_);
    at_ = t;
  }
  return z_;
}

double SignPath::flutter(Time t) {
  if (def_->flutter <= 0) return 0;
  if (t > beat_at_) {
    const double step = seconds(t - beat_at_) / seconds(def_->flutter_lasts);
    beat_ = beat_ * std::exp(-step) + std::sqrt(-std::expm1(-2 * step)) * standard_normal(stream_);
    beat_at_ = t;
  }
  return def_->flutter * beat_;
}

double SignPath::value(Time t, double deterioration, double clock) {
  const double wave =
      def_->circadian * std::cos(2 * std::numbers::pi * (clock - def_->peak_hour) / 24);
  return own_mean_ + wave + def_->deteriorated * deterioration + def_->within * deviation(t);
}

bool awake(const VitalsDef& vitals, double clock) {
  if (vitals.wakes <= vitals.sleeps) return clock >= vitals.wakes && clock < vitals.sleeps;
  return clock >= vitals.wakes || clock < vitals.sleeps;
}

MotionBursts::MotionBursts(const VitalsDef& vitals, Stream stream, Time start, Time clock_at_start)
    : vitals_(&vitals), stream_(stream), clock_(clock_at_start) {
  burst_.to = start;
  next();
}

// Poisson process thinned by the clock; a burst begins no earlier than the one before it has ended.
void MotionBursts::next() {
  const double highest = std::max(vitals_->motion_awake, vitals_->motion_asleep);
  if (!vitals_->artefacts || highest <= 0) {
    burst_ = {kNever, kNever, 0};
    return;
  }
  Time t = burst_.to;
  for (;;) {
    t += from_seconds(3600 / highest * standard_exponential(stream_));
    const bool up = awake(*vitals_, clock_hours(t, clock_));
    const double rate = up ? vitals_->motion_awake : vitals_->motion_asleep;
    if (stream_.uniform() * highest < rate) break;
  }
  burst_.from = t;
  burst_.to = t + vitals_->motion_lasts.time(stream_);
  burst_.strength = standard_exponential(stream_);
}

const MotionBursts::Burst& MotionBursts::at(Time t) {
  while (burst_.to != kNever && burst_.to <= t) next();
  return burst_;
}

}  // namespace wardtwin::people
