#pragma once

#include <array>
#include <initializer_list>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "scenarios/compiler/values.h"
#include "sim/base/fields.h"
#include "sim/flow/code.h"

/// From trees to definition structs, by their field tables. Problems go to the context, and the
/// field keeps its default, so that reading goes on and all mistakes are told at once.
///
///     WifiDef wifi = read<WifiDef>(node, context);               // a section that is one struct
///     read_into(node, unit, context, {"rooms", "nurses"});       // keys that the caller reads
///     itself
namespace wardtwin::compiler {

template <class T>
concept HasFields = !std::is_same_v<std::remove_cvref_t<decltype(fields<T>)>, std::nullptr_t>;
template <class T>
concept HasWords =
    std::is_enum_v<T> && !std::is_same_v<std::remove_cvref_t<decltype(words<T>)>, std::nullptr_t>;
/// A type with a text of its own specialises Custom<T> with
/// `static void read(const Node&, const FieldSpec&, T&, Context&)`, `static Node write(const T&,
/// const FieldSpec&)` and `static constexpr std::string_view shape` ("x0, y0, x1, y1").
template <class T>
struct Custom;
template <class T>
concept HasCustom = requires { Custom<T>::shape; };

template <>
struct Custom<flow::Code> {
  static constexpr std::string_view shape = "a text of Python after 'code: |', or FILE.py";
  static void read(const Node&, const FieldSpec&, flow::Code&, Context&);
  static Node write(const flow::Code&, const FieldSpec&);
};

template <class Def, class F>
void for_each_field(F&& f) {
  std::apply([&](const auto&... each) { (f(each), ...); }, fields<Def>);
}

template <class Def>
std::vector<std::string_view> field_names() {
  std::vector<std::string_view> names;
  for_each_field<Def>([&](const auto& f) { names.push_back(f.name); });
  return names;
}

/// Things that scenarios write as `name: {...}`: structs with a `name` that is no field of their
/// own.
template <class T>
concept Named = HasFields<T> && requires(T t) {
  { t.name } -> std::same_as<std::string&>;
};
template <class T>
bool name_is_key() {
  if constexpr (Named<T>) {
    bool field = false;
    for_each_field<T>([&](const auto& f) { field = field || f.name == "name"; });
    return !field;
  }
  return false;
}

template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_array : std::false_type {};
template <class T, std::size_t N>
struct is_array<std::array<T, N>> : std::true_type {};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_map : std::false_type {};
template <class T>
struct is_map<std::map<std::string, T>> : std::true_type {};

template <class Def>
void read_into(const Node& node, Def& def, Context& context,
               std::initializer_list<std::string_view> also = {});

template <class T>
void read_value(const Node& n, const FieldSpec& f, T& out, Context& c);

template <class T>
void read_list(const Node& n, const FieldSpec& f, std::vector<T>& out, Context& c) {
  if (name_is_key<T>()) {
    if constexpr (Named<T>) {
      if (!expect_map(n, f, c)) return;
      out.clear();
      for (const Entry& e : n.entries) {
        check_name(e, c);
        T one{};
        read_into(e.value, one, c);
        one.name = e.key;
        out.push_back(std::move(one));
      }
    }
    return;
  }
  if (!expect_list(n, f, c)) return;
  out.clear();
  for (const Node& item : n.items) {
    T one{};
    read_value(item, f, one, c);
    out.push_back(std::move(one));
  }
}

template <class T, std::size_t N>
void read_array(const Node& n, const FieldSpec& f, std::array<T, N>& out, Context& c) {
  if (!expect_list(n, f, c, N)) return;
  for (std::size_t i = 0; i < N; ++i) read_value(n.items[i], f, out[i], c);
}

// What is there already (streams of a built-in device class) is changed or added to; `NAME: no` takes
// it away, `others: no` all that is not written here.
template <class T>
void read_named(const Node& n, const FieldSpec& f, std::map<std::string, T>& out, Context& c) {
  if (!expect_map(n, f, c)) return;
  const auto gone = [](const Node& v) { return v.is_scalar() && v.text == "no"; };
  const bool had = !out.empty();
  if (const Node* others = n.find("others"); others && had && gone(*others)) out.clear();
  for (const Entry& e : n.entries) {
    check_name(e, c);
    if (gone(e.value) && (out.erase(e.key) > 0 || (had && e.key == "others"))) continue;
    FieldSpec one = f;
    one.name = e.key;
    read_value(e.value, one, out[e.key], c);
  }
}

template <class T>
void read_word(const Node& n, const FieldSpec& f, T& out, Context& c) {
  std::vector<std::string_view> names;
  for (const auto& w : words<T>) names.push_back(w.word);
  if (const auto i = find_word(n, f, names, c)) out = words<T>[*i].value;
}

/// Reads one value of any type a definition struct may hold; leaves `out` alone if it cannot.
template <class T>
void read_value(const Node& n, const FieldSpec& f, T& out, Context& c) {
  if constexpr (HasCustom<T>) {
    Custom<T>::read(n, f, out, c);
  } else if constexpr (std::is_same_v<T, bool>) {
    read_switch(n, f, out, c);
  } else if constexpr (std::is_integral_v<T>) {
    using Limits = std::numeric_limits<T>;
    FieldSpec narrow = f;
    narrow.low = std::max(f.low, static_cast<double>(Limits::min()));
    narrow.high = std::min(f.high, static_cast<double>(Limits::max()));
    if (const auto v = read_whole(n, narrow, c)) out = static_cast<T>(*v);
  } else if constexpr (std::is_floating_point_v<T>) {
    if (const auto v = read_number(n, f, f.unit, c)) out = static_cast<T>(*v);
  } else if constexpr (std::is_same_v<T, Time>) {
    if (const auto v = read_time(n, f, c)) out = *v;
  } else if constexpr (Quantity<T>) {
    if (const auto v = read_number(n, f, natural_unit<T>(), c)) out = T{*v};
  } else if constexpr (HasWords<T>) {
    read_word(n, f, out, c);
  } else if constexpr (std::is_same_v<T, std::string>) {
    read_text(n, f, out, c);
  } else if constexpr (std::is_same_v<T, Position>) {
    read_position(n, f, out, c);
  } else if constexpr (std::is_same_v<T, Distribution>) {
    read_law(n, f, out, c);
  } else if constexpr (is_optional<T>::value) {
    if (n.is_scalar() && n.text == "none") {
      out.reset();
      return;
    }
    typename T::value_type one{};
    const std::size_t before = c.errors();
    read_value(n, f, one, c);
    if (c.errors() == before) out = std::move(one);
  } else if constexpr (is_vector<T>::value) {
    read_list(n, f, out, c);
  } else if constexpr (is_array<T>::value) {
    read_array(n, f, out, c);
  } else if constexpr (is_map<T>::value) {
    read_named(n, f, out, c);
  } else {
    static_assert(HasFields<T>, "no reader for this type: give it fields, words or Custom");
    if (expect_map(n, f, c)) read_into(n, out, c);
  }
}

/// Reads the entries of a map into the fields of `def`; keys in `also` are the caller's business,
/// any other is an error. Fields that are not written keep their values.
template <class Def>
void read_into(const Node& node, Def& def, Context& context,
               std::initializer_list<std::string_view> also) {
  static_assert(HasFields<Def>, "include scenarios/compiler/tables.h");
  if (!expect_map(node, FieldSpec{}, context)) return;
  for (const Entry& e : node.entries) {
    bool known = std::find(also.begin(), also.end(), e.key) != also.end();
    for_each_field<Def>([&](const auto& f) {
      if (f.name != e.key) return;
      known = true;
      if (has_value(e, context))
        read_value(e.value, FieldSpec{f.name, f.unit, f.low, f.high}, def.*f.member, context);
    });
    if (known) continue;
    auto names = field_names<Def>();
    names.insert(names.end(), also.begin(), also.end());
    unknown_key(e, names, context);
  }
}

template <class Def>
Def read(const Node& node, Context& context, std::initializer_list<std::string_view> also = {}) {
  Def def{};
  read_into(node, def, context, also);
  return def;
}

}  // namespace wardtwin::compiler
