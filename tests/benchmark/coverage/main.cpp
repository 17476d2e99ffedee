// Coverage of nominal 95 % intervals over systems with known answers, finely: interval_coverage [N]
// prints the share of N studies (20,000) whose interval holds the truth. Exit code 1 unless all lie
// in 93 .. 97 %.
#include <cstdlib>

#include <fmt/format.h>

#include "tests/validation/statistics/systems.h"

int main(int argc, char** argv) {
  const int studies = argc > 1 ? std::atoi(argv[1]) : 20'000;
  int outside = 0, all = 0;
  for (const auto& s : wardtwin::test::systems()) {
    const double c = wardtwin::test::coverage(s, studies);
    const bool out = c < 0.93 || c > 0.97;
    outside += out;
    ++all;
    fmt::print("{:6.2f} %{} {}\n", 100 * c, out ? " !" : "  ", s.name);
  }
  fmt::print("{} of {} systems within 93 .. 97 %, {} studies each\n", all - outside, all, studies);
  return outside > 0;
}
