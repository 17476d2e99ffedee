// Python inside the process of a replication, for scenarios that bring code along: the library that
// scenarios/run/code_host.cpp loads. It knows the engine by the functions it is asked for alone.
#include <pybind11/embed.h>

#include <array>
#include <cmath>
#include <map>
#include <memory>

#include "scenarios/run/code_host.h"
#include "sim/base/error.h"

namespace py = pybind11;

namespace wardtwin {
namespace {

constexpr double kLongest = 3.2e9;  ///< s, a hundred years

// Without signal handlers, and with the module search path of the caller.
void start_python() {
  PyConfig config;
  PyConfig_InitPythonConfig(&config);
  config.install_signal_handlers = 0;
  config.buffered_stdio = 0;
  config.parse_argv = 0;
  PyConfig_SetString(&config, &config.program_name, L"/usr/bin/python3");
  const PyStatus status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  if (PyStatus_Exception(status))
    throw RunError(std::string("cannot start Python: ") + (status.err_msg ? status.err_msg : ""));
}

// Calls f; what Python raises becomes a RunError with its traceback.
template <class F>
auto guarded(const std::string& where, F f) {
  try {
    return f();
  } catch (py::error_already_set& e) {
    std::string told = e.what();
    try {
      told = py::module_::import("wardtwin.code")
                 .attr("told")(e.type(), e.value(), e.trace())
                 .cast<std::string>();
    } catch (py::error_already_set&) {
    }
    throw RunError("the code of " + where + " failed\n" + told);
  }
}

[[noreturn]] void refuse(const std::string& where, const std::string& what, py::handle got,
                         const std::string& instead) {
  throw RunError("the code of " + where + ": " + what + " gave " +
                 py::repr(got).cast<std::string>() + "\n  " + instead);
}

double number(py::handle h) {
  if (!PyNumber_Check(h.ptr()) || PyBool_Check(h.ptr())) return std::nan("");
  return py::float_(py::reinterpret_borrow<py::object>(h)).cast<double>();
}

Time length(py::handle h, const std::string& where, const std::string& what) {
  const double s = number(h);
  if (!(s >= 0 && s <= kLongest)) refuse(where, what, h, "It must be seconds, 0 or more.");
  return from_seconds(s);
}

class Step : public people::StepCode {
 public:
  Step(py::object loaded, std::string where, const run::StepNames& names)
      : where_(std::move(where)), names_(names), code_(std::move(loaded)) {
    const auto find = [&](const char* name) -> py::object {
      py::object f = code_.attr(name);
      return f;
    };
    becomes_ = find("becomes");
    takes_ = find("takes");
    then_ = find("then");
    make_ = code_.attr("visit");
  }

  void attach(people::Lines lines) override {
    lines_ = std::move(lines);
    const auto ask = [this](const auto& f) {
      return py::cpp_function([this, &f](const std::string& name) {
        for (std::size_t i = 0; i < names_.resources.size(); ++i)
          if (names_.resources[i] == name)
            return static_cast<std::int64_t>(f(static_cast<std::uint32_t>(i)));
        throw py::key_error("there is no resource '" + name + "'");
      });
    };
    guarded(where_, [&] { code_.attr("attach")(ask(lines_.in_use), ask(lines_.waiting)); });
  }

  std::optional<people::ClassIndex> becomes(const people::Visit& v) override {
    if (becomes_.is_none()) return {};
    const py::object got = call(becomes_, v, 1);
    if (got.is_none()) return {};
    return find(names_.classes, got, "becomes", "It must be a class of patients.");
  }

  std::optional<Time> takes(const people::Visit& v) override {
    if (takes_.is_none()) return {};
    const py::object got = call(takes_, v, 2);
    if (got.is_none()) return {};
    return length(got, where_, "takes");
  }

  std::optional<people::StepIndex> then(const people::Visit& v) override {
    if (then_.is_none()) return {};
    const py::object got = call(then_, v, 3);
    if (got.is_none()) return {};
    if (py::isinstance<py::str>(got)) {
      const auto name = got.cast<std::string>();
      if (name == "leave") return people::kLeave;
      if (name == "die") return people::kDie;
      const std::string whole = name.find('.') == name.npos ? names_.pathway + "." + name : name;
      for (std::size_t i = 0; i < names_.steps.size(); ++i)
        if (names_.steps[i] == whole) return static_cast<people::StepIndex>(i);
    }
    refuse(where_, "then", got,
           "It must be a step of the pathway, PATHWAY.STEP, 'leave' or 'die'.");
  }

 private:
  // Each function has randomness of its own: what it draws moves no other.
  py::object call(const py::object& f, const people::Visit& v, std::uint64_t function) {
    const std::uint64_t key = v.key + function * 0x9e3779b97f4a7c15ull;
    return guarded(where_, [&]() -> py::object {
      return f(make_(key, v.patient, names_.classes[v.cls], seconds(v.now), seconds(v.clock),
                     seconds(v.now - v.arrived), seconds(v.now - v.came)));
    });
  }
  std::uint32_t find(const std::vector<std::string>& all, const py::object& got, const char* what,
                     const char* instead) {
    if (py::isinstance<py::str>(got))
      for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i] == got.cast<std::string>()) return static_cast<std::uint32_t>(i);
    refuse(where_, what, got, instead);
  }

  std::string where_;
  run::StepNames names_;
  people::Lines lines_;
  py::object code_, becomes_, takes_, then_, make_;
};

class Host : public run::CodeHost {
 public:
  Host(const std::string& package, Seed seed) : seed_(seed) {
    if (!Py_IsInitialized()) start_python();
    guarded("the scenario", [&] {
      py::module_::import("sys").attr("path").attr("insert")(0, package);
      code_ = py::module_::import("wardtwin.code");
      code_.attr("seed")(seed.scenario, seed.replication);
    });
  }
  // The process ends with the replication, and Python with it.
  ~Host() override { code_.release(); }

  flow::Emit traffic(const flow::Code& code, const std::string& where, const std::string& device,
                     std::uint64_t key, const std::vector<std::uint32_t>& sizes) override {
    const auto messages = std::make_shared<py::object>(guarded(where, [&]() -> py::object {
      return code_.attr("messages")(code.text, where, device, key);
    }));
    return [messages, where, only = sizes.size() == 1 ? sizes[0] : 0u]() {
      const auto next = guarded(
          where, [&] { return py::reinterpret_steal<py::object>(PyIter_Next(messages->ptr())); });
      if (PyErr_Occurred()) guarded(where, [] { throw py::error_already_set(); });
      std::optional<flow::Emission> out;
      if (!next) return out;
      const bool pair = PyTuple_Check(next.ptr()) && PyTuple_Size(next.ptr()) == 2;
      const py::object after = pair ? next[py::int_(0)] : next;
      const double bytes = pair ? number(next[py::int_(1)]) : only;
      if (pair ? !(bytes >= 1 && bytes <= 65000 && bytes == std::floor(bytes)) : only == 0)
        refuse(where, "messages", next, "It must be (seconds, bytes), bytes one of the sizes.");
      out = flow::Emission{length(after, where, "messages"), static_cast<std::uint32_t>(bytes)};
      return out;
    };
  }

  std::shared_ptr<people::StepCode> step(const flow::Code& code, const std::string& where,
                                         const run::StepNames& names) override {
    return guarded(where, [&] {
      return std::make_shared<Step>(code_.attr("Step")(code.text, where, names.step), where, names);
    });
  }

 private:
  Seed seed_;
  py::object code_;
};

}  // namespace
}  // namespace wardtwin

extern "C" __attribute__((visibility("default"))) wardtwin::run::CodeHost* wardtwin_code_host(
    const char* package, std::uint64_t seed, std::uint32_t replication) {
  return new wardtwin::Host(package, {seed, replication});
}
