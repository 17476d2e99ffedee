#include "tests/theory/bianchi.h"

#include <cmath>

namespace wardtwin::theory {

BianchiPoint bianchi_fixed_point(int n, int W, int m) {
  const auto tau_of = [&](double p) {
    double sum = 0, power = 1;
    for (int i = 0; i < m; ++i, power *= 2 * p) sum += power;
    return 2 / (1 + W + p * W * sum);
  };
  // tau(p) falls and 1 - (1 - tau)^(n - 1) rises in tau, so bisection on p finds the only crossing
  double low = 0, high = 1;
  for (int i = 0; i < 200; ++i) {
    const double p = (low + high) / 2;
    (1 - std::pow(1 - tau_of(p), n - 1) > p ? low : high) = p;
  }
  return {tau_of(low), low};
}

double BianchiTimes::ts_basic() const {
  return (phy + mac + payload + ack) / rate + sifs + delay + difs + delay;
}
double BianchiTimes::tc_basic() const { return (phy + mac + payload) / rate + difs + delay; }
double BianchiTimes::ts_rts() const {
  return (rts + cts + phy + mac + payload + ack) / rate + 3 * (sifs + delay) + difs + delay;
}
double BianchiTimes::tc_rts() const { return rts / rate + difs + delay; }

double bianchi_throughput(double tau, int n, const BianchiTimes& t, double ts, double tc) {
  const double p_tr = 1 - std::pow(1 - tau, n);
  const double p_s = n * tau * std::pow(1 - tau, n - 1) / p_tr;
  return p_s * p_tr * (t.payload / t.rate) /
         ((1 - p_tr) * t.slot + p_tr * p_s * ts + p_tr * (1 - p_s) * tc);
}

double bianchi_k(const BianchiTimes& t, double tc) { return std::sqrt(tc / (2 * t.slot)); }

double bianchi_asymptotic(double K, const BianchiTimes& t, double ts, double tc) {
  const double e = std::exp(1 / K);
  // n -> infinity with n tau = 1 / K
  return (t.payload / t.rate) / (ts + t.slot * K + tc * (K * (e - 1) - 1));
}

}  // namespace wardtwin::theory
