#pragma once

#include <cstdint>

#include "sim/base/time.h"

namespace wardtwin::people {

/// Vital signs as a nurse notes them, rounded to the steps of the chart.
struct Observation {
  double respiration = 16;  ///< per minute
  double spo2 = 98;         ///< %
  double systolic = 120;    ///< mmHg
  double heart_rate = 70;   ///< per minute
  double temperature = 37;  ///< degrees Celsius
  bool oxygen = false;      ///< breathes supplemental oxygen
  bool alert = true;        ///< false: new confusion, or responds to voice, pain or not at all
};

/// Scale 2 is for patients in hypercapnic respiratory failure, whose target is 88-92 %.
enum class Spo2Scale : std::uint8_t { one, two };

struct Score {
  int total = 0;    ///< 0-20
  int highest = 0;  ///< of a single parameter
};

/// National Early Warning Score 2.
///
/// Model       The chart of [1]. Respiration, SpO2, pressure and heart rate are read as whole numbers,
///             temperature to 0.1 degrees, as the chart has no values between.
/// Valid for   Adults of 16 years or more who are not pregnant.
/// Leaves out  Clinical judgement, by which a score may be set aside.
/// Checked by  tests/unit/patients/news2_test.cpp
///
/// [1] Royal College of Physicians, National Early Warning Score (NEWS) 2, 2017. Reproduced by its
///     permission to do so with acknowledgement.
Score news2(const Observation& o, Spo2Scale scale);

enum class Response : std::uint8_t {
  ward,      ///< 0-4: the ward's nurses
  urgent,    ///< 5-6, or 3 in one parameter: urgent review by a clinician
  emergency  ///< 7 or more: team competent in critical care
};
Response response_to(const Score& s);

/// Longest time to the next set of observations: 12 h at 0, 4 h at 1-4 (recalled: 4-6 h), 1 h at 5-6 or
/// 3 in one parameter, 0 (continuous monitoring) at 7 or more.
Time observe_again_within(const Score& s);

}  // namespace wardtwin::people
