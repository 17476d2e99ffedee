#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Arrivals and moves of patients as records tell them, without anything that names a person.
namespace wardtwin::importing {

/// An instant with the clock of the place where it was written.
struct Instant {
  std::int64_t utc = 0;     ///< s since 1970
  std::int32_t offset = 0;  ///< s, local time - UTC; 0 if none was written
  std::int64_t local() const { return utc + offset; }
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// `YYYYMMDDHHMM[SS[.S+]][+-ZZZZ]` (HL7 v2) or `YYYY-MM-DDTHH:MM[:SS[.S+]][Z|+-ZZ:ZZ]` (FHIR).
/// Nothing if it is not one, names no such day or has no time of day.
std::optional<Instant> read_instant(std::string_view text);
std::string write_instant(const Instant& t);  ///< local, ISO 8601 with offset

enum class EventKind : std::uint8_t {
  arrive,  ///< admitted or registered
  move,    ///< to another unit or class
  leave,   ///< discharged alive
  die,
  cancel_arrive,  ///< the admission did not happen
  cancel_leave    ///< the discharge did not happen
};

struct Event {
  Instant at;
  EventKind kind = EventKind::arrive;
  std::string patient, visit;  ///< pseudonyms
  std::string unit;            ///< a scenario name; empty: not told
};

/// A unit's name as a step of a pathway; words that steps go to are changed.
std::string unit_name(std::string_view text);

/// Of one unit to the next.
struct Stay {
  std::string unit;
  Instant from;
  std::optional<Instant> to;
};

struct Visit {
  std::string patient, visit;
  std::vector<Stay> stays;
  bool began_before = false;  ///< the first event is not its arrival
  bool died = false, left = false;
};

struct History {
  std::vector<Event> events;
  std::map<std::string, std::string> merged;          ///< old pseudonym of a patient -> kept one
  std::map<std::string, std::uint64_t> read;          ///< records by kind, such as "ADT^A01"
  std::map<std::string, std::uint64_t> devices;       ///< devices by type
  std::map<std::string, std::uint64_t> observations;  ///< observation messages by unit
};

/// Events in order of time become visits; cancelled ones vanish, merged patients are one.
std::vector<Visit> visits_of(const History& history);

/// time,event,patient,visit,unit; one line an event, in order of time.
std::string history_csv(const History& history);

/// patient,at,unit for a run in which every visit comes, moves and leaves as recorded; one line a
/// move, in order of time, `at` in s since midnight of the first day, `patient` a number.
std::string replay_csv(const History& history);

/// A pathway that reproduces the history's arrivals by clock hour and weekday, its units, the shares
/// of moves between them and the law of stay in each. Compiles as a scenario on its own.
std::string history_part(const History& history, std::string_view pathway, std::size_t left_out);

}  // namespace wardtwin::importing
