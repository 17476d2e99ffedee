#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/base/fields.h"
#include "sim/base/time.h"
#include "sim/flow/code.h"
#include "sim/kernel/resource.h"

/// Pathways as scenarios write them: resources, and the steps that patients take through them.
/// Names are words here; pathway_setup.h holds the same with indices.
namespace wardtwin::people {

enum class ResourceKind : std::uint8_t { staff, bed, room, equipment };
enum class Weekday : std::uint8_t { mon, tue, wed, thu, fri, sat, sun };  ///< t = 0 is a Monday

/// What becomes of work that is under way when a shift ends.
enum class ShiftEnd : std::uint8_t { finish, stop };
/// What becomes of a step whose resource was taken away.
enum class Interrupted : std::uint8_t { resume, restart, redraw, leave };

struct ShiftDef {
  std::string name;
  std::vector<Weekday> days{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu,
                            Weekday::fri, Weekday::sat, Weekday::sun};
  Time from{0}, to{0};  ///< clock times; to <= from: until the next day
  int units = 1;
};

/// Units that are shut for a while: beds closed, a scanner down.
struct ClosureDef {
  Time at{0};  ///< since the start of the run
  Time lasts{0};
  int units = 1;
};

struct ResourceDef {
  std::string name;
  ResourceKind kind = ResourceKind::staff;
  std::string unit, role;
  int units = 1;
  bool unlimited = false;
  std::vector<ShiftDef> roster;
  ShiftEnd shift_end = ShiftEnd::finish;
  Time hand_over{0};
  std::vector<ClosureDef> closed;
  kernel::Discipline queue = kernel::Discipline::fifo;
  Time ageing{0};
  double occupied_at_start = 0;
  std::string occupied_by;
  double cost_per_hour = 0, overtime_factor = 1.5, price = 0, life_years = 7, upkeep_per_year = 0;
};

struct ArriveDef {
  std::optional<Distribution> every;  ///< time between arrivals
  std::vector<double> hourly;         ///< 24 rates per hour, or one
  std::vector<double> weekly;         ///< 7 factors, Monday first
  bool refreshes_rate = true;
  std::vector<Time> at;  ///< clock times of a list
  Distribution lateness = Distribution::constant(0);
  double no_show = 0;
  std::optional<std::array<Time, 2>> between;  ///< clock times
  std::vector<Weekday> days;                   ///< empty: every day
  Distribution batch = Distribution::constant(1);
};

struct ClassDef {
  std::string name;
  double share = 1;
  int priority = 0;
};

/// Names with shares; one name alone has share 1.
struct Shares {
  std::vector<std::pair<std::string, double>> of;
  friend bool operator==(const Shares&, const Shares&) = default;
};
/// A rule applies to these classes (empty: all) at these hours; the first that applies decides.
struct RouteRule {
  std::vector<std::string> classes;
  std::optional<std::array<Time, 2>> during;
  Shares to;
  friend bool operator==(const RouteRule&, const RouteRule&) = default;
};
struct Routes {
  std::vector<RouteRule> rules;
  friend bool operator==(const Routes&, const Routes&) = default;
};
/// One law, or one by class; "other" stands for the classes that are not named.
struct LawByClass {
  std::vector<std::pair<std::string, Distribution>> of;  ///< one with an empty name: all classes
  friend bool operator==(const LawByClass&, const LawByClass&) = default;
};
/// Names of resources with how many units of each.
struct Needs {
  std::vector<std::pair<std::string, int>> of;
  friend bool operator==(const Needs&, const Needs&) = default;
};

struct StepDef {
  std::string name;
  Needs seize, with;
  LawByClass takes;
  std::vector<std::string> release;
  bool boards = false;
  int priority = 0;
  bool preempts = false;
  Interrupted if_interrupted = Interrupted::resume;
  LawByClass patience;
  std::string if_impatient;
  int room = 1 << 30;
  std::string if_full;
  int baulk_from = 1;
  double baulk_share = 0;
  LawByClass worsens_after;
  std::string worsens_to;
  Shares becomes;
  std::vector<std::string> sends;
  bool joins = false;
  bool stops_clock = false;
  std::vector<double> leaves_at;
  flow::Code code;
  Routes then;
};

struct ReturnDef {
  double share = 0;
  Distribution after = Distribution::uniform(86400, 30 * 86400);
};

struct PathwayDef {
  std::string name;
  ArriveDef arrive;
  std::vector<ClassDef> classes;
  int priority = 0;
  Time target{0};
  ReturnDef returns;
  std::vector<StepDef> steps;
};

}  // namespace wardtwin::people

namespace wardtwin {

template <>
inline constexpr auto words<people::ResourceKind> = std::array{
    Word{people::ResourceKind::staff, "staff"}, Word{people::ResourceKind::bed, "bed"},
    Word{people::ResourceKind::room, "room"}, Word{people::ResourceKind::equipment, "equipment"}};

template <>
inline constexpr auto words<people::Weekday> =
    std::array{Word{people::Weekday::mon, "mon"}, Word{people::Weekday::tue, "tue"},
               Word{people::Weekday::wed, "wed"}, Word{people::Weekday::thu, "thu"},
               Word{people::Weekday::fri, "fri"}, Word{people::Weekday::sat, "sat"},
               Word{people::Weekday::sun, "sun"}};

template <>
inline constexpr auto words<people::ShiftEnd> =
    std::array{Word{people::ShiftEnd::finish, "finish"}, Word{people::ShiftEnd::stop, "stop"}};

template <>
inline constexpr auto words<people::Interrupted> = std::array{
    Word{people::Interrupted::resume, "resume"}, Word{people::Interrupted::restart, "restart"},
    Word{people::Interrupted::redraw, "redraw"}, Word{people::Interrupted::leave, "leave"}};

template <>
inline constexpr auto words<kernel::Discipline> =
    std::array{Word{kernel::Discipline::fifo, "fifo"}, Word{kernel::Discipline::lifo, "lifo"},
               Word{kernel::Discipline::random, "random"}};

}  // namespace wardtwin
