#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace wardtwin::cli {

/// `wardtwin view FILES...`: becomes the program wardtwin-view that lies beside this one; whatever
/// follows the command is handed over as it is.
void add_view(CLI::App& app, std::function<int()>& chosen);

}  // namespace wardtwin::cli
