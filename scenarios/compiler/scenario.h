#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scenarios/compiler/document.h"
#include "scenarios/compiler/scenario_def.h"
#include "scenarios/compiler/twin_def.h"

/// A scenario as it was written: sections that belong to no model as structs, the others as trees.
namespace wardtwin::compiler {

struct Scenario {
  Document document;  ///< bases and settings applied; all places point into it
  HeaderDef header;
  BuildingDef building;
  flow::Building plan;  ///< the building compiled; beds have no unit yet
  std::optional<BenchDef> bench;
  std::vector<FaultDef> faults;
  std::vector<RequirementDef> requirements;
  std::vector<Recording> record;
  TwinDef twin;

  /// A section's tree ("people", "network", ...), or null. `faults` and others are there, too.
  const Node* section(std::string_view name) const { return document.root.find(name); }
  /// Patients on pathways and nothing else: no building, devices or network.
  bool only_pathways() const;
};

/// Reads a file and checks the sections above. Problems are collected in `context`; what stops all
/// reading (no such file, not YAML) throws ScenarioError. Call context.stop_if_wrong() once all
/// sections are read.
Scenario read_scenario(const std::filesystem::path& file, std::span<const std::string> sets,
                       Context& context);
Scenario read_scenario_document(Document document, Context& context);
Scenario read_scenario_text(std::string text, std::string path, std::span<const std::string> sets,
                            Context& context);

/// The scenario as run: its structs with defaults filled in, the models' sections as they stand in
/// `sections` (trees from to_node) or else as they were written. Reads back to the same structs.
std::string echo(const Scenario& scenario, const Node& sections = Node::map());

/// When a clock time of a fault comes, since t = 0: the first such time once measuring has started.
Time instant_of(Time clock, const HeaderDef& header);
/// "measuring goes from 08:00 to 20:00", for those who wrote a clock time outside.
std::string measured_words(const HeaderDef& header);

}  // namespace wardtwin::compiler
