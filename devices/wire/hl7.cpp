#include "devices/wire/hl7.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

namespace wardtwin::wire::hl7 {
namespace {

constexpr std::size_t kMostFields = 512;

std::string_view part(std::string_view text, char separator, std::size_t index) {
  for (; index > 0; --index) {
    const std::size_t at = text.find(separator);
    if (at == text.npos) return {};
    text.remove_prefix(at + 1);
  }
  return text.substr(0, text.find(separator));
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// What stands between two escape characters.
bool append_escaped(std::string_view code, const Encoding& e, std::string& out) {
  if (code == "F")
    out += e.field;
  else if (code == "S")
    out += e.component;
  else if (code == "T")
    out += e.subcomponent;
  else if (code == "R")
    out += e.repetition;
  else if (code == "E")
    out += e.escape;
  else if (code == "P")
    out += '#';  // truncation, from version 2.7 on
  else if (code == "H" || code == "N")
    return true;
  else if (code.starts_with('.'))
    out += ' ';  // formatting commands
  else if (code.starts_with('C') || code.starts_with('M') || code.starts_with('Z'))
    return true;
  else if (code.starts_with('X') && code.size() % 2 == 1 && code.size() > 1) {
    for (std::size_t i = 1; i < code.size(); i += 2) {
      const int high = hex(code[i]), low = hex(code[i + 1]);
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(16 * high + low);
    }
  } else
    return false;
  return true;
}

}  // namespace

bool unescape(std::string_view text, const Encoding& e, std::string& out) {
  out.clear();
  while (!text.empty()) {
    const std::size_t at = std::min(text.find(e.escape), text.size());
    out += text.substr(0, at);
    if (at == text.size()) return true;
    text.remove_prefix(at + 1);
    const std::size_t end = text.find(e.escape);
    if (end == text.npos || !append_escaped(text.substr(0, end), e, out)) {
      out.clear();
      return false;
    }
    text.remove_prefix(end + 1);
  }
  return true;
}

const Segment* Message::find(std::string_view name) const {
  const auto it = std::find_if(segments.begin(), segments.end(),
                               [&](const Segment& s) { return s.name == name; });
  return it == segments.end() ? nullptr : &*it;
}

std::string Message::value(std::string_view segment, std::size_t field,
                           std::size_t component) const {
  const Segment* s = find(segment);
  return s ? value(*s, field, component) : "";
}

std::string Message::value(const Segment& segment, std::size_t field, std::size_t component) const {
  if (field >= segment.fields.size() || component == 0) return "";
  const std::string_view raw = part(
      part(part(segment.fields[field], encoding.repetition, 0), encoding.component, component - 1),
      encoding.subcomponent, 0);
  std::string out;
  unescape(raw, encoding, out);
  return out == "\"\"" ? "" : out;  // "" in quotes deletes a value
}

bool is_segment_name(std::string_view text) {
  return text.size() >= 3 && std::all_of(text.begin(), text.begin() + 3, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

std::string read_encoding(std::string_view segment, Encoding& e) {
  if (segment.size() < 8) return "the message ends within its encoding characters";
  e.field = segment[3];
  const std::string_view rest = segment.substr(4, segment.find(e.field, 4) - 4);
  if (rest.size() < 4 || rest.size() > 5)
    return fmt::format("{} encoding characters; MSH-2 has 4 (or 5), such as ^~\\&", rest.size());
  const std::array<char, 5> all{e.field, rest[0], rest[1], rest[2], rest[3]};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const char c = all[i];
    if (c <= ' ' || c > '~' || std::isalnum(static_cast<unsigned char>(c)))
      return "an encoding character is a letter, a digit or not printable";
    if (std::find(all.begin(), all.begin() + static_cast<long>(i), c) !=
        all.begin() + static_cast<long>(i))
      return fmt::format("'{}' is declared as two encoding characters", c);
  }
  e.component = rest[0];
  e.repetition = rest[1];
  e.escape = rest[2];
  e.subcomponent = rest[3];
  return "";
}

std::string read_segment(std::string_view text, char separator, Segment& s) {
  if (!is_segment_name(text)) return "a segment begins with three capital letters or digits";
  s.name = text.substr(0, 3);
  s.fields.push_back(s.name);
  if (s.name == "MSH") s.fields.push_back(text.substr(3, 1));
  if (text.size() > 3 && text[3] != separator)
    return fmt::format("'{}' is not followed by the field separator", s.name);
  for (std::string_view rest = text.substr(std::min<std::size_t>(4, text.size()));;) {
    const std::size_t at = std::min(rest.find(separator), rest.size());
    if (at > kLongestField)
      return fmt::format("{}-{} has {} bytes; at most {} are read", s.name, s.fields.size(), at,
                         kLongestField);
    s.fields.push_back(rest.substr(0, at));
    if (at == rest.size()) return "";
    if (s.fields.size() > kMostFields)
      return fmt::format("more than {} fields in one segment", kMostFields);
    rest.remove_prefix(at + 1);
  }
}

std::string read(std::string_view text, Message& out) {
  out = {};
  std::size_t number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t at = std::min(rest.find_first_of("\r\n"), rest.size());
    const std::string_view line = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    if (line.empty()) continue;
    if (++number > kMostSegments) return fmt::format("more than {} segments", kMostSegments);
    if (number == 1) {
      if (!line.starts_with("MSH")) return "the message does not begin with an MSH segment";
      if (std::string problem = read_encoding(line, out.encoding); !problem.empty()) return problem;
    }
    Segment s;
    s.line = number;
    std::string problem = read_segment(line, out.encoding.field, s);
    if (!problem.empty()) return problem;
    out.segments.push_back(std::move(s));
  }
  return number == 0 ? "the message is empty" : "";
}

void escape(std::string& out, std::string_view text) {
  constexpr std::string_view kSpecial = "|^&~\\", kCodes = "FSTRE";
  for (const char c : text) {
    const std::size_t at = kSpecial.find(c);
    if (at != kSpecial.npos) {
      out += '\\';
      out += kCodes[at];
      out += '\\';
    } else if (static_cast<unsigned char>(c) < ' ') {
      fmt::format_to(std::back_inserter(out), "\\X{:02X}\\", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
}

}  // namespace wardtwin::wire::hl7
