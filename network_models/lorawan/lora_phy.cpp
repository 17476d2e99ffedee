#include "network_models/lorawan/lora_phy.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "network_models/propagation/formulas.h"

namespace wardtwin::lorawan {
namespace {

using Table = std::array<std::array<double, kSpreadingFactors>, kSpreadingFactors>;

// dB; the diagonal is replaced by the setting
constexpr Table kCroce = {{{1, -8, -9, -9, -9, -9},
                           {-11, 1, -11, -12, -13, -13},
                           {-15, -13, 1, -13, -14, -15},
                           {-19, -18, -17, 1, -17, -18},
                           {-22, -22, -21, -20, 1, -20},
                           {-25, -25, -25, -24, -23, 1}}};
constexpr Table kGoursaud = {{{6, -16, -18, -19, -19, -20},
                              {-24, 6, -20, -22, -22, -22},
                              {-27, -27, 6, -23, -25, -25},
                              {-30, -30, -30, 6, -26, -28},
                              {-33, -33, -33, -33, 6, -29},
                              {-36, -36, -36, -36, -36, 6}}};

constexpr std::array kNs3Gateway{-130.0, -132.5, -135.0, -137.5, -140.0, -142.5};
constexpr std::array kMeasured{-126.5, -127.25, -131.25, -132.75, -134.5, -133.25};

}  // namespace

Time symbol_time(int sf, Hertz bandwidth) { return from_seconds(std::exp2(sf) / bandwidth.value); }

Time airtime(const Modulation& m, int phy_bytes) {
  const double sf = m.sf;
  const double t_symbol = std::exp2(sf) / m.bandwidth.value;

  // low data rate optimisation once a symbol passes 16 ms
  const double de = t_symbol > 16e-3 ? 1 : 0;
  const double ih = m.explicit_header ? 0 : 1;
  const double crc = m.crc ? 1 : 0;

  // letters as in [1]
  const double bits = 8.0 * phy_bytes - 4 * sf + 28 + 16 * crc - 20 * ih;
  const double blocks = std::ceil(bits / (4 * (sf - 2 * de)));
  const double n_payload = 8 + std::max(blocks * (m.coding_rate + 4), 0.0);
  return from_seconds((m.preamble + 4.25 + n_payload) * t_symbol);
}

Decibels demodulation_snr(int sf) { return {-7.5 - 2.5 * (sf - kLowestSf)}; }

Dbm sensitivity(Receiver receiver, int sf, Hertz bandwidth, Decibels noise_figure) {
  const auto i = static_cast<std::size_t>(sf - kLowestSf);
  const Decibels wider{10 * std::log10(bandwidth.value / 125e3)};
  switch (receiver) {
    case Receiver::ns3_gateway: return Dbm{kNs3Gateway[i]} + wider;
    case Receiver::measured: return Dbm{kMeasured[i]} + wider;
    default: return propagation::noise_floor(bandwidth, noise_figure) + demodulation_snr(sf);
  }
}

Thresholds thresholds(Capture capture, Decibels same_sf) {
  Thresholds out{};
  for (std::size_t wanted = 0; wanted < kSpreadingFactors; ++wanted)
    for (std::size_t other = 0; other < kSpreadingFactors; ++other) {
      double& t = out[wanted][other];
      if (wanted == other)
        t = capture == Capture::none ? std::numeric_limits<double>::infinity()
                                     : std::pow(10, same_sf.value / 10);
      else if (capture == Capture::croce || capture == Capture::goursaud)
        t = std::pow(10, (capture == Capture::croce ? kCroce : kGoursaud)[wanted][other] / 10);
    }
  return out;
}

int payload_limit(int sf) { return sf <= 8 ? 222 : sf == 9 ? 115 : 51; }

}  // namespace wardtwin::lorawan
