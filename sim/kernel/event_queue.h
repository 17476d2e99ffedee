#pragma once

#include "sim/kernel/event_heap.h"

namespace wardtwin::kernel {

template <class Event>
using EventQueue = EventHeap<Event>;

}  // namespace wardtwin::kernel
