#pragma once

#include <span>
#include <string>
#include <vector>

namespace wardtwin::study {

/// A results file, and what tables and reports call it.
struct DesignFile {
  std::string name, path;
};

/// Results files as they are; the folder of a sweep stands for the files of its points, in their
/// order, each called by its settings (its plan.json is the index). Throws InputError where a folder
/// is no sweep's or a point's file is missing.
std::vector<DesignFile> design_files(std::span<const std::string> files);

}  // namespace wardtwin::study
