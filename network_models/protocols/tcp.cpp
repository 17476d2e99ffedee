#include "network_models/protocols/tcp.h"

#include <algorithm>

namespace wardtwin::protocols {

int opening_rounds(Tls tls, Opening opening) {
  if (opening == Opening::quic) return 1;
  const bool resumed = opening == Opening::resumed;
  switch (tls) {
    case Tls::none: return 1;
    case Tls::tls_1_2: return resumed ? 2 : 3;
    case Tls::tls_1_3: return resumed ? 1 : 2;
  }
  return 1;
}

Time slow_start_time(double bytes, BitsPerSecond rate, Time round_trip, int segment,
                     int first_window) {
  const double filling = rate.value * seconds(round_trip) / 8;
  double window = static_cast<double>(first_window) * segment, left = bytes;
  Time rounds{0};
  // A window that is shorter than the way is sent and waited for.
  while (left > window && window < filling) {
    left -= window;
    window *= 2;
    rounds += round_trip;
  }
  return rounds + from_seconds(8 * left / rate.value) + round_trip / 2;
}

Time resend_after(Time round_trip, Time least, int attempt) {
  return std::max(least, 3 * round_trip) * (1 << std::min(attempt, 16));
}

}  // namespace wardtwin::protocols
