#include "network_models/nr/tables.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::nr {
namespace {

constexpr Mcs kQam64[] = {{2, 120}, {2, 157}, {2, 193}, {2, 251}, {2, 308}, {2, 379},
                          {2, 449}, {2, 526}, {2, 602}, {2, 679}, {4, 340}, {4, 378},
                          {4, 434}, {4, 490}, {4, 553}, {4, 616}, {4, 658}, {6, 438},
                          {6, 466}, {6, 517}, {6, 567}, {6, 616}, {6, 666}, {6, 719},
                          {6, 772}, {6, 822}, {6, 873}, {6, 910}, {6, 948}};
constexpr Mcs kQam256[] = {{2, 120}, {2, 193}, {2, 308}, {2, 449}, {2, 602}, {4, 378},   {4, 434},
                           {4, 490}, {4, 553}, {4, 616}, {4, 658}, {6, 466}, {6, 517},   {6, 567},
                           {6, 616}, {6, 666}, {6, 719}, {6, 772}, {6, 822}, {6, 873},   {8, 682.5},
                           {8, 711}, {8, 754}, {8, 797}, {8, 841}, {8, 885}, {8, 916.5}, {8, 948}};
constexpr double kCqi[] = {.1523,  .2344,  .3770,  .6016,  .8770,  1.1758, 1.4766, 1.9141,
                           2.4063, 2.7305, 3.3223, 3.9023, 4.5234, 5.1152, 5.5547};

// TS 38.214 table 5.1.3.2-1
constexpr int kSmallBlocks[] = {
    24,   32,   40,   48,   56,   64,   72,   80,   88,   96,   104,  112,  120,  128,  136,  144,
    152,  160,  168,  176,  184,  192,  208,  224,  240,  256,  272,  288,  304,  320,  336,  352,
    368,  384,  408,  432,  456,  480,  504,  528,  552,  576,  608,  640,  672,  704,  736,  768,
    808,  848,  888,  928,  984,  1032, 1064, 1128, 1160, 1192, 1224, 1256, 1288, 1320, 1352, 1416,
    1480, 1544, 1608, 1672, 1736, 1800, 1864, 1928, 2024, 2088, 2152, 2216, 2280, 2408, 2472, 2536,
    2600, 2664, 2728, 2792, 2856, 2976, 3104, 3240, 3368, 3496, 3624, 3752, 3824};

// dB; interpolated in the error tables of 5G-LENA (table 1, large blocks)
constexpr double kTenPercent[] = {-0.97, -0.45, 0.38,  1.21,  1.96,  2.77,  3.48,  4.12,
                                  4.84,  5.62,  6.31,  7.01,  7.73,  8.52,  9.38,  10.28,
                                  10.83, 11.64, 12.24, 13.18, 14.03, 14.89, 15.81, 16.67,
                                  17.90, 18.78, 19.76, 20.77, 22};

constexpr FiveQi kFiveQis[] = {{1, 20, Time{100'000'000}, 1e-2},  {2, 40, Time{150'000'000}, 1e-3},
                               {3, 30, Time{50'000'000}, 1e-3},   {5, 10, Time{100'000'000}, 1e-6},
                               {6, 60, Time{300'000'000}, 1e-6},  {7, 70, Time{100'000'000}, 1e-3},
                               {8, 80, Time{300'000'000}, 1e-6},  {9, 90, Time{300'000'000}, 1e-6},
                               {67, 15, Time{100'000'000}, 1e-3}, {69, 5, Time{60'000'000}, 1e-6},
                               {70, 55, Time{200'000'000}, 1e-6}, {80, 68, Time{10'000'000}, 1e-6},
                               {82, 19, Time{10'000'000}, 1e-4},  {83, 22, Time{10'000'000}, 1e-4},
                               {84, 24, Time{30'000'000}, 1e-5},  {85, 21, Time{5'000'000}, 1e-5},
                               {86, 18, Time{5'000'000}, 1e-4}};

}  // namespace

std::span<const Mcs> mcs_table(McsTable table) {
  return table == McsTable::qam64 ? std::span<const Mcs>(kQam64) : std::span<const Mcs>(kQam256);
}

std::span<const double> cqi_efficiency() { return kCqi; }

int transport_block_bits(const Allocation& a, const Mcs& mcs) {
  // names as in TS 38.214
  const int per_block = 12 * a.symbols - a.reference_elements - a.overhead_elements;
  const double n_re = std::min(156, per_block) * static_cast<double>(a.resource_blocks);
  const double rate = mcs.rate();
  const double n_info = n_re * rate * mcs.bits * a.layers;
  if (n_info <= 0) return 0;
  if (n_info <= 3824) {
    const int n = std::max(3, static_cast<int>(std::floor(std::log2(n_info))) - 6);
    const double step = std::exp2(n);
    const double quantised = std::max(24.0, step * std::floor(n_info / step));
    return *std::lower_bound(std::begin(kSmallBlocks), std::end(kSmallBlocks), quantised);
  }
  const int n = static_cast<int>(std::floor(std::log2(n_info - 24))) - 5;
  const double step = std::exp2(n);
  const double quantised = std::max(3840.0, step * std::round((n_info - 24) / step));
  double code_blocks = 1;
  if (rate <= 0.25)
    code_blocks = std::ceil((quantised + 24) / 3816);
  else if (quantised > 8424)
    code_blocks = std::ceil((quantised + 24) / 8424);
  return static_cast<int>(8 * code_blocks * std::ceil((quantised + 24) / (8 * code_blocks)) - 24);
}

BitsPerSecond peak_rate(int resource_blocks, int mu, int layers, int bits, double overhead) {
  const double symbol = 1e-3 / (14 * std::exp2(mu));
  return {layers * bits * (948.0 / 1024) * (resource_blocks * 12 / symbol) * (1 - overhead)};
}

Decibels sinr_for_ten_percent(int mcs) { return {kTenPercent[mcs]}; }

double block_error(int mcs, Decibels sinr) {
  // odds 1 : 9 at the threshold, 1 : 99 at 0.3 dB above
  const double slope = std::log(11.0) / 0.3;
  return 1 / (1 + 9 * std::exp(slope * (sinr.value - kTenPercent[mcs])));
}

int choose_mcs(Decibels sinr, double target) {
  int best = -1;
  for (int m = 0; m < 29 && block_error(m, sinr) <= target * (1 + 1e-12); ++m) best = m;
  return best;
}

int choose_mcs_by_gap(Decibels sinr) {
  const double gap = -std::log(5 * 5e-5) / 1.5;
  const double efficiency = std::log2(1 + std::pow(10, sinr.value / 10) / gap);
  const auto cqi = std::ranges::upper_bound(kCqi, efficiency) - std::begin(kCqi);
  return cqi == 0 ? -1 : 2 * (static_cast<int>(cqi) - 1);
}

std::span<const FiveQi> five_qis() { return kFiveQis; }

const FiveQi& five_qi(int value) {
  for (const FiveQi& q : kFiveQis)
    if (q.value == value) return q;
  throw InputError(fmt::format("5QI {}: not among those of TS 23.501 known here", value));
}

}  // namespace wardtwin::nr
