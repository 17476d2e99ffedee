#pragma once

#include <string>
#include <string_view>
#include <vector>

/// HL7 version 2 messages as text (HL7 v2.x, chapter 2).
namespace wardtwin::wire::hl7 {

inline constexpr std::size_t kLongestField = 64u << 10;  ///< bytes
inline constexpr std::size_t kMostSegments = 4096;       ///< of one message that is read whole

/// Characters that a message's MSH segment declares.
struct Encoding {
  char field = '|', component = '^', repetition = '~', escape = '\\', subcomponent = '&';
};

struct Segment {
  std::string_view name;
  std::vector<std::string_view> fields;  ///< fields[0] is the segment's name; as in PID-3 from 1
  std::size_t line = 0;                  ///< where it stands, from 1
};

/// Views point into the text that was read.
struct Message {
  Encoding encoding;
  std::vector<Segment> segments;
  std::size_t line = 0;

  const Segment* find(std::string_view name) const;
  /// First repetition's component (from 1) and its first subcomponent, escapes undone; "" if absent.
  std::string value(std::string_view segment, std::size_t field, std::size_t component) const;
  std::string value(const Segment& segment, std::size_t field, std::size_t component) const;
};

/// Undoes \F\ \S\ \T\ \R\ \E\ \Xdd..\ \.br\; highlighting is dropped. Empty and false at a sequence
/// that is none of these or has no end.
bool unescape(std::string_view text, const Encoding& encoding, std::string& out);
/// Appends `text` as it stands in a message with the usual encoding characters.
void escape(std::string& out, std::string_view text);

/// MSH-1 and MSH-2 of an MSH segment; the problem in words, or "".
std::string read_encoding(std::string_view segment, Encoding& out);
/// Splits one segment; in MSH the separator itself is field 1. The problem in words, or "".
std::string read_segment(std::string_view text, char separator, Segment& out);
/// One whole message, as it stands in a frame; segments end with CR, LF or both.
std::string read(std::string_view text, Message& out);

/// Whether `text` begins with the name of a segment: three capital letters or digits.
bool is_segment_name(std::string_view text);

}  // namespace wardtwin::wire::hl7
