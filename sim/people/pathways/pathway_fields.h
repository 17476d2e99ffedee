#pragma once

#include "sim/people/pathways/pathway_def.h"

/// Field tables and words of the structs in pathway_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<people::ShiftDef> = [] {
  using D = people::ShiftDef;
  return std::tuple{
      field("days", &D::days, "Days on which the shift begins; day 1 is a Monday."),
      field("from", &D::from, "clock", 0, 86400, "When it begins."),
      field("to", &D::to, "clock", 0, 86400, "When it ends; not after `from`: on the next day."),
      field("units", &D::units, "1", 1, 1e6, "How many are on duty.")};
}();

template <>
inline constexpr auto fields<people::ClosureDef> = [] {
  using D = people::ClosureDef;
  return std::tuple{
      field("at", &D::at, "s", 0, 9e9, "When units close, since the start of the run."),
      field("lasts", &D::lasts, "s", 0, 9e9, "For how long."),
      field("units", &D::units, "1", 1, 1e6,
            "How many; those in use close as soon as they are given back.")};
}();

template <>
inline constexpr auto fields<people::ResourceDef> = [] {
  using D = people::ResourceDef;
  return std::tuple{
      field("kind", &D::kind, "What it is."),
      field("unit", &D::unit,
            "The unit it belongs to. Beds of a unit of the building are its beds: as many, and who "
            "holds one lies in it."),
      field("role", &D::role, "Role of staff; one line of the staffing table each."),
      field("units", &D::units, "1", 1, 1e6, "How many there are, if there is no roster."),
      field("unlimited", &D::unlimited, "There is always one free: nobody waits."),
      field("roster", &D::roster, "Shifts by name; those that overlap add up."),
      field("shift_end", &D::shift_end,
            "Work under way at the end of a shift is finished in overtime, or stops."),
      field("hand_over", &D::hand_over, "s", 0, 7200,
            "Nothing new begins for so long after a change of shift."),
      field("closed", &D::closed, "Times at which units are shut."),
      field("queue", &D::queue, "Who is next among those of equal priority."),
      field("ageing", &D::ageing, "s", 0, 1e9,
            "Waiting this long is worth one step of priority; 0: priorities do not age."),
      field("occupied_at_start", &D::occupied_at_start, "1", 0, 1,
            "Expected share of it that patients of `occupied_by` hold at the start, part of their "
            "time in that step gone."),
      field("occupied_by", &D::occupied_by, "PATHWAY.STEP in which those patients are."),
      field("cost_per_hour", &D::cost_per_hour, "1", 0, 1e6,
            "Pay of one unit for an hour on duty, in any currency.", Mark::recalled,
            "0; a registered nurse about 45 USD"),
      field("overtime_factor", &D::overtime_factor, "1", 0, 10, "Overtime is paid so many times.",
            Mark::assumed, "time and a half"),
      field("price", &D::price, "1", 0, 1e9, "What one unit costs to buy.", Mark::recalled,
            "0; a bed 8-20 k USD, an ICU monitor 15-25 k"),
      field("life_years", &D::life_years, "1", 0.1, 100, "Years over which the price is spread.",
            Mark::assumed, "5-7 years"),
      field("upkeep_per_year", &D::upkeep_per_year, "1", 0, 1e9,
            "What one unit costs to keep for a year.")};
}();

template <>
inline constexpr auto fields<people::ArriveDef> = [] {
  using D = people::ArriveDef;
  return std::tuple{
      field("every", &D::every, "s", 1e-6, 1e9, "Time from one arrival to the next."),
      field("hourly", &D::hourly,
            "Arrivals per hour for each hour of the clock (24 values), or one rate: a Poisson "
            "process whose rate follows the clock."),
      field("weekly", &D::weekly, "Factors of the hourly rates by day, Monday first."),
      field("refreshes_rate", &D::refreshes_rate,
            "No: the rate at the last arrival decides on all candidates for the next, a mistake of "
            "some published models, kept to reproduce them."),
      field("at", &D::at, "clock", 0, 86400, "Appointments: one patient at each of these times."),
      field("lateness", &D::lateness, "s", -86400, 86400,
            "How late patients of a list come; negative: early."),
      field("no_show", &D::no_show, "1", 0, 1, "Share of a list who do not come.", Mark::recalled,
            "0; 6.5-7.5 % of outpatients in England"),
      field("between", &D::between, "clock", 0, 86400,
            "Opening hours: time stands still for `every` and `hourly` outside."),
      field("days", &D::days, "Days on which patients come; none written: every day."),
      field("batch", &D::batch, "1", 1, 1e4, "Patients who come together.")};
}();

template <>
inline constexpr auto fields<people::ClassDef> = [] {
  using D = people::ClassDef;
  return std::tuple{
      field("share", &D::share, "1", 0, 1, "Share of arrivals that are of this class."),
      field("priority", &D::priority, "1", -1e6, 1e6, "Smaller is served first.")};
}();

template <>
inline constexpr auto fields<people::StepDef> = [] {
  using D = people::StepDef;
  return std::tuple{
      field("seize", &D::seize, "Resources taken, one after the other, and kept until released."),
      field("with", &D::with, "Resources taken, one after the other, for this step alone."),
      field("takes", &D::takes, "s", 0, 1e9, "How long, once all is there; may differ by class."),
      field("release", &D::release, "Resources given back at the end of the step."),
      field("boards", &D::boards,
            "Keeps what `with` names until the next step has got what it needs."),
      field("priority", &D::priority, "1", -1e6, 1e6,
            "Added to the priority of the patient's class; smaller is served first."),
      field("preempts", &D::preempts, "Takes resources from patients of larger priority value."),
      field("if_interrupted", &D::if_interrupted,
            "A step that loses a resource goes on later, starts again (same or new time), or the "
            "patient leaves."),
      field("patience", &D::patience, "s", 0, 1e9, "Waits so long in this step, then gives up."),
      field("if_impatient", &D::if_impatient, "Step to go on with then; not written: leaves."),
      field("room", &D::room, "1", 0, 1 << 30,
            "So many may wait for the step's first resource; a further one is turned away."),
      field("if_full", &D::if_full, "Step to go on with then; not written: leaves."),
      field("baulk_from", &D::baulk_from, "1", 1, 1e9,
            "From so many waiting on, patients may not join."),
      field("baulk_share", &D::baulk_share, "1", 0, 1, "Share of patients who then do not."),
      field("worsens_after", &D::worsens_after, "s", 0, 1e9,
            "Having waited so long in this step, the patient gets worse."),
      field("worsens_to", &D::worsens_to, "Class of the patient from then on."),
      field("becomes", &D::becomes, "Class of the patient from this step on."),
      field("sends", &D::sends, "Steps that somebody or something is sent to when this one ends."),
      field("joins", &D::joins, "Waits until all that was sent has left."),
      field("stops_clock", &D::stops_clock,
            "The pathway's time and target are counted until this step begins, not to the end."),
      field("leaves_at", &D::leaves_at, "Weights of the clock hours at which the step ends."),
      field("code", &D::code,
            "Python of the scenario's own: functions takes(visit), then(visit) and becomes(visit), "
            "or "
            "some of them; or the name of a file FILE.py."),
      field("then", &D::then,
            "Next step, PATHWAY.STEP, `leave` or `die`: one, shares of several, or rules by class "
            "and time of day.")};
}();

template <>
inline constexpr auto fields<people::ReturnDef> = [] {
  using D = people::ReturnDef;
  return std::tuple{
      field("share", &D::share, "1", 0, 0.999, "Share of those who leave alive who come again.",
            Mark::recalled, "0; about 14 % within 30 days of an emergency stay in England"),
      field("after", &D::after, "s", 0, 1e9, "When they do.")};
}();

template <>
inline constexpr auto fields<people::PathwayDef> = [] {
  using D = people::PathwayDef;
  return std::tuple{
      field("arrive", &D::arrive, "Who comes from outside; empty: patients of other pathways."),
      field("classes", &D::classes, "Classes of its patients by name; names count everywhere."),
      field("priority", &D::priority, "1", -1e6, 1e6,
            "Priority of its patients, if there are no classes; smaller is served first."),
      field("target", &D::target, "s", 0, 1e9,
            "Time in system to be kept; 0: none. 4 h in emergency departments of England."),
      field("returns", &D::returns, "Patients who come again."),
      field("steps", &D::steps, "Steps by name; the first is where patients come in.")};
}();

}  // namespace wardtwin
