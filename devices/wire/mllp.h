#pragma once

#include <string>
#include <string_view>

#include "devices/wire/bytes.h"

/// Frames of HL7's minimal lower layer protocol: VT, the message, FS, CR.
///
/// Model       HL7 Version 2 transport specification, MLLP release 1.
/// Valid for   Messages that hold neither VT nor FS, as HL7's text may not.
/// Leaves out  The commit acknowledgements of release 2 (one byte, ACK or NAK).
/// Checked by  tests/wire/mllp_test.cpp
namespace wardtwin::wire::mllp {

inline constexpr char kStart = '\v', kEnd = '\x1c';

struct Frame {
  std::string_view message;
  std::size_t length = 0;  ///< bytes of the stream that it takes
};

/// The frame at the front of `bytes`; line ends before it are skipped.
Framing next(std::string_view bytes, std::size_t limit, Frame& frame);
void put(std::string& out, std::string_view message);

}  // namespace wardtwin::wire::mllp
