#include "sim/kernel/frame_pool.h"

#include <new>
#include <utility>

namespace wardtwin::kernel {

#ifdef __SANITIZE_ADDRESS__

void* allocate_frame(std::size_t bytes) { return ::operator new(bytes); }
void free_frame(void* frame, std::size_t) noexcept { ::operator delete(frame); }

#else

namespace {

// Free lists of frames in steps of 64 bytes; larger frames go to the general allocator.
constexpr std::size_t kStep = 64, kClasses = 64;

struct FreeFrame {
  FreeFrame* next;
};

// Without a destructor of its own, so that the fast path needs no check that it exists.
constinit thread_local FreeFrame* free_lists[kClasses] = {};

struct AtThreadEnd {
  bool armed = false;
  ~AtThreadEnd() {
    for (FreeFrame*& list : free_lists)
      while (list) ::operator delete(std::exchange(list, list->next));
  }
};
thread_local AtThreadEnd at_thread_end;

}  // namespace

void* allocate_frame(std::size_t bytes) {
  const std::size_t size_class = (bytes + kStep - 1) / kStep;
  if (size_class >= kClasses) return ::operator new(bytes);
  if (FreeFrame* frame = free_lists[size_class]) {
    free_lists[size_class] = frame->next;
    return frame;
  }
  at_thread_end.armed = true;
  return ::operator new(size_class * kStep);
}

void free_frame(void* frame, std::size_t bytes) noexcept {
  const std::size_t size_class = (bytes + kStep - 1) / kStep;
  if (size_class >= kClasses) return ::operator delete(frame);
  auto* node = static_cast<FreeFrame*>(frame);
  node->next = free_lists[size_class];
  free_lists[size_class] = node;
}

#endif

}  // namespace wardtwin::kernel
