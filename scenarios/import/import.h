#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/import/problems.h"

namespace wardtwin::importing {

enum class Kind { hl7, fhir, arrivals, rmf, tiled, geojson };

struct Options {
  std::string pathway;             ///< name of the pathway; "" : imported
  std::optional<std::string> key;  ///< of pseudonyms; without one it is drawn
  double tile = 1.0;               ///< m, edge of a tile of Tiled maps
};

struct Imported {
  std::string part;         ///< of a scenario, YAML; empty if nothing could be read
  std::string history_csv;  ///< of hl7 and fhir
  std::string replay_csv;   ///< of the same, for `people: recorded:`
  Problems problems;        ///< of what was left out
};

/// Reads files of one kind into a part of a scenario that joins others by `base:`. What is wrong with
/// one file or record loses nothing of the others. A file of the kinds arrivals, rmf, tiled and
/// geojson comes alone (tiled: with tables of its tiles, one for zones and objects
/// or two), else InputError.
Imported import_files(Kind kind, const std::vector<std::string>& paths, const Options& options);

}  // namespace wardtwin::importing
