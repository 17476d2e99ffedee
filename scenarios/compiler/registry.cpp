#include "scenarios/compiler/registry.h"

#include <fmt/format.h>

#include "scenarios/compiler/values.h"

namespace wardtwin::compiler {

std::uint32_t Registry::add(const std::string& name, const Place& at, Context& context) {
  const auto [it, fresh] = index_.try_emplace(name, size());
  if (!fresh) {
    const Place& first = places_[it->second];
    context.error(at, fmt::format("there are two {}s called '{}'", kind_, name),
                  {first.source && !first.source->command_line
                       ? fmt::format("The other one stands at {}:{}. Rename one of them.",
                                     first.source->path, first.line)
                       : "Rename one of them."});
    return it->second;
  }
  names_.push_back(name);
  places_.push_back(at);
  return it->second;
}

std::optional<std::uint32_t> Registry::find(const std::string& name) const {
  const auto it = index_.find(name);
  return it == index_.end() ? std::nullopt : std::optional(it->second);
}

std::optional<std::uint32_t> Registry::resolve(const Node& reference, Context& context) const {
  if (!expect_scalar(reference, FieldSpec{kind_, ""}, "a name", context)) return std::nullopt;
  if (const auto i = find(reference.text)) return i;
  if (context.full()) return std::nullopt;
  context.error(reference.at, fmt::format("unknown {} '{}'", kind_, reference.text.substr(0, 60)),
                {did_you_mean(reference.text, names_),
                 names_.empty() ? fmt::format("There is no {} at all.", kind_)
                                : fmt::format("There are {}.", join(names_, 12))});
  return std::nullopt;
}

std::vector<std::uint32_t> Registry::resolve_all(const Node& list, Context& context) const {
  std::vector<std::uint32_t> found;
  if (!expect_list(list, FieldSpec{kind_ + "s", ""}, context)) return found;
  for (const Node& n : list.items)
    if (const auto i = resolve(n, context)) found.push_back(*i);
  return found;
}

}  // namespace wardtwin::compiler
