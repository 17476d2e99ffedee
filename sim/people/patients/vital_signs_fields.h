#pragma once

#include "sim/people/patients/vital_signs.h"

/// Field tables of vital signs.
namespace wardtwin {

template <>
inline constexpr auto fields<people::SignDef> = [] {
  using D = people::SignDef;
  constexpr auto set = "NHS synthetic early-warning data set, n = 1000";
  return std::tuple{
      field("mean", &D::mean, "", 0, 500, "Mean over patients.", Mark::measured, set),
      field("between_patients", &D::between_patients, "", 0, 200,
            "Standard deviation of patients' own means.", Mark::measured, set),
      field("within", &D::within, "", 1e-6, 200, "Standard deviation within a patient."),
      field("time_constant", &D::time_constant, "s", 1, 1e6, "How long deviations last."),
      field("circadian", &D::circadian, "", 0, 100, "Amplitude of the daily wave."),
      field("peak_hour", &D::peak_hour, "h", 0, 24, "Clock hour of the daily wave's peak."),
      field("deteriorated", &D::deteriorated, "", -200, 200, "Change at full deterioration."),
      field("lowest", &D::lowest, "", 0, 500, "Least value a sensor can show."),
      field("highest", &D::highest, "", 0, 500, "Greatest value a sensor can show."),
      field("motion", &D::motion, "", -200, 200, "Mean error of a reading under motion."),
      field("flutter", &D::flutter, "", 0, 100,
            "Standard deviation from beat to beat or breath to breath, which monitors show.",
            Mark::computed,
            "0: none; 2.15, 1.45, 0.43 and 2.85 of heart rate, respiration, spo2 and systolic are "
            "one "
            "guess times one factor fitted to the limit alarms of Drew et al. 2014"),
      field("flutter_lasts", &D::flutter_lasts, "s", 0.1, 600, "Its time constant.", Mark::assumed,
            "a few beats or breaths"),
  };
}();

template <>
inline constexpr auto fields<people::VitalsDef> = [] {
  using D = people::VitalsDef;
  return std::tuple{
      field("heart_rate", &D::heart_rate, "Heart rate, per minute."),
      field("respiration", &D::respiration, "Breaths per minute."),
      field("spo2", &D::spo2, "Oxygen saturation, %."),
      field("systolic", &D::systolic, "Systolic blood pressure, mmHg."),
      field("temperature", &D::temperature, "Temperature, degrees Celsius."),
      field("artefacts", &D::artefacts, "Whether motion and noise raise false alarms."),
      field("motion_awake", &D::motion_awake, "1/h", 0, 1000, "Motion bursts per waking hour."),
      field("motion_asleep", &D::motion_asleep, "1/h", 0, 1000, "Motion bursts per sleeping hour."),
      field("motion_lasts", &D::motion_lasts, "s", 0, 3600, "Length of a motion burst."),
      field("wakes", &D::wakes, "h", 0, 24, "Clock hour at which patients wake."),
      field("sleeps", &D::sleeps, "h", 0, 24, "Clock hour at which patients sleep."),
      field("prone_share", &D::prone_share, "1", 0, 1, "Share of patients prone to arrhythmia."),
      field("prone_factor", &D::prone_factor, "1", 1, 1000, "Their rate over the others' rate."),
      field("patient_spread", &D::patient_spread, "1", 0, 3,
            "Sigma of the logarithm of a patient's own rate of arrhythmia alarms."),
      field("acute_share", &D::acute_share, "1", 0, 0.9,
            "Share of patients whose signs lie further from the mean, all at once.", Mark::computed,
            "0: all alike; 25 % with a spread of 1.8 gives the scores of the NHS data set"),
      field("acute_spread", &D::acute_spread, "1", 1, 5,
            "Their spread between patients over that of all; the others' is less, so that the "
            "whole keeps its spread.",
            Mark::computed, "1.8, see acute_share"),
      field("hypercapnic_share", &D::hypercapnic_share, "1", 0, 1,
            "Share of patients in hypercapnic respiratory failure, scored by the second scale of "
            "SpO2.",
            Mark::assumed, "0: none"),
      field("hypercapnic_spo2", &D::hypercapnic_spo2, "", 50, 100,
            "Their mean oxygen saturation, %.", Mark::recalled, "target 88-92 %"),
  };
}();

}  // namespace wardtwin
