#pragma once

#include <tuple>

#include "network_models/faults/fleet_def.h"
#include "sim/base/fields.h"

/// Field tables of fleet_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<faults::WearDef> = [] {
  using D = faults::WearDef;
  return std::tuple{
      field("mtbf", &D::mtbf, "s", 1, 7.2e9, "Mean life of a device from new or mended to failed.",
            Mark::assumed, "0.25 failures a year, a pump; a monitor has 0.15, a ventilator 0.4"),
      field("shape", &D::shape, "1", 0.2, 20,
            "Shape of the Weibull law of lives: 1: any age fails alike; above: wear."),
      field("repair", &D::repair, "s", 0, 3.2e8, "Work to mend a failed device.", Mark::assumed,
            "two hours on the bench"),
      field("found", &D::found, "1", 0, 1, "Share of failures that are foreseen.", Mark::recalled,
            "predictive maintenance finds 60 to 70 % of wear-outs"),
      field("ahead", &D::ahead, "s", 0, 3.2e8, "How long before the failure it is foreseen.",
            Mark::recalled, "7 to 14 days"),
      field("planned", &D::planned, "s", 0, 3.2e8,
            "Work on a device that has not failed; it is out of service meanwhile.", Mark::assumed,
            "an hour"),
      field("false_orders", &D::false_orders, "1/s", 0, 1,
            "Work orders for devices that lack nothing, per device.", Mark::recalled,
            "10 to 20 % of orders"),
      field("service_every", &D::service_every, "s", 1, 3.2e9,
            "Age at which a device is serviced and as new; without it, never.", Mark::recalled,
            "12 months")};
}();

template <>
inline constexpr auto fields<faults::MaintenanceDef> = std::tuple{
    field("classes", &faults::MaintenanceDef::classes, "Device classes that wear, by name."),
    field("technicians", &faults::MaintenanceDef::technicians, "1", 0, 1000,
          "Work orders in hand at one time, failures first; 0: as many as there are."),
    field("spares", &faults::MaintenanceDef::spares, "1", 0, 1e6,
          "Parts in stock, of which each work order takes one and has one ordered at once; "
          "without it, they never run out."),
    field("delivery", &faults::MaintenanceDef::delivery, "s", 0, 3.2e8,
          "Until an ordered part is in stock.", Mark::assumed, "a week")};

}  // namespace wardtwin
