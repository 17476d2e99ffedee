#pragma once

/// Closed forms of Bianchi, "Performance analysis of the IEEE 802.11 distributed coordination
/// function", IEEE JSAC 18(3), 2000. Letters as in the paper; times in microseconds.
namespace wardtwin::theory {

struct BianchiPoint {
  double tau;  ///< a station transmits in a slot
  double p;    ///< a transmission collides
};

/// Fixed point for n stations, first window W (W = CWmin + 1) doubled m times.
BianchiPoint bianchi_fixed_point(int n, int W, int m);

/// Frame and slot lengths of one set-up.
struct BianchiTimes {
  double payload, mac, phy, ack, rts,
      cts;                         ///< bits at `rate`; ack, rts, cts include their PHY header
  double rate;                     ///< Mb/s
  double delay, slot, sifs, difs;  ///< us

  double ts_basic() const;
  double tc_basic() const;
  double ts_rts() const;
  double tc_rts() const;
};

/// Table II of the paper: the FHSS physical layer.
inline constexpr BianchiTimes kBianchiFhss{8184, 272, 128, 112 + 128, 160 + 128, 112 + 128,
                                           1,    1,   50,  28,        128};

/// Share of time that carries payload, eq. (13), at transmission probability tau.
double bianchi_throughput(double tau, int n, const BianchiTimes& t, double ts, double tc);

/// Constant K of the approximate optimum tau = 1 / (n K), eq. (28).
double bianchi_k(const BianchiTimes& t, double tc);

/// Throughput for many stations at tau = 1 / (n K), eq. (30).
double bianchi_asymptotic(double K, const BianchiTimes& t, double ts, double tc);

}  // namespace wardtwin::theory
