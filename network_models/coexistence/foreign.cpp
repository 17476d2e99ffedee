#include "network_models/coexistence/foreign.h"

#include <algorithm>
#include <cmath>

#include "sim/base/exponential.h"

namespace wardtwin::radio {
namespace {

constexpr double kBesideMhz = 11;  // beyond the edge of the band
constexpr Decibels kBeside{28}, kFar{48};

Time off_time(const Load& load) {
  return from_seconds(seconds(load.burst) * (1 - load.duty) / load.duty);
}

Time exponential(Time mean, Stream& random) {
  return from_seconds(seconds(mean) * standard_exponential(random));
}

}  // namespace

Decibels rejection(const Spectrum& sender, const Spectrum& receiver) {
  if (sender.hop > 0) return {0};  // while it is in the band; see share_in_band
  const double d = std::abs(sender.centre - receiver.centre);
  const double edge = (sender.width + receiver.width) / 2;
  const Decibels within{-10 * std::log10(std::min(1.0, receiver.width / sender.width))};
  if (d < edge) return within;
  return within + (d < edge + kBesideMhz ? kBeside : kFar);
}

double share_in_band(const Spectrum& sender, const Spectrum& receiver) {
  if (sender.hop <= 0) return 1;
  const double half = receiver.width / 2 + sender.width / 2;
  const double low = std::max(receiver.centre - half, sender.centre - sender.hop / 2);
  const double high = std::min(receiver.centre + half, sender.centre + sender.hop / 2);
  return std::clamp((high - low) / sender.hop, 0.0, 1.0);
}

double meets(const Load& load, Time airtime) {
  if (load.duty <= 0) return 0;
  if (load.duty >= 1) return 1;
  if (load.periodic)
    return std::min(1.0, load.duty + seconds(airtime) / (seconds(load.burst) / load.duty));
  return 1 - (1 - load.duty) * std::exp(-seconds(airtime) / seconds(off_time(load)));
}

Time on_during(const Load& load, Time airtime, bool begins_off, Stream& random) {
  if (load.duty <= 0) return Time{0};
  if (load.duty >= 1) return airtime;
  const Time off = off_time(load);
  if (load.periodic) {
    const Time period = load.burst + off;
    // where in its period the frame begins; bursts come first
    const double from = begins_off ? seconds(load.burst) : 0;
    const double phase = from + (seconds(period) - from) * random.uniform();
    const auto on_until = [&](double t) {
      const double whole = std::floor(t / seconds(period));
      return whole * seconds(load.burst) +
             std::min(t - whole * seconds(period), seconds(load.burst));
    };
    return from_seconds(on_until(phase + seconds(airtime)) - on_until(phase));
  }
  bool on = !begins_off && random.uniform() < load.duty;
  Time t{0}, covered{0};
  while (t < airtime) {
    const Time stay = exponential(on ? load.burst : off, random);
    if (on) covered += std::min(stay, airtime - t);
    t += stay + Time{1};
    on = !on;
  }
  return covered;
}

InBand in_band(const Foreign& f, std::size_t receiver, const Spectrum& mine) {
  InBand in{f.milliwatts[receiver] * std::pow(10.0, -rejection(f.spectrum, mine).value / 10),
            f.load};
  in.load.duty *= share_in_band(f.spectrum, mine);
  return in;
}

Time Occupancy::draw(Time mean) {
  return Time{1} + (load_.periodic ? mean : exponential(mean, random_));
}

void Occupancy::set(const Load& load, Time at) {
  load_ = load;
  next_ = kNever;
  on_ = load.duty >= 1;
  if (load.duty <= 0 || load.duty >= 1) return;
  on_ = random_.uniform() < load.duty;
  // a period is entered anywhere, an exponential stay has no memory
  const Time whole = draw(on_ ? load_.burst : off_time(load_));
  next_ = at + (load.periodic ? from_seconds(seconds(whole) * random_.uniform()) : whole);
}

Time Occupancy::free_at(Time at) {
  if (load_.duty <= 0) return at;
  if (load_.duty >= 1) return kNever;
  const Time off = off_time(load_);
  // after so long nothing is left of what was known
  if (at - next_ > 20 * (load_.burst + off)) set(load_, at);
  while (next_ <= at) {
    on_ = !on_;
    next_ += draw(on_ ? load_.burst : off);
  }
  return on_ ? next_ : at;
}

}  // namespace wardtwin::radio
