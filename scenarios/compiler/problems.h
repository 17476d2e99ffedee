#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/compiler/node.h"
#include "sim/base/error.h"

namespace wardtwin::compiler {

/// One thing that is wrong: where, what, and what to write instead (whole sentences, one a line).
struct Problem {
  Place at;
  std::string what;
  std::vector<std::string> advice;
};

/// `file:line:column: what`, the line with a caret under the place, the advice.
std::string render(const Problem& problem);

/// Everything that is wrong with a scenario, in one go. Exit code 2.
struct ScenarioError : InputError {
  ScenarioError(std::string text, std::vector<std::string> each)
      : InputError(std::move(text)), messages(std::move(each)) {}
  std::vector<std::string> messages;  ///< sorted by file, line and column
};

/// What all readers get: collects problems, so that one mistake does not hide the next.
class Context {
 public:
  void error(const Place& at, std::string what, std::vector<std::string> advice = {});
  std::size_t errors() const { return count_; }
  /// True once so many problems are kept that more would help nobody; readers then save their
  /// advice.
  bool full() const { return problems_.size() >= kMostKept; }
  const std::vector<Problem>& problems() const { return problems_; }
  /// Throws a ScenarioError with all problems, if there is one.
  void stop_if_wrong() const;

 private:
  static constexpr std::size_t kMostKept = 1000;
  std::vector<Problem> problems_;
  std::size_t count_ = 0;
};

/// "Did you mean 'x'?" for the nearest of `names` if one is near enough, else "".
std::string did_you_mean(std::string_view word, std::span<const std::string_view> names);
std::string did_you_mean(std::string_view word, std::span<const std::string> names);
/// Insertions, deletions, changes and swaps of neighbours between two words.
std::size_t edit_distance(std::string_view a, std::string_view b);
/// "a, b, c"; at most `most` of them, then "and 12 more".
std::string join(std::span<const std::string_view> words, std::size_t most = 24);
std::string join(std::span<const std::string> words, std::size_t most = 24);

}  // namespace wardtwin::compiler
