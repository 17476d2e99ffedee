#pragma once

#include "network_models/wifi/setup.h"
#include "network_models/wifi/wlan.h"

/// From what the physical layer expects of a link to the numbers a cell works with.
namespace wardtwin::wifi {

/// Airtime law of a rate: equal to ppdu_time() for every length.
AirtimeLaw airtime_law(const Rate& rate, Band band);

/// Both directions between a station and an access point of the table, for frames of
/// `Station::mpdu_bytes[0]` bytes.
RadioLink radio_link(const Wlan& wlan, std::uint32_t station, std::uint32_t access_point);

}  // namespace wardtwin::wifi
