#pragma once

#include "scenarios/compiler/echo.h"
#include "scenarios/compiler/scenario_def.h"

/// Texts of the values of scenario_def.h that have a grammar of their own.
namespace wardtwin::compiler {

template <>
struct Custom<PlanPoint> {
  static constexpr std::string_view shape = "[x m, y m]";
  static void read(const Node&, const FieldSpec&, PlanPoint&, Context&);
  static Node write(const PlanPoint&, const FieldSpec&);
};

template <>
struct Custom<PlanArea> {
  static constexpr std::string_view shape = "[x0 m, y0 m, x1 m, y1 m]";
  static void read(const Node&, const FieldSpec&, PlanArea&, Context&);
  static Node write(const PlanArea&, const FieldSpec&);
};

template <>
struct Custom<Doors> {
  static constexpr std::string_view shape = "[x m, y m]";
  static void read(const Node&, const FieldSpec&, Doors&, Context&);
  static Node write(const Doors&, const FieldSpec&);
};

template <>
struct Custom<Beds> {
  static constexpr std::string_view shape = "4, or { bed_a: [x m, y m], ... }";
  static void read(const Node&, const FieldSpec&, Beds&, Context&);
  static Node write(const Beds&, const FieldSpec&);
};

template <>
struct Custom<Bound> {
  static constexpr std::string_view shape = "p99 <= 10 s";
  static void read(const Node&, const FieldSpec&, Bound&, Context&);
  static Node write(const Bound&, const FieldSpec&);
};

}  // namespace wardtwin::compiler
