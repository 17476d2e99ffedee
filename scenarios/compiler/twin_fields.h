#pragma once

#include <tuple>

#include "scenarios/compiler/scenario_fields.h"
#include "scenarios/compiler/twin_def.h"
#include "sim/base/fields.h"

/// Field tables of twin_def.h.
namespace wardtwin::compiler {

/// The keys of a fault but where and when it strikes.
constexpr auto future_fault_fields() {
  return std::apply(
      [](const auto&, const auto&, const auto&... rest) { return std::tuple{rest...}; },
      fields<FaultDef>);
}

}  // namespace wardtwin::compiler

namespace wardtwin {

template <>
inline constexpr auto fields<compiler::FutureFaultDef> = compiler::future_fault_fields();

template <>
inline constexpr auto fields<compiler::FutureDef> = std::tuple{
    field("faults", &compiler::FutureDef::faults,
          "Parts that fail or get worse, by name, as in faults: but without at and what."),
    field("arrivals", &compiler::FutureDef::arrivals, "1", 0, 100,
          "Factor of the patients who come to a unit from outside, by unit."),
    field("closed", &compiler::FutureDef::closed, "s", 1, 3.1536e9,
          "How long a unit takes nobody, by unit."),
    field("nurses", &compiler::FutureDef::nurses, "1", 1, 1000,
          "Nurses of a shift who are at work at most, by unit.")};

template <>
inline constexpr auto fields<compiler::WarningDef> =
    std::tuple{field("what", &compiler::WarningDef::what, "The quantity, as forecasts name it."),
               field("above", &compiler::WarningDef::above, "The limit, with its unit."),
               field("probability", &compiler::WarningDef::probability, "1", 0, 1,
                     "Share of forecasts that must pass the limit.", Mark::assumed, "")};

template <>
inline constexpr auto fields<compiler::TwinDef> = std::tuple{
    field("every", &compiler::TwinDef::every, "s", 1, 86400, "From one forecast to the next.",
          Mark::assumed, ""),
    field("horizon", &compiler::TwinDef::horizon, "s", 60, 604800, "How far it looks ahead.",
          Mark::assumed, ""),
    field("step", &compiler::TwinDef::step, "s", 60, 86400,
          "Length of the steps whose quantities it tells.", Mark::assumed, ""),
    field("forecasts", &compiler::TwinDef::forecasts, "1", 2, 1000,
          "Independent runs of each forecast.", Mark::assumed,
          "20 runs bound an 80 % band by their second and last but one"),
    field("band", &compiler::TwinDef::band, "1", 0.1, 0.99, "Share of futures inside the bands.",
          Mark::assumed, ""),
    field("run_in", &compiler::TwinDef::run_in, "s", 0, 86400,
          "Each run begins this long before the present, so that nurses and queues are in swing.",
          Mark::assumed, "nobody comes or leaves meanwhile"),
    field("heartbeat", &compiler::TwinDef::heartbeat, "s", 1, 86400,
          "How often a device is heard at least.", Mark::assumed, ""),
    field("missed", &compiler::TwinDef::missed, "1", 1, 100,
          "Heartbeats in a row whose absence means silence.", Mark::assumed, ""),
    field("late_after", &compiler::TwinDef::late_after, "s", 0.001, 86400,
          "A message that took longer is late.", Mark::assumed, ""),
    field("false_alarm_every", &compiler::TwinDef::false_alarm_every, "s", 3600, 3.1536e9,
          "Mean time between false alarms of one watched quantity.", Mark::assumed, ""),
    field("warn", &compiler::TwinDef::warn, "Forecasts worth telling, by name."),
    field("what_if", &compiler::TwinDef::what_if, "Futures that are forecast, too, by name.")};

}  // namespace wardtwin
