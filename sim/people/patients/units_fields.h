#pragma once

#include <tuple>

#include "sim/base/fields.h"
#include "sim/people/patients/units.h"

/// Field tables of units.h.
namespace wardtwin {

template <>
inline constexpr auto fields<people::ArrivalsDef> = std::tuple{
    field("hourly", &people::ArrivalsDef::hourly, "Patients per hour for each hour of the clock.",
          Mark::verified, "emergency department of 65,940 visits a year"),
    field("share", &people::ArrivalsDef::share, "1", 0, 1, "Share of them who come to this unit."),
    field("weekly", &people::ArrivalsDef::weekly, "Factor for each day of the week."),
};

template <>
inline constexpr auto fields<people::UnitDef> = [] {
  using D = people::UnitDef;
  return std::tuple{
      field("arrivals", &D::arrivals, "Patients who come from outside."),
      field("length_of_stay", &D::length_of_stay, "s", 0, 1e9, "Time in the unit's bed.",
            Mark::verified, "mean 4.63 d of 202 Florida hospitals; spread assumed"),
      field("occupied_at_start", &D::occupied_at_start, "1", -1, 1,
            "Expected share of beds occupied at the start; -1: equilibrium of arrivals and stays."),
      field("when_full", &D::when_full, "Whether patients wait for a bed or go elsewhere."),
      field("discharge_hours", &D::discharge_hours, "Weights of the clock hours of discharge."),
      field("moves_to", &D::moves_to, "Share of stays that go on in another unit, by name.",
            Mark::assumed, "ward to ICU 1.5 %, ICU to ward 82 %"),
      field("dies", &D::dies, "1", 0, 1, "Share of stays that end in death, besides arrests.",
            Mark::assumed, "ICU 16 %"),
      field("treated", &D::treated, "Deterioration is treated from its beginning."),
      field("deteriorating_at_start", &D::deteriorating_at_start, "1", 0, 1,
            "Share of patients who come in deteriorating."),
  };
}();

template <>
inline constexpr auto fields<people::DiversionDef> = std::tuple{
    field("when_down", &people::DiversionDef::when_down,
          "Servers, gateways, switches, links or access points without any of which the hospital "
          "takes no patients from outside."),
    field("hosts_stopped", &people::DiversionDef::hosts_stopped, "1", 0, 1e6,
          "The same while ransomware has stopped so many hosts; 0: however many."),
    field("after", &people::DiversionDef::after, "s", 0, 3.2e7,
          "From then until ambulances are sent elsewhere.", Mark::assumed, "an hour to decide"),
    field("ends_after", &people::DiversionDef::ends_after, "s", 0, 3.2e7,
          "From all being back until patients come again.", Mark::assumed, "two hours to be sure")};

}  // namespace wardtwin
