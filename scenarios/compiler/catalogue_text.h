#pragma once

#include <string_view>

namespace wardtwin::compiler {

/// The text of devices/catalogue.yaml as it was when the program was built.
std::string_view catalogue_text();

}  // namespace wardtwin::compiler
