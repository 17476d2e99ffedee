#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <tuple>

#include "sim/base/fields.h"

/// How rows become columns of a file: each row type is described once (schema.h), and writer,
/// reader and the copy between processes all walk that description.
namespace wardtwin::results {

/// One dataset: `get` is a member pointer or a lambda that returns a reference into the row.
template <class Get>
struct Column {
  std::string_view name, unit, doc;
  Get get;
};

/// One dataset per word of Enum, named prefix_word; `get` returns a reference to a std::array.
template <class Enum, class Get>
struct ColumnsBy {
  std::string_view prefix, unit, doc;
  Get get;
};

template <class Get>
constexpr Column<Get> column(std::string_view name, Get get, std::string_view unit,
                             std::string_view doc) {
  return {name, unit, doc, get};
}

template <class Enum, class Get>
constexpr ColumnsBy<Enum, Get> columns_by(std::string_view prefix, Get get, std::string_view unit,
                                          std::string_view doc) {
  return {prefix, unit, doc, get};
}

/// Specialised per row type in schema.h.
template <class Row>
inline constexpr auto columns = std::tuple{};

template <class Row, class Get, class F>
void visit(const Column<Get>& c, F& f) {
  f(std::string(c.name), c.unit, std::string(c.doc),
    [get = c.get](auto& row) -> auto& { return std::invoke(get, row); });
}

template <class Row, class Enum, class Get, class F>
void visit(const ColumnsBy<Enum, Get>& c, F& f) {
  for (const auto& w : words<Enum>) {
    std::string name = std::string(c.prefix) + "_" + std::string(w.word);
    std::replace(name.begin(), name.end(), ' ', '_');
    f(name, c.unit, std::string(c.doc) + ": " + std::string(w.word),
      [get = c.get, i = static_cast<std::size_t>(w.value)](auto& row) -> auto& {
        return std::invoke(get, row)[i];
      });
  }
}

/// Calls f(name, unit, description, get) for each column of Row, in order.
template <class Row, class F>
void for_each_column(F f) {
  static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(columns<Row>)>> > 0,
                "describe the row in sim/results/schema.h");
  std::apply([&](const auto&... c) { (visit<Row>(c, f), ...); }, columns<Row>);
}

}  // namespace wardtwin::results
