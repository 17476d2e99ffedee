// The tables of the normal and exponential laws. Here, as a compiler takes a second to work them out, which every
// file that draws a number would pay.
#include "sim/base/exponential.h"
#include "sim/base/normal.h"

namespace wardtwin::detail {
namespace {

// Series in long double, so that the table is a constant and equal on every machine.
constexpr long double exp_of(long double x) {
  long double sum = 1, term = 1;
  for (int n = 1; n < 30; ++n) sum += term *= (x / 64) / n;
  for (int i = 0; i < 6; ++i) sum *= sum;
  return sum;
}

constexpr long double log_of(long double y) {
  long double x = 0;
  for (int i = 0; i < 40; ++i) x += 2 * (y - exp_of(x)) / (y + exp_of(x));
  return x;
}

constexpr ExponentialLayers exponential_layers() {
  using L = ExponentialLayers;
  constexpr long double scale = 0x1.0p53L;
  std::array<long double, L::kLayers + 1> x{};
  x[1] = L::kTail;
  x[0] = L::kArea / exp_of(-x[1]);  // the lowest layer with its tail, as wide as its area asks for
  for (std::size_t i = 2; i < L::kLayers; ++i)
    x[i] = -log_of(L::kArea / x[i - 1] + exp_of(-x[i - 1]));
  x[L::kLayers] = 0;
  L table;
  for (std::size_t i = 0; i < L::kLayers; ++i)
    table.layer[i] = {static_cast<double>(x[i] / scale),
                      static_cast<std::uint64_t>(x[i + 1] / x[i] * scale),
                      static_cast<double>(exp_of(-x[i])), static_cast<double>(exp_of(-x[i + 1]))};
  return table;
}

constexpr long double sqrt_of(long double y) {
  long double x = y > 1 ? y : 1;
  for (int i = 0; i < 80; ++i) x = (x + y / x) / 2;
  return x;
}

constexpr NormalLayers normal_layers() {
  using L = NormalLayers;
  constexpr long double scale = 0x1.0p53L;
  constexpr auto curve = [](long double x) { return exp_of(-x * x / 2); };
  std::array<long double, L::kLayers + 1> x{};
  x[1] = L::kTail;
  x[0] = L::kArea / curve(x[1]);  // the lowest layer with its tail, as wide as its area asks for
  for (std::size_t i = 2; i < L::kLayers; ++i)
    x[i] = sqrt_of(-2 * log_of(L::kArea / x[i - 1] + curve(x[i - 1])));
  x[L::kLayers] = 0;
  L table;
  for (std::size_t i = 0; i < L::kLayers; ++i)
    table.layer[i] = {static_cast<double>(x[i] / scale),
                      static_cast<std::uint64_t>(x[i + 1] / x[i] * scale),
                      static_cast<double>(curve(x[i])), static_cast<double>(curve(x[i + 1]))};
  return table;
}

}  // namespace

constinit const ExponentialLayers kExponentialLayers = exponential_layers();
constinit const NormalLayers kNormalLayers = normal_layers();

}  // namespace wardtwin::detail
