#pragma once

#include "sim/base/time.h"

/// Durations of transactions with proximity and vicinity cards.
///
/// Model       ISO 14443 A at 106 kbit/s: a frame of n bytes takes (9 n + 2) bits of 128 / 13.56 MHz,
///             the card answers after 91.2 us; REQA, two cascades of anticollision and selection,
///             then reads of 16 B after 300 us of work each. ISO 15693 at 26.48 kbit/s both ways:
///             one inventory, then one read of all blocks of 4 B.
/// Valid for   One card in the field, without errors; 7 B identifiers (14443 A).
/// Leaves out  Cryptography, higher bit rates, several cards at once.
/// Checked by  tests/validation/rfid/nfc_test.cpp
namespace wardtwin::rfid {

/// Reader to card and back. `guard` is the reader's own time for each exchange.
Time exchange_14443(int bytes_out, int bytes_back, Time guard);
Time activation_14443(Time guard);
Time read_14443(Time guard);  ///< of 16 B
/// Activation and as many reads as `bytes` need.
Time transaction_14443(int bytes, Time guard);
Time transaction_15693(int bytes, Time guard);

}  // namespace wardtwin::rfid
