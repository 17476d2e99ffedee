#include "scenarios/compiler/document.h"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

namespace wardtwin::compiler {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(Context& context, const Place& at, std::string what,
                         std::vector<std::string> advice = {}) {
  context.error(at, std::move(what), std::move(advice));
  context.stop_if_wrong();
  std::abort();  // not reached
}

// Length of the UTF-8 character at `i`, or 0 if there is none (RFC 3629).
std::size_t utf8_length(std::string_view s, std::size_t i) {
  const auto byte = [&](std::size_t k) -> unsigned {
    return k < s.size() ? static_cast<unsigned char>(s[k]) : 0u;
  };
  const auto tail = [&](std::size_t k) { return (byte(k) & 0xC0) == 0x80; };
  const unsigned a = byte(i), b = byte(i + 1);
  if (a < 0x80) return 1;
  if (a >= 0xC2 && a < 0xE0) return tail(i + 1) ? 2 : 0;
  if (a >= 0xE0 && a < 0xF0) {
    if ((a == 0xE0 && b < 0xA0) || (a == 0xED && b >= 0xA0)) return 0;
    return tail(i + 1) && tail(i + 2) ? 3 : 0;
  }
  if (a >= 0xF0 && a < 0xF5) {
    if ((a == 0xF0 && b < 0x90) || (a == 0xF4 && b >= 0x90)) return 0;
    return tail(i + 1) && tail(i + 2) && tail(i + 3) ? 4 : 0;
  }
  return 0;
}

// Characters that no scenario holds are refused before YAML sees them.
void check_characters(const Source& s, Context& context) {
  bool indenting = true;
  std::uint32_t line = 1;
  std::size_t start = 0;
  const auto here = [&](std::size_t i) {
    return Place{&s, line, static_cast<std::uint32_t>(i - start) + 1, 1};
  };
  for (std::size_t i = 0; i < s.text.size();) {
    const char c = s.text[i];
    const std::size_t length = utf8_length(s.text, i);
    if (c == '\0' || (static_cast<unsigned char>(c) < 32 && c != '\n' && c != '\r' && c != '\t'))
      refuse(context, {&s, 0, 1, 1},
             fmt::format("this is not a text file (byte {} is 0x{:02x})", i + 1,
                         static_cast<unsigned char>(c)),
             {"A scenario is YAML text in UTF-8."});
    if (length == 0)
      refuse(context, {&s, 0, 1, 1},
             fmt::format("this is not UTF-8 (line {}, byte 0x{:02x})", line,
                         static_cast<unsigned char>(c)),
             {"Save the file with the encoding UTF-8."});
    if (c == '\t' && indenting)
      refuse(context, here(i), "a tab cannot indent", {"YAML counts spaces: use two a level."});
    if (c == '\n') {
      ++line;
      start = i + 1;
    }
    indenting = c == '\n' || (indenting && c == ' ');
    i += length;
  }
}

Source& add_source(Document& d, std::string path, std::string text, bool command_line = false) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  auto s = std::make_unique<Source>();
  s->path = std::move(path);
  s->text = std::move(text);
  s->command_line = command_line;
  s->order = static_cast<int>(d.sources.size());
  s->lines.push_back(0);
  for (std::size_t i = 0; i + 1 < s->text.size(); ++i)
    if (s->text[i] == '\n') s->lines.push_back(i + 1);
  d.sources.push_back(std::move(s));
  return *d.sources.back();
}

// Size and kind are looked at before a byte is read.
std::string read_file(const fs::path& file, const Place& named_at, Context& context) {
  std::error_code e;
  const std::string name = file.string();
  const fs::file_status status = fs::status(file, e);
  if (!fs::exists(status))
    refuse(context, named_at, fmt::format("there is no file '{}'", name),
           {"Write its path from where you are, or from the file that names it as its base."});
  if (fs::is_directory(status))
    refuse(context, named_at, fmt::format("{} is a folder, not a scenario file", name));
  if (!fs::is_regular_file(status))
    refuse(context, named_at, fmt::format("{} is not a file of text", name));
  const auto size = fs::file_size(file, e);
  if (e || size > kLargestFile)
    refuse(context, named_at,
           fmt::format("{} has {:.0f} MiB; a scenario has at most {} MiB", name,
                       static_cast<double>(size) / (1 << 20), kLargestFile >> 20),
           {"This is probably not a scenario file."});
  std::string text(size, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(text.data(), static_cast<std::streamsize>(size));
  if (!in) refuse(context, named_at, fmt::format("{} cannot be read", name));
  return text;
}

Node parse_source(const Source& source, Context& context) {
  check_characters(source, context);
  Node root;
  if (!parse(source, root, context)) context.stop_if_wrong();
  if (root.is_null())
    refuse(context, {&source, 0, 1, 1}, "this file is empty",
           {"A scenario starts with 'scenario: its_name' and 'format: 1'."});
  if (!root.is_map())
    refuse(context, root.at,
           fmt::format("a scenario is a map of sections, and this is {}", shape_of(root)),
           {"It starts with 'scenario: its_name' and 'format: 1'."});
  return root;
}

// The root with its bases laid under it. `chain`: the files on the way here.
Node with_bases(Document& d, const Source& source, std::vector<fs::path>& chain, Context& context) {
  Node root = parse_source(source, context);
  const auto it = std::find_if(root.entries.begin(), root.entries.end(),
                               [](const Entry& e) { return e.key == "base"; });
  if (it == root.entries.end()) return root;
  const Node named = it->value;
  root.entries.erase(it);
  if (!named.is_scalar() || named.text.empty())
    refuse(context, named.at, "'base' names a file", {"Write base: other.yaml"});
  const fs::path base = (fs::path(source.path).parent_path() / named.text).lexically_normal();
  const fs::path real = fs::weakly_canonical(base);
  if (std::find(chain.begin(), chain.end(), real) != chain.end())
    refuse(context, named.at, fmt::format("{} is its own base", base.string()),
           {"A chain of bases must end at a file without one."});
  if (chain.size() >= kLongestBaseChain)
    refuse(context, named.at, fmt::format("more than {} bases in a row", kLongestBaseChain));
  std::string text = read_file(base, named.at, context);
  chain.push_back(real);
  const Source& other = add_source(d, base.string(), std::move(text));
  Node below = with_bases(d, other, chain, context);
  merge(below, std::move(root), context);
  return below;
}

void apply_sets(Document& d, std::span<const std::string> sets, Context& context) {
  for (const std::string& s : sets) apply_set(d, s, context);
}

}  // namespace

void merge(Node& base, Node over, Context& context) {
  if (!base.is_map() || !over.is_map()) {
    base = std::move(over);
    return;
  }
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < base.entries.size(); ++i) index[base.entries[i].key] = i;
  std::vector<std::string> removed;
  for (Entry& e : over.entries) {
    const auto old = index.find(e.key);
    if (e.value.is_null()) {
      if (old != index.end()) {
        removed.push_back(e.key);
        continue;
      }
      if (context.full()) continue;
      std::vector<std::string> names;
      for (const Entry& b : base.entries) names.push_back(b.key);
      context.error(e.key_at, fmt::format("the base has no '{}' to remove", e.key),
                    {did_you_mean(e.key, names)});
    } else if (old == index.end()) {
      base.entries.push_back(std::move(e));
    } else {
      Entry& changed = base.entries[old->second];
      changed.key_at = e.key_at;
      merge(changed.value, std::move(e.value), context);
    }
  }
  if (removed.empty()) return;
  const std::unordered_set<std::string> gone(removed.begin(), removed.end());
  std::erase_if(base.entries, [&](const Entry& e) { return gone.contains(e.key); });
}

Document load(const fs::path& file, std::span<const std::string> sets, Context& context) {
  Source nameless;
  nameless.path = file.string();
  std::string text = read_file(file, {&nameless, 0, 1, 1}, context);
  return load_text(std::move(text), nameless.path, sets, context);
}

Document load_text(std::string text, std::string path, std::span<const std::string> sets,
                   Context& context) {
  Document d;
  const Source& main = add_source(d, std::move(path), std::move(text));
  std::vector<fs::path> chain{fs::weakly_canonical(main.path)};
  d.root = with_bases(d, main, chain, context);
  apply_sets(d, sets, context);
  return d;
}

namespace {

// `faults.0.at` reaches into a list by number.
Node* step_into_list(Node& list, const std::string& word, const Place& at, Context& context) {
  const bool digits =
      !word.empty() && word.size() < 7 &&
      std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  const std::size_t i = digits ? std::stoul(word) : list.items.size();
  if (i < list.items.size()) return &list.items[i];
  context.error(at, fmt::format("'{}' is no entry of this list", word),
                {fmt::format("It has {} entries, counted from 0.", list.items.size())});
  return nullptr;
}

// Where a value of the path goes; missing entries of maps are made, and the reader of the section
// then says whether there is such a thing.
Node* reach(Node& root, std::string_view path, const Place& at, Context& context) {
  Node* node = &root;
  while (true) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string word(path.substr(0, dot));
    if (word.empty()) {
      context.error(at, "a path is words with dots between them",
                    {"Write --set network.wifi.band='5 GHz'"});
      return nullptr;
    }
    if (node->is_list()) {
      node = step_into_list(*node, word, at, context);
      if (!node) return nullptr;
    } else if (node->is_map()) {
      Node fresh = dot == path.size() ? Node{} : Node::map();
      fresh.at = at;
      if (!node->find(word)) node->set(word, std::move(fresh));
      node = node->find(word);
    } else {
      context.error(at,
                    fmt::format("there is nothing below '{}': it is {}", node->text.substr(0, 60),
                                shape_of(*node)),
                    {fmt::format("'{}' cannot be set in it.", word)});
      return nullptr;
    }
    if (dot == path.size()) return node;
    path.remove_prefix(dot + 1);
  }
}

void set_places(Node& node, const Place& at) {
  node.at = at;
  for (Node& n : node.items) set_places(n, at);
  for (Entry& e : node.entries) {
    e.key_at = at;
    set_places(e.value, at);
  }
}

bool erase_at(Node& root, std::string_view path) {
  const std::size_t dot = path.rfind('.');
  Node* parent = &root;
  for (std::string_view rest = dot == path.npos ? "" : path.substr(0, dot); !rest.empty();) {
    const std::size_t end = std::min(rest.find('.'), rest.size());
    parent = parent->find(rest.substr(0, end));
    if (!parent) return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const std::string_view last = dot == path.npos ? path : path.substr(dot + 1);
  return std::erase_if(parent->entries, [&](const Entry& e) { return e.key == last; }) > 0;
}

}  // namespace

void apply_set(Document& d, const std::string& setting, Context& context, std::string_view option) {
  const std::size_t equals = setting.find('=');
  const std::string path = setting.substr(0, std::min(equals, setting.size()));
  Source& shown = add_source(d, std::string(option) + setting.substr(0, 200), "", true);
  const Place at{&shown, 1, 1, 1};
  if (equals == std::string::npos || path.empty()) {
    context.error(at, "a setting is path=value", {"Write --set duration='2 h'"});
    return;
  }
  shown.text = setting.substr(equals + 1);
  shown.lines = {0};
  Node value;
  if (shown.text.find_first_not_of(" \t\n") != std::string::npos) {
    check_characters(shown, context);
    if (!parse(shown, value, context)) return;
  }
  set_places(value, at);
  if (value.is_null()) {
    if (!erase_at(d.root, path))
      context.error(at, fmt::format("there is no '{}' to remove", path),
                    {"To give it a value, write one after the '='."});
    return;
  }
  if (Node* target = reach(d.root, path, at, context)) merge(*target, std::move(value), context);
}

}  // namespace wardtwin::compiler
