#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "devices/wire/bytes.h"

/// Payloads of device messages: templates that are filled in without allocation, and what a receiver reads
/// of any of them.
namespace wardtwin::wire {

/// What a template may name as ${word}. Texts first, then numbers.
enum class Slot : std::uint8_t {
  device,
  device_class,
  stream,
  unit,
  bed,
  patient,
  priority,
  kind,
  phase,
  alarm,
  seq,
  at,
  due,
  heart_rate,
  respiration,
  spo2,
  systolic,
  temperature,
  pad,
};
inline constexpr int kTextSlots = 9, kNumberSlots = 9;

/// What fills a template. `at`: simulated instant at which the device made the message; `due`: instant
/// of the wall clock at which it was to leave, both in us (due: since 1970).
struct Values {
  std::array<std::string_view, kTextSlots> texts;
  std::array<double, kNumberSlots> numbers{};
  std::string_view& text(Slot s) { return texts[static_cast<std::size_t>(s)]; }
  double& number(Slot s) { return numbers[static_cast<std::size_t>(s) - kTextSlots]; }
};

/// A text with slots. Texts are written as in JSON strings; ${pad} becomes as many '0' as make the whole
/// as long as asked for.
class Template {
 public:
  /// The problem in words, or "": a word that is no slot, a slot without an end, two pads.
  static std::string compile(std::string_view text, Template& out);

  /// Appends; `bytes`: length of the whole where the template has a pad and is shorter without it.
  void render(std::string& out, const Values& values, std::size_t bytes = 0) const;
  bool has(Slot slot) const;

 private:
  struct Piece {
    std::uint32_t from = 0, length = 0;  ///< literal, before the slot
    Slot slot = Slot::device;
    bool ends = false;  ///< no slot follows
  };
  std::string text_;
  std::vector<Piece> pieces_;
};

/// What every payload says about itself: `"seq":17`, `"at":12500000`, `"due":1769860800000000`; ${alarm}
/// as `"alarm":3` where it carries one.
struct Stamp {
  std::uint32_t seq = 0;
  std::int64_t at = 0, due = 0;  ///< us
  std::int64_t alarm = -1;       ///< -1: none
};
/// False if seq, at or due is missing. Looks for the words as they are written, not for JSON.
bool read_stamp(std::string_view payload, Stamp& out);

}  // namespace wardtwin::wire
