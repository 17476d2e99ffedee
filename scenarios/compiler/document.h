#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "scenarios/compiler/node.h"
#include "scenarios/compiler/problems.h"

/// From files to one tree: parsing, `base:` variants and `--set`.
namespace wardtwin::compiler {

inline constexpr std::size_t kLargestFile = 16u << 20;  ///< bytes
inline constexpr std::size_t kMostNodes = 100'000;      ///< values after aliases are written out
inline constexpr int kDeepest = 32;                     ///< levels of nesting
inline constexpr int kLongestBaseChain = 16;

struct Document {
  std::vector<std::unique_ptr<Source>> sources;  ///< places point into these
  Node root;
};

/// Reads a file, its bases and the settings of the command line into one tree. Problems that do not
/// hide the rest (a duplicate key) go to the context; throws ScenarioError where nothing can be
/// read.
Document load(const std::filesystem::path& file, std::span<const std::string> sets,
              Context& context);

/// The same from text; `path` is what messages show, and what `base:` is relative to.
Document load_text(std::string text, std::string path, std::span<const std::string> sets,
                   Context& context);

// The steps, for tests.

/// One source's text as a tree, aliases written out. False if it could not be read (told to the
/// context).
bool parse(const Source& source, Node& root, Context& context);
/// `over` laid on `base`: maps merge, all else replaces, nothing (~) removes.
void merge(Node& base, Node over, Context& context);
/// One `path.to.key=value`; `option` is what messages call it by.
void apply_set(Document& document, const std::string& setting, Context& context,
               std::string_view option = "--set ");

}  // namespace wardtwin::compiler
