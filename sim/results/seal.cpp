#include "sim/results/seal.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::results {
namespace {

constexpr std::array<char, 8> kWord{'w', 'a', 'r', 'd', 't', 'w', 'i', 'n'};
constexpr std::size_t kSeal = 16;

// FNV-1a over words of 8 bytes, folded, since a multiplication only carries upwards.
std::uint64_t hash_of(std::ifstream& in, std::uint64_t bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u ^ bytes;
  std::vector<char> block(std::size_t{1} << 20);
  while (bytes > 0) {
    const std::size_t n = std::min<std::uint64_t>(block.size(), bytes);
    if (!in.read(block.data(), static_cast<std::streamsize>(n))) return 0;
    for (std::size_t i = 0; i < n; i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, block.data() + i, std::min<std::size_t>(8, n - i));
      hash = (hash ^ word) * 0x100000001b3u;
      hash ^= hash >> 32;
    }
    bytes -= n;
  }
  return hash;
}

}  // namespace

void seal(const std::string& path) {
  const std::uint64_t size = std::filesystem::file_size(path);
  std::ifstream in(path, std::ios::binary);
  const std::uint64_t hash = hash_of(in, size);
  std::ofstream out(path, std::ios::binary | std::ios::app);
  out.write(kWord.data(), kWord.size());
  out.write(reinterpret_cast<const char*>(&hash), sizeof hash);
  if (!out.flush()) throw RunError(fmt::format("cannot write {}: no room for its seal", path));
}

namespace {

struct Seal {
  bool there = false;
  std::uint64_t bytes = 0, hash = 0;  ///< before it
};

Seal read_seal(std::ifstream& in, const std::string& path) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (error || size < kSeal) return {};
  std::array<char, 8> word{};
  Seal s{true, size - kSeal, 0};
  in.seekg(static_cast<std::streamoff>(s.bytes));
  in.read(word.data(), word.size());
  in.read(reinterpret_cast<char*>(&s.hash), sizeof s.hash);
  s.there = in && word == kWord;
  return s;
}

}  // namespace

bool is_sealed(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return read_seal(in, path).there;
}

bool seal_fits(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const Seal s = read_seal(in, path);
  if (!s.there) return true;
  in.seekg(0);
  return hash_of(in, s.bytes) == s.hash;
}

}  // namespace wardtwin::results
