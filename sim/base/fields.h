#pragma once

#include <limits>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace wardtwin {

/// Where a default comes from. `assumed` and `estimate` are shown to the user as such.
enum class Mark { verified, measured, computed, recalled, estimate, assumed };

/// One field of a definition struct, described once. The scenario reader, range check, `explain`,
/// the reference page and Python keywords all come from this; the default is the struct's own.
template <class Def, class Member>
struct Field {
  using type = Member;
  std::string_view name;  ///< as scenarios write it
  Member Def::* member;
  std::string_view unit;    ///< "s", "dBm", "B", "bit/s", "Hz", "m", "1" ("" for words and lists)
  double low, high;         ///< range in that unit, inclusive; unused for words
  std::string_view doc;     ///< one sentence
  Mark mark;                ///< how far the default can be trusted
  std::string_view source;  ///< where the default comes from, in words
};

template <class Def, class Member>
constexpr Field<Def, Member> field(std::string_view name, Member Def::* member,
                                   std::string_view unit, double low, double high,
                                   std::string_view doc, Mark mark = Mark::assumed,
                                   std::string_view source = "") {
  return {name, member, unit, low, high, doc, mark, source};
}

/// For words, lists, names and switches.
template <class Def, class Member>
constexpr Field<Def, Member> field(std::string_view name, Member Def::* member,
                                   std::string_view doc, Mark mark = Mark::assumed,
                                   std::string_view source = "") {
  return {name,
          member,
          "",
          -std::numeric_limits<double>::infinity(),
          std::numeric_limits<double>::infinity(),
          doc,
          mark,
          source};
}

/// Specialise in a header beside the definition, `my_fields.h` to `my_def.h`: `inline constexpr auto
/// fields<MyDef> = std::tuple{...};`. Whoever includes only the definition gets no table, and an
/// error where one is asked for.
template <class Def>
inline constexpr auto fields = nullptr;

/// Words of an enum as scenarios write them; specialise as an array of {value, word}.
template <class Enum>
inline constexpr auto words = nullptr;

template <class Enum>
struct Word {
  Enum value;
  std::string_view word;
};

template <class Enum>
constexpr std::string_view word_of(Enum value) {
  for (const auto& w : words<Enum>)
    if (w.value == value) return w.word;
  return "?";
}

}  // namespace wardtwin
