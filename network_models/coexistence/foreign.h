#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/random.h"
#include "sim/base/time.h"
#include "sim/base/units.h"

/// Senders of other families in one band, as a receiver takes them in.
///
/// Model       A foreign sender is an on/off process: `duty` of the time on, on for `burst` in the
///             mean, both exponential (a microwave oven: strictly periodic). A frame meets it with
///             1 - (1 - duty) exp(-airtime / off). Of its power a receiver takes in the share of
///             its bandwidth; beyond 11 MHz from the centre of a 20 MHz sender another 28 dB, beyond
///             22 MHz 48 dB less (transmit mask and receive filter). A hopper is in a receiver's
///             band for that share of its airtime.
/// Valid for   Loads that change slowly against the exchange; bursts independent of one's own frames.
/// Leaves out  Several foreign senders at one instant add no powers; how sending here makes others
///             defer shows only in the loads of the next exchange.
/// Checked by  tests/validation/coexistence/foreign_test.cpp
namespace wardtwin::radio {

/// Where in the band a radio sends or listens, in MHz. `hop` > 0: anywhere in that range, `width`
/// at a time.
struct Spectrum {
  double centre = 2440, width = 20, hop = 0;
};

/// What is lost between the power that arrives and the power within the receiver's band.
Decibels rejection(const Spectrum& sender, const Spectrum& receiver);

/// Share of a sender's airtime that falls into the receiver's band: below 1 for hoppers alone.
double share_in_band(const Spectrum& sender, const Spectrum& receiver);

/// What a sender did between two exchanges.
struct Load {
  double duty = 0;
  Time burst{0};
  bool periodic = false;
};

/// Probability that a frame so long meets the sender.
double meets(const Load& load, Time airtime);

/// How long the sender is on during a frame so long, by drawing its bursts. `begins_off`: the frame's
/// sender has just found it silent.
Time on_during(const Load& load, Time airtime, bool begins_off, Stream& random);

/// A foreign sender as one cell hears it.
struct Foreign {
  std::uint32_t emitter = 0;  ///< row of all senders' loads
  Spectrum spectrum;
  std::vector<double> milliwatts;  ///< that arrive at each receiver of the cell, all its power
  Load load;                       ///< at present
};

/// From the loads of all senders, those of one cell's foreign ones.
inline void take_loads(std::vector<Foreign>& foreign, std::span<const Load> all) {
  for (Foreign& f : foreign) f.load = all[f.emitter];
}

/// Power within a receiver's band while the sender is on, and its load there.
struct InBand {
  double milliwatts = 0;
  Load load;
};
InBand in_band(const Foreign& foreign, std::size_t receiver, const Spectrum& mine);

/// An on/off process seen at rising instants, for what waits until it is off.
class Occupancy {
 public:
  explicit Occupancy(Stream random) : random_(random) {}
  /// From `at` on it behaves so.
  void set(const Load& load, Time at);
  bool ever() const { return load_.duty > 0; }
  /// `at` if it is off then, else when it goes off.
  Time free_at(Time at);

 private:
  Time draw(Time mean);
  Stream random_;
  Load load_;
  bool on_ = false;
  Time next_ = kNever;  ///< change of state
};

}  // namespace wardtwin::radio
