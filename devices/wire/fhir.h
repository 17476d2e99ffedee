#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// FHIR R4 transactions of vital signs.
///
/// Model       HL7 FHIR R4 (4.0.1): Bundle of type transaction, Observation in category vital-signs with
///             LOINC codes and UCUM units.
/// Valid for   Numbers with a unit.
/// Leaves out  Profiles' validation; all other resources.
/// Checked by  tests/wire/fhir_test.cpp
namespace wardtwin::wire::fhir {

struct Observation {
  std::string_view loinc, display;
  double value = 0;
  std::string_view unit, ucum;  ///< "beats/minute", "/min"
};

/// One message of a device. Each of its observations is created unless one of the same identifier is there,
/// so a transaction that is sent again changes nothing.
struct Reading {
  std::string_view id;  ///< names the message: "ward/bed_1/monitor/numerics/17"
  std::string_view patient, device;
  std::int64_t at = 0;  ///< UTC, ns since 1970
  std::span<const Observation> values;
};

std::string transaction(std::span<const Reading> readings);

/// What a server made of a transaction.
struct Outcome {
  int created = 0, present = 0, failed = 0;
  std::string text;  ///< of the first failure
};
/// False if the text is neither a transaction's response nor an OperationOutcome.
bool read_outcome(std::string_view json, Outcome& out);

}  // namespace wardtwin::wire::fhir
