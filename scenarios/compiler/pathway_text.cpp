#include "scenarios/compiler/pathway_text.h"

#include <cmath>

#include <fmt/format.h>

namespace wardtwin::compiler {
namespace {

using people::LawByClass;
using people::Needs;
using people::RouteRule;
using people::Routes;
using people::Shares;

constexpr FieldSpec kShare{"share", "1", 0, 1};

// Shares of one draw, which must be everything. Published tables are rounded, so the last digit
// of a share may be off; larger gaps are a mistake.
void check_sum(const Node& n, const Shares& s, Context& c) {
  double sum = 0;
  std::string terms;
  for (const auto& [name, share] : s.of) {
    sum += share;
    terms += fmt::format("{}{:.6g} %", terms.empty() ? "" : " + ", 100 * share);
  }
  if (std::abs(sum - 1) < 1e-9) return;
  c.error(
      n.entries.empty() ? n.at : n.entries.back().value.at,
      fmt::format("the shares are {:.6g} % together", 100 * sum),
      {fmt::format("{} = {:.6g} %; they must be 100 %.", terms, 100 * sum),
       sum < 1 ? fmt::format("Where do the other {:.6g} % go? Write `leave: {:.6g} %`, or raise "
                             "one of them.",
                             100 * (1 - sum), 100 * (1 - sum))
               : fmt::format("Lower them by {:.6g} %.", 100 * (sum - 1))});
}

void read_names(const Node& n, const FieldSpec& f, std::vector<std::string>& out, Context& c) {
  if (n.is_list()) {
    for (const Node& item : n.items) {
      std::string one;
      read_text(item, f, one, c);
      out.push_back(one);
    }
    return;
  }
  std::string one;
  read_text(n, f, one, c);
  out = {one};
}

RouteRule read_rule(const Node& n, Context& c) {
  RouteRule rule;
  if (!expect_map(n, {"then", ""}, c)) return rule;
  for (const Entry& e : n.entries) {
    if (e.key == "for")
      read_names(e.value, {"for", ""}, rule.classes, c);
    else if (e.key == "during")
      read_value(e.value, {"during", "clock", 0, 86400}, rule.during, c);
    else if (e.key == "to")
      Custom<Shares>::read(e.value, {"to", ""}, rule.to, c);
    else
      unknown_key(e, std::array<std::string_view, 3>{"for", "during", "to"}, c);
  }
  require(n, n.at, {"to"}, c);
  return rule;
}

}  // namespace

void Custom<Shares>::read(const Node& n, const FieldSpec& f, Shares& out, Context& c) {
  out.of.clear();
  if (!n.is_map()) {
    std::string name;
    read_text(n, f, name, c);
    out.of = {{name, 1.0}};
    return;
  }
  const std::size_t before = c.errors();
  for (const Entry& e : n.entries)
    if (const auto share = read_number(e.value, {e.key, "1", 0, 1}, "1", c))
      out.of.emplace_back(e.key, *share);
  if (c.errors() == before) check_sum(n, out, c);
}

Node Custom<Shares>::write(const Shares& s, const FieldSpec&) {
  if (s.of.empty()) return Node::scalar("");
  if (s.of.size() == 1 && s.of[0].second == 1) return Node::scalar(s.of[0].first);
  Node map = Node::map();
  for (const auto& [name, share] : s.of) map.set(name, write_number(share, "1"));
  return map;
}

void Custom<Routes>::read(const Node& n, const FieldSpec& f, Routes& out, Context& c) {
  out.rules.clear();
  if (n.is_list()) {
    for (const Node& item : n.items) out.rules.push_back(read_rule(item, c));
    return;
  }
  RouteRule all;
  Custom<Shares>::read(n, f, all.to, c);
  out.rules = {all};
}

Node Custom<Routes>::write(const Routes& r, const FieldSpec& f) {
  if (r.rules.empty()) return Node::scalar("");
  if (r.rules.size() == 1 && r.rules[0].classes.empty() && !r.rules[0].during)
    return Custom<Shares>::write(r.rules[0].to, f);
  Node list = Node::list();
  for (const RouteRule& rule : r.rules) {
    Node one = Node::map();
    if (!rule.classes.empty()) one.set("for", value_node(rule.classes, {"for", ""}));
    if (rule.during) one.set("during", value_node(*rule.during, {"during", "clock"}));
    one.set("to", Custom<Shares>::write(rule.to, f));
    list.items.push_back(std::move(one));
  }
  return list;
}

void Custom<LawByClass>::read(const Node& n, const FieldSpec& f, LawByClass& out, Context& c) {
  out.of.clear();
  const auto law = [&](const Node& text, std::string_view name) {
    Distribution d;
    d.lowest = 0;  // a time is never negative
    read_law(text, {name, f.unit, f.low, f.high}, d, c);
    return d;
  };
  if (!n.is_map()) {
    out.of = {{"", law(n, f.name)}};
    return;
  }
  for (const Entry& e : n.entries) out.of.emplace_back(e.key, law(e.value, e.key));
}

Node Custom<LawByClass>::write(const LawByClass& l, const FieldSpec& f) {
  if (l.of.empty()) return Node::scalar("");
  if (l.of.size() == 1 && l.of[0].first.empty()) return write_law(l.of[0].second, f.unit);
  Node map = Node::map();
  for (const auto& [name, law] : l.of) map.set(name, write_law(law, f.unit));
  return map;
}

void Custom<Needs>::read(const Node& n, const FieldSpec& f, Needs& out, Context& c) {
  out.of.clear();
  if (n.is_map()) {
    for (const Entry& e : n.entries)
      if (const auto units = read_whole(e.value, {e.key, "1", 1, 1e6}, c))
        out.of.emplace_back(e.key, static_cast<int>(*units));
    return;
  }
  std::vector<std::string> names;
  read_names(n, f, names, c);
  for (const std::string& name : names) out.of.emplace_back(name, 1);
}

Node Custom<Needs>::write(const Needs& needs, const FieldSpec&) {
  if (needs.of.empty()) return Node::scalar("");
  Node map = Node::map();
  for (const auto& [name, units] : needs.of) map.set(name, Node::scalar(std::to_string(units)));
  return map;
}

}  // namespace wardtwin::compiler
