#include <algorithm>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "scenarios/compiler/document.h"

namespace wardtwin::compiler {
namespace {

struct Stop {};  // told to the context already; the rest of the file cannot be read

/// Builds the tree from yaml-cpp's events, which carry all positions.
class Builder : public YAML::EventHandler {
 public:
  Builder(const Source& source, Context& context) : source_(source), context_(context) {}

  Node root;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node n;
    n.at = place(mark, 1);
    finish(std::move(n), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto it = anchors_.find(anchor);
    if (it == anchors_.end())
      stop(mark, "this alias stands inside its own anchor",
           "What is written out would never end. Use the alias after the anchor's value.");
    count(mark, it->second.second);
    add(Node(it->second.first));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    Node n = Node::scalar(value);
    n.quoted = tag == "!";
    n.at = place(mark, n.quoted ? quoted_length(mark) : value.size());
    finish(std::move(n), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::map);
  }
  void OnMapEnd() override {
    merge_in(frames_.back().node);
    close();
  }

 private:
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    std::size_t first_value = 0;  // number of values before this one, to size an anchor
    bool has_key = false, ignore_value = false;
    std::string key;
    Place key_at;
    std::unordered_map<std::string, Place> keys;
  };

  Place place(const YAML::Mark& mark, std::size_t length) const {
    return {&source_, static_cast<std::uint32_t>(std::max(0, mark.line)) + 1,
            static_cast<std::uint32_t>(std::max(0, mark.column)) + 1,
            static_cast<std::uint32_t>(std::clamp<std::size_t>(length, 1, 1000))};
  }

  std::size_t quoted_length(const YAML::Mark& mark) const {
    const auto from = static_cast<std::size_t>(std::max(0, mark.pos));
    if (from >= source_.text.size()) return 1;
    const char quote = source_.text[from];
    if (quote != '"' && quote != '\'') return 1;  // a block of text
    const std::size_t end = source_.text.find(quote, from + 1);
    return end == std::string::npos ? 1 : end - from + 1;
  }

  [[noreturn]] void stop(const YAML::Mark& mark, std::string what, std::string advice) {
    context_.error(place(mark, 1), std::move(what), {std::move(advice)});
    throw Stop{};
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!")
      stop(mark, fmt::format("tags such as '{}' are not used in scenarios", tag.substr(0, 40)),
           "Write the value without it.");
  }

  void count(const YAML::Mark& mark, std::size_t values) {
    values_ += values;
    if (values_ > kMostNodes)
      stop(mark,
           fmt::format("this file has more than {} values once its aliases are written out",
                       kMostNodes),
           "Describe equal things once with a count instead of repeating them.");
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            Node::Kind kind) {
    refuse_tag(mark, tag);
    count(mark, 1);
    if (frames_.size() >= static_cast<std::size_t>(kDeepest))
      stop(mark, fmt::format("this is nested more than {} levels deep", kDeepest),
           "No section of a scenario needs more than ten.");
    Frame f;
    f.node.kind = kind;
    f.node.at = place(mark, 1);
    f.anchor = anchor;
    f.first_value = values_ - 1;
    frames_.push_back(std::move(f));
  }

  void close() {
    Frame f = std::move(frames_.back());
    frames_.pop_back();
    if (f.anchor) anchors_[f.anchor] = {f.node, values_ - f.first_value};
    add(std::move(f.node));
  }

  void finish(Node n, YAML::anchor_t anchor) {
    count({}, 1);
    if (anchor) anchors_[anchor] = {n, 1};
    add(std::move(n));
  }

  void add(Node n) {
    if (frames_.empty()) {
      root = std::move(n);
    } else if (frames_.back().node.is_list()) {
      frames_.back().node.items.push_back(std::move(n));
    } else if (!frames_.back().has_key) {
      add_key(frames_.back(), n);
    } else {
      Frame& f = frames_.back();
      f.has_key = false;
      if (!f.ignore_value) f.node.entries.push_back({std::move(f.key), f.key_at, std::move(n)});
    }
  }

  void add_key(Frame& f, const Node& n) {
    f.has_key = true;
    f.ignore_value = false;
    f.key = n.text;
    f.key_at = n.at;
    if (!n.is_scalar() || n.text.empty()) {
      context_.error(n.at, "a name must stand before this ':'",
                     {"Keys are single words such as ward_monitor."});
      f.ignore_value = true;
      return;
    }
    const auto [it, fresh] = f.keys.try_emplace(n.text, n.at);
    if (fresh) return;
    f.ignore_value = true;
    context_.error(n.at, fmt::format("'{}' is written twice", n.text),
                   {fmt::format("It stands in line {} already. Remove one of the two, or give one "
                                "another name.",
                                it->second.line)});
  }

  // `<<: *other` adds what the map does not say itself
  void merge_in(Node& map) {
    const auto it = std::find_if(map.entries.begin(), map.entries.end(),
                                 [](const Entry& e) { return e.key == "<<"; });
    if (it == map.entries.end()) return;
    const Entry e = std::move(*it);
    map.entries.erase(it);
    const std::vector<Node> from = e.value.is_list() ? e.value.items : std::vector{e.value};
    std::unordered_set<std::string> own;
    for (const Entry& there : map.entries) own.insert(there.key);
    for (const Node& other : from) {
      if (!other.is_map())
        context_.error(e.key_at, "'<<' takes in a map, or a list of maps",
                       {"Write <<: *name, where &name stands before a map."});
      for (const Entry& add : other.entries)
        if (own.insert(add.key).second) map.entries.push_back(add);
    }
  }

  const Source& source_;
  Context& context_;
  std::vector<Frame> frames_;
  std::unordered_map<YAML::anchor_t, std::pair<Node, std::size_t>> anchors_;
  std::size_t values_ = 0;
};

// yaml-cpp's words for what people get wrong most, in ours.
std::pair<std::string, std::string> in_plain_words(const std::string& msg) {
  const auto has = [&](std::string_view s) { return msg.find(s) != std::string::npos; };
  if (has("end of map flow")) return {"a '{' is not closed", "Write '}' after its last entry."};
  if (has("end of sequence flow"))
    return {"a '[' is not closed", "Write ']' after its last value."};
  if (has("end of map not found") || has("end of sequence not found"))
    return {"this line does not belong to the block above it",
            "Indent it like the other lines of its block (spaces, the same number)."};
  if (has("illegal map value"))
    return {"there is a second ':' in this entry",
            "Start the entry on a line of its own, or put the value in quotes."};
  if (has("illegal block entry"))
    return {"'- ' cannot stand here", "Start the list on its own line."};
  if (has("unknown token"))
    return {"this character cannot start a value", "Put the value in quotes."};
  if (has("referenced anchor is not defined") || has("not defined"))
    return {"this alias names no anchor", "Define it before: &name stands before the first value."};
  if (has("exceeded"))
    return {fmt::format("this is nested more than {} levels deep", kDeepest),
            "No section of a scenario needs more than ten."};
  return {fmt::format("this is not YAML ({})", msg), ""};
}

}  // namespace

bool parse(const Source& source, Node& root, Context& context) {
  Builder builder(source, context);
  try {
    std::istringstream in(source.text);
    YAML::Parser parser(in);
    if (!parser.HandleNextDocument(builder)) {
      context.error({&source, 0, 1, 1}, "this file is empty",
                    {"A scenario starts with 'scenario: its_name' and 'format: 1'."});
      return false;
    }
    root = std::move(builder.root);
    Builder second(source, context);
    if (parser.HandleNextDocument(second)) {
      context.error(second.root.at, "a second document starts here",
                    {"A file holds one scenario; remove the '---' or split the file."});
      return false;
    }
    return true;
  } catch (const Stop&) {
  } catch (const YAML::Exception& e) {
    const auto [what, advice] = in_plain_words(e.msg);
    const auto last = static_cast<std::uint32_t>(source.lines.size());
    const auto line =
        std::clamp(static_cast<std::uint32_t>(std::max(0, e.mark.line)) + 1, 1u, last);
    context.error({&source, line, static_cast<std::uint32_t>(std::max(0, e.mark.column)) + 1, 1},
                  what, {advice});
  }
  return false;
}

}  // namespace wardtwin::compiler
