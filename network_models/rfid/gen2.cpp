#include "network_models/rfid/gen2.h"

#include <algorithm>
#include <cmath>

namespace wardtwin::rfid {
namespace {

constexpr int kQueryRep = 4, kQuery = 22, kAck = 18, kRn16 = 16, kEpc = 128;  // bit
constexpr double kDivideRatio = 64.0 / 3, kDelimiter = 12.5e-6;

int cycles_per_bit(Encoding e) {
  switch (e) {
    case Encoding::fm0: return 1;
    case Encoding::miller_2: return 2;
    case Encoding::miller_4: return 4;
    default: return 8;
  }
}

}  // namespace

SlotTimes slot_times(const LinkDef& link) {
  const double tari = seconds(link.tari), rtcal = link.rtcal * tari;
  const double pri = 1 / link.link_frequency;
  const double sync = kDelimiter + tari + rtcal, bit = rtcal / 2;
  const int m = cycles_per_bit(link.encoding);
  const int preamble =
      link.encoding == Encoding::fm0 ? (link.pilot ? 18 : 6) : (link.pilot ? 22 : 10);
  const auto reply = [&](int bits) { return (preamble + bits + 1) * m * pri; };
  const double t1 = std::max(rtcal, 10 * pri), t2 = 10 * pri, t3 = t1 / 10;
  const double repeat = sync + kQueryRep * bit;
  const double query = sync + kDivideRatio * pri + kQuery * bit;
  const double collision = repeat + t1 + reply(kRn16) + t2;
  const double success = collision + sync + kAck * bit + t1 + reply(kEpc) + t2;
  return {from_seconds(query - repeat), from_seconds(repeat + t1 + t3), from_seconds(collision),
          from_seconds(success)};
}

double tags_per_second(const SlotTimes& t, double empty, double single) {
  return single / (single * seconds(t.success) + empty * seconds(t.empty) +
                   (1 - single - empty) * seconds(t.collision));
}

double single_share(int n, int slots) {
  return static_cast<double>(n) / slots * std::pow(1 - 1.0 / slots, n - 1);
}

}  // namespace wardtwin::rfid
