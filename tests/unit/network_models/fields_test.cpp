#include <gtest/gtest.h>

#include <type_traits>

#include "network_models/ieee802154/setup_fields.h"
#include "network_models/lorawan/lorawan_fields.h"
#include "network_models/nr/setup_fields.h"

namespace wardtwin {
namespace {

template <class Value>
constexpr double number_of(const Value& value, double otherwise) {
  if constexpr (std::is_same_v<Value, Time>)
    return seconds(value);
  else if constexpr (requires { value.value; })
    return value.value;
  else if constexpr (std::is_arithmetic_v<Value> && !std::is_same_v<Value, bool>)
    return static_cast<double>(value);
  else
    return otherwise;
}

// Every setting says what it is, and its default lies in its range.
template <class Def>
void expect_sound() {
  const Def def;
  const auto check = [&](const auto& f) {
    EXPECT_FALSE(f.doc.empty()) << f.name;
    EXPECT_GE(number_of(def.*f.member, f.low), f.low) << f.name;
    EXPECT_LE(number_of(def.*f.member, f.high), f.high) << f.name;
  };
  std::apply([&](const auto&... f) { (check(f), ...); }, fields<Def>);
  EXPECT_GT(std::tuple_size_v<std::remove_cvref_t<decltype(fields<Def>)>>, 15u);
}

TEST(Fields, RadioTablesAreSound) {
  expect_sound<lorawan::LorawanDef>();
  expect_sound<ieee802154::Ieee802154Def>();
  expect_sound<nr::NrDef>();
}

}  // namespace
}  // namespace wardtwin
