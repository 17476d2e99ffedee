#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

/// One file per command: add_NAME tells the parser of its words and options; when the command is
/// the one that was asked for, `chosen` becomes what carries it out and answers with the exit code.
namespace wardtwin::cli {

enum Exit { kDone = 0, kNotMet = 1, kWrongInput = 2, kFailed = 3 };

using Chosen = std::function<int()>;

void add_run(CLI::App& app, Chosen& chosen);
void add_branch(CLI::App& app, Chosen& chosen);
void add_drive(CLI::App& app, Chosen& chosen);
void add_calibrate(CLI::App& app, Chosen& chosen);
void add_check(CLI::App& app, Chosen& chosen);
void add_analyze(CLI::App& app, Chosen& chosen);
void add_summary(CLI::App& app, Chosen& chosen);
void add_report(CLI::App& app, Chosen& chosen);  ///< report, bundle
void add_explain(CLI::App& app, Chosen& chosen);
void add_list(CLI::App& app, Chosen& chosen);
void add_studies(CLI::App& app, Chosen& chosen);  ///< compare, sweep, select, optimize
void add_steady(CLI::App& app, Chosen& chosen);
void add_twin(CLI::App& app, Chosen& chosen);
void add_import(CLI::App& app, Chosen& chosen);  ///< import and fit
void add_values(CLI::App& app, Chosen& chosen);
/// `wardtwin view FILES...`: becomes the program wardtwin-view that lies beside this one; whatever
/// follows the command is handed over as it is.
void add_view(CLI::App& app, Chosen& chosen);

/// `--set path.to.key=value`, which may be repeated.
void add_sets(CLI::App& command, std::vector<std::string>& sets);

}  // namespace wardtwin::cli
