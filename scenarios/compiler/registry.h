#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "scenarios/compiler/node.h"
#include "scenarios/compiler/problems.h"

namespace wardtwin::compiler {

/// The names of one kind of thing (rooms, switches, ...): refuses doubles, resolves references.
class Registry {
 public:
  explicit Registry(std::string kind) : kind_(std::move(kind)) {}

  /// Index of the new name, counted from 0; a name that is taken is told to the context.
  std::uint32_t add(const std::string& name, const Place& at, Context& context);
  /// Index of the thing that a scalar names; tells the context if there is none, with the nearest.
  std::optional<std::uint32_t> resolve(const Node& reference, Context& context) const;
  /// The same for a list of names; what does not resolve is left out.
  std::vector<std::uint32_t> resolve_all(const Node& list, Context& context) const;
  std::optional<std::uint32_t> find(const std::string& name) const;

  const std::vector<std::string>& names() const { return names_; }
  const Place& place(std::uint32_t index) const { return places_[index]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }

 private:
  std::string kind_;
  std::vector<std::string> names_;
  std::vector<Place> places_;
  std::unordered_map<std::string, std::uint32_t> index_;
};

}  // namespace wardtwin::compiler
