#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "sim/base/fields.h"
#include "sim/base/time.h"
#include "sim/base/units.h"

/// 5G NR in numbers: slots, modulation and coding, transport-block sizes, error rates.
///
/// Model       Tables and algorithms of TS 38.211, 38.214 and 38.306 [1]; block error rate 10 % at
///             the link simulations' SINR, 1 % 0.3 dB above, a logistic curve through both.
/// Valid for   FR1 and FR2 numerologies 0..3; MCS tables 1 (64QAM) and 2 (256QAM); large blocks.
/// Leaves out  Small blocks' extra 1.2 to 4 dB; MCS table 3; LTE's block sizes are in lte_blocks.h.
/// Checked by  tests/validation/nr/tables_test.cpp
///
/// [1] 3GPP TS 38.214 section 5.1.3.2 (block size), tables 5.1.3.1-1 and -2; TS 38.306 4.1.2.
namespace wardtwin::nr {

/// Slot of numerology mu: 1 ms / 2^mu.
constexpr Time slot_time(int mu) { return Time{1'000'000 >> mu}; }

enum class McsTable { qam64, qam256 };

struct Mcs {
  int bits = 2;          ///< per symbol
  double rate_1024 = 0;  ///< code rate x 1024
  double rate() const { return rate_1024 / 1024; }
};
std::span<const Mcs> mcs_table(McsTable table);

/// Efficiency (bit per resource element) of CQI 1..15, 64QAM table.
std::span<const double> cqi_efficiency();

struct Allocation {
  int resource_blocks = 1;
  int symbols = 12;
  int reference_elements = 12;  ///< per resource block (DMRS)
  int overhead_elements = 0;    ///< per resource block
  int layers = 1;
};
/// Bits of the transport block; 0: nothing fits.
int transport_block_bits(const Allocation& a, const Mcs& mcs);

/// Peak rate of TS 38.306 for one carrier.
BitsPerSecond peak_rate(int resource_blocks, int mu, int layers, int bits, double overhead);

/// SINR at which a large block of MCS table 1 fails in 10 % of cases, by link simulation.
Decibels sinr_for_ten_percent(int mcs);
/// Block error rate of MCS table 1 at a SINR.
double block_error(int mcs, Decibels sinr);
/// Fastest MCS of table 1 whose error rate is at most `target`; -1: none.
int choose_mcs(Decibels sinr, double target);
/// Fastest MCS of a cautious receiver; -1: none. Efficiency log2(1 + SINR / G) with the gap
/// G = -ln(5 BER) / 1.5 at BER 5e-5 (7.4 dB), down to a CQI; of LTE's MCS every second is a CQI
/// [G. Piro et al., European Wireless 2010; 3GPP R1-081483].
int choose_mcs_by_gap(Decibels sinr);

/// A quality-of-service class (TS 23.501, table 5.7.4-1).
struct FiveQi {
  int value, priority;
  Time delay_budget;
  double error_rate;
};
std::span<const FiveQi> five_qis();
const FiveQi& five_qi(int value);  ///< throws InputError on one that is not in the table

}  // namespace wardtwin::nr

namespace wardtwin {

template <>
inline constexpr auto words<nr::McsTable> =
    std::array{Word{nr::McsTable::qam64, "64qam"}, Word{nr::McsTable::qam256, "256qam"}};

}  // namespace wardtwin
