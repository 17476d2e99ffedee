#include "scenarios/compiler/echo.h"

#include <charconv>

#include <fmt/format.h>

#include "scenarios/compiler/quantity.h"

namespace wardtwin::compiler {
namespace {

constexpr std::size_t kWidth = 100;

// What YAML would read as something else than this very text.
bool needs_quotes(const Node& n) {
  const std::string& s = n.text;
  if (s.empty()) return true;
  if (s == "~" || s == "null" || s == "Null" || s == "NULL" || s == "<<") return true;
  if (s.front() == ' ' || s.back() == ' ' || s.back() == ':') return true;
  if (std::string_view("-?:,[]{}#&*!|>'\"%@`").find(s.front()) != std::string_view::npos) {
    const bool negative = s.front() == '-' && s.size() > 1 && s[1] >= '0' && s[1] <= '9';
    if (!negative) return true;
  }
  if (s.starts_with("---") || s.starts_with("...")) return true;
  if (s.find(": ") != s.npos || s.find(" #") != s.npos) return true;
  for (const char c : s)
    if (static_cast<unsigned char>(c) < 32 || static_cast<unsigned char>(c) == 127) return true;
  return s.find_first_of(",[]{}\"\\") != s.npos;
}

std::string scalar_text(const Node& n) {
  if (!needs_quotes(n)) return n.text;
  std::string out = "\"";
  for (const char c : n.text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (static_cast<unsigned char>(c) < 32 || static_cast<unsigned char>(c) == 127)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + "\"";
}

std::string key_text(const std::string& key) { return scalar_text(Node::scalar(key)); }

void write_block(const Node& n, std::size_t indent, std::string& out) {
  const std::string pad(indent, ' ');
  for (const Entry& e : n.entries) {
    const std::string one = write_inline(e.value);
    const bool fits = indent + e.key.size() + 2 + one.size() <= kWidth;
    if (e.value.is_scalar() || e.value.is_null() || (indent > 0 && fits) ||
        (e.value.items.empty() && e.value.entries.empty()) || (e.value.is_list() && fits)) {
      out += fmt::format("{}{}: {}\n", pad, key_text(e.key), one);
    } else if (e.value.is_map()) {
      out += fmt::format("{}{}:\n", pad, key_text(e.key));
      write_block(e.value, indent + 2, out);
    } else {
      out += fmt::format("{}{}:\n", pad, key_text(e.key));
      for (const Node& item : e.value.items)
        out += fmt::format("{}  - {}\n", pad, write_inline(item));
    }
  }
}

}  // namespace

std::string write_inline(const Node& n) {
  switch (n.kind) {
    case Node::Kind::null: return "~";
    case Node::Kind::scalar: return scalar_text(n);
    case Node::Kind::list: {
      std::string out;
      for (const Node& item : n.items) out += (out.empty() ? "" : ", ") + write_inline(item);
      return "[" + out + "]";
    }
    case Node::Kind::map: {
      std::string out;
      for (const Entry& e : n.entries)
        out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", key_text(e.key),
                           write_inline(e.value));
      return out.empty() ? "{}" : "{ " + out + " }";
    }
  }
  return "~";
}

std::string write_yaml(const Node& root) {
  std::string out;
  write_block(root, 0, out);
  return out;
}

Node write_number(double value, std::string_view unit) {
  return Node::scalar(write_quantity(value, unit));
}

Node write_time_node(Time t, std::string_view unit) {
  return Node::scalar(unit == "clock" ? write_clock(t) : write_time(t));
}

Node write_position(const Position& p) {
  Node list = Node::list();
  for (const double v : {p.x, p.y, p.z}) list.items.push_back(write_number(v, "m"));
  return list;
}

Node write_law(const Distribution& d, std::string_view unit) {
  return Node::scalar(write_distribution(d, unit));
}

}  // namespace wardtwin::compiler
