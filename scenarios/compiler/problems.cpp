#include "scenarios/compiler/problems.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace wardtwin::compiler {
namespace {

constexpr std::size_t kMostShown = 100;
constexpr std::size_t kWidestLine = 140;

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::size_t characters(std::string_view s) {
  return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), starts_character));
}

// A long line is cut to a window around the place, at the edges of characters.
struct Excerpt {
  std::string text;
  std::size_t caret = 0, length = 1;  // in characters
};

Excerpt excerpt(const Place& at) {
  const std::string_view line = at.source->line(at.line);
  const std::size_t column = std::min<std::size_t>(at.column - 1, line.size());
  std::size_t from = 0, to = line.size();
  if (line.size() > kWidestLine) {
    from = column > kWidestLine / 2 ? column - kWidestLine / 2 : 0;
    to = std::min(line.size(), from + kWidestLine);
    while (from > 0 && !starts_character(line[from])) --from;
    while (to < line.size() && !starts_character(line[to])) ++to;
  }
  Excerpt e;
  e.text = fmt::format("{}{}{}", from > 0 ? "…" : "", line.substr(from, to - from),
                       to < line.size() ? "…" : "");
  std::replace(e.text.begin(), e.text.end(), '\t', ' ');
  e.caret = characters(line.substr(from, column - from)) + (from > 0 ? 1 : 0);
  const std::size_t end = std::min(to, column + std::max<std::uint32_t>(1, at.length));
  e.length = std::max<std::size_t>(1, characters(line.substr(column, end - column)));
  return e;
}

std::string nearest_of(std::string_view word, const std::vector<std::string_view>& names) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view name : names) {
    const std::size_t d = edit_distance(word.substr(0, 64), name.substr(0, 64));
    if (d < least) std::tie(least, best) = std::tuple(d, name);
  }
  // a beginning or a longer form of a name is near, too
  if (best.empty() && word.size() >= 3)
    for (const std::string_view name : names)
      if (name.starts_with(word) || (name.size() >= 3 && word.starts_with(name))) best = name;
  return best.empty() ? "" : fmt::format("Did you mean '{}'?", best);
}

template <class Word>
std::string join_words(std::span<const Word> words, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < std::min(words.size(), most); ++i)
    out += fmt::format("{}{}", i ? ", " : "", words[i]);
  if (words.size() > most) out += fmt::format(" and {} more", words.size() - most);
  return out;
}

}  // namespace

std::string render(const Problem& p) {
  std::string out;
  if (p.at.source == nullptr) {
    out = fmt::format("{}\n", p.what);
  } else if (p.at.source->command_line || p.at.line == 0) {
    out = fmt::format("{}: {}\n", p.at.source->path, p.what);
  } else {
    const Excerpt e = excerpt(p.at);
    const std::size_t column =
        characters(p.at.source->line(p.at.line).substr(0, p.at.column - 1)) + 1;
    const std::string number = fmt::format("{:>4}", p.at.line);
    out = fmt::format("{}:{}:{}: {}\n", p.at.source->path, p.at.line, column, p.what);
    out += fmt::format("{} | {}\n", number, e.text);
    out += fmt::format("{:{}} | {:{}}^{:~>{}}\n", "", number.size(), "", e.caret, "", e.length - 1);
  }
  for (const std::string& line : p.advice)
    if (!line.empty()) out += fmt::format("  {}\n", line);
  return out;
}

void Context::error(const Place& at, std::string what, std::vector<std::string> advice) {
  ++count_;
  // a mistake in a template is told of its first copy
  const auto same = [&](const Problem& p) {
    return p.at.source == at.source && p.at.line == at.line && p.at.column == at.column &&
           p.at.copy != at.copy;
  };
  if (at.copy > 1 && std::any_of(problems_.begin(), problems_.end(), same)) return;
  if (!full()) problems_.push_back({at, std::move(what), std::move(advice)});
}

void Context::stop_if_wrong() const {
  if (problems_.empty()) return;
  std::vector<const Problem*> sorted;
  for (const Problem& p : problems_) sorted.push_back(&p);
  const auto key = [](const Problem* p) {
    return std::tuple(p->at.source ? p->at.source->order : -1, p->at.line, p->at.column);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Problem* a, const Problem* b) { return key(a) < key(b); });
  // what an alias repeats is told once
  std::vector<std::string> each;
  for (const Problem* p : sorted) {
    std::string text = render(*p);
    if (each.empty() || each.back() != text) each.push_back(std::move(text));
  }
  std::string all;
  for (std::size_t i = 0; i < std::min(each.size(), kMostShown); ++i) all += each[i] + "\n";
  if (each.size() > kMostShown) all += fmt::format("... and {} more\n\n", each.size() - kMostShown);
  all += fmt::format("{}{} error{}; nothing was simulated.\n", full() ? "at least " : "",
                     each.size(), each.size() == 1 ? "" : "s");
  throw ScenarioError(std::move(all), std::move(each));
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> names) {
  return nearest_of(word, {names.begin(), names.end()});
}
std::string did_you_mean(std::string_view word, std::span<const std::string> names) {
  return nearest_of(word, {names.begin(), names.end()});
}
std::string join(std::span<const std::string_view> words, std::size_t most) {
  return join_words(words, most);
}
std::string join(std::span<const std::string> words, std::size_t most) {
  return join_words(words, most);
}

}  // namespace wardtwin::compiler
