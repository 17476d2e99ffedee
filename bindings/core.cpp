// Results files as numpy arrays. Nothing is copied: an array looks into the Results that it came
// from and keeps it alive; so arrays are read-only. Columns of a table are members of its rows,
// hence strided.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>
#include <type_traits>

#include "sim/base/error.h"
#include "sim/results/reader.h"
#include "sim/results/schema.h"
#include "sim/results/summary.h"
#include "sim/results/tables.h"

namespace py = pybind11;

namespace wardtwin {
namespace {

using results::Results;

template <class T>
py::dtype dtype_of() {
  if constexpr (std::is_same_v<T, Time>)
    return py::dtype::of<std::int64_t>();
  else if constexpr (std::is_enum_v<T>)
    return py::dtype::of<std::underlying_type_t<T>>();
  else
    return py::dtype::of<T>();
}

// A read-only view of `n` values `stride` bytes apart, which keeps `owner` alive.
py::array view(const py::dtype& type, std::vector<py::ssize_t> shape,
               std::vector<py::ssize_t> strides, const void* first, const py::object& owner) {
  py::array out(type, std::move(shape), std::move(strides), first, owner);
  out.attr("flags").attr("writeable") = false;
  return out;
}

struct ColumnView {
  std::string name, unit, description;
  std::vector<std::string> words;  ///< of an enum, by value
  bool is_time = false;            ///< int64 nanoseconds, the largest is never
  py::object values;
};

template <class Row>
std::vector<ColumnView> columns_of(std::span<Row> rows, const py::object& owner) {
  using Plain = std::remove_const_t<Row>;
  std::vector<ColumnView> out;
  results::for_each_column<Plain>([&](const std::string& name, auto unit, const std::string& doc,
                                      auto get) {
    using T = results::MemberOf<Plain, decltype(get)>;
    ColumnView c{name, std::string(unit), doc, {}, std::is_same_v<T, Time>, {}};
    const auto n = static_cast<py::ssize_t>(rows.size());
    if constexpr (std::is_same_v<T, Histogram>) {
      return;  // delays() has these
    } else if constexpr (std::is_same_v<T, std::string>) {
      py::list texts;
      for (auto& row : rows) texts.append(get(row));
      c.values = texts;
    } else {
      if constexpr (std::is_enum_v<T>)
        if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(words<T>)>, std::nullptr_t>)
          for (const auto& w : words<T>) c.words.emplace_back(w.word);
      const void* first = rows.empty() ? nullptr : &get(rows[0]);
      c.values = view(dtype_of<T>(), {n}, {static_cast<py::ssize_t>(sizeof(Row))}, first, owner);
    }
    out.push_back(std::move(c));
  });
  return out;
}

const results::Replication& replication(const Results& r, std::size_t k) {
  if (k >= r.replications.size())
    throw py::index_error("replication " + std::to_string(k) + " of " +
                          std::to_string(r.replications.size()));
  return r.replications[k];
}

// Calls f(path, rows) for the tables of a replication and its logs.
template <class F>
void each_table(const results::Replication& r, F f) {
  results::for_each_table(r, [&](const char* path, const auto& rows) { f(path, rows); });
  f("alarms/log", r.alarms);
  f("devices/link_changes", r.link_changes);
}

std::vector<std::string> table_names(const Results& r) {
  std::vector<std::string> names;
  const results::Replication none;
  each_table(r.replications.empty() ? none : r.replications[0],
             [&](const char* path, const auto&) { names.emplace_back(path); });
  results::for_each_model_table(r.model, [&](const char* path, const auto&) {
    names.emplace_back(std::string("model/") + path);
  });
  return names;
}

std::vector<ColumnView> table(const py::object& self, const std::string& name, std::size_t k) {
  const auto& r = *self.cast<std::shared_ptr<Results>>();
  std::vector<ColumnView> out;
  bool found = false;
  const auto take = [&](const std::string& path, const auto& rows) {
    if (path != name) return;
    found = true;
    out = columns_of(results::rows_of(rows), self);
  };
  if (name.starts_with("model/"))
    results::for_each_model_table(r.model, [&](const char* path, const auto& rows) {
      take(std::string("model/") + path, rows);
    });
  else
    each_table(replication(r, k), take);
  if (!found) throw py::key_error("no table '" + name + "'; tables() names them");
  return out;
}

py::array series(const py::object& self, const std::string& name, std::size_t k) {
  const auto& rep = replication(*self.cast<std::shared_ptr<Results>>(), k);
  py::object out = py::none();
  results::for_each_series(rep.series, [&](const char* own, const results::Series& s, auto, auto) {
    if (own != name) return;
    const auto columns = static_cast<py::ssize_t>(s.columns);
    out = view(py::dtype::of<float>(), {static_cast<py::ssize_t>(s.rows()), columns},
               {columns * static_cast<py::ssize_t>(sizeof(float)), sizeof(float)}, s.values.data(),
               self);
  });
  if (out.is_none())
    throw py::key_error(
        "no series '" + name +
        "'; there are beds_occupied, nurses_busy, messages, airtime, gateway_queue");
  return out;
}

// Counts of a flow's delays, and the ends of their bins in seconds (which are made, not viewed).
py::tuple delays(const py::object& self, std::size_t flow, std::size_t k) {
  const auto& rep = replication(*self.cast<std::shared_ptr<Results>>(), k);
  if (flow >= rep.flows.size()) throw py::index_error("no flow " + std::to_string(flow));
  const std::vector<std::uint64_t>& counts = rep.flows[flow].delay.counts();
  const auto n = static_cast<py::ssize_t>(counts.size());
  py::array_t<double> edges(n + 1);
  for (py::ssize_t i = 0; i <= n; ++i)
    edges.mutable_at(i) =
        static_cast<double>(Histogram::bin_low(static_cast<std::size_t>(i))) * 1e-9;
  return py::make_tuple(
      view(py::dtype::of<std::uint64_t>(), {n}, {sizeof(std::uint64_t)}, counts.data(), self),
      edges);
}

py::list quantities(const Results& r) {
  py::list out;
  for (const results::Quantity& q : results::summarise(r))
    out.append(py::make_tuple(q.section, q.subject, q.quantity, q.unit, q.value, q.low, q.high));
  return out;
}

py::list requirements(const Results& r) {
  py::list out;
  for (const results::Requirement& q : r.requirements)
    out.append(py::make_tuple(q.name, q.unit, q.limit, q.at_most, q.value, q.low, q.high,
                              std::string(word_of(q.verdict)), q.budget.unit, q.budget.allowed,
                              q.budget.spent));
  return out;
}

py::dict about(const Results& r) {
  py::dict d;
  d["scenario_name"] = r.run.scenario_name;
  d["scenario_text"] = r.run.scenario_text;
  d["program"] = r.run.program;
  d["created_utc"] = r.run.created_utc;
  d["seed"] = r.run.seed;
  d["replications"] = r.replications.size();
  d["warm_up_s"] = r.run.warm_up_s;
  d["warm_up_chosen"] = r.run.warm_up_chosen;
  d["late_after_s"] = r.run.late_after_s;
  d["wall_s"] = r.run.wall_s;
  d["complete"] = r.complete;
  return d;
}

}  // namespace

PYBIND11_MODULE(_core, m) {
  m.doc() = "Results files of wardtwin as numpy arrays; use the package's own functions.";
  py::class_<ColumnView>(m, "Column")
      .def_readonly("name", &ColumnView::name)
      .def_readonly("unit", &ColumnView::unit)
      .def_readonly("description", &ColumnView::description)
      .def_readonly("words", &ColumnView::words)
      .def_readonly("is_time", &ColumnView::is_time)
      .def_readonly("values", &ColumnView::values);
  py::class_<Results, std::shared_ptr<Results>>(m, "Results")
      .def("about", &about)
      .def("tables", &table_names)
      .def("quantities", &quantities)
      .def("requirements", &requirements)
      .def("table", &table, py::arg("name"), py::arg("replication"))
      .def("series", &series, py::arg("name"), py::arg("replication"))
      .def("delays", &delays, py::arg("flow"), py::arg("replication"));
  // HDF5 is one library for the whole process and not safe for threads, and h5py calls it with the
  // interpreter's lock held; so that lock stays held here, too.
  m.def(
      "read",
      [](const std::string& path, bool logs) {
        return std::make_shared<Results>(
            results::read_results(path, logs ? results::Read::everything : results::Read::tables));
      },
      py::arg("path"), py::arg("logs"));
  m.attr("NEVER_NS") = kNever.count();
  py::register_exception<InputError>(m, "InputError", PyExc_ValueError);
}

}  // namespace wardtwin
