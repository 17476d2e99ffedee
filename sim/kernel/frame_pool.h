#pragma once

#include <cstddef>

namespace wardtwin::kernel {

/// Memory of coroutine frames: free lists by size class, one set per thread. A frame may be freed by
/// another thread than the one that made it. Under AddressSanitizer every frame is its own allocation.
void* allocate_frame(std::size_t bytes);
void free_frame(void* frame, std::size_t bytes) noexcept;

}  // namespace wardtwin::kernel
