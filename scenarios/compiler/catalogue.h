#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/fields.h"

/// What can be written in a scenario, in words: for `wardtwin explain`, `wardtwin list` and the
/// reference page. All of it comes from the field tables.
namespace wardtwin::compiler {

struct FieldDoc {
  std::string name, unit, doc, source, default_text;
  double low, high;
  Mark mark;
  std::vector<std::string> words;  ///< of an enum
  std::string problem;             ///< why the default is not one; "" if it is
};

struct SectionDoc {
  std::string path;   ///< "network.gateways.NAME"
  std::string title;  ///< one sentence
  std::vector<FieldDoc> fields;
  std::string body;  ///< instead of fields, for what is no struct: whole lines
};

using Catalogue = std::vector<SectionDoc>;

/// Every definition struct by the place where scenarios write it. One line per struct.
Catalogue catalogue();

/// What `word` means: a section, a field or a word of a list, with unit, range, default and source.
/// For an unknown word the nearest ones, and false.
bool explain(const Catalogue& all, std::string_view word, std::string& text);
/// Sections and their fields, one a line.
std::string list_text(const Catalogue& all);
/// For programs: a head, then one line per field with its columns parted by tabs: path, unit, low,
/// high (empty: no bound), default, words (parted by |), doc, mark and source.
std::string field_lines(const Catalogue& all);
/// The reference page, in Markdown.
std::string reference_page(const Catalogue& all);
/// "assumed", "estimate", "verified", ...
std::string_view mark_word(Mark mark);

}  // namespace wardtwin::compiler
