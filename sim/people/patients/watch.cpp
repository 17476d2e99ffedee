#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/people/patients/impl.h"

// A sign under its limits: sampled every second where a limit is near, rarely where it is far.
namespace wardtwin::people {

using flow::Trigger;
using kernel::Process;

namespace {

constexpr double kSigmas = 4.5;  // 2 Q(4.5) = 7e-6: chance of a crossing inside a long step
constexpr Time kLongest = 10min;
constexpr Time kBlindStep = 5s;

/// Steepest change per second of the course below the fluctuation.
double slope_of(const SignDef& def, double steepest_depth) {
  return std::abs(def.circadian) * 2 * std::numbers::pi / 86400 +
         std::abs(def.deteriorated) * steepest_depth;
}

}  // namespace

Process Patients::Impl::watch(StayPtr stay, std::size_t device, flow::VitalSign sign,
                              std::vector<LimitState> limits) {
  Person& person = *stay->person;
  SignPath& path = person.signs[static_cast<std::size_t>(sign)];
  const SignDef& def = path.def();
  MotionBursts bursts(setup.vitals, Stream(setup.seed, person.key, Purpose::artefact), sim.now(),
                      setup.clock_at_start);
  Recent recent;
  Time settled{0}, step{1s};
  while (!stay->gone) {
    co_await sim.delay(step);
    if (stay->gone) co_return;
    const Time now = sim.now();
    if (stay->blind[device] > 0) {
      recent.count = 0;
      for (LimitState& l : limits)
        if (l.open == flow::kNone) l.beyond = false;
      step = kBlindStep;
      continue;
    }
    ++samples;
    const double real =
        path.value(now, person.course.depth(now), clock_hours(now, setup.clock_at_start));
    const double beats = path.flutter(now);
    const auto burst = bursts.at(now);
    const bool moving = def.motion != 0 && burst.covers(now);
    const double shown = real + beats + (moving ? def.motion * burst.strength : 0);
    recent.add(std::clamp(shown, def.lowest, def.highest),
               std::clamp(real + beats, def.lowest, def.highest));
    for (LimitState& l : limits) judge(stay, device, l, recent);

    // the average still holds the burst for its length after it
    if (moving) settled = burst.to + std::chrono::seconds{Recent::kLength};
    step = every_second || now < settled
               ? Time{1s}
               : next_step(*stay, path, real, path.deviation(now), limits);
    if (def.motion != 0 && burst.from > now) step = std::min(step, burst.from - now);
    // samples a long step apart do not average
    if (step > 1s) recent.count = 0;
  }
}

void Patients::Impl::judge(const StayPtr& stay, std::size_t device, LimitState& l,
                           const Recent& recent) {
  const flow::AlarmRule& rule = *l.rule;
  const double side = rule.trigger == Trigger::above ? 1 : -1;
  const double shown = Recent::mean(recent.shown, recent.count, l.window);
  if (l.open != flow::kNone) {
    if (side * (shown - rule.limit) > -rule.hysteresis) return;
    close(*stay, l.open);
    l.open = flow::kNone;
    l.beyond = false;
    return;
  }
  if (side * (shown - rule.limit) <= 0) {
    l.beyond = false;
    return;
  }
  if (!l.beyond) {
    l.beyond = true;
    l.since = sim.now();
  }
  if (sim.now() - l.since < rule.delay) return;
  const bool real = side * (Recent::mean(recent.real, recent.count, l.window) - rule.limit) > 0;
  l.open = raise(*stay, device, rule, l.since, real, l.stream);
  stay->open.push_back({l.open, {}, false});
}

// The fluctuation's noise stays below that of Brownian motion of equal diffusion (reflection
// principle), its pull towards the mean below |z| sigma / tau; so the time h within which
// `threshold` is out of reach solves  a sqrt(h) + b h = distance.
double Patients::Impl::seconds_to_reach(const SignPath& path, double value, double z,
                                        double threshold, double slope) const {
  const SignDef& def = path.def();
  const double tau = seconds(def.time_constant);
  // the beats may take the reading there at any moment
  const double distance = std::abs(threshold - value) - kSigmas * def.flutter;
  if (distance <= 0) return 0;
  const bool pulled = (threshold - value) * z < 0;
  const double a = kSigmas * def.within * std::sqrt(2 / tau);
  const double b = slope + (pulled ? std::abs(z) * def.within / tau : 0);
  const double root = b > 0 ? (-a + std::sqrt(a * a + 4 * b * distance)) / (2 * b) : distance / a;
  return root * root;
}

Time Patients::Impl::next_step(const Stay& stay, const SignPath& path, double value, double z,
                               const std::vector<LimitState>& limits) const {
  const double slope = slope_of(path.def(), stay.person->course.steepest());
  Time step = kLongest;
  for (const LimitState& l : limits) {
    const flow::AlarmRule& rule = *l.rule;
    const double side = rule.trigger == Trigger::above ? 1 : -1;
    const double limit = l.open == flow::kNone ? rule.limit : rule.limit - side * rule.hysteresis;
    const double h = seconds_to_reach(path, value, z, limit, slope);
    // nearer than the average is long: the average itself must be followed
    if (h < static_cast<double>(l.window) + 2) return 1s;
    if (from_seconds(h) < step) step = from_seconds(h);
    if (l.open == flow::kNone && l.beyond)
      step = std::min(step, std::max<Time>(1s, l.since + rule.delay - sim.now()));
  }
  return step;
}

}  // namespace wardtwin::people
