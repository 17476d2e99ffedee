#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/import/history.h"
#include "scenarios/import/identity.h"
#include "scenarios/import/problems.h"

/// HL7 version 2 messages (HL7 v2.x, chapter 2: encoding; chapter 3: patient administration).
namespace wardtwin::importing {

/// Characters that a message's MSH segment declares.
struct Encoding {
  char field = '|', component = '^', repetition = '~', escape = '\\', subcomponent = '&';
};

struct Segment {
  std::string_view name;
  std::vector<std::string_view> fields;  ///< fields[0] is the segment's name; as in PID-3 from 1
  std::size_t line = 0;
};

struct Message {
  Encoding encoding;
  std::vector<Segment> segments;
  std::size_t line = 0;

  const Segment* find(std::string_view name) const;
  /// First repetition's component (from 1) and its first subcomponent, escapes undone; "" if absent.
  std::string value(std::string_view segment, std::size_t field, std::size_t component) const;
};

/// Undoes \F\ \S\ \T\ \R\ \E\ \Xdd..\ \.br\; highlighting is dropped. Empty and false at a sequence
/// that is none of these or has no end.
bool unescape(std::string_view text, const Encoding& encoding, std::string& out);

/// Messages of one text; segments end with CR, LF or both. Views point into the text.
std::vector<Message> read_messages(const File& file, Problems& problems);

/// ADT A01-A06, A08, A11, A13, A40 and ORU messages into `history`; others are counted. A message
/// with a problem is left out as a whole.
void import_hl7(const File& file, const Pseudonyms& names, History& history, Problems& problems);

}  // namespace wardtwin::importing
