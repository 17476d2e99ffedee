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
          // the items of a list may stand below the first letter of its key
          if (f < e && text[f] != '#' && (f - stop < own || (f - stop == own && text[f] != '-')))
            break;
          stop = e + 1;
        }
        return Span{line_end + 1, std::min(stop, block.end)};
      }
    }
    at = line_end + 1;
  }
  return {};
}

bool is_braced(const std::string& text, Span s, char open = '{') {
  return s.begin < s.end && text[s.begin] == open;
}

std::optional<Span> locate(const std::string& text, std::string_view path) {
  Span here{0, text.size()};
  for (const std::string& key : split(path)) {
    const auto next = is_braced(text, here) ? in_braces(text, here.begin, here.end, key)
                                            : in_block(text, here, key);
    if (!next) return {};
    here = *next;
  }
  return here;
}

// Where the last line with content of [begin, end) ends, and how deep its first one is indented.
struct Lines {
  std::size_t end = std::string::npos, indent = 0;
};
Lines content_of(const std::string& text, Span block) {
  Lines out;
  for (std::size_t at = block.begin; at < block.end;) {
    const std::size_t line_end = std::min(block.end, text.find('\n', at));
    const std::size_t first = skip_blank(text, at, line_end);
    if (first < line_end && text[first] != '#') {
      if (out.end == std::string::npos) out.indent = first - at;
      out.end = line_end;
    }
    at = line_end + 1;
  }
  return out;
}

// Puts `what` before the bracket that closes the span.
std::string before_bracket(const std::string& text, Span s, const std::string& what) {
  std::size_t last = s.end - 1;  // the bracket
  while (last > s.begin + 1 && (text[last - 1] == ' ' || text[last - 1] == '\n')) --last;
  const bool empty = last == s.begin + 1;
  const bool spaced = text[s.begin] == '{';
  return text.substr(0, last) + (empty ? (spaced ? " " : "") : ", ") + what +
         (empty && spaced ? " " : "") + text.substr(last);
}

std::string line_after(const std::string& text, std::size_t end, const std::string& line) {
  const bool open = end >= text.size();  // the last line has no end of its own
  return text.substr(0, std::min(end, text.size())) + "\n" + line +
         (open ? "\n" : text.substr(end));
}

struct Parent {
  std::string path, key;
};
Parent parent_of(std::string_view path) {
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos) return {"", std::string(path)};
  return {std::string(path.substr(0, dot)), std::string(path.substr(dot + 1))};
}

// Writes a key that is missing; `block` is what stands on the lines below it, indented by two.
std::optional<std::string> add_key(const std::string& text, std::string_view path,
                                   const std::string& value, const std::string& block) {
  const Parent p = parent_of(path);
  const auto map = p.path.empty() ? std::optional(Span{0, text.size()}) : locate(text, p.path);
  if (!map) return {};
  if (is_braced(text, *map))
    return before_bracket(text, *map, p.key + ": " + (block.empty() ? value : "[" + value + "]"));
  const Lines own = content_of(text, *map);
  if (own.end == std::string::npos) return {};
  const std::string indent(own.indent, ' ');
  std::string line = indent + p.key + ":" + (block.empty() ? " " + value : "");
  if (!block.empty()) line += "\n" + indent + "  " + block;
  if (p.path.empty()) line = "\n" + line;  // sections stand apart
  return line_after(text, own.end, line);
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

std::optional<std::string> put_value(const std::string& text, std::string_view path,
                                     const std::string& value) {
  if (auto set = set_value(text, path, value)) return set;
  return add_key(text, path, value, "");
}

std::optional<std::string> lay_value(const std::string& text, std::string_view path,
                                     const std::string& value) {
  std::string rest = value, here(path);
  for (;;) {
    if (rest != value && locate(text, here)) return {};  // it is there, and is no map
    if (auto written = put_value(text, here, rest)) return written;
    const Parent p = parent_of(here);
    if (p.path.empty()) return {};
    rest = "{ " + p.key + ": " + rest + " }";
    here = p.path;
  }
}

std::optional<std::string> add_item(const std::string& text, std::string_view path,
                                    const std::string& item) {
  const auto list = locate(text, path);
  if (!list) return add_key(text, path, item, "- " + item);
  if (is_braced(text, *list, '[')) return before_bracket(text, *list, item);
  const Lines own = content_of(text, *list);
  if (own.end == std::string::npos) return {};  // `faults:` with nothing below it
  return line_after(text, own.end, std::string(own.indent, ' ') + "- " + item);
}

std::vector<std::string> items_of(const std::string& text, std::string_view path) {
  std::vector<std::string> out;
  const auto list = locate(text, path);
  if (!list) return out;
  if (is_braced(text, *list, '[')) {
    for (std::size_t at = list->begin + 1; at + 1 < list->end;) {
      while (at < list->end && (text[at] == ' ' || text[at] == ',' || text[at] == '\n')) ++at;
      const std::size_t end = value_end(text, at, list->end, true);
      if (end <= at) break;
      out.push_back(text.substr(at, end - at));
      at = end;
    }
    return out;
  }
  for (std::size_t at = list->begin; at < list->end;) {
    const std::size_t first = skip_blank(text, at, list->end);
    std::size_t line_end = std::min(list->end, text.find('\n', at));
    if (first + 1 < line_end && text[first] == '-' && text[first + 1] == ' ') {
      const std::size_t begin = skip_blank(text, first + 2, line_end);
      const std::size_t end = value_end(text, begin, list->end, false);
      out.push_back(text.substr(begin, end - begin));
      line_end = std::min(list->end, text.find('\n', end));
    }
    at = line_end + 1;
  }
  return out;
}

namespace {

std::string joined(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

void leaves_in_braces(const std::string& text, Span s, const std::string& path,
                      std::vector<Leaf>& out);

void leaf_or_braces(const std::string& text, Span s, const std::string& path,
                    std::vector<Leaf>& out) {
  if (is_braced(text, s))
    leaves_in_braces(text, s, path, out);
  else if (s.end > s.begin)
    out.push_back({path, text.substr(s.begin, s.end - s.begin)});
}

void leaves_in_braces(const std::string& text, Span s, const std::string& path,
                      std::vector<Leaf>& out) {
  for (std::size_t at = s.begin + 1; at + 1 < s.end;) {
    while (at < s.end && (text[at] == ' ' || text[at] == ',' || text[at] == '\n')) ++at;
    if (text[at] == '#') {
      at = std::min(s.end, text.find('\n', at));
      continue;
    }
    const std::size_t colon = text.find(':', at);
    if (colon == std::string::npos || colon >= s.end) return;
    const std::size_t begin = skip_blank(text, colon + 1, s.end);
    const std::size_t end = value_end(text, begin, s.end, true);
    leaf_or_braces(text, {begin, end}, joined(path, text.substr(at, colon - at)), out);
    at = std::max(end, colon + 1);
  }
}

void leaves_in_block(const std::string& text, Span block, const std::string& path,
                     std::vector<Leaf>& out) {
  const Lines own = content_of(text, block);
  for (std::size_t at = block.begin; at < block.end;) {
    const std::size_t line_end = std::min(block.end, text.find('\n', at));
    const std::size_t first = skip_blank(text, at, line_end), indent = first - at;
    at = line_end + 1;
    if (first >= line_end || indent != own.indent || text[first] == '#' || text[first] == '-')
      continue;
    const std::size_t colon = text.find(':', first);
    if (colon == std::string::npos || colon >= line_end) continue;
    const std::string key = text.substr(first, colon - first);
    const auto value = in_block(text, {first - own.indent, block.end}, key);
    if (!value) continue;
    const bool same_line = value->begin <= line_end;
    if (same_line)
      leaf_or_braces(text, *value, joined(path, key), out);
    else
      leaves_in_block(text, *value, joined(path, key), out);
    // what spans further lines was handled as one
    if (value->end > line_end)
      at = same_line ? std::min(block.end, text.find('\n', value->end)) + 1 : value->end;
  }
}

}  // namespace

std::vector<Leaf> leaves_of(const std::string& text) {
  std::vector<Leaf> out;
  leaves_in_block(text, {0, text.size()}, "", out);
  return out;
}

}  // namespace wardtwin::viz
