#include "devices/wire/bytes.h"

#include "sim/base/error.h"

namespace wardtwin::wire {

std::uint32_t Cursor::varint() {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const std::uint8_t byte = u8();
    value |= (byte & 0x7fu) << 7 * i;
    if (byte < 0x80) {
      if (i > 0 && byte == 0) fail();
      return sound_ ? value : 0;
    }
  }
  fail();
  return 0;
}

void put_counted(std::string& out, std::string_view text) {
  WARDTWIN_ASSERT(text.size() <= 0xffff, "a counted text is at most 65,535 bytes long");
  put_u16(out, static_cast<unsigned>(text.size()));
  out += text;
}

void put_varint(std::string& out, std::uint32_t value) {
  WARDTWIN_ASSERT(value < 1u << 28, "a variable byte integer has at most 28 bits");
  for (; value >= 0x80; value >>= 7) put_u8(out, value % 0x80 | 0x80);
  put_u8(out, value);
}

std::size_t varint_size(std::uint32_t value) {
  return value < 1u << 7 ? 1 : value < 1u << 14 ? 2 : value < 1u << 21 ? 3 : 4;
}

namespace {

// Least code point of a sequence of n bytes, so that longer forms than needed are told.
constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};

std::size_t sequence_length(unsigned char c) {
  if (c < 0x80) return 1;
  if (c >= 0xc2 && c < 0xe0) return 2;
  if (c >= 0xe0 && c < 0xf0) return 3;
  return c >= 0xf0 && c < 0xf5 ? 4 : 0;
}

}  // namespace

std::size_t first_bad_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80) {
      ++i;
      continue;
    }
    const std::size_t n = sequence_length(first);
    if (n == 0 || i + n > text.size()) return i;
    char32_t code = first & (0x7f >> n);
    for (std::size_t k = 1; k < n; ++k) {
      const auto c = static_cast<unsigned char>(text[i + k]);
      if ((c & 0xc0) != 0x80) return i;
      code = code << 6 | (c & 0x3f);
    }
    if (code < kLeast[n] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return i;
    i += n;
  }
  return text.npos;
}

}  // namespace wardtwin::wire
