#pragma once

#include <stdexcept>
#include <string>

namespace wardtwin {

/// The input is wrong; the words are for the person who wrote it. Exit code 2.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The run could not be carried out (disk full, file not writable, child died). Exit code 3.
struct RunError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line,
                                   const char* why);

}  // namespace wardtwin

/// A promise of the program to itself, checked in every build; its breach is our bug, never the
/// user's.
#define WARDTWIN_ASSERT(condition, why)                                  \
  do {                                                                   \
    if (!(condition)) [[unlikely]]                                       \
      ::wardtwin::assertion_failed(#condition, __FILE__, __LINE__, why); \
  } while (false)
