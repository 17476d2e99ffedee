#pragma once

#include "scenarios/compiler/compile.h"

/// What a well-formed pathway may still get wrong.
namespace wardtwin::compiler {

/// The most units of a resource that are ever on duty at once.
int most_units(const people::ResourceDef& resource);

void check_resource(Compilation& c, const people::ResourceDef& resource);
void check_arrivals(Compilation& c, const people::PathwayDef& pathway, const std::string& path);
/// Classes for which a step has no law; an error if they come there.
struct MissingLaw {
  people::StepIndex step = 0;
  std::string path;
  std::vector<people::ClassIndex> classes;
};
/// Steps nobody reaches or leaves, classes without a route or law, resources nobody gives back,
/// patients who can wait for each other for ever.
void check_pathways(Compilation& c, const std::vector<MissingLaw>& without_law);

}  // namespace wardtwin::compiler
