#pragma once

#include <string>
#include <vector>

#include "scenarios/study/compare.h"
#include "scenarios/study/search.h"

/// Answers of studies for people; sweep.h has those of a sweep.
namespace wardtwin::study {

std::string text(const Comparison& comparison);
std::string json(const Comparison& comparison);
std::string text(const Choice& choice, const std::vector<Factor>& factors);
std::string text(const Optimum& optimum, const std::vector<Factor>& factors);
std::string json(const Choice& choice, const std::vector<Factor>& factors);
std::string json(const Optimum& optimum, const std::vector<Factor>& factors);

/// Measures of each replication; texts "inf" and "nan" for what JSON has no number for.
std::string json_values(const results::Results& results, const std::vector<std::string>& measures);

}  // namespace wardtwin::study
