#pragma once

#include "network_models/ble/phy.h"
#include "sim/base/random.h"

/// How long a device takes to be found, and a connection to be lost.
///
/// Model       Discovery steps the advertising events of a lone device until the first packet that
///             lies whole in a scan window of its channel. Supervision: the number of connection
///             events until k are lost in a row, each lost with probability q on its own.
/// Valid for   Loss that does not change in time; any scan interval and window.
/// Leaves out  Collisions and noise during discovery; hop sequences that make losses depend.
/// Checked by  tests/validation/ble/laws_test.cpp
namespace wardtwin::ble {

/// When the channel is listened to.
struct Scanner {
  ScanningDef def;
  Time offset{0};  ///< of its first window, on channel 37; less than three intervals

  /// Channel 37..39 it listens to at `t`; 0 outside its windows.
  int channel_at(Time t) const {
    const std::int64_t since = (t - offset + 3 * def.interval).count();
    const std::int64_t turn = since / def.interval.count();
    if (since - turn * def.interval.count() >= def.window.count()) return 0;
    return 37 + static_cast<int>(turn % 3);
  }
};

/// From `from` to the end of the first packet received by a scanner with random phase, the device's
/// first advertising event being at a random phase of its interval.
Time discovery_time(const ScanningDef& scanning, const AdvertisingDef& advertising, Time interval,
                    Time packet, Stream& random);

/// Events up to and with the k-th loss in a row. Exact: runs between successes are drawn one by one,
/// or summed by their mean and variance where there are more than 4096.
double events_until_lost(double q, int k, Stream& random);
/// Its mean, (1 - q^k) / ((1 - q) q^k).
double mean_events_until_lost(double q, int k);

}  // namespace wardtwin::ble
