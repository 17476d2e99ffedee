#pragma once

#include <string>

#include "scenarios/compiler/binding.h"

/// Structs back to the text that would give them: the scenario as run, defaults filled in.
namespace wardtwin::compiler {

/// YAML text that parses to this tree. Maps and lists of single values stand on one line where
/// short.
std::string write_yaml(const Node& root);
/// One value on one line, as a scenario would hold it: "[1 m, 2 m]", "200 ms".
std::string write_inline(const Node& node);

Node write_number(double value, std::string_view unit);
Node write_time_node(Time t, std::string_view unit);
Node write_position(const Position& p);
Node write_law(const Distribution& d, std::string_view unit);

template <class Def>
Node to_node(const Def& def);

template <class T>
Node value_node(const T& v, const FieldSpec& f) {
  if constexpr (HasCustom<T>) {
    return Custom<T>::write(v, f);
  } else if constexpr (std::is_same_v<T, bool>) {
    return Node::scalar(v ? "yes" : "no");
  } else if constexpr (std::is_integral_v<T>) {
    return (!f.unit.empty() && f.unit != "1") ? write_number(static_cast<double>(v), f.unit)
                                              : Node::scalar(std::to_string(v));
  } else if constexpr (std::is_floating_point_v<T>) {
    return write_number(static_cast<double>(v), f.unit);
  } else if constexpr (std::is_same_v<T, Time>) {
    return write_time_node(v, f.unit);
  } else if constexpr (Quantity<T>) {
    return write_number(v.value, natural_unit<T>());
  } else if constexpr (HasWords<T>) {
    return Node::scalar(std::string(word_of(v)));
  } else if constexpr (std::is_same_v<T, std::string>) {
    Node n = Node::scalar(v);
    n.quoted = v.empty();
    return n;
  } else if constexpr (std::is_same_v<T, Position>) {
    return write_position(v);
  } else if constexpr (std::is_same_v<T, Distribution>) {
    return write_law(v, f.unit);
  } else if constexpr (is_optional<T>::value) {
    return v ? value_node(*v, f) : Node::scalar("none");
  } else if constexpr (is_map<T>::value) {
    Node map = Node::map();
    for (const auto& [name, one] : v) map.set(name, value_node(one, f));
    return map;
  } else if constexpr (is_vector<T>::value || is_array<T>::value) {
    using Item = typename T::value_type;
    if (name_is_key<Item>()) {
      Node map = Node::map();
      if constexpr (Named<Item>)
        for (const auto& one : v) map.set(one.name, to_node(one));
      return map;
    }
    Node list = Node::list();
    for (const auto& one : v) list.items.push_back(value_node(static_cast<const Item&>(one), f));
    return list;
  } else {
    return to_node(v);
  }
}

/// All fields of a struct, in the order of its table. Empty texts are left out: they say nothing.
template <class Def>
Node to_node(const Def& def) {
  static_assert(HasFields<Def>, "include scenarios/compiler/tables.h");
  Node map = Node::map();
  for_each_field<Def>([&](const auto& f) {
    Node n = value_node(def.*f.member, FieldSpec{f.name, f.unit, f.low, f.high});
    if (!(n.is_scalar() && n.text.empty())) map.set(f.name, std::move(n));
  });
  return map;
}

}  // namespace wardtwin::compiler
