#include "network_models/wifi/phy_tables.h"

#include <algorithm>
#include <cmath>

#include "sim/base/error.h"

namespace wardtwin::wifi {

namespace {

constexpr int kPoints = 6;
constexpr std::array<double, kPoints> kPer{.9, .5, .1, .01, 1e-3, 1e-4};
using Curve = std::array<double, kPoints>;  // SNR in dB at kPer

constexpr std::array<Curve, 12> kLdpc1458{{{-1.20, -0.94, -0.62, -0.29, -0.02, 0.37},
                                           {1.80, 2.07, 2.39, 2.71, 2.98, 3.31},
                                           {4.31, 4.57, 4.86, 5.15, 5.36, 5.63},
                                           {7.28, 7.55, 7.92, 8.25, 8.60, 9.01},
                                           {10.33, 10.61, 10.93, 11.23, 11.49, 11.82},
                                           {14.51, 14.78, 15.13, 15.47, 15.75, 16.16},
                                           {15.83, 16.15, 16.48, 16.86, 17.15, 17.43},
                                           {17.33, 17.65, 18.00, 18.42, 18.73, 19.08},
                                           {20.99, 21.29, 21.68, 22.05, 22.37, 22.81},
                                           {22.78, 23.09, 23.48, 23.93, 24.27, 24.64},
                                           {26.05, 26.38, 26.80, 27.24, 27.64, 27.99},
                                           {28.06, 28.43, 28.89, 29.33, 29.75, 30.15}}};

constexpr std::array<Curve, 10> kBcc1458{{{-0.23, 0.30, 0.92, 1.56, 2.09, 2.57},
                                          {2.74, 3.30, 3.94, 4.60, 5.11, 5.52},
                                          {5.20, 5.78, 6.43, 7.11, 7.72, 8.29},
                                          {8.31, 8.92, 9.70, 10.48, 11.19, 11.82},
                                          {11.53, 12.02, 12.80, 13.56, 14.26, 15.00},
                                          {15.58, 16.22, 17.04, 17.98, 18.83, 19.62},
                                          {16.91, 17.52, 18.38, 19.31, 20.08, 20.67},
                                          {18.16, 18.80, 19.63, 20.50, 21.29, 21.97},
                                          {22.07, 22.77, 23.71, 24.76, 25.64, 26.39},
                                          {23.60, 24.26, 25.15, 26.16, 26.93, 27.50}}};

constexpr std::array<Curve, 10> kBcc32{{{-2.33, -1.37, -0.36, 0.44, 1.11, 1.95},
                                        {0.74, 1.63, 2.61, 3.44, 4.13, 4.72},
                                        {3.27, 4.14, 5.10, 5.92, 6.63, 7.41},
                                        {5.90, 6.92, 8.06, 9.07, 9.90, 10.65},
                                        {9.15, 10.15, 11.28, 12.17, 13.03, 13.95},
                                        {12.98, 14.05, 15.31, 16.39, 17.35, 18.20},
                                        {14.25, 15.40, 16.61, 17.70, 18.67, 19.53},
                                        {15.72, 16.82, 18.08, 19.23, 20.25, 21.17},
                                        {19.13, 20.35, 21.73, 22.95, 23.99, 25.13},
                                        {20.85, 22.03, 23.29, 24.42, 25.50, 26.59}}};

constexpr double kNegligible = 1e-9;
constexpr int kSmallFrame = 400;  // B; BCC frames below it use the 32 B column

double curve_per(const Curve& snr_at, double snr) {
  if (snr <= snr_at[0]) {
    const double width = snr_at[1] - snr_at[0];
    return std::min(1.0, .9 + .1 * (snr_at[0] - snr) / width);
  }
  std::size_t i = 1;
  while (i + 1 < kPoints && snr > snr_at[i]) ++i;
  const double slope = std::log10(kPer[i] / kPer[i - 1]) / (snr_at[i] - snr_at[i - 1]);
  const double per = kPer[i] * std::pow(10.0, slope * (snr - snr_at[i]));
  return per < kNegligible ? 0 : per;
}

double curve_snr(const Curve& snr_at, double per) {
  if (per >= .9) return snr_at[0] - (std::min(per, 1.0) - .9) / .1 * (snr_at[1] - snr_at[0]);
  per = std::max(per, kNegligible);
  std::size_t i = 1;
  while (i + 1 < kPoints && per < kPer[i]) ++i;
  const double slope = std::log10(kPer[i] / kPer[i - 1]) / (snr_at[i] - snr_at[i - 1]);
  return snr_at[i] + std::log10(per / kPer[i]) / slope;
}

struct Column {
  const Curve* curve;
  double bytes;
};

Column column_of(int mcs, Coding coding, int bytes) {
  WARDTWIN_ASSERT(mcs >= 0 && mcs < kModulations, "modulations are numbered 0 to 11");
  const auto m = static_cast<std::size_t>(mcs);
  if (coding == Coding::ldpc || mcs >= 10) return {&kLdpc1458[m], 1458};
  if (bytes < kSmallFrame) return {&kBcc32[m], 32};
  return {&kBcc1458[m], 1458};
}

// 1-(1-per)^ratio without loss of small probabilities.
double scaled(double per, double ratio) {
  return per >= 1 ? 1 : -std::expm1(ratio * std::log1p(-per));
}

}  // namespace

double packet_error_rate(int mcs, Coding coding, Decibels snr, int bytes) {
  const auto column = column_of(mcs, coding, bytes);
  return scaled(curve_per(*column.curve, snr.value), bytes / column.bytes);
}

Decibels snr_for_error_rate(int mcs, Coding coding, double per, int bytes) {
  const auto column = column_of(mcs, coding, bytes);
  return {curve_snr(*column.curve, scaled(per, column.bytes / bytes))};
}

Decibels snr_for_bit_error_rate(int mcs, Coding coding, double ber) {
  const auto column = column_of(mcs, coding, 32);
  return {curve_snr(*column.curve, scaled(ber, 8 * column.bytes))};
}

Dbm required_sensitivity(int mcs, Hertz width) {
  constexpr std::array<double, kModulations> at_20_mhz{-82, -79, -77, -74, -70, -66,
                                                       -65, -64, -59, -57, -54, -52};
  return Dbm{at_20_mhz[static_cast<std::size_t>(mcs)]} +
         Decibels{3 * std::round(std::log2(width.value / 20e6))};
}

int modulation_of(Standard standard, int index) {
  if (standard != Standard::a && standard != Standard::g) return index;
  // 6, 9, 12, 18, 24, 36, 48, 54 Mb/s
  constexpr std::array<int, 8> modulation{0, 1, 1, 2, 3, 4, 5, 6};
  return modulation[static_cast<std::size_t>(index)];
}

bool preamble_detected(const PhyDef& def, Dbm power, Decibels snr) {
  return !def.preamble_rule || (power >= def.preamble_power && snr >= def.preamble_snr);
}

Hertz carrier(Band band) {
  switch (band) {
    case Band::ghz_2_4: return {2.437e9};
    case Band::ghz_5: return {5.25e9};
    case Band::ghz_6: return {6.2e9};
  }
  return {0};
}

}  // namespace wardtwin::wifi
