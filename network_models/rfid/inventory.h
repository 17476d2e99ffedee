#pragma once

#include <cstdint>

#include "sim/base/fields.h"
#include "sim/base/random.h"

/// Slots of an EPC Gen2 inventory, one after another.
///
/// Model       The Q algorithm [1]: tags choose among 2^Q slots; Q grows by C on a collision and
///             shrinks by C on an empty slot, and a new round begins when it rounds to another
///             number. Tags are exchangeable, so the number that answers in the next slot is
///             binomial among those that have not yet answered in the round: exact, without a draw
///             for each tag.
/// Valid for   Any number of tags; a tag that was read keeps silent.
/// Leaves out  Capture: two answers always destroy each other. Errors of single replies.
/// Checked by  tests/validation/rfid/gen2_test.cpp
///
/// [1] EPC UHF Gen2 air interface, version 2, annex D.
namespace wardtwin::rfid {

struct QDef {
  int start_q = 4;
  double step = 0.3;  ///< C
};

class Inventory {
 public:
  struct Slot {
    std::uint32_t answers = 0;
    bool query = false;  ///< the slot began a round
  };

  Inventory(const QDef& def, Stream stream) : def_(def), stream_(stream) { restart(); }

  /// From idle: Q begins anew, and the next slot begins a round.
  void restart();
  /// The next slot, with `unread` tags in the field. Answers are of tags that take part in the
  /// round; who came during it does so from the next one.
  Slot next(std::uint32_t unread);
  /// Tags of this round that have not answered yet.
  std::uint32_t waiting() const { return waiting_; }
  /// One of them left the field.
  void leave() { --waiting_; }
  std::uint32_t pick(std::uint32_t n) { return stream_.below(n); }

 private:
  QDef def_;
  Stream stream_;
  double q_ = 0;
  int rounded_ = 0;
  std::uint32_t slots_ = 0, waiting_ = 0;
  bool begin_ = true;
};

/// The ideal frame: as many slots as tags remain, known to the reader. Slots used for n tags.
std::uint64_t ideal_slots(std::uint32_t n, Stream& stream);

}  // namespace wardtwin::rfid
