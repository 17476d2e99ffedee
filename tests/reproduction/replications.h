#pragma once

#include <string>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/run.h"

/// Runs a scenario from the library, or one in a text, and picks a value of each replication.
namespace wardtwin::test {

using results::Replication;

inline results::Results run_hospital(const compiler::Hospital& h, int replications) {
  run::Options options;
  options.replications = replications;
  options.jobs = 2;
  return run::run(h, options).results;
}

inline results::Results run_scenario(const std::string& file, int replications,
                                     std::vector<std::string> sets = {}) {
  return run_hospital(
      compiler::compile_file(std::string(WARDTWIN_ROOT) + "/scenarios/" + file, sets),
      replications);
}

inline results::Results run_text(std::string text, int replications) {
  return run_hospital(compiler::compile_text(std::move(text), "test.yaml"), replications);
}

template <class Row>
std::size_t row(const std::vector<Row>& rows, const std::string& name) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].name == name) return i;
  throw std::out_of_range("there is no " + name);
}

template <class Get>
std::vector<double> values(const results::Results& r, Get get) {
  std::vector<double> out;
  for (const Replication& k : r.replications) out.push_back(get(k));
  return out;
}

template <class Get>
std::vector<double> of_resource(const results::Results& r, const std::string& name, Get get) {
  const std::size_t i = row(r.model.resources, name);
  return values(r, [&](const Replication& k) { return get(k.resources[i]); });
}
template <class Get>
std::vector<double> of_pathway(const results::Results& r, const std::string& name, Get get) {
  const std::size_t i = row(r.model.pathways, name);
  return values(r, [&](const Replication& k) { return get(k.pathways[i]); });
}
template <class Get>
std::vector<double> of_step(const results::Results& r, const std::string& name, Get get) {
  const std::size_t i = row(r.model.steps, name);
  return values(r, [&](const Replication& k) { return get(k.steps[i]); });
}

}  // namespace wardtwin::test
