#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/compiler/catalogue.h"
#include "scenarios/compiler/echo.h"

/// From a field table to its page of the catalogue.
namespace wardtwin::compiler {

template <class T>
struct innermost {
  using type = T;
};
template <class T>
struct innermost<std::vector<T>> : innermost<T> {};
template <class T>
struct innermost<std::optional<T>> : innermost<T> {};
template <class T, std::size_t N>
struct innermost<std::array<T, N>> : innermost<T> {};
template <class T>
struct innermost<std::map<std::string, T>> : innermost<T> {};

/// Reads the default's own text: what the reader refuses cannot be a default.
template <class T>
std::string default_problem(const T& value, const FieldSpec& spec, const Node& node) {
  if (node.is_scalar() && node.text.empty()) return "";  // no text: not given
  Context context;
  T back{};
  read_value(node, spec, back, context);
  for (const Problem& p : context.problems()) return p.what;
  if (!same_content(value_node(back, spec), value_node(value, spec)))
    return "reads back differently";
  return "";
}

/// True for what has no default worth a line: not given, empty, or a section of its own.
template <class T>
bool says_nothing(const Node& node) {
  if (node.is_scalar()) return node.text.empty();
  return HasFields<typename innermost<T>::type> || (node.items.empty() && node.entries.empty());
}

/// `def` holds the defaults, where a section of one kind has them in several places.
template <class Def>
SectionDoc describe(std::string path, std::string title, const Def& def = {}) {
  static_assert(HasFields<Def>, "include scenarios/compiler/tables.h");
  SectionDoc s{std::move(path), std::move(title), {}, {}};
  for_each_field<Def>([&](const auto& f) {
    using T = typename std::remove_cvref_t<decltype(f)>::type;
    using Inner = typename innermost<T>::type;
    const FieldSpec spec{f.name, f.unit, f.low, f.high};
    const Node node = value_node(def.*f.member, spec);
    FieldDoc d{std::string(f.name),
               std::string(f.unit),
               std::string(f.doc),
               std::string(f.source),
               says_nothing<T>(node) ? "" : write_inline(node),
               f.low,
               f.high,
               f.mark,
               {},
               default_problem(def.*f.member, spec, node)};
    if constexpr (Quantity<Inner>) d.unit = natural_unit<Inner>();
    if constexpr (HasWords<Inner>)
      for (const auto& w : words<Inner>) d.words.emplace_back(w.word);
    if constexpr (std::is_same_v<Inner, bool>) d.words = {"yes", "no"};
    s.fields.push_back(std::move(d));
  });
  return s;
}

}  // namespace wardtwin::compiler
