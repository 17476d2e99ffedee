#include "devices/wire/mllp.h"

#include <algorithm>

namespace wardtwin::wire::mllp {

Framing next(std::string_view bytes, std::size_t limit, Frame& frame) {
  const std::size_t start = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
  if (start == bytes.size()) return Framing::incomplete;
  if (bytes[start] != kStart) return Framing::malformed;
  const std::string_view rest = bytes.substr(start + 1);
  // no further than one byte beyond the limit, so that what is too large is told early
  const std::string_view within = rest.substr(0, limit + 1);
  const std::size_t end = within.find_first_of(std::string_view("\v\x1c"));
  if (end == within.npos) return within.size() > limit ? Framing::too_large : Framing::incomplete;
  if (rest[end] == kStart) return Framing::malformed;
  if (end + 1 == rest.size()) return Framing::incomplete;
  if (rest[end + 1] != '\r') return Framing::malformed;
  frame = {rest.substr(0, end), start + end + 3};
  return Framing::complete;
}

void put(std::string& out, std::string_view message) {
  out += kStart;
  out += message;
  out += kEnd;
  out += '\r';
}

}  // namespace wardtwin::wire::mllp
