#include "network_models/ble/hopping.h"

namespace wardtwin::ble {
namespace {

// Both bytes of a word, each with its bits in reverse order.
std::uint16_t reverse_bytes(std::uint16_t x) {
  unsigned v = x;
  v = ((v & 0xaaaau) >> 1) | ((v & 0x5555u) << 1);
  v = ((v & 0xccccu) >> 2) | ((v & 0x3333u) << 2);
  v = ((v & 0xf0f0u) >> 4) | ((v & 0x0f0fu) << 4);
  return static_cast<std::uint16_t>(v);
}

}  // namespace

ChannelTable::ChannelTable(ChannelMap m) : map(m) {
  for (int c = 0; c < kDataChannels; ++c)
    if (map >> c & 1) used[count++] = static_cast<std::uint8_t>(c);
}

int hop_1(const ChannelTable& channels, std::uint64_t event, int hop) {
  const auto unmapped = static_cast<std::uint32_t>((event + 1) % kDataChannels *
                                                   static_cast<std::uint64_t>(hop) % kDataChannels);
  if (channels.map >> unmapped & 1) return static_cast<int>(unmapped);
  return channels.used[unmapped % channels.count];
}

std::uint16_t hop_2_random(std::uint16_t event, std::uint32_t access_address) {
  const auto id = static_cast<std::uint16_t>((access_address >> 16) ^ (access_address & 0xffff));
  std::uint16_t prn = event ^ id;
  for (int i = 0; i < 3; ++i) prn = static_cast<std::uint16_t>(17u * reverse_bytes(prn) + id);
  return prn ^ id;
}

int hop_2(const ChannelTable& channels, std::uint16_t event, std::uint32_t access_address) {
  const std::uint32_t prn = hop_2_random(event, access_address);
  const std::uint32_t unmapped = prn % kDataChannels;
  if (channels.map >> unmapped & 1) return static_cast<int>(unmapped);
  return channels.used[channels.count * prn >> 16];
}

}  // namespace wardtwin::ble
