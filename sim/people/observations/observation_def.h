#pragma once

#include <string>

#include "sim/base/time.h"

namespace wardtwin::people {

/// Rounds of observations in one unit, scored by NEWS2.
struct ObservationDef {
  bool on = false;
  // How long until the next set, by the score of the last.
  Time at_0 = 12h, at_1_to_4 = 4h, at_5_or_red = 1h, at_7 = 30min, with_plan = 4h;
  Time set_length = 225s;
  double set_sigma = 0.5;
  bool after_alarms = true;
  Time call_length = 2min;
  double calls_team = 0.012;
  // What is noted besides the signs.
  double oxygen_share = 0.123, oxygen_from = 0.5;
  double confused_share = 0.032, confused_from = 1.0;
};

/// Doctors and the medical emergency team, shared by all units with observations.
struct EscalationDef {
  int day_doctors = 2, night_doctors = 1;
  Time day_begins = 8h, night_begins = 20h;
  Time doctor_comes = 15min;
  double doctor_sigma = 0.8;
  Time review = 20min;
  double review_sigma = 0.5;
  Time plan_lasts = 12h;
  int plan_rise = 2;
  int teams = 1;
  Time team_comes = 4min;
  double team_sigma = 0.4;
  Time team_stays = 30min;
  double stay_sigma = 0.5;
  std::string transfers_to;
  double transfers = 0.32;
};

}  // namespace wardtwin::people
