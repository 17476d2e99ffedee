#pragma once

#include "sim/base/fields.h"
#include "sim/base/time.h"

namespace wardtwin::people {

/// How nurses of one unit react to alarms. Inputs are the acknowledgement law, the postponement,
/// the breaking-off and the attending; the time to the bedside emerges from them, tasks and
/// distance.
struct ResponseDef {
  // Acknowledgement on the handset, lognormal.
  Time acknowledge_day = 8s;
  Time acknowledge_night = 9s;
  Time acknowledge_backup{13'700'000'000};
  double acknowledge_sigma = 1.85;
  bool keeps_ringing = false;
  // Postponement: from acknowledging to setting out, lognormal of the medians; 0 s: sets out at
  // once.
  Time postpone_high = 31s;
  Time postpone_medium = 730s;
  Time postpone_low = 1800s;
  Time postpone_call = 40s;
  double postpone_sigma = 1.2;
  Time break_off = 45s;
  double visits_cleared = 0.2;
  // Attending at the bedside, lognormal.
  Time attend_technical = 46s;
  double attend_technical_sigma = 1.58;
  Time attend_clinical = 60s;
  double attend_clinical_sigma = 1.0;
  Time attend_call = 120s;
  double attend_call_sigma = 0.8;
  bool fatigue = false;
};

/// The nurses of one unit and the work that fills their shift beside alarms.
struct StaffDef {
  int day_nurses = 6;
  int night_nurses = 4;
  Time day_begins = 7h;
  Time night_begins = 19h;
  Time hand_over = 15min;
  double walking_speed = 1.2;  ///< m/s
  double practice = 0.75;
  double reference_beds = 5;
  double night_demand = 0.6;
  double documentation = 0.353;
  double coordination = 0.206;
  double patient_care = 0.193;
  double medication = 0.172;
  double assessment = 0.072;
  Time documentation_length = 4min;
  Time coordination_length = 3min;
  Time patient_care_length = 6min;
  Time medication_length = 5min;
  Time assessment_length = 4min;
  double length_sigma = 0.6;
  double on_paper = 1;
  double cost_per_hour = 0, overtime_factor = 1.5;
};

}  // namespace wardtwin::people
