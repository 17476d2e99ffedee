#pragma once

#include <cstddef>

namespace wardtwin::kernel {

/// Memory of coroutine frames: free lists by size class, one set per thread. A frame may be freed
/// by another thread than the one that made it. Under AddressSanitizer every frame is its own
/// allocation.
class FramePool {
 public:
#ifdef __SANITIZE_ADDRESS__
  static void* allocate(std::size_t bytes) { return allocate_slowly(bytes); }
  static void free(void* frame, std::size_t bytes) noexcept { free_slowly(frame, bytes); }
#else
  static void* allocate(std::size_t bytes) {
    const std::size_t size_class = (bytes + kStep - 1) / kStep;
    if (size_class >= kClasses || !lists_[size_class]) [[unlikely]]
      return allocate_slowly(bytes);
    Free* const frame = lists_[size_class];
    lists_[size_class] = frame->next;
    return frame;
  }
  static void free(void* frame, std::size_t bytes) noexcept {
    const std::size_t size_class = (bytes + kStep - 1) / kStep;
    if (size_class >= kClasses) [[unlikely]]
      return free_slowly(frame, bytes);
    auto* const node = static_cast<Free*>(frame);
    node->next = lists_[size_class];
    lists_[size_class] = node;
  }
#endif

 private:
  // Frames in steps of 64 bytes; larger ones go to the general allocator.
  static constexpr std::size_t kStep = 64, kClasses = 64;
  struct Free {
    Free* next;
  };
  struct AtThreadEnd;

  static void* allocate_slowly(std::size_t bytes);
  static void free_slowly(void* frame, std::size_t bytes) noexcept;

  // Without a destructor of its own, so that the fast path needs no check that it exists.
  inline static constinit thread_local Free* lists_[kClasses] = {};
};

}  // namespace wardtwin::kernel
