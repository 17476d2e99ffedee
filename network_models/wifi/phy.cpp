#include "network_models/wifi/phy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::wifi {

namespace {

struct Modulation {
  int bits;         // coded bits per subcarrier
  double code;      // code rate
  int legacy_mbps;  // non-HT rate of the same modulation and code, at most 54
};

constexpr std::array<Modulation, 12> kModulation{{{1, 1 / 2., 6},
                                                  {2, 1 / 2., 12},
                                                  {2, 3 / 4., 18},
                                                  {4, 1 / 2., 24},
                                                  {4, 3 / 4., 36},
                                                  {6, 2 / 3., 48},
                                                  {6, 3 / 4., 54},
                                                  {6, 5 / 6., 54},
                                                  {8, 3 / 4., 54},
                                                  {8, 5 / 6., 54},
                                                  {10, 3 / 4., 54},
                                                  {10, 5 / 6., 54}}};
constexpr std::array<int, 8> kLegacyMbps{6, 9, 12, 18, 24, 36, 48, 54};

bool legacy(Standard s) { return s == Standard::a || s == Standard::g; }

const Modulation& modulation(int mcs) { return kModulation[static_cast<std::size_t>(mcs)]; }

int subcarriers(Standard s, double width_mhz) {
  const auto step = static_cast<std::size_t>(std::lround(std::log2(width_mhz / 20)));
  constexpr std::array<int, 4> ht{52, 108, 234, 468}, he{234, 468, 980, 1960};
  return s == Standard::ax ? he[step] : ht[step];
}

Time symbol_time(const Rate& r) {
  if (legacy(r.standard)) return 4us;
  return (r.standard == Standard::ax ? Time{12800} : Time{3200}) + r.guard;
}

double bits_per_symbol(const Rate& r) {
  if (legacy(r.standard)) return 4.0 * kLegacyMbps[static_cast<std::size_t>(r.index)];
  const auto& m = modulation(r.index);
  return std::floor(subcarriers(r.standard, r.width_mhz) * m.bits * m.code * r.streams + 1e-9);
}

Time preamble_time(const Rate& r) {
  const Time trainings = (r.streams == 3 ? 4 : r.streams) * 1us;
  switch (r.standard) {
    case Standard::a:
    case Standard::g: return 20us;
    case Standard::n: return 32us + 4 * trainings;
    case Standard::ac: return 36us + 4 * trainings;
    // 20 legacy, 4 RL-SIG, 8 SIG-A, 4 STF, then LTFs of 6.4 us and their guard; 44 us with 0.8 us
    case Standard::ax: return 36us + 8 * trainings;
  }
  return 0us;
}

Time payload_time(double bits, double per_symbol, Time symbol) {
  return static_cast<std::int64_t>(std::ceil(bits / per_symbol)) * symbol;
}

}  // namespace

BitsPerSecond data_rate(const Rate& r) {
  return {bits_per_symbol(r) * 1e9 / static_cast<double>(symbol_time(r).count())};
}

BitsPerSecond he_ru_rate(int tones, int mcs, int streams, Time guard) {
  constexpr std::array<std::array<int, 2>, 7> table{
      {{26, 24}, {52, 48}, {106, 102}, {242, 234}, {484, 468}, {996, 980}, {1992, 1960}}};
  for (const auto& [ru, data] : table)
    if (ru == tones) {
      const auto& m = modulation(mcs);
      return {data * m.bits * m.code * streams / seconds(Time{12800} + guard)};
    }
  WARDTWIN_ASSERT(false, "no such resource unit");
  return {};
}

bool defined(const Rate& r) {
  if (r.index < 0) return false;
  switch (r.standard) {
    case Standard::a:
    case Standard::g: return r.index <= 7 && r.width_mhz == 20 && r.streams == 1;
    case Standard::n: return r.index <= 7 && r.width_mhz <= 40;
    case Standard::ac:
      // data bits of a symbol must divide over the encoders
      return r.index <= 8 || (r.index == 9 && (r.width_mhz != 20 || r.streams == 3));
    case Standard::ax: return r.index <= 11;
  }
  return false;
}

std::vector<Rate> rates_of(const PhyDef& def) {
  std::vector<Rate> rates;
  for (int index = 0; index < kModulations; ++index) {
    Rate r{def.standard, index, def.streams, def.width.value * 1e-6, def.guard_interval, def.ldpc};
    if (r.standard == Standard::ax && (r.width_mhz > 20 || index >= 10)) r.ldpc = true;
    if (r.standard == Standard::ac && index == 6 && r.width_mhz == 80 && r.streams == 3) continue;
    // BPSK 3/4 needs more signal than the faster QPSK 1/2: nobody chooses it
    if (defined(r) && !(legacy(r.standard) && index == 1)) rates.push_back(r);
  }
  return rates;
}

FixedRate fixed_rate(const PhyDef& def) {
  const std::string& text = def.rate;
  if (text == "adaptive" || text == "ideal") return {};
  const auto complain = [&](std::string_view why) {
    throw InputError(
        fmt::format("rate `{}`: {}. Write adaptive, ideal, `mcs 0` to `mcs 11`, or for "
                    "802.11a and g 6, 9, 12, 18, 24, 36, 48 or 54 Mbit/s",
                    text, why));
  };
  Rate r{def.standard, 0, def.streams, def.width.value * 1e-6, def.guard_interval, def.ldpc};
  const bool mcs = text.starts_with("mcs ");
  const char* const from = text.data() + (mcs ? 4 : 0);
  const char* const end = text.data() + text.size();
  int number = 0;
  const auto [rest, failed] = std::from_chars(from, end, number);
  const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  if (failed != std::errc{} || unit != (mcs ? "" : " Mbit/s")) complain("not understood");
  if (mcs == legacy(def.standard))
    complain(fmt::format("{} has {}", word_of(def.standard), mcs ? "no MCS" : "MCS, not Mbit/s"));
  if (mcs) {
    r.index = number;
  } else {
    const auto found = std::find(kLegacyMbps.begin(), kLegacyMbps.end(), number);
    if (found == kLegacyMbps.end()) complain("no such rate");
    r.index = static_cast<int>(found - kLegacyMbps.begin());
  }
  if (!defined(r))
    complain(fmt::format("not in {} at {:.0f} MHz with {} stream(s)", word_of(def.standard),
                         r.width_mhz, r.streams));
  if (r.standard == Standard::ax && (r.index >= 10 || r.width_mhz > 20)) r.ldpc = true;
  return {true, r};
}

BandTiming timing(Band band) {
  if (band == Band::ghz_2_4) return {9us, 10us, 6us};
  return {9us, 16us, 0us};
}

Time ppdu_time(const Rate& r, Band band, int psdu_bytes) {
  // 16 service and 6 tail bits
  return preamble_time(r) +
         payload_time(22.0 + 8.0 * psdu_bytes, bits_per_symbol(r), symbol_time(r)) +
         timing(band).signal_extension;
}

AggregationLimits aggregation_limits(Standard s) {
  switch (s) {
    case Standard::a:
    case Standard::g: return {5484us, 1, 4095};
    case Standard::n: return {5484us, 64, 65535};
    case Standard::ac: return {5484us, 64, 1048575};
    case Standard::ax: return {5484us, 256, 6500631};
  }
  return {5484us, 1, 4095};
}

int ampdu_bytes(int mpdus, int mpdu) { return (mpdus - 1) * subframe_bytes(mpdu) + mpdu + 4; }

int ampdu_limit(const Rate& r, Band band, int mpdu) {
  const auto limits = aggregation_limits(r.standard);
  const auto fits = [&](int k) {
    const int bytes = ampdu_bytes(k, mpdu);
    return k <= limits.mpdus && bytes <= limits.bytes && ppdu_time(r, band, bytes) <= limits.ppdu;
  };
  int k = 1;
  while (fits(k + 1)) ++k;
  return k;
}

int control_rate_mbps(const Rate& r) {
  const int reference = legacy(r.standard) ? kLegacyMbps[static_cast<std::size_t>(r.index)]
                                           : modulation(r.index).legacy_mbps;
  return reference >= 24 ? 24 : reference >= 12 ? 12 : 6;
}

Time legacy_time(Band band, int bytes, int mbps) {
  return 20us + payload_time(22.0 + 8.0 * bytes, 4.0 * mbps, 4us) + timing(band).signal_extension;
}

Time ack_time(const Rate& r, Band band) { return legacy_time(band, 14, control_rate_mbps(r)); }
Time block_ack_time(const Rate& r, Band band) {
  return legacy_time(band, 32, control_rate_mbps(r));
}
Time block_ack_request_time(const Rate& r, Band band) {
  return legacy_time(band, 24, control_rate_mbps(r));
}
Time rts_time(const Rate& r, Band band) { return legacy_time(band, 20, control_rate_mbps(r)); }
Time cts_time(const Rate& r, Band band) { return legacy_time(band, 14, control_rate_mbps(r)); }
Time cf_end_time(Band band) { return legacy_time(band, 20, 6); }

Time beacon_time(Band band, int bytes) {
  if (band == Band::ghz_2_4) return 192us + bytes * 8us;
  return legacy_time(band, bytes, 6);
}

Time he_trigger_based_time(int tones, int mcs, Time guard, int psdu_bytes) {
  const Time symbol = Time{12800} + guard;
  const double bits = he_ru_rate(tones, mcs, 1, guard).value * seconds(symbol);
  return 56us + payload_time(22.0 + 8.0 * psdu_bytes, std::round(bits), symbol);
}

// header 24 B, 6 B for each station, FCS 4 B
Time trigger_time(Band band, int stations) { return legacy_time(band, 28 + 6 * stations, 24); }
// header 18 B, 12 B for each station, FCS 4 B
Time multi_block_ack_time(Band band, int stations) {
  return legacy_time(band, 22 + 12 * stations, 24);
}

double beacon_load(int networks, int access_points, Time beacon, Time access, Time interval) {
  return networks * access_points * seconds(beacon + access) / seconds(interval);
}

BitsPerSecond single_station_goodput(const Rate& r, Band band, double error,
                                     const SingleStation& s) {
  const auto t = timing(band);
  const int mpdu = mpdu_bytes(s.payload_bytes, !legacy(r.standard));
  const double slot = seconds(t.slot);
  // DCF's DIFS is AIFS with 2 slots
  const double aifs = seconds(t.sifs) + (legacy(r.standard) ? 2 : s.aifsn) * slot;
  const int k = s.aggregate ? ampdu_limit(r, band, mpdu) : 1;
  if (k > 1) {
    // losses leave only holes in the aggregate, never a doubled window: that needs all k lost
    const double exchange =
        aifs + slot * s.cw_min / 2 +
        seconds(ppdu_time(r, band, ampdu_bytes(k, mpdu)) + t.sifs + block_ack_time(r, band));
    return {8.0 * s.payload_bytes * k * (1 - error) / exchange};
  }
  const double exchange = seconds(ppdu_time(r, band, mpdu) + t.sifs + ack_time(r, band));
  double time = 0, sent = 1;  // mean time and probability of reaching each attempt
  int cw = s.cw_min;
  for (int attempt = 0; attempt < s.max_attempts; ++attempt) {
    time += sent * (aifs + slot * cw / 2 + exchange);
    sent *= error;
    cw = std::min(2 * cw + 1, s.cw_max);
  }
  return {8.0 * s.payload_bytes * (1 - sent) / time};
}

}  // namespace wardtwin::wifi
