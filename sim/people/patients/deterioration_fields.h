#pragma once

#include <tuple>

#include "sim/base/fields.h"
#include "sim/people/patients/deterioration.h"

/// Field tables of deterioration.h.
namespace wardtwin {

template <>
inline constexpr auto fields<people::PatientDef> = [] {
  using D = people::PatientDef;
  return std::tuple{
      field("deteriorates", &D::deteriorates, "1/h", 0, 100, "Stable to deteriorating."),
      field("recovers_untreated", &D::recovers_untreated, "1/h", 0, 100,
            "Deteriorating to stable."),
      field("recovers_treated", &D::recovers_treated, "1/h", 0, 100, "The same under treatment."),
      field("worsens_untreated", &D::worsens_untreated, "1/h", 0, 100,
            "Deteriorating to critical."),
      field("worsens_treated", &D::worsens_treated, "1/h", 0, 100, "The same under treatment."),
      field("arrests_untreated", &D::arrests_untreated, "1/h", 0, 100, "Critical to arrest."),
      field("arrests_treated", &D::arrests_treated, "1/h", 0, 100, "The same under treatment."),
      field("leaves_critical_treated", &D::leaves_critical_treated, "1/h", 0, 100,
            "Critical back to deteriorating under treatment."),
      field("shortest_ramp", &D::shortest_ramp, "s", 60, 1e7, "Fastest course to full depth."),
      field("longest_ramp", &D::longest_ramp, "s", 60, 1e7, "Slowest course to full depth."),
      field("arrest_lasts", &D::arrest_lasts, "s", 0, 86400, "From arrest to death in the bed."),
  };
}();

}  // namespace wardtwin
