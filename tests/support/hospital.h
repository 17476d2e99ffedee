#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/replication.h"

/// Hospitals from files, run inside the test.
namespace wardtwin::tests {

/// `file` below the project's root.
inline compiler::Hospital compiled(const std::string& file, std::vector<std::string> sets = {}) {
  return compiler::compile_file(WARDTWIN_ROOT "/" + file, sets);
}

inline results::Replication replication(const compiler::Hospital& h, int threads = 1) {
  run::ReplicationOptions options;
  options.seed = {3, 0};
  options.threads = threads;
  return run::Replication(h, options).run();
}

inline const results::Flow& flow_of(const compiler::Hospital& h, const results::Replication& r,
                                    std::string_view name) {
  for (std::size_t f = 0; f < h.flows.size(); ++f)
    if (h.flows[f].name == name) return r.flows[f];
  throw std::out_of_range(std::string(name));
}

}  // namespace wardtwin::tests
