#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "sim/base/time.h"

/// Behaviour that a scenario brings along as code of its own. The engine knows functions; who
/// runs them, and in which language, is behind scenarios/run/code_host.h. Only what has code asks,
/// once a message or step: nothing else pays for it.
namespace wardtwin::flow {

/// Code as a scenario holds it: Python source, or "pickle:" and base64.
struct Code {
  std::string text;
  bool empty() const { return text.empty(); }
  friend bool operator==(const Code&, const Code&) = default;
};

/// What a device's own code sends next.
struct Emission {
  Time after{0};  ///< since the message before, or since the device began
  std::uint32_t bytes = 0;
};

/// The next message of one device; nothing: it sends no more.
using Emit = std::function<std::optional<Emission>()>;

}  // namespace wardtwin::flow
