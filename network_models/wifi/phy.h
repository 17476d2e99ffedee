#pragma once

#include <string>
#include <vector>

#include "network_models/wifi/phy_tables.h"
#include "sim/base/time.h"
#include "sim/base/units.h"

/// Wi-Fi rates and airtimes.
///
/// Model       Preamble plus whole symbols for every PPDU, rounded to nanoseconds once per frame;
///             control answers at the highest basic rate (6, 12, 24 Mb/s) not above the data rate's
///             non-HT reference rate; 6 us signal extension after every OFDM PPDU in 2.4 GHz.
/// Valid for   802.11a/g, n, ac, ax (SU, full-width or one RU), 1 to 4 streams, 20 to 160 MHz.
/// Leaves out  11b data, MU-MIMO, beamforming, HE extended range, packet extension.
/// Checked by  tests/validation/wifi_phy/airtime_test.cpp
namespace wardtwin::wifi {

/// How one PPDU is modulated. `index` is the MCS, or 0..7 for 6, 9, 12, 18, 24, 36, 48, 54 Mb/s of
/// a/g.
struct Rate {
  Standard standard = Standard::n;
  int index = 0;
  int streams = 1;
  double width_mhz = 20;
  Time guard{800};  ///< n, ac: 800 or 400 ns; ax: 800, 1600 or 3200 ns
  bool ldpc = false;
  friend bool operator==(const Rate&, const Rate&) = default;
};

BitsPerSecond data_rate(const Rate& rate);

/// HE rate on one resource unit of 26, 52, 106, 242, 484, 996 or 1992 tones.
BitsPerSecond he_ru_rate(int tones, int mcs, int streams, Time guard);

/// Does the standard define this rate? (VHT has no MCS 9 in 20 MHz with one stream.)
bool defined(const Rate& rate);

/// All defined rates of the settings, slowest first.
std::vector<Rate> rates_of(const PhyDef& def);

/// The one rate of `rate: mcs 7` or `rate: 24 Mbit/s`; throws InputError with what may be written.
/// Nothing for `adaptive` and `ideal`.
struct FixedRate {
  bool fixed = false;
  Rate rate;
};
FixedRate fixed_rate(const PhyDef& def);

/// Slots, spaces and answers that a band fixes.
struct BandTiming {
  Time slot, sifs, signal_extension;
};
BandTiming timing(Band band);

/// Airtime of a PSDU, signal extension included.
Time ppdu_time(const Rate& rate, Band band, int psdu_bytes);

/// Longest PPDU of the standard (5.484 ms), and most MPDUs and bytes of an A-MPDU.
struct AggregationLimits {
  Time ppdu;
  int mpdus, bytes;
};
AggregationLimits aggregation_limits(Standard standard);

/// One MPDU inside an A-MPDU: 4 B delimiter, padded to a multiple of four (the last one is not).
constexpr int subframe_bytes(int mpdu_bytes) { return (mpdu_bytes + 4 + 3) / 4 * 4; }
int ampdu_bytes(int mpdus, int mpdu_bytes);

/// Most MPDUs of one size that fit one A-MPDU at this rate, at least 1.
int ampdu_limit(const Rate& rate, Band band, int mpdu_bytes);

/// MPDU bytes around an application message: IPv4+UDP 28, LLC 8, MAC 24 (+2 QoS), FCS 4.
constexpr int mpdu_bytes(int payload_bytes, bool qos) {
  return payload_bytes + 28 + 8 + 28 + 2 * qos;
}

/// Rate in Mb/s of the answer to a frame sent at `rate`.
int control_rate_mbps(const Rate& rate);

/// A non-HT frame (control, management) at 6..54 Mb/s.
Time legacy_time(Band band, int bytes, int mbps);

/// Control frames in answer to, or ahead of, a frame at `rate`.
Time ack_time(const Rate& rate, Band band);                ///< 14 B
Time block_ack_time(const Rate& rate, Band band);          ///< compressed, 32 B
Time block_ack_request_time(const Rate& rate, Band band);  ///< 24 B
Time rts_time(const Rate& rate, Band band);                ///< 20 B
Time cts_time(const Rate& rate, Band band);                ///< 14 B
/// Gives back the rest of a TXOP, 20 B. It answers nothing, so it goes at the lowest basic rate, 6 Mb/s.
Time cf_end_time(Band band);

/// 2.4 GHz: DSSS 1 Mb/s with the long preamble; else 6 Mb/s.
Time beacon_time(Band band, int bytes);

/// Uplink OFDMA. Trigger-based PPDU on one resource unit (5 or 6 GHz; preamble simplified to 56
/// us), and the frames around it for a number of stations, at 24 Mb/s.
Time he_trigger_based_time(int tones, int mcs, Time guard, int psdu_bytes);
Time trigger_time(Band band, int stations);
Time multi_block_ack_time(Band band, int stations);

/// Share of the air that beacons take: `networks` SSIDs on each of `access_points` sharing a
/// channel.
double beacon_load(int networks, int access_points, Time beacon, Time access, Time interval);

/// Goodput of one saturated station without competitors, every MPDU of one size and error rate;
/// access is AIFS plus the mean backoff. With `aggregate` false one MPDU per exchange, CW doubled
/// on loss.
struct SingleStation {
  int payload_bytes = 1472;
  bool aggregate = true;
  int cw_min = 15, cw_max = 1023, aifsn = 3;
  int max_attempts = 7;
};
BitsPerSecond single_station_goodput(const Rate& rate, Band band, double mpdu_error,
                                     const SingleStation& station = {});

}  // namespace wardtwin::wifi
