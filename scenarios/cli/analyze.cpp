#include "scenarios/cli/analyze.h"

#include <fmt/format.h>

#include "scenarios/analysis/analysis.h"

namespace wardtwin::cli {

void analyze(const std::string& file, const std::vector<std::string>& sets, std::uint64_t samples,
             bool json) {
  const compiler::Hospital hospital = compiler::compile_file(file, sets);
  const analysis::Analysis a = analysis::analyse(hospital, {.samples = samples});
  fmt::print("{}", json ? analysis::json(a) + "\n" : analysis::text(a));
}

}  // namespace wardtwin::cli
