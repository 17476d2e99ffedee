#pragma once

#include <string>

#include "sim/base/random.h"

namespace wardtwin::wire {

/// The text with one to four of: a byte changed, a bit flipped, a piece cut out, doubled or cut off.
inline std::string mutated(std::string text, Stream& draw) {
  const auto below = [&](std::size_t n) {
    return static_cast<std::size_t>(draw.uniform() * static_cast<double>(n));
  };
  for (std::size_t edits = 1 + below(4); edits > 0 && !text.empty(); --edits) {
    const std::size_t at = below(text.size()),
                      n = 1 + below(std::min<std::size_t>(8, text.size() - at));
    switch (below(5)) {
      case 0: text[at] = static_cast<char>(below(256)); break;
      case 1: text[at] = static_cast<char>(text[at] ^ (1 << below(8))); break;
      case 2: text.erase(at, n); break;
      case 3: text.insert(at, text.substr(at, n)); break;
      default: text.resize(at); break;
    }
  }
  return text;
}

}  // namespace wardtwin::wire
