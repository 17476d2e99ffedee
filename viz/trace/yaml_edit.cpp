#include "viz/trace/yaml_edit.h"

#include <algorithm>
#include <vector>

namespace wardtwin::viz {
namespace {

struct Span {
  std::size_t begin = 0, end = 0;
};

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> keys{""};
  for (const char c : path) {
    if (c == '.')
      keys.emplace_back();
    else
      keys.back() += c;
  }
  return keys;
}

// The end of a value in [at, end): before a comma or closing bracket of its own level, or a comment.
std::size_t value_end(const std::string& text, std::size_t at, std::size_t end, bool in_braces) {
  int depth = 0;
  char quote = 0;
  std::size_t i = at;
  for (; i < end; ++i) {
    const char c = text[i];
    if (quote) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '"' || c == '\'')
      quote = c;
    else if (c == '{' || c == '[')
      ++depth;
    else if (c == '}' || c == ']') {
      if (depth == 0) break;
      --depth;
    } else if (c == ',' && depth == 0 && in_braces)
      break;
    else if (c == '#' && i > 0 && (text[i - 1] == ' ' || text[i - 1] == '\t')) {
      if (depth == 0) break;
      while (i + 1 < end && text[i + 1] != '\n') ++i;
    } else if (c == '\n' && depth == 0)
      break;
  }
  while (i > at && (text[i - 1] == ' ' || text[i - 1] == '\n' || text[i - 1] == '\t')) --i;
  return i;
}

bool is_key(const std::string& text, std::size_t at, std::size_t end, const std::string& key) {
  return text.compare(at, key.size(), key) == 0 && at + key.size() < end &&
         text[at + key.size()] == ':' &&
         (at + key.size() + 1 >= end || text[at + key.size() + 1] == ' ' ||
          text[at + key.size() + 1] == '\n');
}

std::size_t skip_blank(const std::string& text, std::size_t at, std::size_t end) {
  while (at < end && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at;
}

// Of `key` among the pairs between braces that open at `open`.
std::optional<Span> in_braces(const std::string& text, std::size_t open, std::size_t end,
                              const std::string& key) {
  for (std::size_t at = open + 1; at < end;) {
    while (at < end && (text[at] == ' ' || text[at] == ',' || text[at] == '\n')) ++at;
    if (at >= end || text[at] == '}') return {};
    if (text[at] == '#') {
      at = std::min(end, text.find('\n', at));
      continue;
    }
    if (is_key(text, at, end, key)) {
      const std::size_t begin = skip_blank(text, at + key.size() + 1, end);
      return Span{begin, value_end(text, begin, end, true)};
    }
    at = std::max(at + 1, value_end(text, at, end, true));
  }
  return {};
}

// Of `key` among the lines of [begin, end) that are indented least.
std::optional<Span> in_block(const std::string& text, Span block, const std::string& key) {
  std::size_t indent = std::string::npos;
  for (std::size_t at = block.begin; at < block.end;) {
    const std::size_t line_end = std::min(block.end, text.find('\n', at));
    const std::size_t first = skip_blank(text, at, line_end);
    if (first < line_end && text[first] != '#') {
      const std::size_t own = first - at;
      if (indent == std::string::npos) indent = own;
      if (own < indent) return {};
      if (own == indent && is_key(text, first, line_end + 1, key)) {
        const std::size_t begin = skip_blank(text, first + key.size() + 1, line_end);
        if (begin < line_end && text[begin] != '#')
          return Span{begin, value_end(text, begin, block.end, false)};
        // a block: every following line that is indented deeper
        std::size_t stop = line_end + 1;
        while (stop < block.end) {
          const std::size_t e = std::min(block.end, text.find('\n', stop));
          const std::size_t f = skip_blank(text, stop, e);
          if (f < e && text[f] != '#' && f - stop <= own) break;
          stop = e + 1;
        }
        return Span{line_end + 1, std::min(stop, block.end)};
      }
    }
    at = line_end + 1;
  }
  return {};
}

std::optional<Span> locate(const std::string& text, std::string_view path) {
  Span here{0, text.size()};
  for (const std::string& key : split(path)) {
    const std::size_t first = here.begin;
    const auto next = first < here.end && text[first] == '{' ? in_braces(text, first, here.end, key)
                                                             : in_block(text, here, key);
    if (!next) return {};
    here = *next;
  }
  return here;
}

}  // namespace

std::optional<std::string> set_value(const std::string& text, std::string_view path,
                                     const std::string& value) {
  const auto span = locate(text, path);
  if (!span) return {};
  return text.substr(0, span->begin) + value + text.substr(span->end);
}

std::optional<std::string> get_value(const std::string& text, std::string_view path) {
  const auto span = locate(text, path);
  if (!span) return {};
  return text.substr(span->begin, span->end - span->begin);
}

}  // namespace wardtwin::viz
