#pragma once

#include <string>

#include "devices/placement.h"

/// Device classes in words, for `wardtwin explain`.
namespace wardtwin::compiler {

/// The classes that are built into the program.
const devices::Classes& built_in_classes();

/// Links, streams, alarms, battery and source of a class; lines begin with two spaces.
std::string class_text(const devices::DeviceClassDef& def);

}  // namespace wardtwin::compiler
