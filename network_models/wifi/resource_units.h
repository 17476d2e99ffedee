#pragma once

#include "network_models/wifi/setup.h"

/// How stations share one channel side by side.
///
/// Model       Equal resource units of 26 to 1992 tones (802.11ax, 27.3.2): the widest that are enough.
/// Valid for   Trigger-based uplink of one stream in 20 to 160 MHz.
/// Leaves out  Units of different sizes in one answer; the power a station puts into fewer tones, so
///             that its rate in a narrow unit could be higher.
/// Checked by  tests/validation/wifi/uplink_ofdma_test.cpp
namespace wardtwin::wifi {

int most_answers(double width_mhz);             ///< stations one trigger can ask
int tones_for(double width_mhz, int stations);  ///< of each unit, if so many answer
/// Airtime of an answer in a unit of `tones`; MCS 10 and 11 need 242 tones.
AirtimeLaw answer_law(const PhyDef& phy, Time guard, int tones, int mcs);

}  // namespace wardtwin::wifi
