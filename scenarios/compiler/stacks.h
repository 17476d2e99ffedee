#pragma once

#include "scenarios/compiler/document.h"

/// Equal storeys: a template of a floor and all that hangs on it, written once, placed many times.
///
/// A copy is ordinary sections: its rooms on a floor, its units among the people, its access points,
/// switches, cables and gateways in the network. Everything a template names gets the copy's name
/// before its own (`level_3_east_bay_1`), and so does every mention inside the template; a name that
/// the template does not define means the hospital's. What the scenario itself writes under a
/// copy's name stands above the template.
namespace wardtwin::compiler {

inline constexpr std::size_t kMostCopiedNodes = 2'000'000;  ///< values that all copies may have

/// Replaces `templates` and `building: stacks` by the floors and parts they stand for. The copies'
/// places are those of the template; a mistake in it is told once.
void expand_stacks(Document& document, Context& context);

}  // namespace wardtwin::compiler
