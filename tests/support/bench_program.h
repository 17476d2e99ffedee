#pragma once

#include <cmath>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "tests/support/program.h"

/// The benches that ship, through the program.
namespace wardtwin::tests {

class BenchProgram : public Program {
 protected:
  nlohmann::json run_bench(const std::string& name, const std::vector<std::string>& sets,
                           int replications) {
    std::vector<std::string> arguments{"run", WARDTWIN_ROOT "/scenarios/bench/" + name, "--json",
                                       "--replications", std::to_string(replications)};
    for (const std::string& s : sets) arguments.insert(arguments.end(), {"--set", s});
    const Outcome o = run(arguments);
    // 1: a requirement is not met. What is thrown ends the test with these words.
    if (o.code != 0 && o.code != 1) throw std::runtime_error(o.error);
    return nlohmann::json::parse(o.out);
  }
};

inline double quantity(const nlohmann::json& j, const std::string& subject,
                       const std::string& quantity) {
  for (const nlohmann::json& q : j["quantities"])
    if (q["subject"] == subject && q["quantity"] == quantity && q["value"].is_number())
      return q["value"];
  ADD_FAILURE() << "no " << quantity << " of " << subject;
  return std::nan("");
}

}  // namespace wardtwin::tests
