#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "scenarios/compiler/document.h"
#include "scenarios/compiler/hospital.h"

/// Futures of one hospital: the same up to an instant, other from then on.
namespace wardtwin::compiler {

/// One future as it was written: `root` is a map of fields<FutureDef>.
struct WrittenFuture {
  std::string name;
  Node root;
};

/// Futures of the command line: "NAME:path=value", several of one name being one future. Their
/// places point into `document`, which outlives them.
std::vector<WrittenFuture> read_futures(std::span<const std::string> settings, Document& document,
                                        Context& context);

struct Futures {
  Time at{0};     ///< since t = 0: where they part
  Hospital base;  ///< as written
  std::vector<std::string> names;
  std::vector<Hospital> futures;  ///< one for each name
};

/// Compiles the scenario once as it is and once for each future, all measured from the instant at
/// which they part: the first such clock time once measuring has started. What no hospital that is
/// under way could change is refused. Throws ScenarioError with everything that is wrong.
Futures compile_futures(const std::filesystem::path& file, std::span<const std::string> sets,
                        std::string_view clock, std::span<const std::string> settings);

/// What a future adds to a hospital; times count from the instant at which it begins.
struct FutureParts {
  std::string name;
  std::vector<Fault> faults;
  std::vector<Impairment> impairments;
  std::vector<Change> changes;
};

/// The futures of a scenario's `twin: what_if:`. Throws ScenarioError with everything that is wrong.
std::vector<FutureParts> compile_what_if(const std::filesystem::path& file,
                                         std::span<const std::string> sets);

/// Statistics begin at `from`, if that is after the warm-up; the end stays where it is.
void measure_from(Hospital& hospital, Time from);

}  // namespace wardtwin::compiler
