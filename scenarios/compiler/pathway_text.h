#pragma once

#include "scenarios/compiler/echo.h"
#include "sim/people/pathways/pathway_def.h"

/// Texts of the values of pathways that have a grammar of their own.
namespace wardtwin::compiler {

template <>
struct Custom<people::Shares> {
  static constexpr std::string_view shape = "ward, or { ward: 26 %, leave: 74 % }";
  static void read(const Node&, const FieldSpec&, people::Shares&, Context&);
  static Node write(const people::Shares&, const FieldSpec&);
};

template <>
struct Custom<people::Routes> {
  static constexpr std::string_view shape =
      "ward, { ward: 26 %, leave: 74 % }, or [{ for: red, during: [08:00, 20:00], to: ward }, ...]";
  static void read(const Node&, const FieldSpec&, people::Routes&, Context&);
  static Node write(const people::Routes&, const FieldSpec&);
};

template <>
struct Custom<people::LawByClass> {
  static constexpr std::string_view shape =
      "exponential(mean 3 min), or { red: 5 min, other: 9 min }";
  static void read(const Node&, const FieldSpec&, people::LawByClass&, Context&);
  static Node write(const people::LawByClass&, const FieldSpec&);
};

template <>
struct Custom<people::Needs> {
  static constexpr std::string_view shape = "nurse, [nurse, room], or { nurse: 2, room: 1 }";
  static void read(const Node&, const FieldSpec&, people::Needs&, Context&);
  static Node write(const people::Needs&, const FieldSpec&);
};

}  // namespace wardtwin::compiler
