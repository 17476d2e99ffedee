#pragma once

#include <tuple>

#include "sim/base/fields.h"
#include "sim/people/staff/staff_def.h"

/// Field tables of staff_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<people::ResponseDef> = std::tuple{
    field("acknowledge_day", &people::ResponseDef::acknowledge_day, "s", 0.1, 3600,
          "median time in which the first nurse acknowledges by day", Mark::verified,
          "Hoffmann 2018, Int J Cardiovasc Res 7:2: median 8 s"),
    field("acknowledge_night", &people::ResponseDef::acknowledge_night, "s", 0.1, 3600,
          "median time in which the first nurse acknowledges by night", Mark::verified,
          "Hoffmann 2018: 9 s at night"),
    field(
        "acknowledge_backup", &people::ResponseDef::acknowledge_backup, "s", 0.1, 3600,
        "median time in which a nurse acknowledges another's escalated alarm", Mark::computed,
        "so that 13 % of alarms reach the third phone, as Hoffmann 2018 counted; 8 s gives 9.6 %"),
    field("acknowledge_sigma", &people::ResponseDef::acknowledge_sigma, "1", 0, 4,
          "sigma of the logarithm of the time to acknowledge", Mark::computed,
          "from 31 % beyond 20 s at a median of 8 s"),
    field("keeps_ringing", &people::ResponseDef::keeps_ringing,
          "an escalated alarm keeps ringing on the phones before, too", Mark::assumed,
          "the alarm moves on"),
    field("postpone_high", &people::ResponseDef::postpone_high, "s", 0, 7200,
          "median time from acknowledging a high alarm to being ready to go", Mark::computed,
          "so that the bedside is reached after a median of about 1.2 min (Bonafide 2017, lethal)"),
    field("postpone_medium", &people::ResponseDef::postpone_medium, "s", 0, 7200,
          "median time from acknowledging a medium alarm to being ready to go", Mark::computed,
          "so that a ward nurse out of the room is there after a median of about 10.4 min"),
    field("postpone_low", &people::ResponseDef::postpone_low, "s", 0, 86400,
          "median time from acknowledging a low alarm to being ready to go", Mark::assumed, ""),
    field(
        "postpone_call", &people::ResponseDef::postpone_call, "s", 0, 7200,
        "median time from acknowledging a nurse call to being ready to go", Mark::computed,
        "so that calls are answered after 3.36 to 3.76 min in the mean (Tzeng 2010, acute wards)"),
    field("postpone_sigma", &people::ResponseDef::postpone_sigma, "1", 0, 4,
          "sigma of the logarithm of the postponement", Mark::computed,
          "spread of Bonafide 2017's response times"),
    field("break_off", &people::ResponseDef::break_off, "s", 0, 3600,
          "mean time (exponential) to break off a task at a bedside for a high alarm",
          Mark::assumed, "documentation and coordination break off at once"),
    field("visits_cleared", &people::ResponseDef::visits_cleared, "1", 0, 1,
          "share of medium and low alarms visited although they ended before the nurse set out",
          Mark::assumed, ""),
    field("attend_technical", &people::ResponseDef::attend_technical, "s", 0, 7200,
          "median time at the bedside for a technical or pump alarm", Mark::computed,
          "29 hospitals, BI&T 2018 52(6):433: mean 158 s open, 60 % under 68 s"),
    field("attend_technical_sigma", &people::ResponseDef::attend_technical_sigma, "1", 0, 4,
          "sigma of its logarithm", Mark::computed, "same source"),
    field("attend_clinical", &people::ResponseDef::attend_clinical, "s", 0, 7200,
          "median time at the bedside for a parameter or arrhythmia alarm", Mark::assumed, ""),
    field("attend_clinical_sigma", &people::ResponseDef::attend_clinical_sigma, "1", 0, 4,
          "sigma of its logarithm", Mark::assumed, ""),
    field("attend_call", &people::ResponseDef::attend_call, "s", 0, 7200,
          "median time at the bedside for a nurse call", Mark::assumed, ""),
    field("attend_call_sigma", &people::ResponseDef::attend_call_sigma, "1", 0, 4,
          "sigma of its logarithm", Mark::assumed, ""),
    field("fatigue", &people::ResponseDef::fatigue,
          "responses slow down by half at 30 and double at 80 non-actionable alarms in 120 min",
          Mark::assumed, "direction and bins of Bonafide 2015; the factors are assumed"),
};

template <>
inline constexpr auto fields<people::ShiftEndDef> = [] {
  using D = people::ShiftEndDef;
  constexpr auto kSource =
      "care is left undone at the end of most shifts (Ball 2014, 10.1136/bmjqs-2012-001767: 86 % "
      "of "
      "nurses left some); how much of it the next one does is not published";
  return std::tuple{
      field("documentation", &D::documentation, "What becomes of records that are not written.",
            Mark::recalled, kSource),
      field("coordination", &D::coordination, "What becomes of arrangements that are not made.",
            Mark::recalled, kSource),
      field("patient_care", &D::patient_care, "What becomes of care that is not given.",
            Mark::recalled, kSource),
      field("medication", &D::medication, "What becomes of medication that is not given.",
            Mark::recalled, kSource),
      field("assessment", &D::assessment, "What becomes of assessments that are not made.",
            Mark::recalled, kSource),
      field(
          "stays", &D::stays, "s", 0, 14400,
          "So long after the shift a nurse still begins what is to `finish`; 0: nobody stays, and "
          "what has been begun is handed on, too.",
          Mark::assumed, ""),
  };
}();

template <>
inline constexpr auto fields<people::StaffDef> = std::tuple{
    field("day", &people::StaffDef::day_nurses, "1", 1, 1000, "nurses on the day shift",
          Mark::recalled, "wards 1:5 to 1:8, intensive care 1:1 to 1:2"),
    field("night", &people::StaffDef::night_nurses, "1", 1, 1000, "nurses on the night shift",
          Mark::recalled, "fewer than by day"),
    field("day_begins", &people::StaffDef::day_begins, "s", 0, 86400, "clock time of the day shift",
          Mark::verified, "12 h shifts change at 07:00 and 19:00"),
    field("night_begins", &people::StaffDef::night_begins, "s", 0, 86400,
          "clock time of the night shift", Mark::verified, "12 h shifts change at 07:00 and 19:00"),
    field("hand_over", &people::StaffDef::hand_over, "s", 0, 7200,
          "hand-over at the station with which a shift begins", Mark::assumed, ""),
    field("shift_end", &people::StaffDef::shift_end,
          "what becomes of planned tasks that are not done as a shift ends"),
    field("walking_speed", &people::StaffDef::walking_speed, "m/s", 0.1, 5,
          "speed of a nurse's walk", Mark::recalled, "1.2 m/s"),
    field("practice", &people::StaffDef::practice, "1", 0, 1,
          "share of a shift that is nursing practice at the reference ratio", Mark::verified,
          "Hendrich 2008, Perm J 12(3):25: more than 75 %"),
    field("reference_beds", &people::StaffDef::reference_beds, "1", 0.1, 100,
          "beds per nurse at which the shares hold; work grows with the beds of a nurse",
          Mark::recalled, "ward 1:5"),
    field("night_demand", &people::StaffDef::night_demand, "1", 0, 2,
          "planned work by night as a share of that by day", Mark::assumed, ""),
    field("documentation", &people::StaffDef::documentation, "1", 0, 1,
          "share of nursing practice spent on documentation", Mark::verified, "Hendrich 2008"),
    field("coordination", &people::StaffDef::coordination, "1", 0, 1,
          "share of nursing practice spent on care coordination", Mark::verified, "Hendrich 2008"),
    field("patient_care", &people::StaffDef::patient_care, "1", 0, 1,
          "share of nursing practice spent on patient care", Mark::verified, "Hendrich 2008"),
    field("medication", &people::StaffDef::medication, "1", 0, 1,
          "share of nursing practice spent on medication", Mark::verified, "Hendrich 2008"),
    field("assessment", &people::StaffDef::assessment, "1", 0, 1,
          "share of nursing practice spent on assessment and vital signs", Mark::verified,
          "Hendrich 2008"),
    field("documentation_length", &people::StaffDef::documentation_length, "s", 1, 7200,
          "mean length of one documentation task", Mark::assumed, ""),
    field("coordination_length", &people::StaffDef::coordination_length, "s", 1, 7200,
          "mean length of one coordination task", Mark::assumed, ""),
    field("patient_care_length", &people::StaffDef::patient_care_length, "s", 1, 7200,
          "mean length of one patient care task", Mark::assumed, ""),
    field("medication_length", &people::StaffDef::medication_length, "s", 1, 7200,
          "mean length of one medication round at a bed", Mark::assumed, ""),
    field("assessment_length", &people::StaffDef::assessment_length, "s", 1, 7200,
          "mean length of one assessment", Mark::assumed, ""),
    field("length_sigma", &people::StaffDef::length_sigma, "1", 0, 3,
          "sigma of the logarithm of task lengths", Mark::assumed, ""),
    field("on_paper", &people::StaffDef::on_paper, "1", 1, 20,
          "a documentation task begun while the records cannot be used takes so many times as long",
          Mark::verified,
          "1: no harm; 4 to 5 of doctors (For The Record 29(11)); none published of nurses"),
    field("cost_per_hour", &people::StaffDef::cost_per_hour, "1", 0, 1e6,
          "pay of a nurse for an hour on duty, in any currency", Mark::recalled,
          "0; a registered nurse about 45 USD"),
    field("overtime_factor", &people::StaffDef::overtime_factor, "1", 0, 10,
          "overtime is paid so many times", Mark::assumed, "time and a half"),
};

}  // namespace wardtwin
