#include "scenarios/compiler/node.h"

#include <algorithm>
#include <utility>

namespace wardtwin::compiler {

std::string_view Source::line(std::uint32_t number) const {
  if (number == 0 || number > lines.size()) return {};
  const std::size_t from = lines[number - 1];
  const std::size_t to = std::min(text.find('\n', from), text.size());
  std::string_view s = std::string_view(text).substr(from, to - from);
  if (s.ends_with('\r')) s.remove_suffix(1);
  return s;
}

const Entry* Node::entry(std::string_view key) const {
  for (const Entry& e : entries)
    if (e.key == key) return &e;
  return nullptr;
}

const Node* Node::find(std::string_view key) const {
  const Entry* e = entry(key);
  return e ? &e->value : nullptr;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

Node Node::scalar(std::string text) {
  Node n;
  n.kind = Kind::scalar;
  n.text = std::move(text);
  return n;
}

Node Node::list(std::vector<Node> items) {
  Node n;
  n.kind = Kind::list;
  n.items = std::move(items);
  return n;
}

Node Node::map() {
  Node n;
  n.kind = Kind::map;
  return n;
}

Node& Node::set(std::string_view key, Node value) {
  if (Node* old = find(key)) return *old = std::move(value);
  entries.push_back({std::string(key), value.at, std::move(value)});
  return entries.back().value;
}

std::string_view shape_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null: return "nothing";
    case Node::Kind::scalar: return "a single value";
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return "a map";
  }
  return "?";
}

bool same_content(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size() ||
      a.entries.size() != b.entries.size())
    return false;
  return std::equal(a.items.begin(), a.items.end(), b.items.begin(), same_content) &&
         std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(),
                    [](const Entry& x, const Entry& y) {
                      return x.key == y.key && same_content(x.value, y.value);
                    });
}

}  // namespace wardtwin::compiler
