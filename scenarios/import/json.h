#pragma once

#include <nlohmann/json.hpp>

#include "devices/wire/text.h"
#include "scenarios/import/problems.h"

namespace wardtwin::importing {

/// Members of plans in JSON, with their types checked; what is not there or of another type is null.
inline const nlohmann::json* member(const nlohmann::json& from, const char* key) {
  if (!from.is_object()) return nullptr;
  const auto it = from.find(key);
  return it == from.end() ? nullptr : &*it;
}
inline std::string text_member(const nlohmann::json& from, const char* key) {
  const auto* j = member(from, key);
  return j && j->is_string() ? j->get<std::string>() : "";
}
inline double number_member(const nlohmann::json& from, const char* key, double otherwise) {
  const auto* j = member(from, key);
  return j && j->is_number() ? j->get<double>() : otherwise;
}

/// A JSON text of limited depth as an object; tells and gives null otherwise.
nlohmann::json read_object(const File& file, Problems& problems);

/// Whether brackets nest deeper than a parser that recurses should be given.
inline constexpr int kDeepest = 32;
inline bool too_deep(std::string_view json) { return wire::nests_deeper(json, kDeepest); }

}  // namespace wardtwin::importing
