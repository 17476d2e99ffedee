#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/random.h"
#include "sim/flow/code.h"
#include "sim/people/pathways/step_code.h"

/// Who runs the code that a scenario brings along.
namespace wardtwin::compiler {
struct Hospital;
}

namespace wardtwin::run {

/// Names that a step's code may say and ask for, by index.
struct StepNames {
  std::string pathway, step;
  std::vector<std::string> classes, resources;
  std::vector<std::string> steps;  ///< "PATHWAY.STEP"
};

/// An interpreter in the process of one replication. What goes wrong in its code is a RunError with
/// the interpreter's own account of it.
class CodeHost {
 public:
  virtual ~CodeHost() = default;
  /// `where` is the code's place in the scenario; `sizes` are the bytes a message may have.
  virtual flow::Emit traffic(const flow::Code& code, const std::string& where,
                             const std::string& device, std::uint64_t key,
                             const std::vector<std::uint32_t>& sizes) = 0;
  virtual std::shared_ptr<people::StepCode> step(const flow::Code& code, const std::string& where,
                                                 const StepNames& names) = 0;
};

/// One a process, which keeps it: an interpreter cannot be started twice. Throws RunError where the
/// Python package is not beside the program.
std::shared_ptr<CodeHost> code_host(Seed seed);

bool has_code(const compiler::Hospital& hospital);
/// Throws InputError: a scenario with code does whatever its author wrote, as the user who runs it.
void refuse_code(const compiler::Hospital& hospital, bool trusted);
/// InputError if it has any: for commands that cannot run it.
void refuse_code_in(std::string_view command, const compiler::Hospital& hospital);

/// The folder of the Python package wardtwin: of the build tree, or the one this program is in.
/// Empty if there is none.
std::string package_folder();

}  // namespace wardtwin::run
