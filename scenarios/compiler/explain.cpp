#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/compiler/catalogue.h"
#include "scenarios/compiler/quantity.h"
#include "scenarios/compiler/values.h"

namespace wardtwin::compiler {
namespace {

bool has_range(const FieldDoc& f) { return std::isfinite(f.low) || std::isfinite(f.high); }

std::string default_words(const FieldDoc& f) {
  if (f.default_text.empty()) return "none";
  return f.default_text;
}

std::string trust_words(const FieldDoc& f) {
  std::string out(mark_word(f.mark));
  if (!f.source.empty()) out += fmt::format(": {}", f.source);
  return out;
}

void write_field(const SectionDoc& s, const FieldDoc& f, std::string& out) {
  out += fmt::format("{}.{}\n  {}\n", s.path, f.name, f.doc);
  if (!f.words.empty()) {
    std::vector<std::string> words = f.words;
    out += fmt::format("  Words    {}\n", join(words, 40));
  } else if (needs_unit(f.unit) && f.unit != "clock") {
    out += fmt::format("  Unit     {} ({})\n", unit_words(f.unit), dimension_name(f.unit));
  } else if (f.unit == "clock") {
    out += "  Unit     a time of day, such as 02:00\n";
  }
  if (has_range(f)) out += fmt::format("  Range    {}\n", range_words(f.low, f.high, f.unit));
  out += fmt::format("  Default  {}\n", default_words(f));
  if (!f.default_text.empty()) out += fmt::format("  Source   {}\n", trust_words(f));
}

void write_section(const SectionDoc& s, std::string& out) {
  out += fmt::format("{}\n  {}\n", s.path, s.title);
  std::size_t widest = 0;
  for (const FieldDoc& f : s.fields) widest = std::max(widest, f.name.size());
  for (const FieldDoc& f : s.fields)
    out += fmt::format("  {:{}}  {}{}\n", f.name, widest, f.doc,
                       f.default_text.empty() ? "" : fmt::format(" (default {})", f.default_text));
  out += s.body;
}

// "gateways" and "network.gateways" both mean the section network.gateways.NAME
bool is_section(const SectionDoc& s, std::string_view word) {
  std::string_view path = s.path;
  if (path == word) return true;
  if (path.ends_with(".NAME")) path.remove_suffix(5);
  return path == word || (path.ends_with(word) && path[path.size() - word.size() - 1] == '.');
}

std::string escape_cell(const std::string& s) {
  std::string out;
  for (const char c : s) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string_view mark_word(Mark mark) {
  switch (mark) {
    case Mark::verified: return "verified";
    case Mark::measured: return "measured";
    case Mark::computed: return "computed";
    case Mark::recalled: return "recalled";
    case Mark::estimate: return "an estimate";
    case Mark::assumed: return "assumed";
  }
  return "?";
}

bool explain(const Catalogue& all, std::string_view word, std::string& text) {
  text.clear();
  std::vector<std::string> known;
  for (const SectionDoc& s : all) {
    known.push_back(s.path);
    if (!s.body.empty()) known.push_back(s.path.substr(s.path.rfind('.') + 1));
    if (is_section(s, word)) {
      write_section(s, text);
      text += "\n";
    }
    for (const FieldDoc& f : s.fields) {
      known.push_back(f.name);
      known.insert(known.end(), f.words.begin(), f.words.end());
      const bool one_of = std::find(f.words.begin(), f.words.end(), word) != f.words.end();
      const bool switch_word = word == "yes" || word == "no";
      if (f.name == word || fmt::format("{}.{}", s.path, f.name) == word ||
          (one_of && !switch_word)) {
        write_field(s, f, text);
        text += "\n";
      }
    }
  }
  if (!text.empty()) {
    text.pop_back();
    return true;
  }
  const std::string near = did_you_mean(word, known);
  text = fmt::format("nothing is called '{}'. {}\n", word.substr(0, 60),
                     near.empty() ? "wardtwin list shows what there is." : near);
  return false;
}

std::string field_lines(const Catalogue& all) {
  std::string out = "path\tunit\tlow\thigh\tdefault\twords\tdoc\tmark\tsource\n";
  const auto bound = [](double v) { return std::isfinite(v) ? fmt::format("{}", v) : ""; };
  for (const SectionDoc& s : all)
    for (const FieldDoc& f : s.fields) {
      std::string line = fmt::format("{}.{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", s.path, f.name,
                                     f.unit, bound(f.low), bound(f.high), f.default_text,
                                     fmt::join(f.words, "|"), f.doc, mark_word(f.mark), f.source);
      std::ranges::replace(line, '\n', ' ');
      out += line + "\n";
    }
  return out;
}

std::string list_text(const Catalogue& all) {
  std::string out;
  for (const SectionDoc& s : all) {
    if (!s.body.empty()) {
      out += fmt::format("{}\n  {}\n", s.path, s.title);
      continue;
    }
    std::vector<std::string> names;
    for (const FieldDoc& f : s.fields) names.push_back(f.name);
    out += fmt::format("{}\n  {}\n  {}\n", s.path, s.title, join(names, 1000));
  }
  return out;
}

std::string reference_page(const Catalogue& all) {
  std::string out =
      "# What a scenario can say\n\nMade from the field tables of the program. The last "
      "column says how far a default can be trusted.\n";
  for (const SectionDoc& s : all) {
    if (!s.body.empty()) {
      out += fmt::format("\n## {}\n\n{}\n\n```text\n{}```\n", s.path, s.title, s.body);
      continue;
    }
    out += fmt::format(
        "\n## {}\n\n{}\n\n| key | meaning | allowed | default | source |\n"
        "|---|---|---|---|---|\n",
        s.path, s.title);
    for (const FieldDoc& f : s.fields) {
      std::string allowed = has_range(f) ? range_words(f.low, f.high, f.unit) : "";
      if (!f.words.empty()) allowed = join(f.words, 40);
      out += fmt::format("| `{}` | {} | {} | {} | {} |\n", f.name, escape_cell(f.doc),
                         escape_cell(allowed), escape_cell(default_words(f)),
                         f.default_text.empty() ? "" : escape_cell(trust_words(f)));
    }
  }
  return out;
}

}  // namespace wardtwin::compiler
