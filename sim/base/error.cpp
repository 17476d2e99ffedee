#include "sim/base/error.h"

#include <cstdio>
#include <cstdlib>

namespace wardtwin {

void assertion_failed(const char* condition, const char* file, int line, const char* why) {
  std::fprintf(stderr, "%s:%d: wardtwin broke a promise of its own: %s (%s)\n", file, line, why,
               condition);
  std::abort();
}

}  // namespace wardtwin
