#pragma once

#include "scenarios/compiler/compile.h"

/// Stations that sleep: `network: wifi: power_save:` and `uplink_ofdma:`.
namespace wardtwin::compiler {

/// Tells what cannot be: classes that are not there, service periods without 802.11ax.
void check_power_save(Compilation& c);

/// Settings by device. Service periods of one access point's stations are spread over their interval,
/// each shared by `group` of them.
void add_power_save(Compilation& c, Wifi& w);

}  // namespace wardtwin::compiler
