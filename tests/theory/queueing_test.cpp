#include "tests/theory/queueing.h"

#include <cmath>

#include <gtest/gtest.h>

namespace wardtwin::theory {
namespace {

TEST(Queueing, ErlangB_TenServersOffered8145LoseOneInEight) {
  EXPECT_NEAR(erlang_b(8.145, 10), 0.128, 0.0005);
}

// Monks et al. (2016), BMC Health Serv Res 16:530, Table 2: acute beds and probability of delay,
// load from Fig. 2 and Table S2. Printed to two decimals.
TEST(Queueing, ErlangB_Monks2016_Table2) {
  const double load = (0.13 * 4.6 + 0.87 * 7.4) / 1.2 + 1.8 / 9.3 + 4.0 / 3.6 + 3.8 / 3.2;
  const double printed[] = {0.19, 0.14, 0.09, 0.06, 0.04, 0.02};
  for (int beds = 9; beds <= 14; ++beds)
    EXPECT_NEAR(erlang_b(load, beds), printed[beds - 9], 0.005);
}

TEST(Queueing, NET_1_ErlangC_AndWaitPerService) {
  struct Row {
    int k;
    double rho, wait_share, wait;
  };
  for (const auto& [k, rho, share, wait] :
       {Row{1, .8, .8, 4.0}, Row{2, .8, .71111, 1.77778}, Row{4, .8, .59643, .74554}}) {
    EXPECT_NEAR(erlang_c(k * rho, k), share, 5e-6);
    EXPECT_NEAR(mmc_wait(k * rho, 1, k), wait, 5e-6);
  }
}

TEST(Queueing, MMc_EightArriveForTenServers) {
  EXPECT_NEAR(erlang_c(8, 10), 0.4092, 5e-5);
  EXPECT_NEAR(mmc_wait(8, 1, 10), 0.2046, 5e-5);
}

TEST(Queueing, MM1_AtNineTenthsWaitsNine) { EXPECT_NEAR(mg1_wait(0.9, 1, 1), 9, 1e-12); }

TEST(Queueing, NET_2_MD1) {
  EXPECT_NEAR(mg1_wait(0.8, 1, 0), 2.0, 1e-12);
  EXPECT_NEAR(mg1_wait(0.9, 1, 0), 4.5, 1e-12);
}

TEST(Queueing, NET_10_MM1K) {
  EXPECT_NEAR(mm1k_loss(0.8, 10), 0.0235, 5e-5);
  EXPECT_NEAR(mm1k_loss(1.2, 10), 0.1926, 5e-5);
  EXPECT_NEAR(mm1k_loss(1.0, 10), mm1k_loss(1.0 + 1e-7, 10), 1e-6);
}

TEST(Queueing, NET_11_MM1Sojourn) {
  EXPECT_NEAR(mm1_sojourn_quantile(800, 1000, 0.99) * 1e3, 23.03, 0.005);
}

// Kleinrock's conservation law: the load-weighted mean of the waits does not depend on the order.
TEST(Queueing, Cobham_KeepsTheConservationLawAndFavoursTheUrgent) {
  const PriorityClass a{0.2, 1, 2}, b{0.3, 2, 4};
  const auto ab = cobham_waits(std::vector{a, b}), ba = cobham_waits(std::vector{b, a});
  EXPECT_LT(ab[0], ab[1]);
  EXPECT_NEAR(0.2 * ab[0] + 0.6 * ab[1], 0.6 * ba[0] + 0.2 * ba[1], 1e-12);
  EXPECT_NEAR(cobham_waits(std::vector{PriorityClass{0.9, 1, 2}})[0], 9, 1e-12);
}

TEST(Queueing, ReferenceWardAndEmergencyDepartment_Minutes) {
  EXPECT_NEAR(mmc_wait(0.5, 60, 35), 3.415, 5e-4);
  const double rate = 7.0 / 60;
  const double triage = mmc_wait(rate, 6, 1), exam = mmc_wait(rate, 18, 3);
  const double imaging = mmc_wait(0.3 * rate, 20, 1), treatment = mmc_wait(rate, 30, 5);
  EXPECT_NEAR(triage, 14.000, 5e-4);
  EXPECT_NEAR(exam, 9.847, 5e-4);
  EXPECT_NEAR(imaging, 46.667, 5e-4);
  EXPECT_NEAR(treatment, 7.557, 5e-4);
  EXPECT_NEAR(triage + 6 + exam + 18 + 0.3 * (imaging + 20) + treatment + 30, 105.40, 5e-3);
}

// Without a second class it is M/M/1; the mean over classes of equal service is that of M/M/1, too,
// since the work in the system does not depend on who is served (and service is memoryless).
TEST(Queueing, PreemptivePrioritiesKeepTheNumberInSystem) {
  EXPECT_NEAR(preemptive_sojourns(std::vector{0.5}, 1)[0], 2, 1e-12);
  const std::vector<double> rates{0.3, 0.5};
  const auto t = preemptive_sojourns(rates, 1);
  EXPECT_NEAR(t[0], 1 / (1 - 0.3), 1e-12);
  EXPECT_NEAR(rates[0] * t[0] + rates[1] * t[1], 0.8 / 0.2, 1e-12);
}

TEST(Queueing, ErlangAIsErlangCForThePatientAndErlangBForTheImpatient) {
  EXPECT_NEAR(erlang_a(8, 1, 10, 1e9).share_wait, erlang_c(8, 10), 1e-6);
  EXPECT_NEAR(erlang_a(8, 1, 10, 1e-9).share_lost, erlang_b(8, 10), 1e-6);
  // patience as long as service: the number in system is that of M/M/infinity, Poisson(8)
  EXPECT_NEAR(erlang_a(8, 1, 10, 1).share_wait, 0.28338, 5e-6);  // 1 - P(Poisson(8) <= 9)
}

TEST(Queueing, InfiniteServersFillUp) {
  EXPECT_NEAR(mm_infinity_mean(2, 3, 1e9), 6, 1e-12);
  EXPECT_NEAR(mm_infinity_mean(2, 3, 3), 6 * (1 - std::exp(-1)), 1e-12);
}

}  // namespace
}  // namespace wardtwin::theory
