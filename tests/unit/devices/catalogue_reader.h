#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <fmt/format.h>

#include "devices/device_class_fields.h"
#include "devices/placement.h"

/// Reads devices/catalogue.yaml by the field tables, so that tests of devices and patients need no
/// scenario compiler. Any key without a field fails the test.
namespace wardtwin::test {

/// A number with its unit, in SI base units (Wh stays).
inline double quantity(const std::string& text) {
  char* rest = nullptr;
  const double number = std::strtod(text.c_str(), &rest);
  const std::string unit(rest);
  const std::map<std::string, double> factors{{"", 1},      {" ms", 1e-3}, {" s", 1}, {" min", 60},
                                              {" h", 3600}, {" d", 86400}, {" B", 1}, {" Wh", 1},
                                              {" W", 1},    {" mW", 1e-3}};
  EXPECT_TRUE(factors.contains(unit)) << "unit of '" << text << "'";
  return factors.contains(unit) ? number * factors.at(unit) : 0;
}

template <class T>
struct is_map : std::false_type {};
template <class T>
struct is_map<std::map<std::string, T>> : std::true_type {};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};

template <class Def>
void read_def(const YAML::Node& node, Def& def);

inline Distribution read_distribution(const std::string& text) {
  // only the form the catalogue uses: lognormal(median X, sigma Y)
  const std::string head = "lognormal(median ";
  EXPECT_EQ(text.rfind(head, 0), 0u) << text;
  const auto comma = text.find(", sigma ");
  return Distribution::lognormal_of_median(quantity(text.substr(head.size(), comma - head.size())),
                                           std::strtod(text.c_str() + comma + 8, nullptr));
}

template <class T>
void read(const YAML::Node& node, T& value) {
  if constexpr (std::is_same_v<T, std::string>)
    value = node.as<std::string>();
  else if constexpr (std::is_same_v<T, flow::Code>)
    value.text = node.as<std::string>();
  else if constexpr (std::is_same_v<T, bool>)
    value = node.as<bool>();
  else if constexpr (std::is_same_v<T, Distribution>)
    value = read_distribution(node.as<std::string>());
  else if constexpr (std::is_same_v<T, Time>)
    value = from_seconds(quantity(node.as<std::string>()));
  else if constexpr (std::is_arithmetic_v<T>)
    value = static_cast<T>(quantity(node.as<std::string>()));
  else if constexpr (std::is_enum_v<T>) {
    bool found = false;
    for (const auto& w : words<T>)
      if (w.word == node.as<std::string>()) value = w.value, found = true;
    EXPECT_TRUE(found) << node.as<std::string>();
  } else if constexpr (is_optional<T>::value) {
    read(node, value.emplace());
  } else if constexpr (std::is_same_v<T, Decibels>) {
    value.value = std::strtod(node.as<std::string>().c_str(), nullptr);
  } else if constexpr (is_map<T>::value) {
    for (const auto& entry : node) read(entry.second, value[entry.first.as<std::string>()]);
  } else if constexpr (is_vector<T>::value) {
    value.clear();
    for (const auto& entry : node) read(entry, value.emplace_back());
  } else {
    read_def(node, value);
  }
}

template <class Def>
void read_def(const YAML::Node& node, Def& def) {
  for (const auto& entry : node) {
    const auto key = entry.first.as<std::string>();
    bool found = false;
    std::apply(
        [&](const auto&... f) {
          const auto one = [&](const auto& field) {
            if (field.name != key) return;
            found = true;
            read(entry.second, def.*(field.member));
            if constexpr (std::is_arithmetic_v<std::decay_t<decltype(def.*(field.member))>>) {
              EXPECT_GE(static_cast<double>(def.*(field.member)), field.low) << key;
              EXPECT_LE(static_cast<double>(def.*(field.member)), field.high) << key;
            }
          };
          (one(f), ...);
        },
        fields<Def>);
    EXPECT_TRUE(found) << "unknown key '" << key << "'";
  }
}

inline devices::Classes catalogue() {
  devices::Classes classes;
  read(YAML::LoadFile(WARDTWIN_ROOT "/devices/catalogue.yaml"), classes);
  return classes;
}

}  // namespace wardtwin::test
