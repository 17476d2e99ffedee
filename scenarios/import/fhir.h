#pragma once

#include <span>

#include "scenarios/import/history.h"
#include "scenarios/import/identity.h"
#include "scenarios/import/problems.h"

namespace wardtwin::importing {

/// FHIR R4 resources, one JSON object a line (NDJSON, as bulk exports write them): Encounter gives
/// arrivals, moves and departures, Location the names of units, Device counts by type, Patient counts
/// of people. Resources of other types are counted. Files may come in any order.
///
/// Encounters that are planned, cancelled or entered in error did not happen; one without an end has
/// not ended. A resource with a problem is left out as a whole.
void import_fhir(std::span<const File> files, const Pseudonyms& names, History& history,
                 Problems& problems);

}  // namespace wardtwin::importing
