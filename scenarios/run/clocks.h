#pragma once

#include "scenarios/compiler/hospital.h"
#include "sim/results/results.h"

namespace wardtwin::run {

/// What wrong clocks make of the alarms' stamps.
///
/// Model       A device takes its time from the gateway of its ward, so it is as wrong as that one,
///             and besides by its own error. An alarm bears the time of its device; who reads it
///             compares that with the alarm manager's clock.
/// Valid for   Alarms that reached the alarm manager's server.
/// Leaves out  Stamps of gateways that take alarms themselves, of handsets and of other records.
/// Checked by  tests/scenario/clocks_test.cpp
///
/// Nothing is counted where no clock is wrong.
void count_stamps(const compiler::Hospital& hospital, results::Replication& out);

}  // namespace wardtwin::run
