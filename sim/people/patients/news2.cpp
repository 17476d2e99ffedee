#include "sim/people/patients/news2.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace wardtwin::people {
namespace {

/// Values up to `upto`, which lies on the chart, get `score`.
struct Band {
  double upto;
  int score;
};

constexpr double kRest = 1e9;
constexpr std::array<Band, 5> kRespiration{{{8, 3}, {11, 1}, {20, 0}, {24, 2}, {kRest, 3}}};
constexpr std::array<Band, 4> kSpo2One{{{91, 3}, {93, 2}, {95, 1}, {kRest, 0}}};
constexpr std::array<Band, 4> kSpo2TwoOnAir{{{83, 3}, {85, 2}, {87, 1}, {kRest, 0}}};
constexpr std::array<Band, 7> kSpo2TwoOnOxygen{
    {{83, 3}, {85, 2}, {87, 1}, {92, 0}, {94, 1}, {96, 2}, {kRest, 3}}};
constexpr std::array<Band, 5> kSystolic{{{90, 3}, {100, 2}, {110, 1}, {219, 0}, {kRest, 3}}};
constexpr std::array<Band, 6> kHeartRate{
    {{40, 3}, {50, 1}, {90, 0}, {110, 1}, {130, 2}, {kRest, 3}}};
// tenths of a degree
constexpr std::array<Band, 5> kTemperature{{{350, 3}, {360, 1}, {380, 0}, {390, 1}, {kRest, 2}}};

int score_of(double value, std::span<const Band> bands) {
  const double noted = std::round(value);
  for (const Band& b : bands)
    if (noted <= b.upto) return b.score;
  return bands.back().score;
}

std::span<const Band> spo2_bands(Spo2Scale scale, bool oxygen) {
  if (scale == Spo2Scale::one) return kSpo2One;
  if (oxygen) return kSpo2TwoOnOxygen;
  return kSpo2TwoOnAir;
}

}  // namespace

Score news2(const Observation& o, Spo2Scale scale) {
  const std::array<int, 7> each{score_of(o.respiration, kRespiration),
                                score_of(o.spo2, spo2_bands(scale, o.oxygen)),
                                o.oxygen ? 2 : 0,
                                score_of(o.systolic, kSystolic),
                                score_of(o.heart_rate, kHeartRate),
                                o.alert ? 0 : 3,
                                score_of(10 * o.temperature, kTemperature)};
  Score s;
  for (const int e : each) {
    s.total += e;
    s.highest = std::max(s.highest, e);
  }
  return s;
}

Response response_to(const Score& s) {
  if (s.total >= 7) return Response::emergency;
  return s.total >= 5 || s.highest == 3 ? Response::urgent : Response::ward;
}

Time observe_again_within(const Score& s) {
  switch (response_to(s)) {
    case Response::emergency: return Time{0};
    case Response::urgent: return 1h;
    case Response::ward: break;
  }
  return s.total == 0 ? Time{12h} : Time{4h};
}

}  // namespace wardtwin::people
