#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "sim/people/pathways/pathway_setup.h"

/// Steps whose length, patients' class and next step are decided by code of the scenario.
namespace wardtwin::people {

/// A patient who has come to a step. `key` names the randomness of this visit alone.
struct Visit {
  std::uint64_t key = 0;
  std::uint64_t patient = 0;  ///< of its pathway, in order of arrival, from 0
  StepIndex step = 0;
  ClassIndex cls = 0;
  Time now{0};      ///< since the start of the run
  Time clock{0};    ///< since Monday 00:00
  Time arrived{0};  ///< in the pathway
  Time came{0};     ///< to this step
};

/// Lines as they are now.
struct Lines {
  std::function<int(ResourceIndex)> in_use;
  std::function<std::size_t(ResourceIndex)> waiting;
};

/// Answers of nothing leave it to what the scenario says.
class StepCode {
 public:
  virtual ~StepCode() = default;
  virtual void attach(Lines lines) = 0;
  virtual std::optional<ClassIndex> becomes(const Visit&) = 0;  ///< on coming to the step
  virtual std::optional<Time> takes(const Visit&) = 0;          ///< once all it needs is there
  virtual std::optional<StepIndex> then(const Visit&) = 0;      ///< at its end
};

}  // namespace wardtwin::people
