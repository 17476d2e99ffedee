#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace wardtwin {

/// First-in first-out ring that never gives memory back.
template <class T>
class Ring {
 public:
  bool empty() const { return size_ == 0; }
  std::uint32_t size() const { return size_; }
  T& operator[](std::uint32_t i) { return ring_[(head_ + i) & mask()]; }
  const T& operator[](std::uint32_t i) const { return ring_[(head_ + i) & mask()]; }
  T& front() { return ring_[head_]; }
  const T& front() const { return ring_[head_]; }
  void push(const T& m) {
    if (size_ == ring_.size()) grow();
    ring_[(head_ + size_++) & mask()] = m;
  }
  void pop() {
    head_ = (head_ + 1) & mask();
    --size_;
  }
  void erase(std::uint32_t i) {
    if (i == 0) return pop();
    for (; i + 1 < size_; ++i) (*this)[i] = (*this)[i + 1];
    --size_;
  }
  void clear() { size_ = 0; }

 private:
  std::uint32_t mask() const { return static_cast<std::uint32_t>(ring_.size()) - 1; }
  void grow() {
    std::vector<T> bigger(ring_.empty() ? 4 : 2 * ring_.size());
    for (std::uint32_t i = 0; i < size_; ++i) bigger[i] = (*this)[i];
    ring_ = std::move(bigger);
    head_ = 0;
  }
  std::vector<T> ring_;
  std::uint32_t head_ = 0, size_ = 0;
};

}  // namespace wardtwin
