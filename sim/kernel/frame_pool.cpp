#include "sim/kernel/frame_pool.h"

#include <new>
#include <utility>

namespace wardtwin::kernel {

#ifdef __SANITIZE_ADDRESS__

void* FramePool::allocate_slowly(std::size_t bytes) { return ::operator new(bytes); }

#else

struct FramePool::AtThreadEnd {
  bool armed = false;
  ~AtThreadEnd() {
    for (Free*& list : lists_)
      while (list) ::operator delete(std::exchange(list, list->next));
  }
};

void* FramePool::allocate_slowly(std::size_t bytes) {
  thread_local AtThreadEnd at_thread_end;
  at_thread_end.armed = true;
  const std::size_t size_class = (bytes + kStep - 1) / kStep;
  return ::operator new(size_class >= kClasses ? bytes : size_class * kStep);
}

#endif

void FramePool::free_slowly(void* frame, std::size_t) noexcept { ::operator delete(frame); }

}  // namespace wardtwin::kernel
