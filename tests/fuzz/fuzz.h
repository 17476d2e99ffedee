#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

/// What each program here has: fuzz(bytes), and samples from which mutations begin, so that none needs a corpus.
namespace wardtwin::fuzz {

void fuzz(std::string_view bytes);
std::vector<std::string> samples();

/// Ends the program, which libFuzzer reports together with the bytes.
inline void demand(bool holds) {
  if (!holds) std::abort();
}

}  // namespace wardtwin::fuzz

extern "C" {
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wardtwin::fuzz::fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}

// Now and then from a sample, else from what was found so far.
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                    unsigned seed) {
  static const std::vector<std::string> all = wardtwin::fuzz::samples();
  if (seed % 64 == 0) {
    const std::string& s = all[seed / 64 % all.size()];
    size = s.size() < most ? s.size() : most;
    std::memcpy(data, s.data(), size);
  }
  return LLVMFuzzerMutate(data, size, most);
}
}
