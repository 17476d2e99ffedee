#include "scenarios/compiler/stacks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <unordered_set>

#include <fmt/format.h>

#include "scenarios/compiler/registry.h"
#include "scenarios/compiler/scenario_text.h"
#include "scenarios/compiler/sections.h"
#include "scenarios/compiler/tables.h"

namespace wardtwin::compiler {
namespace {

using Names = std::unordered_set<std::string_view>;

/// Where the parts of a template go, in the whole scenario. Rooms go on the copy's floor.
struct Part {
  std::string_view key;
  std::array<std::string_view, 3> to;  // unused words are empty
};
constexpr std::array<Part, 6> kParts{{{"units", {"people", "units"}},
                                      {"per_bed", {"devices", "per_bed"}},
                                      {"access_points", {"network", "wifi", "access_points"}},
                                      {"switches", {"network", "switches"}},
                                      {"links", {"network", "links"}},
                                      {"gateways", {"network", "gateways"}}}};

/// Keys whose values are names of parts.
constexpr std::array<std::string_view, 9> kMentions{
    "rooms", "station", "switch", "uplink", "serves", "standby", "from", "to", "moves_to"};

struct Copy {
  std::string prefix;
  Position shift;
  std::uint32_t number;  // 1 is the first of its template
  const Names* names;
};

std::size_t size_of(const Node& n) {
  std::size_t sum = 1;
  for (const Node& item : n.items) sum += size_of(item);
  for (const Entry& e : n.entries) sum += size_of(e.value);
  return sum;
}

void number_places(Node& n, std::uint32_t copy) {
  n.at.copy = copy;
  for (Node& item : n.items) number_places(item, copy);
  for (Entry& e : n.entries) {
    e.key_at.copy = copy;
    number_places(e.value, copy);
  }
}

// A coordinate that is none stays as it is: the reader of the section then says so.
void shift_number(Node& n, double by) {
  Context quiet;
  if (by == 0) return;
  if (const auto v = read_number(n, {"", "m"}, "m", quiet))
    n.text = write_number(std::round((*v + by) * 1e3) / 1e3, "m").text;
}

// Points and areas: x, y, x, y ..., or x, y, z; lists of points one by one.
void shift_point(Node& n, const Copy& copy) {
  for (std::size_t i = 0; i < n.items.size(); ++i) {
    if (n.items[i].is_list()) shift_point(n.items[i], copy);
    if (!n.items[i].is_scalar()) continue;
    const bool height = n.items.size() == 3 && i == 2;
    shift_number(n.items[i], height ? copy.shift.z : i % 2 == 0 ? copy.shift.x : copy.shift.y);
  }
}

void rename(std::string& name, const Copy& copy) {
  if (copy.names->contains(name)) name = copy.prefix + name;
}

void rename_all(Node& n, const Copy& copy) {
  if (n.is_scalar()) rename(n.text, copy);
  for (Node& item : n.items) rename_all(item, copy);
  for (Entry& e : n.entries) rename(e.key, copy);
}

void rename_mentions(Node& n, const Copy& copy) {
  for (Entry& e : n.entries)
    if (std::find(kMentions.begin(), kMentions.end(), e.key) != kMentions.end())
      rename_all(e.value, copy);
    else
      rename_mentions(e.value, copy);
}

Node copy_rooms(const Node& rooms, const Copy& copy) {
  Node out = rooms;
  for (Entry& e : out.entries) {
    e.key = copy.prefix + e.key;
    for (const std::string_view key : {"area", "door"})
      if (Node* n = e.value.find(key)) shift_point(*n, copy);
    Node* beds = e.value.find("beds");
    if (!beds) continue;
    for (Entry& bed : beds->entries) {
      bed.key = copy.prefix + bed.key;
      shift_point(bed.value, copy);
    }
  }
  number_places(out, copy.number);
  return out;
}

Node copy_part(const Node& part, const Copy& copy) {
  Node out = part;
  for (Entry& e : out.entries) {
    e.key = copy.prefix + e.key;
    rename_mentions(e.value, copy);
    if (Node* at = e.value.find("at")) shift_point(*at, copy);
  }
  number_places(out, copy.number);
  return out;
}

// What the scenario writes itself stays, on top of the copy's entry of that name.
void add_entries(Node& to, Node from, Context& c) {
  const std::size_t written = to.entries.size();
  for (Entry& e : from.entries) {
    const auto end = to.entries.begin() + static_cast<std::ptrdiff_t>(written);
    const auto own =
        std::find_if(to.entries.begin(), end, [&](const Entry& w) { return w.key == e.key; });
    if (own == end) {
      to.entries.push_back(std::move(e));
      continue;
    }
    merge(e.value, std::move(own->value), c);
    own->value = std::move(e.value);
  }
}

/// All copies' parts, gathered before they join what the scenario wrote.
struct Gathered {
  std::array<Node, kParts.size()> parts;
  Gathered() { parts.fill(Node::map()); }
};

void join(Node& root, const Gathered& all, const Place& at, Context& c) {
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    if (all.parts[i].entries.empty()) continue;
    Node* to = &root;
    for (const std::string_view word : kParts[i].to) {
      if (word.empty() || !to->is_map()) continue;
      Node fresh = Node::map();
      fresh.at = at;
      Node* next = to->find(word);
      to = next ? next : &to->set(word, std::move(fresh));
    }
    if (to->is_map()) add_entries(*to, all.parts[i], c);
  }
}

/// One template: its tree and the names it defines.
struct Template {
  const Node* node;
  Place at;
  Names names;
  std::uint32_t copies = 0;
};

bool read_template(const Entry& e, Template& t, Context& c) {
  check_name(e, c);
  if (!has_value(e, c) || !expect_map(e.value, {e.key, ""}, c)) return false;
  t = {&e.value, e.key_at, {}, 0};
  const auto known = field_names<TemplateDef>();
  for (const Entry& part : e.value.entries) {
    if (std::find(known.begin(), known.end(), part.key) == known.end())
      unknown_key(part, known, c);
    else if (has_value(part, c) && expect_map(part.value, {part.key, ""}, c))
      for (const Entry& named : part.value.entries)
        if (part.key != "per_bed" && check_name(named, c)) t.names.insert(named.key);
  }
  return require(e.value, e.key_at, {"rooms"}, c);
}

class Expansion {
 public:
  Expansion(const Node* templates, Context& context) : context_(context) {
    if (!templates || !expect_map(*templates, {"templates", ""}, context)) return;
    for (const Entry& e : templates->entries) {
      names_.add(e.key, e.key_at, context);
      Template& t = templates_.emplace_back();
      if (!read_template(e, t, context)) t.node = nullptr;
    }
  }

  void stack(const Entry& e, Node& floors) {
    check_name(e, context_);
    if (!has_value(e, context_) || !expect_map(e.value, {e.key, ""}, context_)) return;
    const StackDef def = read<StackDef>(e.value, context_);
    if (!require(e.value, e.key_at, {"wings"}, context_)) return;
    const Node* wings = e.value.find("wings");
    const std::vector<Template*> of = templates_of(*wings);
    if (of.size() != def.wings.size() || !fits(def, of, e)) return;
    for (int k = 0; k < def.storeys; ++k) {
      const double z = def.height.value + k * def.storey_height.value;
      const std::string name = fmt::format("{}_{}", e.key, k + 1);
      Node floor = Node::map();
      floor.at = e.value.at;
      floor.set("height", write_number(std::round(z * 1e3) / 1e3, "m")).at = e.value.at;
      if (const Node* slab = e.value.find("slab")) floor.set("slab", *slab);
      Node& rooms = floor.set("rooms", Node::map());
      rooms.at = e.value.at;
      for (std::size_t w = 0; w < of.size(); ++w)
        place(*of[w],
              {name + "_" + def.wings[w].name + "_",
               {def.wings[w].at.x, def.wings[w].at.y, z},
               ++of[w]->copies,
               &of[w]->names},
              rooms);
      Node added = Node::map();
      added.entries.push_back({name, e.key_at, std::move(floor)});
      add_entries(floors, std::move(added), context_);
    }
  }

  void finish(Node& root, const Place& at) {
    for (std::size_t i = 0; i < templates_.size(); ++i)
      if (templates_[i].node && templates_[i].copies == 0 && context_.errors() == 0)
        context_.error(templates_[i].at,
                       fmt::format("template '{}' stands nowhere", names_.names()[i]),
                       {"Place it: building: stacks: level: wings: east: of: with its name."});
    join(root, gathered_, at, context_);
  }

 private:
  std::vector<Template*> templates_of(const Node& wings) {
    std::vector<Template*> of;
    for (const Entry& w : wings.entries) {
      if (!w.value.is_map() || !require(w.value, w.key_at, {"of"}, context_)) continue;
      const auto i = names_.resolve(*w.value.find("of"), context_);
      if (i && templates_[*i].node) of.push_back(&templates_[*i]);
    }
    return of;
  }

  // A slip of the storeys' number must not fill the memory.
  bool fits(const StackDef& def, std::span<Template* const> of, const Entry& e) {
    std::size_t each = 0;
    for (const Template* t : of) each += size_of(*t->node);
    copied_ += each * static_cast<std::size_t>(def.storeys);
    if (copied_ <= kMostCopiedNodes) return true;
    context_.error(e.key_at,
                   fmt::format("the copies of templates have {} values; at most {} are possible",
                               copied_, kMostCopiedNodes),
                   {fmt::format("One storey of '{}' has {}, and it has {} storeys.", e.key, each,
                                def.storeys)});
    return false;
  }

  void place(const Template& t, const Copy& copy, Node& rooms) {
    Node mine = copy_rooms(*t.node->find("rooms"), copy);
    for (Entry& r : mine.entries) rooms.entries.push_back(std::move(r));
    for (std::size_t i = 0; i < kParts.size(); ++i)
      if (const Node* part = t.node->find(kParts[i].key)) {
        Node copied = copy_part(*part, copy);
        for (Entry& e : copied.entries) gathered_.parts[i].entries.push_back(std::move(e));
      }
  }

  Context& context_;
  Registry names_{"template"};
  std::vector<Template> templates_;
  Gathered gathered_;
  std::size_t copied_ = 0;
};

}  // namespace

void expand_stacks(Document& document, Context& context) {
  Node& root = document.root;
  Node* building = root.find("building");
  Node* found = building ? building->find("stacks") : nullptr;
  const Entry* written = root.entry("templates");
  if (!found && !written) return;
  const Node stacks = found ? *found : Node::map();
  const Node templates = written ? written->value : Node::map();
  const Place at = written ? written->key_at : stacks.at;
  std::erase_if(root.entries, [](const Entry& e) { return e.key == "templates"; });
  Expansion expansion(&templates, context);
  if (found && expect_map(stacks, {"stacks", ""}, context)) {
    building = root.find("building");
    std::erase_if(building->entries, [](const Entry& e) { return e.key == "stacks"; });
    Node fresh = Node::map();
    fresh.at = stacks.at;
    Node* floors = building->find("floors");
    if (!floors) floors = &building->set("floors", std::move(fresh));
    for (const Entry& e : stacks.entries) expansion.stack(e, *floors);
  }
  expansion.finish(root, at);
}

}  // namespace wardtwin::compiler
