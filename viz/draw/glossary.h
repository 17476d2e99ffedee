#pragma once

#include <string_view>
#include <vector>

/// Words of the trade that the panels use, each in one sentence for a reader from another trade.
/// Fields of a scenario are explained by their own tables (viz/trace/fields.h).
namespace wardtwin::viz {

struct Term {
  const char *word, *meaning;
};
const std::vector<Term>& glossary();  ///< in order of the alphabet
/// Null: the glossary has no such word.
const char* meaning_of(std::string_view word);

}  // namespace wardtwin::viz
