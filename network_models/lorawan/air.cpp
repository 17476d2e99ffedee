#include "network_models/lorawan/air.h"

#include <algorithm>

namespace wardtwin::lorawan {

Air::Air(const LorawanDef& def, std::size_t gateways)
    : gateways_(gateways),
      channels_(static_cast<std::size_t>(def.channels)),
      overlap_(def.overlap),
      thresholds_(thresholds(def.capture, def.same_sf_threshold)),
      active_(gateways * channels_),
      buckets_(gateways * channels_ * kSpreadingFactors),
      state_(gateways, Gateway{def.demodulators, 0, true}) {
  for (int sf = kLowestSf; sf <= kHighestSf; ++sf)
    sensitivity_[static_cast<std::size_t>(sf - kLowestSf)] =
        to_milliwatts(sensitivity(def.receiver, sf, def.bandwidth, def.noise_figure)).value;
}

Outcome Air::lock(std::size_t gateway, double power, std::size_t sf) {
  Gateway& g = state_[gateway];
  if (!g.up) return Outcome::gateway_down;
  if (power < sensitivity_[sf]) return Outcome::weak;
  if (g.sending > 0) return Outcome::sending;
  if (g.demodulators == 0) return Outcome::no_demodulator;
  --g.demodulators;
  return Outcome::received;
}

std::uint32_t Air::begin(const Frame& frame, std::span<const Copy> arriving) {
  std::uint32_t slot = static_cast<std::uint32_t>(frames_.size());
  if (free_.empty()) {
    frames_.emplace_back();
    receptions_.resize(receptions_.size() + gateways_);
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  frames_[slot] = frame;
  frames_[slot].copies = static_cast<std::uint32_t>(arriving.size());
  for (std::size_t k = 0; k < arriving.size(); ++k) {
    const auto [g, power] = arriving[k];
    Reception& r = receptions_[slot * gateways_ + k];
    auto& others = active(g, frame.channel);
    r = {power, g, slot, static_cast<std::uint32_t>(others.size()), lock(g, power, frame.sf),
         false, {}};
    r.locked = r.outcome == Outcome::received;
    others.push_back(static_cast<std::uint32_t>(slot * gateways_ + k));
    Bucket& b = bucket(g, frame.channel, frame.sf);
    b.power += power;
    ++b.frames;
  }
  return slot;
}

// A frame leaves: what the others suffered from its spreading factor was at its highest just
// before.
void Air::add_overlaps(const Frame& gone, Reception& ours) {
  for (const std::uint32_t other : active(ours.gateway, gone.channel)) {
    Reception& theirs = receptions_[other];
    if (theirs.slot == ours.slot) continue;
    const Frame& f = frames_[theirs.slot];
    if (overlap_ == Overlap::mean) {
      const double both = seconds(gone.end - std::max(gone.start, f.start));
      theirs.interference[gone.sf] += ours.power * both;
      ours.interference[f.sf] += theirs.power * both;
    } else if (overlap_ == Overlap::strongest) {
      if (gone.end > f.critical)
        theirs.interference[gone.sf] = std::max(theirs.interference[gone.sf], ours.power);
      ours.interference[f.sf] = std::max(ours.interference[f.sf], theirs.power);
    } else if (theirs.locked && gone.end > f.critical) {
      const double sum = bucket(ours.gateway, gone.channel, gone.sf).power;
      const double rest = f.sf == gone.sf ? std::max(sum - theirs.power, ours.power) : sum;
      theirs.interference[gone.sf] = std::max(theirs.interference[gone.sf], rest);
    }
  }
}

void Air::judge(const Frame& f, Reception& r) {
  if (r.outcome != Outcome::received) return;
  for (std::size_t sf = 0; sf < kSpreadingFactors; ++sf) {
    double worst = r.interference[sf];
    if (overlap_ == Overlap::mean) {
      worst /= seconds(f.end - f.start);
    } else if (overlap_ == Overlap::worst) {
      const Bucket& now = bucket(r.gateway, f.channel, sf);
      const std::uint32_t others = now.frames - (sf == f.sf ? 1 : 0);
      if (others > 0) worst = std::max(worst, now.power - (sf == f.sf ? r.power : 0));
    }
    if (worst > 0 && r.power < thresholds_[f.sf][sf] * worst) r.outcome = Outcome::interference;
  }
}

void Air::end(std::uint32_t slot) {
  const Frame& f = frames_[slot];
  for (Reception& r : copies(slot)) {
    add_overlaps(f, r);
    judge(f, r);
    if (r.locked) ++state_[r.gateway].demodulators;
    r.locked = false;
    Bucket& b = bucket(r.gateway, f.channel, f.sf);
    b.power = --b.frames == 0 ? 0 : b.power - r.power;
    auto& others = active(r.gateway, f.channel);
    receptions_[others.back()].place = r.place;
    others[r.place] = others.back();
    others.pop_back();
  }
  free_.push_back(slot);
}

void Air::deafen(std::size_t gateway, Outcome why) {
  for (std::size_t channel = 0; channel < channels_; ++channel)
    for (const std::uint32_t on_air : active(gateway, channel)) {
      Reception& r = receptions_[on_air];
      if (!r.locked) continue;
      r.locked = false;
      r.outcome = why;
      ++state_[gateway].demodulators;
    }
}

void Air::set_up(std::size_t gateway, bool up) {
  state_[gateway].up = up;
  if (!up) deafen(gateway, Outcome::gateway_down);
}

}  // namespace wardtwin::lorawan
