#pragma once

#include <memory>
#include <span>
#include <string>

#include "sim/results/live.h"
#include "sim/results/results.h"

namespace wardtwin::results {

/// Writes the results file of FORMAT.md. It writes to PATH.part, flushes after every replication
/// and takes the name PATH when the run is complete, so an older PATH stays until there is a better
/// one and a killed run leaves a readable PATH.part with every replication that was finished. Logs
/// and series may be handed over as the run goes; then memory does not grow with simulated time.
/// Every function throws RunError, in words, when the file cannot be written.
class Writer {
 public:
  Writer(const std::string& path, const Run& run, const Model& model);
  ~Writer();  ///< without finish(): closes, and leaves PATH.part

  /// Starts the next replication; the append functions belong to it until end_replication.
  void begin_replication();
  void append(const AlarmRecord& alarm);
  void append(const flow::LinkChange& change);
  void append(const SeriesSet& rows);
  /// Writes the rest of it; logs and series in `replication` are appended to those handed over
  /// before.
  void end_replication(const Replication& replication);
  /// begin and end in one.
  void write(const Replication& replication);
  /// What was measured at real endpoints; before finish().
  void write(const Live& live);

  /// Writes /summary and closes. Answers where the file is: PATH when results.complete, else
  /// PATH.part.
  std::string finish(const Results& results);

  const std::string& part_path() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// FNV-1a, 64 bit; names a scenario text in the file.
std::uint64_t fnv1a64(std::string_view text);

inline constexpr int kFormatMajor = 1, kFormatMinor = 3;

}  // namespace wardtwin::results
