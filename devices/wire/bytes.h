#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Reading and writing big-endian bytes within bounds.
namespace wardtwin::wire {

/// What is wrong with what was read, in words; empty: nothing.
using Problem = std::string_view;

/// What lies at the front of a stream of bytes.
enum class Framing : std::uint8_t {
  complete,    ///< one message
  incomplete,  ///< more bytes are needed
  malformed,   ///< no message; the connection is to be closed
  too_large,   ///< a message beyond the limit; the connection is to be closed
};

/// Takes values from the front of a text. After the first that is not there, `sound()` is false and
/// all that follow are zero or empty.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return number(4); }
  std::string_view take(std::size_t n) {
    if (n > rest_.size()) return fail();
    const std::string_view taken = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return taken;
  }
  /// A length of two bytes, and as many bytes.
  std::string_view counted() { return take(u16()); }
  /// MQTT's variable byte integer, at most four bytes and no longer than needed.
  std::uint32_t varint();
  std::string_view rest() { return take(rest_.size()); }
  bool empty() const { return rest_.empty(); }
  std::size_t left() const { return rest_.size(); }
  bool sound() const { return sound_; }

 private:
  std::string_view fail() {
    sound_ = false;
    rest_ = {};
    return {};
  }
  std::uint32_t number(std::size_t n) {
    std::uint32_t value = 0;
    for (const char c : take(n)) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }
  std::string_view rest_;
  bool sound_ = true;
};

inline void put_u8(std::string& out, unsigned value) { out += static_cast<char>(value); }
inline void put_u16(std::string& out, unsigned value) {
  put_u8(out, value >> 8 & 0xff);
  put_u8(out, value & 0xff);
}
inline void put_u32(std::string& out, std::uint32_t value) {
  put_u16(out, value >> 16);
  put_u16(out, value & 0xffff);
}
/// Asserts that `text` is at most 65,535 bytes long.
void put_counted(std::string& out, std::string_view text);
void put_varint(std::string& out, std::uint32_t value);  ///< at most 268,435,455
std::size_t varint_size(std::uint32_t value);

/// Index of the first byte that is not UTF-8 (RFC 3629: no surrogates, shortest form); npos if all are.
std::size_t first_bad_utf8(std::string_view text);

}  // namespace wardtwin::wire
