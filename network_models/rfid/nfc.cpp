#include "network_models/rfid/nfc.h"

namespace wardtwin::rfid {
namespace {

constexpr double kCarrier = 13.56e6;
constexpr double kBitA = 128 / kCarrier;                  // ISO 14443-2, 106 kbit/s
constexpr double kAnswerA = 91.2e-6, kReadWork = 300e-6;  // frame delay; EEPROM of the card
constexpr double kBitV = 512 / kCarrier;                  // ISO 15693-3, 26.48 kbit/s
constexpr double kAnswerV = 4352 / kCarrier;              // t1
constexpr double kStartOut = 2 * kBitV, kEndOut = kBitV;  // 1 out of 4
constexpr double kStartBack = 4 * kBitV, kEndBack = 4 * kBitV;

double bits_a(int bytes) { return 9 * bytes + 2; }

double exchange_15693(int bytes_out, int bytes_back) {
  return kStartOut + 8 * bytes_out * kBitV + kEndOut + kAnswerV + kStartBack +
         8 * bytes_back * kBitV + kEndBack;
}

}  // namespace

Time exchange_14443(int bytes_out, int bytes_back, Time guard) {
  return from_seconds((bits_a(bytes_out) + bits_a(bytes_back)) * kBitA + kAnswerA) + guard;
}

Time activation_14443(Time guard) {
  // REQA is a short frame of 7 bits; its answer ATQA has 2 bytes
  const Time request = from_seconds((7 + 2 + bits_a(2)) * kBitA + kAnswerA) + guard;
  return request + 2 * (exchange_14443(2, 5, guard) + exchange_14443(9, 3, guard));
}

Time read_14443(Time guard) { return exchange_14443(4, 18, guard) + from_seconds(kReadWork); }

Time transaction_14443(int bytes, Time guard) {
  return activation_14443(guard) + ((bytes + 15) / 16) * read_14443(guard);
}

Time transaction_15693(int bytes, Time guard) {
  const int blocks = (bytes + 3) / 4;
  // inventory: flags, command, mask length, CRC; back: flags, DSFID, identifier of 8 B, CRC
  // read: flags, command, identifier, first, number, CRC; back: flags, blocks, CRC
  return from_seconds(exchange_15693(5, 12) + exchange_15693(14, 3 + 4 * blocks)) + 2 * guard;
}

}  // namespace wardtwin::rfid
