#pragma once

#include <tuple>

#include "sim/base/fields.h"
#include "sim/people/observations/observation_def.h"

/// Field tables of observation_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<people::ObservationDef> = [] {
  using D = people::ObservationDef;
  constexpr auto rcp = "Royal College of Physicians, NEWS2, 2017";
  constexpr auto nhs = "NHS synthetic early-warning data set, n = 1000";
  return std::tuple{
      field("on", &D::on,
            "Nurses take sets of observations, score them and call for help; they replace the "
            "planned task `assessment`."),
      field("at_0", &D::at_0, "s", 60, 604800, "Next set after a score of 0.", Mark::verified, rcp),
      field("at_1_to_4", &D::at_1_to_4, "s", 60, 604800, "Next set after a score of 1-4.",
            Mark::recalled, "4-6 h"),
      field("at_5_or_red", &D::at_5_or_red, "s", 60, 604800,
            "Next set after a score of 5-6, or 3 in one parameter.", Mark::verified, rcp),
      field("at_7", &D::at_7, "s", 60, 604800, "Next set after a score of 7 or more.",
            Mark::assumed, "continuous monitoring; a set is still noted"),
      field("with_plan", &D::with_plan, "s", 60, 604800,
            "Next set while a doctor's plan accepts the score.", Mark::assumed, ""),
      field("set_length", &D::set_length, "s", 10, 3600, "Mean time for one set at the bedside.",
            Mark::verified, "Dall'Ora 2021, Int J Nurs Stud 118:103921: 3 min 45 s"),
      field("set_sigma", &D::set_sigma, "1", 0, 3, "Sigma of its logarithm.", Mark::assumed, ""),
      field("after_alarms", &D::after_alarms,
            "A nurse who has attended a true parameter alarm takes a set at once.", Mark::assumed,
            ""),
      field("call_length", &D::call_length, "s", 0, 3600,
            "Time of the nurse's call to doctor or team, at the station.", Mark::assumed, ""),
      field("calls_team", &D::calls_team, "1", 0, 1,
            "Share of scores of 7 or more for which the team is called, not a doctor.",
            Mark::computed,
            "so that 23 of 1000 admissions need the team, as in Crit Care Nurse 2021 41(4):e1; the "
            "chart "
            "would have the team at all of them, ten times as many"),
      field("oxygen_share", &D::oxygen_share, "1", 0, 1, "Share of patients on oxygen.",
            Mark::measured, nhs),
      field("oxygen_from", &D::oxygen_from, "1", 0, 10,
            "Depth of deterioration from which a patient is on oxygen.", Mark::assumed, ""),
      field("confused_share", &D::confused_share, "1", 0, 1, "Share of patients who are not alert.",
            Mark::measured, nhs),
      field("confused_from", &D::confused_from, "1", 0, 10,
            "Depth of deterioration from which a patient is not alert.", Mark::assumed, ""),
  };
}();

template <>
inline constexpr auto fields<people::EscalationDef> = [] {
  using D = people::EscalationDef;
  return std::tuple{
      field("day_doctors", &D::day_doctors, "1", 1, 1000, "Doctors for reviews by day.",
            Mark::assumed, ""),
      field("night_doctors", &D::night_doctors, "1", 1, 1000, "Doctors for reviews by night.",
            Mark::assumed, ""),
      field("day_begins", &D::day_begins, "clock", 0, 86400, "When the day's doctors come.",
            Mark::assumed, ""),
      field("night_begins", &D::night_begins, "clock", 0, 86400, "When the night's doctors come.",
            Mark::assumed, ""),
      field("doctor_comes", &D::doctor_comes, "s", 0, 86400,
            "Median time from a doctor being free to being at the bed.", Mark::assumed,
            "to be held against 60 min (5-6) and 30 min (7 or more)"),
      field("doctor_sigma", &D::doctor_sigma, "1", 0, 3, "Sigma of its logarithm.", Mark::assumed,
            ""),
      field("review", &D::review, "s", 0, 86400, "Median length of a doctor's review.",
            Mark::assumed, ""),
      field("review_sigma", &D::review_sigma, "1", 0, 3, "Sigma of its logarithm.", Mark::assumed,
            ""),
      field("plan_lasts", &D::plan_lasts, "s", 0, 604800,
            "After a review that finds no deterioration the score is accepted for so long.",
            Mark::assumed, ""),
      field("plan_rise", &D::plan_rise, "1", 1, 20,
            "An accepted score calls for help again when it has risen by this.", Mark::assumed, ""),
      field("teams", &D::teams, "1", 1, 100, "Medical emergency teams.", Mark::assumed, ""),
      field("team_comes", &D::team_comes, "s", 0, 86400,
            "Median time from the call to the team being at the bed.", Mark::assumed, ""),
      field("team_sigma", &D::team_sigma, "1", 0, 3, "Sigma of its logarithm.", Mark::assumed, ""),
      field("team_stays", &D::team_stays, "s", 0, 86400,
            "Median time of the team at the bed; the nurse stays, too.", Mark::assumed, ""),
      field("stay_sigma", &D::stay_sigma, "1", 0, 3, "Sigma of its logarithm.", Mark::assumed, ""),
      field("transfers_to", &D::transfers_to,
            "Unit to which the team moves patients; not written: none is moved."),
      field("transfers", &D::transfers, "1", 0, 1, "Share of the team's calls that end so.",
            Mark::verified, "Scand J Trauma 2015 23:69, 32 % of calls"),
  };
}();

}  // namespace wardtwin
