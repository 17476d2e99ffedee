#include "scenarios/report/crate.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/results/writer.h"

namespace wardtwin::report {
namespace {

using Json = nlohmann::ordered_json;

Json reference(const std::string& id) { return {{"@id", id}}; }

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : " ") + w;
  return out;
}

// What the vocabulary has no word for stands as PropertyValue.
Json property(const std::string& name, const Json& value) {
  return {{"@id", "#" + name}, {"@type", "PropertyValue"}, {"name", name}, {"value", value}};
}

}  // namespace

std::vector<std::string> rerun_arguments(const results::Run& run, std::size_t replications) {
  std::vector<std::string> out{"run",
                               "scenario.yaml",
                               "--seed",
                               std::to_string(run.seed),
                               "--replications",
                               std::to_string(replications)};
  if (run.first > 0) out.insert(out.end(), {"--first", std::to_string(run.first)});
  out.insert(out.end(), {"--reproducible", "--quiet", "-o", "rerun.h5"});
  return out;
}

// Longer than others: it is one list of entities.
std::string crate_metadata(const results::Results& r, const std::vector<CrateFile>& files) {
  Json parts = Json::array(), graph = Json::array(), products = Json::array();
  for (const CrateFile& f : files) {
    parts.push_back(reference(f.name));
    if (f.name != "scenario.yaml") products.push_back(reference(f.name));
  }
  graph.push_back({{"@id", "ro-crate-metadata.json"},
                   {"@type", "CreativeWork"},
                   {"conformsTo", reference("https://w3id.org/ro/crate/1.1")},
                   {"about", reference("./")}});
  graph.push_back(
      {{"@id", "./"},
       {"@type", "Dataset"},
       {"name", "Simulation of " + r.run.scenario_name},
       {"description", r.run.question.empty()
                           ? fmt::format("Results of {} replications of the scenario {}.",
                                         r.replications.size(), r.run.scenario_name)
                           : r.run.question},
       {"datePublished", r.run.created_utc},
       {"hasPart", parts},
       {"mentions", reference("#run")}});
  for (const CrateFile& f : files)
    graph.push_back({{"@id", f.name},
                     {"@type", "File"},
                     {"name", f.name},
                     {"description", f.description},
                     {"encodingFormat", f.format},
                     {"contentSize", std::to_string(f.bytes)}});
  const std::size_t space = r.run.program.find(' ');
  graph.push_back(
      {{"@id", "#wardtwin"},
       {"@type", "SoftwareApplication"},
       {"name", r.run.program.substr(0, space)},
       {"softwareVersion", space == std::string::npos ? "" : r.run.program.substr(space + 1)}});
  Json hashes = Json::array();
  for (const results::Replication& one : r.replications)
    hashes.push_back(fmt::format("{:016x}", one.event_hash));
  const std::vector<Json> properties{
      property("seed", r.run.seed),
      property("first replication", r.run.first),
      property("replications", r.replications.size()),
      property("scenario FNV-1a", fmt::format("{:016x}", results::fnv1a64(r.run.scenario_text))),
      property("event hashes", hashes),
      property("machine", r.run.machine)};
  Json about = Json::array();
  for (const Json& p : properties) about.push_back(reference(p["@id"]));
  graph.push_back({{"@id", "#run"},
                   {"@type", "CreateAction"},
                   {"name", "wardtwin " + joined(rerun_arguments(r.run, r.replications.size()))},
                   {"instrument", reference("#wardtwin")},
                   {"object", reference("scenario.yaml")},
                   {"result", products},
                   {"endTime", r.run.created_utc},
                   {"additionalProperty", about}});
  for (const Json& p : properties) graph.push_back(p);
  return Json{{"@context", "https://w3id.org/ro/crate/1.1/context"}, {"@graph", graph}}.dump(2) +
         "\n";
}

std::string rerun_script(const results::Run& run, std::size_t replications) {
  return fmt::format(
      "#!/bin/sh\n"
      "# Makes results.h5 again with {0} and compares: the bytes must be equal.\n"
      "# WARDTWIN names the program where it is not on PATH.\n"
      "set -e\n"
      "program=$(realpath \"$(command -v \"${{WARDTWIN:-wardtwin}}\")\")\n"
      "cd \"$(dirname \"$0\")\"\n"
      "\"$program\" {1} \"$@\" > /dev/null\n"
      "cmp results.h5 rerun.h5\n"
      "echo \"rerun.h5 equals results.h5\"\n",
      run.program, joined(rerun_arguments(run, replications)));
}

}  // namespace wardtwin::report
